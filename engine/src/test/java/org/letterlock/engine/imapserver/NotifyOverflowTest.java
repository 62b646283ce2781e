package org.letterlock.engine.imapserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.engine.mail.MailboxName;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.net.WireClient;
import org.letterlock.engine.store.AccountStore;
import org.letterlock.engine.store.Event;

/** What becomes of those who cannot be told as much as they asked for (RFC 5465 §5.8, §9). */
final class NotifyOverflowTest {

    private static final int EVENTS = 6_000;

    @TempDir
    private Path folder;

    @Test
    void tellsNoMoreToWhoDoesNotRead() throws Exception {
        try (ImapFixture fixture = new ImapFixture(folder);
                WireClient slow = fixture.loggedIn();
                WireClient quick = fixture.loggedIn()) {
            answer(slow, "SELECT INBOX");
            answer(
                    slow,
                    "NOTIFY SET (SELECTED (MessageNew (BODY.PEEK[]) MessageExpunge))"
                            + " (PERSONAL (SubscriptionChange ServerMetadataChange))");
            answer(quick, "NOTIFY SET (PERSONAL (MailboxName))");
            CountDownLatch heard = new CountDownLatch(EVENTS);
            try (AccountStore.Watch _ = fixture.store.watch(events -> events.stream()
                    .filter(Event.SubscriptionChange.class::isInstance)
                    .forEach(_ -> heard.countDown()))) {
                // More than the wire holds: whoever tells it waits for the client.
                fixture.append("Subject: large\r\n\r\n" + "x".repeat(1024 * 1024) + "\r\n");
                subscribe(fixture);
                assertThat(heard.await(15, TimeUnit.SECONDS)).isTrue();
            }
            String line = slow.readLine();
            while (!line.startsWith("* OK [NOTIFICATIONOVERFLOW] ")) {
                assertThat(line).isNotEmpty();
                line = line(slow);
            }
            // As after NOTIFY NONE.
            fixture.append("Subject: more\r\n\r\nx\r\n");
            fixture.store.subscribe(new MailboxName("last"));
            slow.send("n NOOP\r\n");
            assertThat(slow.readLine()).startsWith("n OK");
            // Others notice nothing.
            fixture.store.createMailbox(new MailboxName("x"), java.util.Set.of());
            assertThat(quick.readLine()).isEqualTo("* LIST (\\HasNoChildren) \"/\" x");
            // Who asks again is told again.
            slow.send("s NOTIFY SET (SELECTED (MessageNew MessageExpunge)) (PERSONAL (SubscriptionChange))\r\n");
            assertThat(slow.readLine()).isEqualTo("* 2 EXISTS");
            assertThat(slow.readLine()).isEqualTo("* 0 RECENT");
            assertThat(slow.readLine()).startsWith("s OK");
            fixture.store.subscribe(new MailboxName("again"));
            assertThat(slow.readLine()).isEqualTo("* LIST (\\NonExistent \\Subscribed) \"/\" again");
        }
    }

    /** What it had to wait for is told when the client reads again, and what came meanwhile after that. */
    @Test
    void tellsWhatCameWhileItWaitedForTheClient() throws Exception {
        try (ImapFixture fixture = new ImapFixture(folder);
                WireClient slow = fixture.loggedIn()) {
            answer(slow, "SELECT INBOX");
            answer(slow, "NOTIFY SET (SELECTED (MessageNew (BODY.PEEK[]) MessageExpunge))");
            // More than the wire holds.
            fixture.append("Subject: large\r\n\r\n" + "x".repeat(1024 * 1024) + "\r\n");
            assertThat(slow.readLine()).isEqualTo("* 1 EXISTS");
            CountDownLatch heard = new CountDownLatch(1);
            // The session heard before, since it watches longer.
            try (AccountStore.Watch _ = fixture.store.watch(events -> heard.countDown())) {
                fixture.append("Subject: second\r\n\r\nx\r\n");
                assertThat(heard.await(15, TimeUnit.SECONDS)).isTrue();
            }
            assertThat(slow.readLine()).isEqualTo("* 0 RECENT");
            String line = slow.readLine();
            while (!line.equals(")")) {
                line = slow.readLine();
            }
            assertThat(slow.readLine()).isEqualTo("* 2 EXISTS");
            assertThat(slow.readLine()).isEqualTo("* 0 RECENT");
            assertThat(slow.readLine()).startsWith("* 2 FETCH ");
        }
    }

    /** Empty lines belong to the large letter. */
    private static String line(WireClient client) {
        String line = client.readLine();
        return line.isEmpty() ? "-" : line;
    }

    private static void subscribe(ImapFixture fixture) throws InterruptedException {
        Thread[] threads = new Thread[100];
        for (int i = 0; i < threads.length; i++) {
            int first = i;
            threads[i] = Thread.ofVirtual().start(() -> {
                for (int n = first; n < EVENTS; n += threads.length) {
                    fixture.store.subscribe(new MailboxName("name" + n));
                }
            });
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    /** As many names as NOTIFY takes, and one more. */
    @Test
    void refusesToLookAfterThousandsOfMailboxes() {
        try (ImapFixture fixture = new ImapFixture(folder);
                WireClient client = fixture.loggedIn()) {
            assertThat(answer(client, "NOTIFY SET (MAILBOXES (" + names(1001) + ") (MailboxName))"))
                    .startsWith("a NO [NOTIFICATIONOVERFLOW] ");
            assertThat(answer(client, "NOTIFY SET" + " (PERSONAL (MailboxName))".repeat(101)))
                    .startsWith("a NO [NOTIFICATIONOVERFLOW] ");
            assertThat(answer(
                            client,
                            "NOTIFY SET STATUS (SUBTREE (" + names(999) + " top) (MessageNew MessageExpunge))"
                                    + " (PERSONAL (MailboxName))".repeat(99)))
                    .startsWith("a OK");
            fixture.store.createMailbox(new MailboxName("top/below"), java.util.Set.of());
            assertThat(client.readLine()).isEqualTo("* LIST (\\HasChildren) \"/\" top");
            assertThat(client.readLine()).isEqualTo("* LIST (\\HasNoChildren) \"/\" top/below");
            fixture.store.append(
                    fixture.store
                            .mailbox(new MailboxName("top/below"))
                            .orElseThrow()
                            .id(),
                    java.util.List.of(new AccountStore.NewMessage(
                            Octets.of("a: b\r\n\r\n".getBytes(StandardCharsets.US_ASCII)),
                            java.util.Set.of(),
                            java.time.Instant.EPOCH)));
            assertThat(client.readLine()).startsWith("* STATUS top/below (MESSAGES 1 UIDNEXT 2 ");
        }
    }

    private static String names(int count) {
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < count; i++) {
            names.append(i == 0 ? "" : " ").append("n").append(i);
        }
        return names.toString();
    }

    private static String answer(WireClient client, String command) {
        client.send("a " + command + "\r\n");
        String line = client.readLine();
        while (!line.startsWith("a ")) {
            line = client.readLine();
        }
        return line;
    }
}
