package org.letterlock.tests.kit.peer;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.letterlock.tests.kit.Waiting;

/**
 * A BIND of its own with a small DNS of its own: a signed root (NSEC) and signed zones below it (NSEC3), each delegated with its DS records, all answered
 * by this server. Nothing it says may be kept. It needs no root.
 */
public final class DnsPeer implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final DateTimeFormatter SIGNATURE_TIME =
            DateTimeFormatter.ofPattern("uuuuMMddHHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private static final Pattern TLSA_SIGNATURE = Pattern.compile("(RRSIG\\s+TLSA (?:\\S+ ){7})(.)");

    private final Path folder;
    private final InetSocketAddress address;
    private final TreeMap<String, Integer> serials =
            new TreeMap<>(Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()));
    private final Process server;

    private DnsPeer(InetSocketAddress address, List<String> zones) throws IOException {
        this.address = address;
        folder = Files.createTempDirectory("dns-peer");
        Files.createDirectory(folder.resolve("keys"));
        zones.forEach(zone -> serials.put(zone, 0));
        serials.put("", 0);
        StringBuilder configuration = new StringBuilder(
                """
                options {
                  directory "%s";
                  listen-on port %d { %s; };
                  listen-on-v6 { none; };
                  pid-file "named.pid";
                  session-keyfile "session.key";
                  allow-query { any; };
                  recursion yes;
                  dnssec-validation no;
                  empty-zones-enable no;
                  minimal-responses yes;
                };
                controls { };
                """.formatted(folder, address.getPort(), address.getAddress().getHostAddress()));
        // The longest names come first: what signs a zone leaves the DS records that its parent is signed with.
        for (String zone : serials.keySet()) {
            Program.of(keyCommand(folder, zone, true)).run().expectSuccess();
            Program.of(keyCommand(folder, zone, false)).run().expectSuccess();
            sign(zone, "", Signed.WELL);
            configuration
                    .append("zone \"%s.\" { type primary; file \"%s\"; };".formatted(zone, file(zone)))
                    .append('\n');
        }
        Path settings = folder.resolve("named.conf");
        Files.writeString(settings, configuration);
        server = new ProcessBuilder("named", "-g", "-n", "1", "-c", settings.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .start();
    }

    /** How a zone is signed. */
    public enum Signed {
        /** By its keys, for a month. */
        WELL,
        /** By its keys, until yesterday. */
        UNTIL_YESTERDAY,
        /** By its keys, but for the TLSA records, whose signatures are wrong. */
        WRONGLY,
        /** Not at all, which its parent does not know of before it is published anew, too. */
        NOT
    }

    /** Whether BIND is here. */
    public static boolean isPossible() {
        return Program.isInstalled("named") && Program.isInstalled("dnssec-signzone");
    }

    /** Starts one with these zones, such as {@code org} and {@code example.org}, and the root; they are empty. */
    public static DnsPeer start(String... zones) throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return start(new InetSocketAddress(InetAddress.getLoopbackAddress(), free.getLocalPort()), List.of(zones));
        }
    }

    /** Starts one in an {@link OwnNetwork}, as its resolver. */
    public static DnsPeer startAsResolver(String... zones) throws IOException {
        return start(new InetSocketAddress(OwnNetwork.RESOLVER, 53), List.of(zones));
    }

    private static DnsPeer start(InetSocketAddress address, List<String> zones) throws IOException {
        DnsPeer peer = new DnsPeer(address, zones);
        try {
            for (String zone : peer.serials.keySet()) {
                peer.awaitLoaded(zone);
            }
            return peer;
        } catch (IllegalStateException e) {
            peer.close();
            throw e;
        }
    }

    private static String[] keyCommand(Path folder, String zone, boolean signsKeys) {
        List<String> command = new ArrayList<>(List.of("dnssec-keygen", "-q", "-a", "ECDSAP256SHA256", "-K"));
        command.add(folder.resolve("keys").toString());
        if (signsKeys) {
            command.addAll(List.of("-f", "KSK"));
        }
        command.add(zone + ".");
        return command.toArray(String[]::new);
    }

    private String file(String zone) {
        return folder.resolve("zone-" + zone + ".signed").toString();
    }

    /** Writes a zone anew and signs it. */
    private void sign(String zone, String records, Signed how) throws IOException {
        int serial = serials.merge(zone, 1, Integer::sum);
        StringBuilder text = new StringBuilder("""
                $TTL 0
                @ SOA ns. hostmaster. %d 3600 600 86400 0
                @ NS ns.
                """.formatted(serial));
        if (zone.isEmpty()) {
            text.append("ns A 127.0.0.1\n");
        }
        // Who is right below this zone is delegated to this same server.
        for (String other : serials.keySet()) {
            if (!other.isEmpty() && parent(other).equals(zone)) {
                text.append(other).append(". NS ns.\n");
            }
        }
        Path plain = folder.resolve("zone-" + zone);
        Files.writeString(plain, text.append(records).append('\n'));
        if (how == Signed.NOT) {
            Files.copy(plain, Path.of(file(zone)), StandardCopyOption.REPLACE_EXISTING);
            Files.deleteIfExists(folder.resolve("dsset-" + zone + "."));
            return;
        }
        List<String> command = new ArrayList<>(List.of("dnssec-signzone", "-q", "-S", "-g", "-P", "-O", "full"));
        command.addAll(List.of("-K", folder.resolve("keys").toString(), "-d", folder.toString()));
        command.addAll(List.of("-o", zone + ".", "-f", file(zone)));
        if (!zone.isEmpty()) {
            command.addAll(List.of("-3", "-", "-H", "0"));
        }
        if (how == Signed.UNTIL_YESTERDAY) {
            Instant now = Instant.now();
            command.addAll(List.of("-s", SIGNATURE_TIME.format(now.minus(Duration.ofDays(9)))));
            command.addAll(List.of("-e", SIGNATURE_TIME.format(now.minus(Duration.ofDays(1)))));
        }
        command.add(plain.toString());
        Program.of(command.toArray(String[]::new)).run().expectSuccess();
        if (how == Signed.WRONGLY) {
            Path signed = Path.of(file(zone));
            Files.writeString(
                    signed,
                    TLSA_SIGNATURE
                            .matcher(Files.readString(signed))
                            .replaceAll(
                                    found -> found.group(1) + (found.group(2).equals("A") ? "B" : "A")));
        }
    }

    private String parent(String zone) {
        for (int dot = zone.indexOf('.'); dot >= 0; dot = zone.indexOf('.', dot + 1)) {
            if (serials.containsKey(zone.substring(dot + 1))) {
                return zone.substring(dot + 1);
            }
        }
        return "";
    }

    /**
     * Gives a zone these records instead of those it had, and returns when the server has them.
     *
     * @param records lines of a zone file; names without a dot at their end are in the zone
     */
    public void publish(String zone, Signed how, String records) throws IOException {
        sign(zone, records, how);
        Program.of("kill", "-HUP", Long.toString(server.pid())).run().expectSuccess();
        awaitLoaded(zone);
    }

    private void awaitLoaded(String zone) {
        Pattern words = Pattern.compile("zone " + Pattern.quote(zone.isEmpty() ? "." : zone) + "/IN: loaded serial "
                + serials.get(zone) + "\\b");
        if (!Waiting.until(
                        PATIENCE,
                        () -> !server.isAlive() || words.matcher(log()).find())
                || !server.isAlive()) {
            throw new IllegalStateException("BIND did not load \"" + zone + "\": " + log());
        }
    }

    /** Where it answers, over UDP and TCP. */
    public InetSocketAddress address() {
        return address;
    }

    /** The DS records of the root's key, as a zone file has them: what has to be believed. */
    public Path anchors() {
        return folder.resolve("dsset-.");
    }

    /** Its log, for a failing test's message. */
    public String log() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From now on nobody answers. */
    public void stop() {
        server.destroy();
        try {
            if (!server.waitFor(10, TimeUnit.SECONDS)) {
                server.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            server.destroyForcibly();
        }
    }

    @Override
    public void close() throws IOException {
        stop();
        Program.of("rm", "-rf", folder.toString()).run();
    }
}
