package org.letterlock.engine.pop3server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.engine.mail.Flag;
import org.letterlock.engine.mail.UidSet;
import org.letterlock.engine.net.InMemoryWire;
import org.letterlock.engine.net.Session;
import org.letterlock.engine.net.WireClient;
import org.letterlock.engine.pop3.LineGrammar.Line;
import org.letterlock.engine.sasl.SaslLines;
import org.letterlock.engine.sasl.ScramClient;
import org.letterlock.engine.store.AccountStore.FlagChange;

/** How sessions begin, end, and go on beside others. */
final class Pop3SessionTest {

    @TempDir
    private Path folder;

    @Test
    void signsInByScramAndProvesThatItKnowsUs() {
        try (Pop3Fixture fixture = new Pop3Fixture(folder);
                WireClient client = fixture.connect(true)) {
            client.readLine();
            ScramClient scram = new ScramClient(Pop3Fixture.USER, "secret", "abcdefgh");
            SaslLines sasl = new SaslLines(client, "+ ");
            sasl.begin("AUTH SCRAM-SHA-256", scram.first());
            sasl.respond(scram.answer(sasl.challenge()));
            assertThat(scram.trusts(sasl.challenge())).isTrue();
            client.send("\r\n");
            assertThat(client.readLine()).isEqualTo("+OK Logged in");
            assertThat(fixture.events)
                    .containsExactly("AUTHENTICATED POP3 anna@example.test from 192.0.2.1 with phone");
        }
    }

    /** Of what was read and what was handed on, whether it was taken or refused. */
    @Test
    void leavesNoPasswordInMemory() {
        List<Object> lines = new CopyOnWriteArrayList<>();
        try (Pop3Fixture fixture = new Pop3Fixture(folder);
                WireClient client = fixture.connect(new InMemoryWire().withTls().watched(lines::add))) {
            client.send("PASS too early\r\nUSER anna@example.test\r\nPASS wrong\r\nUSER anna@example.test\r\n"
                    + "PASS secret\r\nQUIT\r\n");
            assertThat(text(client)).contains("-ERR [AUTH] ", "+OK Logged in", "+OK Bye");
            assertThat(lines)
                    .hasSize(6)
                    .allSatisfy(line -> assertThat(((Line.Whole) line).octets()).containsOnly(0));
            assertThat(fixture.authenticator.given())
                    .hasSize(2)
                    .allSatisfy(password -> assertThat(password).containsOnly(0));
        }
    }

    @Test
    void notesWhoWasRefused() {
        try (Pop3Fixture fixture = new Pop3Fixture(folder);
                WireClient client = fixture.connect(true)) {
            client.send("USER bo\r\nPASS x\r\nQUIT\r\n");
            assertThat(text(client)).contains("-ERR [AUTH] ");
            assertThat(fixture.events).containsExactly("LOGIN_REFUSED POP3 bo from 192.0.2.1");
        }
    }

    @Test
    void movesWhatWasDeletedToTheTrashAndLeavesFlagsAlone() {
        try (Pop3Fixture fixture = new Pop3Fixture(folder)) {
            fixture.append("Subject: one\r\n\r\n1\r\n", Flag.FLAGGED);
            fixture.append("Subject: two\r\n\r\n2\r\n");
            try (WireClient client = fixture.loggedIn()) {
                client.send("RETR 1\r\nRETR 2\r\nDELE 1\r\nQUIT\r\n");
                assertThat(text(client)).endsWith("+OK Message 1 deleted\r\n+OK Bye\r\n");
            }
            assertThat(fixture.store.status(fixture.id("INBOX")).messages()).isEqualTo(1);
            assertThat(fixture.store.status(fixture.id("INBOX")).unseen()).isEqualTo(1);
            assertThat(fixture.store.status(fixture.id("Trash")).messages()).isEqualTo(1);
            assertThat(fixture.store.view(fixture.id("Trash")).orElseThrow().firstUnseen())
                    .isZero();
        }
    }

    @Test
    void removesForGoodWhereThatWasChosen() {
        try (Pop3Fixture fixture = new Pop3Fixture(folder)) {
            fixture.append("Subject: one\r\n\r\n1\r\n");
            fixture.forGood = true;
            try (WireClient client = fixture.loggedIn()) {
                client.send("DELE 1\r\nQUIT\r\n");
                assertThat(text(client)).endsWith("+OK Bye\r\n");
            }
            assertThat(fixture.store.status(fixture.id("INBOX")).messages()).isZero();
            assertThat(fixture.store.status(fixture.id("Trash")).messages()).isZero();
        }
    }

