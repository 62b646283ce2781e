package org.letterlock.engine.imapserver;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.engine.net.WireClient;

/** Whatever a client sends, in each state: an answer or an end, never silence and never SERVERBUG. */
final class ImapFuzzTest {

    private static final List<String> COMMANDS = List.of(
            "a LOGIN anna@example.test secret",
            "a SELECT INBOX",
            "a UID FETCH 1:* (FLAGS BODY.PEEK[HEADER.FIELDS (subject)]<0.10> ENVELOPE BODYSTRUCTURE)",
            "a FETCH 1 (BINARY[1] BODY[1.MIME] RFC822.TEXT) (CHANGEDSINCE 1)",
            "a STORE 1:2 (UNCHANGEDSINCE 9) +FLAGS.SILENT (\\Seen $x)",
            "a SEARCH RETURN (MIN MAX ALL SAVE) OR NOT SEEN SUBJECT \"x\" 1:*",
            "a LIST (SUBSCRIBED) \"\" (% *) RETURN (STATUS (MESSAGES SIZE))",
            "a STATUS Sent (MESSAGES UIDNEXT)",
            "a CREATE \"&ZeVnLIqe-/x\" (USE (\\All))",
            "a RENAME x y",
            "a MOVE 1 Trash",
            "a UID COPY 1:9 Archive",
            "a EXPUNGE",
            "a ENABLE IMAP4rev2",
            "a ENABLE QRESYNC",
            "a SELECT INBOX (QRESYNC (1795341600 2 1:5 (1:2 1:2)))",
            "a UID THREAD REFERENCES UTF-8 OR TEXT x 1:*",
            "a UID SEARCH RETURN (UPDATE CONTEXT MIN) OR SEEN TEXT x",
            "a CANCELUPDATE \"a\"",
            "a UID SORT RETURN (PARTIAL -1:-5 COUNT SAVE) (SUBJECT REVERSE DISPLAYFROM CC DATE) UTF-8 OR TEXT x 1:*",
            "a UID SEARCH RETURN (PARTIAL -1:-5 COUNT SAVE) OR EMAILID M1 SAVEDSINCE 1-Jan-2020",
            "a UID FETCH 1:* (PREVIEW (LAZY) EMAILID THREADID SAVEDATE) (PARTIAL 1:5)",
            "a APPEND INBOX (\\Seen) CATENATE (URL \"/INBOX/;UID=1/;SECTION=HEADER\" URL \"/;UID=1\")",
            "a UID FETCH 1:* FLAGS (CHANGEDSINCE 1 VANISHED)",
            "a NOTIFY SET STATUS (SELECTED-DELAYED (MessageNew (UID BODY.PEEK[]) MessageExpunge FlagChange)) (subtree (a b) NONE)",
            "a NOTIFY SET (personal (MailboxName MessageNew MessageExpunge)) (mailboxes INBOX (ServerMetadataChange))",
            "a NOTIFY NONE",
            "a UID SORT RETURN (UPDATE (UID FLAGS) COUNT) (REVERSE SIZE) UTF-8 ALL",
            "a NAMESPACE");

    @TempDir
    private Path folder;

    @Test
    void alwaysAnswersOrEnds() {
        Random random = new Random(4);
        try (ImapFixture fixture = new ImapFixture(folder)) {
            fixture.append("Subject: x\r\n\r\nhello\r\n");
            for (int round = 0; round < 150; round++) {
                int start = round % 3;
                WireClient client = start == 0 ? fixture.connect(true) : fixture.loggedIn();
                if (start == 2) {
                    client.send("s SELECT INBOX\r\n");
                }
                for (int i = 0; i < 12; i++) {
                    client.send(mutated(random));
                }
                client.send("\r\nend NOOP\r\n".getBytes(ISO_8859_1));
                client.send("\r\nend LOGOUT\r\n".getBytes(ISO_8859_1));
                byte[] all = client.readToEnd();
                assertThat(new String(all, ISO_8859_1)).contains("* BYE").doesNotContain("SERVERBUG");
                client.close();
            }
            assertThat(fixture.store.verify()).isEmpty();
        }
    }

    private static byte[] mutated(Random random) {
        byte[] line = COMMANDS.get(random.nextInt(COMMANDS.size())).getBytes(ISO_8859_1);
        for (int i = random.nextInt(3); i > 0; i--) {
            byte octet = (byte) random.nextInt(256);
            // A literal would swallow what follows it, and an answer with it.
            line[random.nextInt(line.length)] = octet == '}' ? (byte) ')' : octet;
        }
        return (new String(line, ISO_8859_1) + "\r\n").getBytes(ISO_8859_1);
    }
}
