package org.letterlock.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.letterlock.tests.kit.EngineProcess;
import org.letterlock.tests.kit.ImapTestClient;
import org.letterlock.tests.kit.LetterMaker;
import org.letterlock.tests.kit.LetterMaker.Letter;
import org.letterlock.tests.kit.SmtpTestClient;
import org.letterlock.tests.kit.TempFolder;

/** What well-known mail programs say, in their order and in their packets. */
final class MailProgramsTest {

    private static final String FRIEND = "friend@example.org";

    private static TempFolder folder;
    private static EngineProcess engine;

    private final LetterMaker letters = new LetterMaker(System.nanoTime());

    @BeforeAll
    static void start() {
        folder = new TempFolder();
        engine = EngineProcess.start(folder.path().resolve("mail"));
        Mailboxes.domain(engine, "example.test");
    }

    @AfterAll
    static void stop() {
        engine.close();
        folder.close();
    }

    @Test
    void thunderbirdOpensAMailbox() {
        String password = Mailboxes.make(engine, "anna@example.test");
        try (ImapTestClient imap = engine.imaps().login("anna@example.test", password)) {
            imap.append(
                    "INBOX",
                    "",
                    letters.withAttachment(FRIEND, "anna@example.test", "A", "a\n", "a.bin", 5_000)
                            .octets());
            assertThat(imap.command("ID (\"name\" \"Thunderbird\" \"version\" \"140.0\")")
                            .lines()
                            .getFirst())
                    .startsWith("* ID (\"name\"");
            assertThat(imap.command("namespace").lines()).containsExactly("* NAMESPACE ((\"\" \"/\")) NIL NIL");
            assertThat(imap.command("list (subscribed) \"\" \"*\" return (special-use)")
                            .lines())
                    .anyMatch(line -> line.contains("\\Subscribed") && line.endsWith("INBOX"))
                    .anyMatch(line -> line.contains("\\Sent") && line.contains("\\Subscribed"));
            assertThat(imap.command("list \"\" \"INBOX\"").lines()).hasSize(1);
            assertThat(imap.command("getquotaroot \"INBOX\"").lines())
                    .containsExactly("* QUOTAROOT INBOX \"\"", "* QUOTA \"\" ()");
            assertThat(imap.select("INBOX")).isEqualTo(1);
            assertThat(imap.command("UID fetch 1:* (FLAGS)").lines()).containsExactly("* 1 FETCH (UID 1 FLAGS ())");
            String fields = "From To Cc Bcc Subject Date Message-ID Priority X-Priority References Newsgroups"
                    + " In-Reply-To Content-Type Reply-To";
            assertThat(imap.command("UID fetch 1 (UID RFC822.SIZE FLAGS BODY.PEEK[HEADER.FIELDS (" + fields + ")])")
                            .untagged())
                    .singleElement()
                    .satisfies(response -> assertThat(
                                    new String(response.literals().getFirst(), StandardCharsets.US_ASCII))
                            .contains("Subject: A", "Content-Type: multipart/mixed")
                            .endsWith("\r\n\r\n"));
            imap.command("UID fetch 1 (BODYSTRUCTURE)");
            assertThat(imap.command("UID fetch 1 (BODY.PEEK[1.MIME] BODY.PEEK[1])")
                            .untagged()
                            .getFirst()
                            .literals())
                    .hasSize(2);
            imap.command("UID store 1 +Flags (\\Seen $Forwarded NonJunk)");
            imap.command("create \"Archives/2026\"");
            imap.command("subscribe \"Archives/2026\"");
            assertThat(imap.command("uid move 1 \"Archives/2026\"").lines())
                    .anyMatch(line -> line.startsWith("* OK [COPYUID"))
                    .contains("* 1 EXPUNGE");
            assertThat(imap.command("STATUS \"Archives/2026\" (UIDNEXT MESSAGES UNSEEN RECENT)")
                            .lines()
                            .getFirst())
                    .contains("MESSAGES 1", "UNSEEN 0");
        }
    }

