package org.letterlock.agent.host;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
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
                System.getProperty("user.name", "").equals("root"),
                Computer::interfaces,
                Commands.ofThisComputer(),
                Names.ofTheSystem(),
                Clock.systemUTC());
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

    /** Whether a program runs whose name satisfies {@code wanted}; the system keeps its first 15 octets. */
    boolean runs(Predicate<String> wanted) {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(file("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                if (text("/" + root.relativize(process.resolve("comm")))
                        .map(String::strip)
                        .filter(wanted)
                        .isPresent()) {
                    return true;
                }
            }
        } catch (IOException e) {
            return false;
        }
        return false;
    }
}
