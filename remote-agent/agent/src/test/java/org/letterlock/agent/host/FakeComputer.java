package org.letterlock.agent.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A computer as a test writes it: files in a folder, programs that say what they are told to. */
final class FakeComputer {

    static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");

    private final Path root;
    private final FakeDns dns;
    private final Map<String, String> outputs = new HashMap<>();
    private final List<InetAddress> addresses = new ArrayList<>();
    private int socket = 100;
    private int process = 10;
    private String processor = "amd64";
    private boolean isRoot = true;

    FakeComputer(Path root, FakeDns dns) {
        this.root = root;
        this.dns = dns;
    }

    /** One on which all is well. */
    static FakeComputer good(Path root, FakeDns dns) {
        return new FakeComputer(root, dns)
                .file(
                        "/etc/os-release",
                        "PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nVERSION_ID=\"12\"\nID=debian\n")
                .file("/proc/meminfo", "MemTotal:        2012345 kB\n")
                .file("/proc/sys/kernel/hostname", "mail\n")
                .file("/run/systemd/system/x", "")
                .process("systemd-timesyn")
                .address("203.0.113.5");
    }

    FakeComputer file(String path, String text) {
        Path file = root.resolve(path.substring(1));
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    FakeComputer processor(String kind) {
        processor = kind;
        return this;
    }

    FakeComputer asSomebody() {
        isRoot = false;
        return this;
    }

    FakeComputer process(String name) {
        process++;
        return file("/proc/" + process + "/comm", name + "\n");
    }

    /** A program that listens. */
    FakeComputer listens(String program, String hexAddress, int port) {
        process(program);
        socket++;
        String table = "/proc/net/tcp" + (hexAddress.length() > 8 ? "6" : "");
        String line =
                "   0: %s:%04X 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 %d 1 0 100 0\n"
                        .formatted(hexAddress, port, socket);
        try {
            Path file = root.resolve(table.substring(1));
            String before = Files.exists(file) ? Files.readString(file) : "  sl  local_address rem_address   st\n";
            file(table, before + line);
            Path fd = root.resolve("proc/" + process + "/fd");
            Files.createDirectories(fd);
            Files.createSymbolicLink(fd.resolve("7"), Path.of("socket:[" + socket + "]"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    FakeComputer output(String command, String text) {
        outputs.put(command, text);
        return this;
    }

    FakeComputer address(String... numeric) {
        for (String one : numeric) {
            try {
                addresses.add(InetAddress.getByName(one));
            } catch (UnknownHostException e) {
                throw new IllegalArgumentException(e);
            }
        }
        return this;
    }

    FakeComputer noAddress() {
        addresses.clear();
        return this;
    }

    Computer computer() {
        return new Computer(
                root,
                processor,
                isRoot,
                () -> List.copyOf(addresses),
                (words, patience) -> {
                    @Nullable String output = outputs.get(String.join(" ", words));
                    return output == null ? new Commands.Ended(-1, "no such program") : new Commands.Ended(0, output);
                },
                dns.names(),
                Clock.fixed(NOW, ZoneOffset.UTC));
    }
}
