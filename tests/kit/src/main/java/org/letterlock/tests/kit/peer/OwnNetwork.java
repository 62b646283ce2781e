package org.letterlock.tests.kit.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A program of ours in a network of its own (Linux's namespaces), which nothing leads out of. There, {@link #ADDRESSES} are this computer's beside loopback, so that
 * servers meet as strangers do, and the system's resolver is who answers on port 53 of {@link #RESOLVER}.
 */
public final class OwnNetwork {

    /**
     * All of these, to listen at and to come from: those of documentation (RFC 5737), and some for servers that have to be the public's, as the former are nobody's to
     * whoever looks.
     */
    public static final List<String> ADDRESSES = List.of("192.0.2.0/24", "198.51.100.0/24", "11.22.33.0/24");

    /** Where the resolver is; some programs ask none on loopback. */
    public static final String RESOLVER = "192.0.2.53";

    private static final String PREPARE = """
            ip link set lo up
            for a in %s; do ip route add local $a dev lo; done
            # Who looks for the addresses of interfaces, such as BIND, finds this one.
            ip addr add %s/32 dev lo
            mount --bind "$1" /etc/resolv.conf
            shift
            exec "$@"
            """.formatted(String.join(" ", ADDRESSES), RESOLVER);

    private OwnNetwork() {}

    /** Whether there can be one: it needs root. */
    public static boolean isPossible() {
        return Program.isRoot() && Program.isInstalled("unshare") && Program.isInstalled("ip") && canUnshare();
    }

    private static boolean canUnshare() {
        try {
            return Program.of("unshare", "--net", "--mount", "true").run().exitCode() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Runs a program of this class path to its end; whatever it started ends with it.
     *
     * @param main a class with a {@code main}, and its arguments
     */
    public static Program.Result run(Duration time, String... main) throws IOException {
        Path resolver = Files.createTempFile("resolv", ".conf");
        try {
            Files.writeString(resolver, "nameserver " + RESOLVER + "\n");
            // Servers that give up their rights read it as well.
            Files.setPosixFilePermissions(resolver, PosixFilePermissions.fromString("rw-r--r--"));
            List<String> command = new ArrayList<>(List.of("unshare", "--net", "--mount", "--pid", "--fork"));
            command.addAll(List.of("--kill-child", "--mount-proc"));
            command.addAll(List.of("sh", "-ec", PREPARE, "own-network", resolver.toString()));
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-XX:-UsePerfData"));
            for (String property : List.of("letterlock.engine.classpath", "letterlock.engine.options")) {
                String value = System.getProperty(property);
                if (value != null) {
                    command.add("-D" + property + "=" + value);
                }
            }
            command.addAll(List.of("-cp", System.getProperty("java.class.path")));
            command.addAll(List.of(main));
            return Program.of(command.toArray(String[]::new)).within(time).run();
        } finally {
            Files.delete(resolver);
        }
    }
}
