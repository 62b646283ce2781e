package org.letterlock.agent.host;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The computer that the agent runs on, as it is seen.
 *
 * @param root where its files begin
 * @param processor its kind of processor, as Java calls it
 * @param isRoot whether it may be changed
 * @param addresses what its interfaces have
 * @param commands its programs
 * @param names the DNS that it asks
 * @param clock its clock
 */
public record Computer(
        Path root,
        String processor,
        boolean isRoot,
        Supplier<List<InetAddress>> addresses,
        Commands commands,
        Names names,
        Clock clock) {

    private static final int LONGEST_FILE = 4 * 1024 * 1024;

    /** This one. */
    public static Computer here() {
        return new Computer(
                Path.of("/"),
                System.getProperty("os.arch", ""),
                isRootHere(),
                Computer::interfaces,
                Commands.ofThisComputer(),
                Names.ofTheSystem(),
                Clock.systemUTC());
    }

    /** Whether this program may change this computer. */
    public static boolean isRootHere() {
        return System.getProperty("user.name", "").equals("root");
    }

    private static List<InetAddress> interfaces() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .toList();
        } catch (SocketException e) {
            return List.of();
        }
    }

    /** A file of it. */
    Path file(String path) {
        return root.resolve(path.substring(1));
    }

    /** What a text file has; empty where there is none that can be read. */
    Optional<String> text(String path) {
        try (var in = Files.newInputStream(file(path))) {
            return Optional.of(new String(in.readNBytes(LONGEST_FILE), StandardCharsets.UTF_8));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The value behind {@code name} in a file of lines; empty where there is none. */
    Optional<String> value(String path, String name, char separator) {
        return text(path).stream()
                .flatMap(String::lines)
                .filter(line -> line.startsWith(name + separator))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst();
    }

    /** The folders of {@code /proc} that stand for what runs; empty where they cannot be read. */
    List<Path> processes() {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(file("/proc"), "[0-9]*")) {
            processes.forEach(found::add);
        } catch (IOException | DirectoryIteratorException e) {
            return List.of();
        }
        return found;
    }

    /** The name of a program that runs, of which the system keeps the first 15 octets; empty where it ended meanwhile. */
    Optional<String> program(Path process) {
        return text("/" + root.relativize(process.resolve("comm"))).map(String::strip);
    }

    /** Whether a program runs whose name satisfies {@code wanted}. */
    boolean runs(Predicate<String> wanted) {
        return processes().stream()
                .anyMatch(process -> program(process).filter(wanted).isPresent());
    }
}
