package org.letterlock.engine.imapserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.net.WireClient;
import org.letterlock.engine.store.AccountStore;

/** FETCH of everything holds one page of messages, never the mailbox; SORT of everything answers in time. */
final class LargeMailboxTest {

    private static final int BATCH = 1000;

    @TempDir
    private Path folder;

    @Test
    void fetchesTwentyThousandInConstantMemory() {
        fetches(20_000);
    }

    @Test
    @Tag("long")
    void fetchesTwoHundredThousandInConstantMemory() {
        fetches(200_000);
    }

    private void fetches(int count) {
        try (ImapFixture fixture = new ImapFixture(folder);
                WireClient client = fixture.loggedIn()) {
            fill(fixture, count);
            client.send("a1 SELECT INBOX\r\n");
            readTo(client, "a1 OK");
            long before = used();
            client.send("a2 FETCH 1:* (UID FLAGS RFC822.SIZE ENVELOPE BODYSTRUCTURE)\r\n");
            long most = 0;
            for (int i = 1; i <= count; i++) {
                assertThat(client.readLine()).startsWith("* " + i + " FETCH (");
                if (i % (count / 4) == 0) {
                    most = Math.max(most, used() - before);
                }
            }
            readTo(client, "a2 OK");
            assertThat(most).as("octets held in the middle of FETCH").isLessThan(16L * 1024 * 1024);
            client.send("a3 FETCH 1:* BODY.PEEK[HEADER.FIELDS (SUBJECT)]\r\n");
            long before3 = used();
            for (int i = 1; i <= count; i++) {
                assertThat(client.readLine()).startsWith("* " + i + " FETCH (");
                client.readLine();
                client.readLine();
                client.readLine();
                if (i == count / 2) {
                    assertThat(used() - before3).isLessThan(16L * 1024 * 1024);
                }
            }
            readTo(client, "a3 OK");
            client.send("a4 SORT RETURN (MIN MAX COUNT) (REVERSE SUBJECT FROM) UTF-8 ALL\r\n");
            // As texts: "letter 9..." is the last of them, "letter 0" the first.
            int last = (int) Math.pow(10, Math.floor(Math.log10(count))) - 1;
            assertThat(client.readLine())
                    .isEqualTo("* ESEARCH (TAG \"a4\") MIN " + (last + 1) + " MAX 1 COUNT " + count);
            readTo(client, "a4 OK");
        }
    }

    private static void fill(ImapFixture fixture, int count) {
        AccountStore.MailboxId inbox = fixture.inbox();
        for (int from = 0; from < count; from += BATCH) {
            List<AccountStore.NewMessage> batch = new ArrayList<>();
            for (int i = from; i < from + BATCH; i++) {
                String letter = "From: Boris <boris@example.org>\r\nTo: anna@example.test\r\nSubject: letter " + i
                        + "\r\nMessage-ID: <" + i + "@example.org>\r\n\r\nHello.\r\n";
                batch.add(new AccountStore.NewMessage(
                        Octets.of(letter.getBytes(StandardCharsets.US_ASCII)),
                        Set.of(),
                        Instant.parse("2026-02-01T10:00:00Z")));
            }
            fixture.store.append(inbox, batch);
        }
    }

    private static long used() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static void readTo(WireClient client, String start) {
        String line = client.readLine();
        while (!line.startsWith(start)) {
            line = client.readLine();
        }
    }
}
