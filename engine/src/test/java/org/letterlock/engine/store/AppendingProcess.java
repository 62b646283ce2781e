package org.letterlock.engine.store;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.letterlock.engine.mail.MailboxName;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.sqlite.SqliteThreads;
import org.letterlock.engine.store.AccountStore.MailboxId;
import org.letterlock.engine.store.AccountStore.NewMessage;

/** Appends without end from several threads, large letters among the small, and prints the number of each after it was acknowledged. */
final class AppendingProcess {

    private AppendingProcess() {}

    public static void main(String[] arguments) throws InterruptedException {
        PrintStream out = System.out;
        AtomicLong numbers = new AtomicLong(Long.parseLong(arguments[1]));
        SqliteThreads threads = new SqliteThreads(1, 4);
        AccountStore store = AccountStore.open(
                Path.of(arguments[0]), TestStore.KEY, threads, Clock.systemUTC(), StoreLimits.DEFAULT);
        MailboxId inbox = store.mailbox(MailboxName.INBOX).orElseThrow().id();
        for (int i = 0; i < 8; i++) {
            Thread.ofVirtual().start(() -> {
                while (true) {
                    long n = numbers.incrementAndGet();
                    store.append(inbox, List.of(new NewMessage(letter(n), Set.of(), Instant.EPOCH)));
                    out.print(n + "\n");
                    out.flush();
                }
            });
        }
        Thread.currentThread().join();
    }

    /** The letter of this number: its octets follow from it. */
    static Octets letter(long number) {
        int size = number % 20 == 0 ? 3_000_000 : 2_000;
        byte[] letter = new byte[size];
        byte[] head = ("Subject: " + number + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(head, 0, letter, 0, head.length);
        for (int i = head.length; i < size; i++) {
            letter[i] = (byte) ('a' + (i * number + i / 77) % 26);
        }
        return Octets.of(letter);
    }
}
