package org.letterlock.engine.smtpclient;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The scripts of others for servers that attack clients around STARTTLS: what becomes of a letter that meets each of them. */
final class FakeServerScriptsTest {

    /**
     * At the first attempt. Who offers STARTTLS and then has none is tried again before a letter goes in clear text; who greets with a refusal refuses.
     */
    private static final String EXPECTED = """
            Buffering/B_1: Accepted in TLS
            Negotiation/D_1: Accepted in clear text
            Negotiation/O_1: Accepted in clear text
            Negotiation/O_2: Later
            Negotiation/O_3: Later
            Negotiation/O_4: Later
            others/X_1: Accepted in clear text
            others/ehlo/220: Later
            others/ehlo/221: Later
            others/ehlo/250-all: Accepted in clear text
            others/ehlo/250-all-no-starttls: Accepted in clear text
            others/ehlo/250-empty: Accepted in clear text
            others/ehlo/354: Later
            others/ehlo/421: Later
            others/ehlo/500: Accepted in clear text
            others/ehlo/501: Accepted in clear text
            others/ehlo/502: Accepted in clear text
            others/ehlo/504: Accepted in clear text
            others/ehlo/530: Accepted in clear text
            others/ehlo/550: Accepted in clear text
            others/greeting/220: Accepted in TLS
            others/greeting/221: Later
            others/greeting/354: Later
            others/greeting/421: Later
            others/greeting/500: Refused
            others/greeting/501: Refused
            others/greeting/530: Refused
            others/greeting/554: Refused
            others/helo/ehlo500_helo220: Later
            others/helo/ehlo500_helo221: Later
            others/helo/ehlo500_helo354: Later
            others/helo/ehlo500_helo421: Later
            others/helo/ehlo500_helo500: Refused
            others/helo/ehlo500_helo501: Refused
            others/helo/ehlo500_helo530: Refused
            others/quit/greeting500_quit220: Refused
            others/quit/greeting500_quit221: Refused
            others/quit/greeting500_quit354: Refused
            others/quit/greeting500_quit421: Refused
            others/quit/greeting500_quit500: Refused
            others/quit/greeting500_quit501: Refused
            others/quit/greeting500_quit530: Refused
            others/rset/ehlo500_rset220: Accepted in clear text
            others/rset/ehlo500_rset221: Accepted in clear text
            others/rset/ehlo500_rset354: Accepted in clear text
            others/rset/ehlo500_rset421: Accepted in clear text
            others/rset/ehlo500_rset500: Accepted in clear text
            others/rset/ehlo500_rset501: Accepted in clear text
            others/rset/ehlo500_rset530: Accepted in clear text
            others/starttls/220: Accepted in TLS
            others/starttls/221: Later
            others/starttls/354: Later
            others/starttls/421: Later
            others/starttls/454: Later
            others/starttls/500: Later
            others/starttls/501: Later
            others/starttls/530: Later
            setup: Accepted in TLS
            setup_opportunistic_encryption: Accepted in TLS
            """;

    private final Outside outside = new Outside();

    @AfterEach
    void close() {
        outside.close();
    }

    /** What a script says. */
    private record Script(
            String greeting, Map<String, String> replies, boolean extended, boolean offersTls, boolean goesOnInTls) {

        private static final Pattern REPLY = Pattern.compile("\"([A-Za-z]+)\":\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");

        static Script of(String text) {
            String code =
                    text.lines().map(line -> line.replaceFirst("^\\s*//.*", "")).collect(Collectors.joining("\n"));
            Map<String, String> replies = new TreeMap<>();
            Matcher reply = REPLY.matcher(code);
            while (reply.find()) {
                replies.put(reply.group(1).toUpperCase(Locale.ROOT), unescaped(reply.group(2)));
            }
            field(code, "stls_response").ifPresent(said -> replies.put("STARTTLS", said));
            return new Script(
                    field(code, "greeting").orElse("220 mx.example.org ESMTP\r\n"),
                    replies,
                    !code.contains("hide_commands: [\"ehlo\""),
                    code.replaceFirst("(?s)capabilities_tls.*", "").contains("StartTLS"),
                    !code.contains("stls_make_transition: false"));
        }

        private static Optional<String> field(String code, String name) {
            Matcher found =
                    Pattern.compile(name + ":\\s*\"((?:[^\"\\\\]|\\\\.)*)\"").matcher(code);
            return found.find() ? Optional.of(unescaped(found.group(1))) : Optional.empty();
        }

        private static String unescaped(String text) {
            return text.replace("\\r", "\r").replace("\\n", "\n").replace("\\\"", "\"");
        }
    }

    /** Plays a script, and notes each letter with the way it came. */
    private static ScriptedServer.Dialogue playing(Script script, List<String> letters) {
        return peer -> {
            boolean tls = false;
            peer.raw(script.greeting());
            while (true) {
                String command = peer.line().split(" ", -1)[0].toUpperCase(Locale.ROOT);
                String usual = switch (command) {
                    case "EHLO" ->
                        !script.extended()
                                ? "502 5.5.1 No such command\r\n"
                                : !tls && script.offersTls()
                                        ? "250-mx.example.org\r\n250 STARTTLS\r\n"
                                        : "250-mx.example.org\r\n250 AUTH PLAIN LOGIN\r\n";
                    case "STARTTLS" -> "220 2.0.0 Go\r\n";
                    case "DATA" -> "354 Go\r\n";
                    case "QUIT" -> "221 2.0.0 Bye\r\n";
                    case "HELO", "MAIL", "RCPT", "RSET", "NOOP" -> "250 2.0.0 Ok\r\n";
                    default -> throw new AssertionError("not expected: " + command);
                };
                String reply = tls ? usual : script.replies().getOrDefault(command, usual);
                peer.raw(reply);
                if (command.equals("STARTTLS") && reply.startsWith("220") && script.goesOnInTls()) {
                    peer.startTls();
                    tls = true;
                } else if (command.equals("DATA") && reply.startsWith("354")) {
                    peer.rawData();
                    letters.add(tls ? "in TLS" : "in clear text");
                    peer.raw("250 2.0.0 Taken\r\n");
                } else if (command.equals("QUIT")) {
                    return;
                }
            }
        };
    }

    @Test
    void aLetterMeetsEachOfThem() throws IOException {
        Path scripts = Path.of(
                System.getProperty("letterlock.corpora", "corpora"), "smtp", "eat-fake-server", "testcases", "smtp");
        Assumptions.assumeTrue(Files.isDirectory(scripts), "no corpora here");
        Map<String, String> became = new TreeMap<>();
        try (Stream<Path> files = Files.walk(scripts)) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".ron")).sorted().toList()) {
                became.put(
                        scripts.relativize(file).toString().replace(".ron", ""),
                        met(Script.of(Files.readString(file))));
            }
        }
        assertThat(became.entrySet().stream()
                        .map(e -> e.getKey() + ": " + e.getValue())
                        .collect(Collectors.joining("\n", "", "\n")))
                .isEqualTo(EXPECTED);
    }

    private String met(Script script) throws IOException {
        List<String> letters = new CopyOnWriteArrayList<>();
        try (ScriptedServer server = new ScriptedServer(playing(script, letters))) {
            outside.route("example.org", server);
            Outcome outcome = Outside.deliver(outside.courier(), 0);
            assertThat(letters).hasSize(outcome instanceof Outcome.Accepted ? 1 : 0);
            return outcome.getClass().getSimpleName() + (letters.isEmpty() ? "" : " " + letters.getFirst());
        }
    }
}