    @Test
    void keepsNumbersAndNeighboursWhenLettersGoMeanwhile() {
        try (Pop3Fixture fixture = new Pop3Fixture(folder)) {
            for (int i = 1; i <= 4; i++) {
                fixture.append("Subject: " + i + "\r\n\r\n" + i + "\r\n");
            }
            try (WireClient client = fixture.loggedIn()) {
                fixture.store.changeFlags(
                        fixture.id("INBOX"),
                        UidSet.of(1),
                        FlagChange.ADD,
                        java.util.Set.of(Flag.DELETED),
                        Optional.empty());
                fixture.store.expunge(fixture.id("INBOX"), Optional.empty());
                fixture.store.move(fixture.id("INBOX"), UidSet.of(2), fixture.id("Archive"));
                fixture.store.settle();
                fixture.append("Subject: new\r\n\r\nnew\r\n");
                client.send("RETR 1\r\nTOP 1 0\r\nRETR 2\r\nRETR 3\r\nSTAT\r\n");
                assertThat(client.readLine()).startsWith("-ERR [SYS/TEMP] The message was removed meanwhile");
                assertThat(client.readLine()).startsWith("-ERR [SYS/TEMP] The message was removed meanwhile");
                assertThat(lines(client)).contains("Subject: 2");
                assertThat(lines(client)).contains("Subject: 3");
                assertThat(client.readLine()).isEqualTo("+OK 4 68");
                client.send("DELE 1\r\nDELE 2\r\nDELE 3\r\nQUIT\r\n");
                assertThat(text(client)).endsWith("+OK Bye\r\n");
            }
            // What another client moved stays where it is; what came since was not meant.
            assertThat(fixture.store.status(fixture.id("Archive")).messages()).isEqualTo(1);
            assertThat(fixture.store.status(fixture.id("Trash")).messages()).isEqualTo(1);
            assertThat(fixture.store.status(fixture.id("INBOX")).messages()).isEqualTo(2);
        }
    }

    /** RFC 1939 §7: an id is never given to another letter, not to a copy of the same message either. */
    @Test
    void keepsTheIdOfACopyWhenTheOtherIsGone() {
        try (Pop3Fixture fixture = new Pop3Fixture(folder)) {
            fixture.append("Subject: one\r\n\r\n1\r\n");
            fixture.store.copy(fixture.id("INBOX"), UidSet.of(1), fixture.id("INBOX"));
            String second;
            try (WireClient client = fixture.loggedIn()) {
                client.send("UIDL\r\n");
                List<String> lines = lines(client);
                second = lines.get(2).substring(2);
                assertThat(lines.get(1)).isNotEqualTo("1 " + second);
                client.send("DELE 1\r\nQUIT\r\n");
                assertThat(text(client)).endsWith("+OK Bye\r\n");
            }
            try (WireClient client = fixture.loggedIn()) {
                client.send("UIDL\r\n");
                assertThat(lines(client)).containsExactly("+OK 1 messages", "1 " + second);
                fixture.store.copy(fixture.id("INBOX"), UidSet.of(2), fixture.id("INBOX"));
            }
            try (WireClient client = fixture.loggedIn()) {
                client.send("UIDL\r\n");
                assertThat(lines(client)).hasSize(3).contains("1 " + second).doesNotHaveDuplicates();
            }
        }
    }