    @Test
    void thunderbirdGoesOnInThePacketThatEndsIdle() {
        String password = Mailboxes.make(engine, "bea@example.test");
        try (ImapTestClient imap = Mailboxes.open(engine, "bea@example.test", password, 0)) {
            String idle = imap.idle();
            imap.sendRaw("DONE\r\nB1 NOOP\r\nB2 UID SEARCH ALL\r\nB3 STATUS Sent (MESSAGES)\r\nB4 IDLE\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
            assertThat(imap.result(idle).isOk()).isTrue();
            assertThat(imap.result("B1").isOk()).isTrue();
            assertThat(imap.result("B2").lines()).containsExactly("* SEARCH");
            assertThat(imap.result("B3").lines()).containsExactly("* STATUS Sent (MESSAGES 0)");
            assertThat(imap.response().line()).startsWith("+");
            imap.sendRaw("DONE\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(imap.result("B4").isOk()).isTrue();
        }
    }

    @Test
    void thunderbirdKeepsFiveConnectionsOpen() {
        String password = Mailboxes.make(engine, "carl@example.test");
        List<ImapTestClient> open = new ArrayList<>();
        List<String> idling = new ArrayList<>();
        try {
            for (String mailbox : List.of("INBOX", "INBOX", "Sent", "Drafts", "Trash")) {
                ImapTestClient imap = engine.imaps().login("carl@example.test", password);
                open.add(imap);
                imap.select(mailbox);
                idling.add(imap.idle());
            }
            try (SmtpTestClient mx = engine.mx().ehlo()) {
                Letter letter = letters.plain(FRIEND, "carl@example.test", "News", "News.\n");
                mx.deliver(FRIEND, List.of("carl@example.test"), letter.octets())
                        .expect(250);
            }
            assertThat(open.get(0).await("EXISTS").line()).isEqualTo("* 1 EXISTS");
            assertThat(open.get(1).await("EXISTS").line()).isEqualTo("* 1 EXISTS");
            for (int i = 0; i < open.size(); i++) {
                assertThat(open.get(i).done(idling.get(i)).isOk()).isTrue();
            }
            open.get(0).command("STORE 1 +FLAGS (\\Deleted)");
            open.get(0).command("EXPUNGE");
            assertThat(open.get(1).command("NOOP").lines()).contains("* 1 EXPUNGE");
        } finally {
            open.forEach(ImapTestClient::close);
        }
    }

    @Test
    void iosAsksForAllMailboxesAtOnce() {
        String password = Mailboxes.make(engine, "dora@example.test");
        try (ImapTestClient imap = engine.imaps()) {
            imap.command("ID (\"name\" \"iPhone Mail\" \"version\" \"22A000\" \"os\" \"iOS\")");
            imap.login("dora@example.test", password);
            imap.append(
                    "INBOX",
                    "",
                    letters.japaneseIso2022Jp(FRIEND, "dora@example.test", "一", "本文\n")
                            .octets());
            imap.append(
                    "Sent",
                    "\\Seen",
                    letters.plain(FRIEND, "dora@example.test", "S", "s\n").octets());
            List<String> lines = imap.command("LIST \"\" \"*\" RETURN (SPECIAL-USE STATUS (UNSEEN))")
                    .lines();
            assertThat(lines)
                    .contains("* STATUS INBOX (UNSEEN 1)", "* STATUS Sent (UNSEEN 0)", "* STATUS Trash (UNSEEN 0)");
            assertThat(lines).filteredOn(line -> line.startsWith("* LIST")).hasSize(6);
            imap.select("INBOX");
            assertThat(imap.command("UID SEARCH RETURN (MIN MAX COUNT) UNSEEN NOT DELETED")
                            .lines())
                    .singleElement()
                    .satisfies(line -> assertThat(line).contains("UID MIN 1 MAX 1 COUNT 1"));
            assertThat(imap.command("UID FETCH 1 (INTERNALDATE UID RFC822.SIZE FLAGS ENVELOPE BODYSTRUCTURE"
                                    + " BODY.PEEK[HEADER.FIELDS (date subject from content-type to cc bcc message-id"
                                    + " in-reply-to references)])")
                            .lines()
                            .getFirst())
                    .contains("INTERNALDATE \"", "ENVELOPE (", "BODYSTRUCTURE (");
            imap.command("UID STORE 1 +FLAGS.SILENT (\\Deleted)");
            imap.command("UID COPY 1 Trash");
            imap.command("UID EXPUNGE 1");
            assertThat(imap.select("Trash")).isEqualTo(1);
        }
    }

    @Test
    void pipelinedCommandsAreAnsweredInTheirOrder() {
        String password = Mailboxes.make(engine, "ella@example.test");
        try (ImapTestClient imap = engine.imaps()) {
            String letter = "Subject: x\r\n\r\nx\r\n";
            imap.sendRaw(("1 LOGIN ella@example.test " + password + "\r\n2 CREATE One\r\n3 SELECT One\r\n4 APPEND One {"
                            + letter.length() + "+}\r\n" + letter + "\r\n5 UID FETCH 1 BODY.PEEK[]\r\n"
                            + "6 STORE 1 +FLAGS (\\Deleted)\r\n7 EXPUNGE\r\n8 CLOSE\r\n9 DELETE One\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            for (int tag = 1; tag <= 4; tag++) {
                assertThat(imap.result(Integer.toString(tag)).isOk()).isTrue();
            }
            assertThat(imap.result("5").untagged().getLast().literals().getFirst())
                    .asString()
                    .isEqualTo(letter);
            for (int tag = 6; tag <= 9; tag++) {
                assertThat(imap.result(Integer.toString(tag)).isOk()).isTrue();
            }
        }
    }

    @Test
    void scramOpensBothDoorsAndTheServerProvesItself() {
        String password = Mailboxes.make(engine, "finn@example.test");
        try (ImapTestClient imap = engine.imaps();
                SmtpTestClient smtp = engine.submissions().ehlo()) {
            assertThat(imap.authenticateScram("finn@example.test", password).isOk())
                    .isTrue();
            assertThat(imap.select("INBOX")).isZero();
            smtp.authScram("finn@example.test", password).expect(235);
            smtp.command("MAIL FROM:<finn@example.test>").expect(250);
        }
        try (ImapTestClient imap = engine.imaps();
                SmtpTestClient smtp = engine.submissions().ehlo()) {
            assertThat(imap.authenticateScram("finn@example.test", "guess").text())
                    .startsWith("NO [AUTHENTICATIONFAILED]");
            assertThat(imap.authenticateScram("nobody@example.test", "guess").text())
                    .startsWith("NO [AUTHENTICATIONFAILED]");
            smtp.authScram("finn@example.test", "guess").expect(535);
            smtp.authScram("nobody@example.test", "guess").expect(535);
        }
    }
}
