package org.letterlock.engine.smtpclient;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mail.ReversePath;
import org.letterlock.engine.queue.Consignment;
import org.letterlock.engine.queue.Letters;
import org.letterlock.engine.queue.QueueId;
import org.letterlock.engine.queue.TlsWish;

/** Servers that die, or go mad, at each step of the dialogue: no letter is lost, none is sent twice, and none ends where it should not. */
class HostileServerTest {

    private final Outside outside = new Outside();

    @AfterEach
    void close() {
        outside.close();
    }

    /** How a server goes. */
    enum Death {
        CLOSES,
        RESETS,
        HANGS,
        BREAKS_OFF,
        RAVES;

        void happen(ScriptedServer.Peer peer) throws IOException {
            switch (this) {
                case CLOSES -> {}
                case RESETS -> peer.reset();
                case HANGS -> peer.untilClosed();
                case BREAKS_OFF -> peer.raw("250 2.0.0 tak");
                case RAVES -> peer.raw("\0\u00ff 250 \r\n\r\n").untilClosed();
            }
        }
    }

    /** The steps of a dialogue; a server dies instead of the reply to one of them, counted from the greeting. */
    private static ScriptedServer.Dialogue dyingAt(int step, Death death, String extension) {
        return peer -> {
            boolean chunks = extension.equals("CHUNKING");
            List<String> expected = new ArrayList<>(List.of("", "EHLO", "STARTTLS", "EHLO", "MAIL", "RCPT"));
            expected.add(chunks ? "BDAT" : "DATA");
            if (!chunks) {
                expected.add("content");
            }
            for (int i = 0; i < expected.size(); i++) {
                switch (expected.get(i)) {
                    case "" -> {}
                    case "content" -> peer.rawData();
                    case "BDAT" ->
                        peer.octets(Integer.parseInt(peer.expect("BDAT").split(" ", -1)[1]));
                    default -> peer.expect(expected.get(i));
                }
                if (i == step) {
                    death.happen(peer);
                    return;
                }
                switch (expected.get(i)) {
                    case "" -> peer.say("220 hi");
                    case "EHLO" -> peer.say("250-hi", "250-" + extension, "250 STARTTLS");
                    case "STARTTLS" -> peer.say("220 go").startTls();
                    case "DATA" -> peer.say("354 go");
                    default -> peer.say("250 ok");
                }
            }
        };
    }

    @ParameterizedTest
    @CsvSource({
        "CLOSES, 8BITMIME",
        "CLOSES, PIPELINING",
        "CLOSES, CHUNKING",
        "RESETS, 8BITMIME",
        "RESETS, PIPELINING",
        "RESETS, CHUNKING",
        "BREAKS_OFF, 8BITMIME",
        "BREAKS_OFF, CHUNKING",
        "RAVES, 8BITMIME",
        "RAVES, PIPELINING",
        "HANGS, PIPELINING"
    })
    void aDeathBeforeTheLetterWasWholeLeavesItToTheNextServerAndLaterToTheNextAttempt(Death death, String extension)
            throws IOException {
        int steps = extension.equals("CHUNKING") ? 7 : 8;
        for (int step = 0; step < steps; step++) {
            MailSink second = new MailSink();
            try (ScriptedServer dying = new ScriptedServer(dyingAt(step, death, extension));
                    ScriptedServer other = new ScriptedServer(second)) {
                outside.route("example.org", dying, other);
                Outcome outcome = Outside.deliver(outside.courier(), 0);
                boolean whole = step == steps - 1;
                assertThat(outcome)
                        .as("step %s", step)
                        .isInstanceOf(whole ? Outcome.Later.class : Outcome.Accepted.class);
                assertThat(second.letters()).as("step %s", step).hasSize(whole ? 0 : 1);
                assertThat(dying.connections()).as("step %s", step).isEqualTo(1);
            }
        }
    }

    private static List<byte[]> endings() throws IOException {
        Path file = Path.of(System.getProperty("letterlock.corpora", "corpora"), "own", "smtp-smuggling.json");
        Assumptions.assumeTrue(Files.exists(file), "no corpora here");
        List<byte[]> found = new ArrayList<>();
        Matcher matcher = Pattern.compile("\"eod_hex\": \"([0-9a-f]*)\"").matcher(Files.readString(file));
        while (matcher.find()) {
            found.add(HexFormat.of().parseHex(matcher.group(1)));
        }
        return found;
    }

    @Test
    void noEndOfALetterIsSmuggledOut() throws IOException {
        List<byte[]> endings = endings();
        assertThat(endings).hasSizeGreaterThan(35);
        String smuggled = "MAIL FROM:<admin@example.test>\r\nRCPT TO:<bert@example.org>\r\nDATA\r\nsmuggled\r\n.\r\n";
        for (String extension : List.of("8BITMIME", "CHUNKING")) {
            MailSink sink = new MailSink(extension);
            try (ScriptedServer server = new ScriptedServer(sink)) {
                outside.route("example.org", server);
                for (byte[] ending : endings) {
                    int before = sink.letters().size();
                    String letter = "Subject: x\r\n\r\nbody" + new String(ending, StandardCharsets.UTF_8) + smuggled;
                    boolean bare = letter.replace("\r\n", "").matches("(?s).*[\r\n].*");
                    Outcome outcome = deliver(letter);
                    assertThat(outcome)
                            .as(HexFormat.of().formatHex(ending))
                            .isInstanceOf(bare ? Outcome.Refused.class : Outcome.Accepted.class);
                    List<MailSink.Letter> taken =
                            sink.letters().subList(before, sink.letters().size());
                    assertThat(taken).hasSize(bare ? 0 : 1);
                    taken.forEach(each -> assertThat(each.content()).isEqualTo(letter));
                }
            }
        }
    }

    private Outcome deliver(String letter) {
        Consignment.Recipient recipient =
                new Consignment.Recipient(1, Letters.address("bert@example.org"), 0, Set.of(), Optional.empty());
        List<Outcome> outcomes = new ArrayList<>();
        outside.courier()
                .deliver(
                        new Consignment(
                                new QueueId("q-1"),
                                ReversePath.of(Letters.address("anna@example.test")),
                                recipient.address().domain(),
                                List.of(recipient),
                                Octets.of(letter.getBytes(StandardCharsets.UTF_8)),
                                false,
                                false,
                                Optional.empty(),
                                false,
                                TlsWish.NONE,
                                Optional.empty(),
                                Optional.empty(),
                                Instant.EPOCH),
                        told -> outcomes.addAll(told.values()));
        return outcomes.getFirst();
    }
}