    /** Whatever the header: LIST says what RETR gives, and that is US-ASCII unless UTF-8 was asked for. */
    @Test
    void givesHeadersInAsciiUnlessUtf8WasAskedFor() {
        try (Pop3Fixture fixture = new Pop3Fixture(folder)) {
            fixture.append("Subject: 手紙\r\nTo: アンナ <anna@example.test>\r\n\r\n本文\r\n");
            fixture.append("Subject: 手紙\nX: x\n\n本文\n.\nend");
            fixture.append("Subject: 手紙");
            fixture.append("Subject: x\r\n\r\nascii\r\n");
            fixture.append("Subject: 手紙\r\nX: " + "x".repeat(300_000) + "\r\n\r\nbody\r\n");
            try (WireClient client = fixture.loggedIn()) {
                client.send("STAT\r\n");
                String stat = client.readLine();
                long total = 0;
                for (int number = 1; number <= 5; number++) {
                    client.send("LIST " + number + "\r\nRETR " + number + "\r\n");
                    String listed = client.readLine();
                    String octets = retrieved(client);
                    total += octets.length();
                    assertThat(listed).isEqualTo("+OK " + number + " " + octets.length());
                    assertThat(octets.split("\r\n\r\n", 2)[0]).matches("(?s)[\\x00-\\x7F]*");
                }
                assertThat(stat).isEqualTo("+OK 5 " + total);
                client.send("TOP 1 0\r\n");
                assertThat(lines(client))
                        .contains(
                                "Subject: =?UTF-8?B?5omL57SZ?=",
                                "To: =?UTF-8?B?44Ki44Oz44OK?=",
                                " <anna@example.test>");
            }
            try (WireClient client = fixture.connect(true)) {
                client.readLine();
                client.send("UTF8\r\nUSER anna@example.test\r\nPASS secret\r\nLIST 1\r\nRETR 1\r\n");
                client.readLine();
                client.readLine();
                client.readLine();
                String listed = client.readLine();
                String octets = retrieved(client);
                assertThat(listed).isEqualTo("+OK 1 " + octets.length());
                assertThat(new String(octets.getBytes(ISO_8859_1), UTF_8))
                        .isEqualTo("Subject: 手紙\r\nTo: アンナ <anna@example.test>\r\n\r\n本文\r\n");
            }
        }
    }

    private static String retrieved(WireClient client) {
        List<String> lines = lines(client);
        StringBuilder octets = new StringBuilder();
        lines.subList(1, lines.size())
                .forEach(line -> octets.append(line.startsWith(".") ? line.substring(1) : line)
                        .append("\r\n"));
        return octets.toString();
    }

    @Test
    void deletesManyInSteps() {
        try (Pop3Fixture fixture = new Pop3Fixture(folder)) {
            fixture.append("Subject: one\r\n\r\n1\r\n");
            while (fixture.store.status(fixture.id("INBOX")).messages() < 2_000) {
                fixture.store.copy(
                        fixture.id("INBOX"), UidSet.of(List.of(new UidSet.Range(1, 1_000_000))), fixture.id("INBOX"));
            }
            try (WireClient client = fixture.loggedIn()) {
                StringBuilder commands = new StringBuilder();
                for (int number = 1; number <= 2_000; number++) {
                    commands.append("DELE ").append(number).append("\r\n");
                }
                client.send(commands + "QUIT\r\n");
                assertThat(text(client)).endsWith("+OK Bye\r\n");
            }
            assertThat(fixture.store.status(fixture.id("INBOX")).messages()).isEqualTo(48);
            assertThat(fixture.store.status(fixture.id("Trash")).messages()).isEqualTo(2_000);
        }
    }

    @Test
    void answersTenThousandCommandsInOnePacket() {
        try (Pop3Fixture fixture = new Pop3Fixture(folder);
                WireClient client = fixture.loggedIn()) {
            CompletableFuture<String> all = CompletableFuture.supplyAsync(() -> text(client));
            client.send("NOOP\r\n".repeat(10_000) + "QUIT\r\n");
            assertThat(all.join()).isEqualTo("+OK Done\r\n".repeat(10_000) + "+OK Bye\r\n");
        }
    }

    @Test
    void saysGoodByeWhenTheServerStops() {
        try (Pop3Fixture fixture = new Pop3Fixture(folder)) {
            InMemoryWire wire = new InMemoryWire().withTls();
            Session session = fixture.server.create(wire);
            Thread.ofVirtual().name("pop3").start(session::run);
            wire.client().readLine();
            session.stop();
            session.stop();
            assertThat(text(wire.client())).isEqualTo("-ERR [SYS/TEMP] The server stops, come back soon\r\n");
        }
    }

    @Test
    void saysGoodByeAndDeletesNothingWhenTheLoginIsTakenAway() {
        try (Pop3Fixture fixture = new Pop3Fixture(folder)) {
            fixture.append("Subject: one\r\n\r\n1\r\n");
            try (WireClient client = fixture.loggedIn()) {
                client.send("DELE 1\r\n");
                client.readLine();
                fixture.authenticator.revoke();
                assertThat(text(client)).isEqualTo("-ERR [AUTH] The login was taken away\r\n");
                assertThat(fixture.authenticator.closedLogins()).isEqualTo(1);
            }
            assertThat(fixture.store.status(fixture.id("INBOX")).messages()).isEqualTo(1);
        }
    }

