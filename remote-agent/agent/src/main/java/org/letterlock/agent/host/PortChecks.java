package org.letterlock.agent.host;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.letterlock.protocol.Finding;
import org.letterlock.protocol.FindingKind;

/** Who listens on the ports of mail: read from the kernel, which needs no program. */
public final class PortChecks {

    /** Ports that an engine listens on. */
    static final Set<Integer> MAIL = new TreeSet<>(Set.of(25, 143, 465, 587, 993, 995));

    /** The same in words, as firewalls take them. */
    public static final String MAIL_LISTED = listed(MAIL);

    private static final Set<Integer> WEB = Set.of(80, 443);
    private static final Map<String, String> MAIL_SERVERS = Map.of(
            "exim4", "Exim",
            "exim", "Exim",
            "master", "Postfix",
            "sendmail", "Sendmail",
            "sendmail-mta", "Sendmail",
            "smtpd", "OpenSMTPD",
            "dovecot", "Dovecot",
            "stalwart", "Stalwart",
            "stalwart-mail", "Stalwart");
    private static final String LISTENING = "0A";
    private static final String SOCKET = "socket:[";

    private final Computer computer;

    PortChecks(Computer computer) {
        this.computer = computer;
    }

    List<Finding> ports() {
        Map<String, TreeSet<Integer>> taken = new TreeMap<>();
        Map<String, TreeSet<Integer>> web = new TreeMap<>();
        Map<String, Integer> listening = listening();
        Map<String, String> holders = holders(listening.keySet());
        boolean letterlock = Files.exists(new Places(computer.root()).socket());
        listening.forEach((inode, port) -> {
            String program = holders.getOrDefault(inode, "?");
            if (letterlock && program.equals("java")) {
                return;
            }
            if (MAIL.contains(port)) {
                taken.computeIfAbsent(program, p -> new TreeSet<>()).add(port);
            } else if (WEB.contains(port)) {
                web.computeIfAbsent(program, p -> new TreeSet<>()).add(port);
            }
        });
        List<Finding> found = new ArrayList<>();
        taken.forEach((program, ports) -> found.add(Finding.of(
                MAIL_SERVERS.containsKey(program) ? FindingKind.MAIL_SERVER_FOUND : FindingKind.PORTS_TAKEN,
                Map.of("program", MAIL_SERVERS.getOrDefault(program, program), "ports", listed(ports)))));
        if (found.isEmpty()) {
            found.add(Finding.of(FindingKind.PORTS_FINE, Map.of()));
        }
        web.forEach((program, ports) -> found.add(
                Finding.of(FindingKind.WEB_SERVER_FOUND, Map.of("program", program, "ports", listed(ports)))));
        return found;
    }

    static String listed(Set<Integer> ports) {
        return ports.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    /** The ports that TCP sockets listen on, by the number of the socket. */
    private Map<String, Integer> listening() {
        Map<String, Integer> found = new HashMap<>();
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            computer.text(table).orElse("").lines().skip(1).forEach(line -> {
                String[] columns = line.strip().split(" +", -1);
                if (columns.length > 9 && columns[3].equals(LISTENING)) {
                    int colon = columns[1].lastIndexOf(':');
                    found.put(columns[9], Integer.parseInt(columns[1].substring(colon + 1), 16));
                }
            });
        }
        return found;
    }

    /** The programs that hold sockets; of those of other users only root learns. */
    private Map<String, String> holders(Set<String> sockets) {
        Map<String, String> found = new HashMap<>();
        Set<String> wanted = new HashSet<>(sockets);
        for (Path process : computer.processes()) {
            for (String socket : sockets(process)) {
                if (wanted.remove(socket)) {
                    found.put(socket, computer.program(process).orElse("?"));
                }
            }
        }
        return found;
    }

    private static Set<String> sockets(Path process) {
        Set<String> found = new HashSet<>();
        try (DirectoryStream<Path> open = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path one : open) {
                String target = target(one);
                if (target.startsWith(SOCKET) && target.endsWith("]")) {
                    found.add(target.substring(SOCKET.length(), target.length() - 1));
                }
            }
        } catch (IOException | java.nio.file.DirectoryIteratorException e) {
            // It ended meanwhile, or is somebody else's.
            return found;
        }
        return found;
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return "";
        }
    }
}
