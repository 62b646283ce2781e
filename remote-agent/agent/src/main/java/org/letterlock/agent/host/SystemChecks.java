package org.letterlock.agent.host;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.letterlock.protocol.Finding;
import org.letterlock.protocol.FindingKind;

/** What the computer itself is like. */
final class SystemChecks {

    private static final long MEMORY = 900_000_000L;
    private static final long MEMORY_LEAST = 440_000_000L;
    private static final long DISK = 10_000_000_000L;
    private static final long DISK_LEAST = 2_000_000_000L;
    private static final Duration CLOCK = Duration.ofMinutes(2);
    private static final Map<String, Integer> OLDEST = Map.of("debian", 12, "ubuntu", 22);
    private static final Set<String> PROCESSORS = Set.of("amd64", "x86_64", "aarch64", "arm64");
    private static final Set<String> CLOCK_KEEPERS =
            Set.of("systemd-timesyn", "chronyd", "ntpd", "openntpd", "ntpd-rs");

    private final Computer computer;

    SystemChecks(Computer computer) {
        this.computer = computer;
    }

    List<Finding> system() {
        List<Finding> found = new ArrayList<>();
        String release = "/etc/os-release";
        String shown = unquoted(release, "PRETTY_NAME");
        Map<String, String> values = Map.of("system", shown.isEmpty() ? System.getProperty("os.name", "") : shown);
        @Nullable Integer oldest = OLDEST.get(unquoted(release, "ID"));
        found.add(Finding.of(
                oldest == null
                        ? FindingKind.SYSTEM_UNKNOWN
                        : version(unquoted(release, "VERSION_ID")) < oldest
                                ? FindingKind.SYSTEM_OLD
                                : FindingKind.SYSTEM_FINE,
                values));
        if (!PROCESSORS.contains(computer.processor())) {
            found.add(Finding.of(FindingKind.PROCESSOR_UNKNOWN, Map.of("processor", computer.processor())));
        }
        if (!Files.isDirectory(computer.file("/run/systemd/system"))) {
            found.add(Finding.of(FindingKind.SYSTEMD_ABSENT, Map.of()));
        }
        if (!computer.isRoot()) {
            found.add(Finding.of(FindingKind.ROOT_ABSENT, Map.of()));
        }
        Places places = new Places(computer.root());
        if (Files.exists(places.data()) || Files.exists(places.current())) {
            found.add(Finding.of(FindingKind.LETTERLOCK_FOUND, Map.of()));
        }
        return found;
    }

    private String unquoted(String file, String name) {
        return computer.value(file, name, '=').orElse("").replace("\"", "");
    }

    /** The first number of a version; something that is none, such as a release to come, is newer than all. */
    private static int version(String text) {
        String first = text.replaceFirst("[^0-9].*", "");
        return first.isEmpty() || first.length() > 4 ? Integer.MAX_VALUE : Integer.parseInt(first);
    }

    List<Finding> memory() {
        long size = Math.min(
                number(computer.value("/proc/meminfo", "MemTotal", ':').orElse("")) * 1024,
                computer.text("/sys/fs/cgroup/memory.max")
                        .map(String::strip)
                        .filter(text -> !text.equals("max"))
                        .map(SystemChecks::number)
                        .orElse(Long.MAX_VALUE));
        return List.of(Finding.of(
                size < MEMORY_LEAST
                        ? FindingKind.MEMORY_TOO_SMALL
                        : size < MEMORY ? FindingKind.MEMORY_SMALL : FindingKind.MEMORY_FINE,
                Map.of("size", Long.toString(size))));
    }

    private static long number(String text) {
        String digits = text.replaceFirst("[^0-9].*", "");
        return digits.isEmpty() || digits.length() > 15 ? 0 : Long.parseLong(digits);
    }

    List<Finding> disk() throws IOException {
        Path var = computer.file("/var/lib");
        FileStore disk = Files.getFileStore(Files.exists(var) ? var : computer.root());
        return List.of(disk(disk.getUsableSpace(), disk.getTotalSpace()));
    }

    static Finding disk(long free, long size) {
        return Finding.of(
                free < DISK_LEAST
                        ? FindingKind.DISK_FULL
                        : free < DISK ? FindingKind.DISK_SMALL : FindingKind.DISK_FINE,
                Map.of("free", Long.toString(free), "size", Long.toString(size)));
    }

    /** @param ofCaller the caller's time; null where it does not say, or says nonsense */
    List<Finding> clock(@Nullable String ofCaller) {
        if (ofCaller != null) {
            try {
                Duration apart = Duration.between(
                                Instant.parse(ofCaller), computer.clock().instant())
                        .abs();
                if (apart.compareTo(CLOCK) > 0) {
                    return List.of(
                            Finding.of(FindingKind.CLOCK_WRONG, Map.of("minutes", Long.toString(apart.toMinutes()))));
                }
            } catch (DateTimeException | ArithmeticException e) {
                return List.of(Finding.of(FindingKind.CLOCK_ALONE, Map.of(), "the caller's time is none"));
            }
        }
        return List.of(Finding.of(
                computer.runs(CLOCK_KEEPERS::contains) ? FindingKind.CLOCK_FINE : FindingKind.CLOCK_ALONE, Map.of()));
    }
}