    /** Whoever locks an account must not wait for a client that does not read; what it gets of the letter has no end. */
    @Test
    void breaksOffALetterThatNobodyReadsWhenTheLoginIsTakenAway() {
        try (Pop3Fixture fixture = new Pop3Fixture(folder)) {
            fixture.append("Subject: long\r\n\r\n" + "0123456789abcde\r\n".repeat(200_000));
            try (WireClient client = fixture.loggedIn()) {
                client.send("RETR 1\r\n");
                assertThat(client.readLine()).startsWith("+OK ");
                fixture.authenticator.revoke();
                String rest = text(client);
                assertThat(rest.length()).isLessThan(3_000_000);
                assertThat(rest).doesNotContain("-ERR").doesNotEndWith(".\r\n");
            }
        }
    }

    @Test
    void tellsThatTheStoreFailsAndGoesOn() {
        try (Pop3Fixture fixture = new Pop3Fixture(folder)) {
            fixture.append("Subject: one\r\n\r\n1\r\n");
            try (WireClient client = fixture.loggedIn()) {
                client.send("DELE 1\r\nRSET\r\n");
                client.readLine();
                client.readLine();
                fixture.store.close();
                client.send("RETR 1\r\nLIST\r\nDELE 1\r\nQUIT\r\n");
                assertThat(text(client))
                        .isEqualTo(
                                "-ERR [SYS/TEMP] Not possible now, try again later\r\n+OK 1 messages\r\n1 19\r\n.\r\n"
                                        + "+OK Message 1 deleted\r\n-ERR [SYS/TEMP] Some deleted messages were not removed\r\n");
            }
        }
    }

    @Test
    void tellsThatTheMaildropCannotBeOpened() {
        try (Pop3Fixture fixture = new Pop3Fixture(folder);
                WireClient client = fixture.connect(true)) {
            fixture.store.close();
            client.send("USER anna@example.test\r\nPASS secret\r\nSTAT\r\nQUIT\r\n");
            assertThat(text(client))
                    .endsWith("-ERR [SYS/TEMP] Not possible now, try again later\r\n-ERR Log in first\r\n+OK Bye\r\n");
            assertThat(fixture.authenticator.closedLogins()).isEqualTo(1);
        }
    }

    /** RFC 1939 §3: a client that is silent is left without a word. */
    @Test
    void leavesASilentClientWithoutAWordAndDeletesNothing() {
        try (Pop3Fixture fixture = new Pop3Fixture(folder, Pop3Fixture.small(Duration.ofMinutes(1)))) {
            fixture.append("Subject: one\r\n\r\n1\r\n");
            try (WireClient client = fixture.loggedIn()) {
                client.send("DELE 1\r\n");
                assertThat(text(client)).isEqualTo("+OK Message 1 deleted\r\n");
            }
            assertThat(fixture.store.status(fixture.id("INBOX")).messages()).isEqualTo(1);
        }
    }

    @Test
    void sendsStrangersAwayInTimeWhateverTheySay() {
        assertThat(said("", "")).endsWith("-ERR Logging in took too long\r\n");
        assertThat(said("", "a")).endsWith("-ERR Logging in took too long\r\n");
        assertThat(said("", "CAPA\r\n")).endsWith("-ERR Logging in took too long\r\n");
        assertThat(said("AUTH PLAIN\r\n", "")).endsWith("+ \r\n-ERR Logging in took too long\r\n");
        assertThat(said("x".repeat(10_000), "x")).endsWith("-ERR Logging in took too long\r\n");
        assertThat(said("x".repeat(2_000_000), "")).endsWith("-ERR The line is too long\r\n");
    }

    private int strangers;

    private String said(String first, String dribble) {
        Path own = folder.resolve("stranger" + strangers++);
        assertThat(own.toFile().mkdir()).isTrue();
        try (Pop3Fixture fixture = new Pop3Fixture(own, Pop3Fixture.small(Duration.ofMillis(300)));
                WireClient client = fixture.connect(true)) {
            client.send(first);
            CompletableFuture<String> all = CompletableFuture.supplyAsync(() -> text(client));
            while (true) {
                try {
                    return all.get(5, TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    client.send(dribble);
                } catch (InterruptedException | java.util.concurrent.ExecutionException e) {
                    throw new AssertionError(e);
                }
            }
        }
    }

    private static List<String> lines(WireClient client) {
        List<String> lines = new ArrayList<>();
        for (String line = client.readLine(); !line.equals("."); line = client.readLine()) {
            lines.add(line);
        }
        return lines;
    }

    private static String text(WireClient client) {
        return new String(client.readToEnd(), ISO_8859_1);
    }
}
