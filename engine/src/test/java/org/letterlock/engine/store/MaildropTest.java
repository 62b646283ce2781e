package org.letterlock.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.engine.mail.Flag;
import org.letterlock.engine.mail.MailboxName;
import org.letterlock.engine.mail.SpecialUse;
import org.letterlock.engine.sqlite.SqliteThreads;
import org.letterlock.engine.store.AccountStore.MailboxId;
import org.letterlock.engine.store.AccountStore.NewMessage;

/** What POP3 asks of an account's file. */
final class MaildropTest {

    private static final Duration DAY = Duration.ofDays(1);

    @TempDir
    private Path folder;

    @Test
    void listsLettersWithTheirSizeOnTheWire() {
        Instant before = Instant.now().minusMillis(1);
        try (TestStore test = new TestStore(folder)) {
            test.append("INBOX", "Subject: a\r\n\r\nx\r\n");
            test.append("INBOX", "Subject: b\n\nx");
            test.append("Sent", "Subject: c\r\n\r\nx\r\n");
            Maildrop maildrop = test.store().maildrop(test.inbox()).orElseThrow();
            test.append("INBOX", "Subject: d\r\n\r\nx\r\n");
            assertThat(maildrop.count()).isEqualTo(2);
            assertThat(maildrop.letter(1).uid().value()).isEqualTo(1);
            assertThat(maildrop.letter(1).wireSize()).isEqualTo(17);
            assertThat(maildrop.letter(2).wireSize()).isEqualTo(17);
            assertThat(maildrop.letter(1).saved()).isBetween(before, Instant.now());
            assertThat(test.store().maildrop(new MailboxId(999))).isEmpty();
        }
    }

    @Test
    void discardsToTheMailboxForTrashWhateverItIsCalled() {
        try (TestStore test = new TestStore(folder)) {
            test.append("INBOX", "Subject: a\r\n\r\nx\r\n", new Flag("$keyword"), Flag.SEEN);
            test.store().renameMailbox(new MailboxName("Trash"), new MailboxName("Papierkorb"));
            assertThat(test.store().discard(test.inbox(), TestStore.set(1, 7))).isTrue();
            assertThat(test.uids("INBOX")).isEmpty();
            assertThat(test.fetchOne("Papierkorb", 1).flags())
                    .containsExactlyInAnyOrder(new Flag("$keyword"), Flag.SEEN);
        }
    }

    @Test
    void makesAMailboxForTrashWhereThereIsNone() {
        try (TestStore test = new TestStore(folder)) {
            test.append("INBOX", "Subject: a\r\n\r\nx\r\n");
            test.store().deleteMailbox(new MailboxName("Trash"));
            assertThat(test.store().discard(test.inbox(), TestStore.set(1))).isTrue();
            assertThat(test.store()
                            .mailbox(new MailboxName("Trash"))
                            .orElseThrow()
                            .use())
                    .contains(SpecialUse.TRASH);
        }
    }

    @Test
    void removesWithoutTrash() {
        try (TestStore test = new TestStore(folder)) {
            test.append("INBOX", "Subject: a\r\n\r\nx\r\n");
            test.append("INBOX", "Subject: b\r\n\r\nx\r\n");
            test.store().remove(test.inbox(), TestStore.set(1));
            assertThat(test.uids("INBOX")).containsExactly(2);
            assertThat(test.uids("Trash")).isEmpty();
        }
    }

    /** Only what was discarded, and stayed where it was put, goes after its time. */
    @Test
    void takesDiscardedLettersOutOfTheTrashAfterThirtyDays() {
        Path file = folder.resolve("account.sqlite");
        StoreLimits limits = StoreLimits.DEFAULT;
        Clock clock = Clock.fixed(TestStore.RECEIVED, java.time.ZoneOffset.UTC);
        try (SqliteThreads threads = new SqliteThreads(1, 2)) {
            try (AccountStore store =
                    AccountStore.create(file, TestStore.KEY, TestStore.SEAL, threads, clock, limits)) {
                for (int i = 0; i < 5; i++) {
                    add(store, "INBOX");
                }
                store.move(id(store, "INBOX"), TestStore.set(1), id(store, "Trash"));
                store.discard(id(store, "INBOX"), TestStore.set(2, 3));
                // Taken out and put back by hand: a decision about it.
                store.move(id(store, "Trash"), TestStore.set(3), id(store, "Archive"));
                store.move(id(store, "Archive"), TestStore.set(1), id(store, "Trash"));
            }
            Clock before = Clock.offset(clock, DAY.multipliedBy(30).minusSeconds(1));
            try (AccountStore store = AccountStore.open(file, TestStore.KEY, threads, before, limits)) {
                store.settle();
                assertThat(uids(store, "Trash")).containsExactly(1, 2, 4);
                store.discard(id(store, "INBOX"), TestStore.set(4));
            }
            Clock after = Clock.offset(clock, DAY.multipliedBy(30));
            try (AccountStore store = AccountStore.open(file, TestStore.KEY, threads, after, limits)) {
                store.settle();
                assertThat(uids(store, "Trash")).containsExactly(1, 4, 5);
                assertThat(uids(store, "INBOX")).containsExactly(5);
                assertThat(store.verify()).isEmpty();
            }
        }
    }

    /** A mailbox that was deleted and made again under its id counts its UIDs anew. */
    @Test
    void leavesALetterAloneThatOnlyHasTheUidOfADiscardedOne() {
        Path file = folder.resolve("account.sqlite");
        StoreLimits limits = StoreLimits.DEFAULT;
        Clock clock = Clock.fixed(TestStore.RECEIVED, java.time.ZoneOffset.UTC);
        try (SqliteThreads threads = new SqliteThreads(1, 2)) {
            try (AccountStore store =
                    AccountStore.create(file, TestStore.KEY, TestStore.SEAL, threads, clock, limits)) {
                add(store, "INBOX");
                store.createMailbox(new MailboxName("Trash/2026"), Set.of());
                store.discard(id(store, "INBOX"), TestStore.set(1));
            }
            try (AccountStore store =
                    AccountStore.open(file, TestStore.KEY, threads, Clock.offset(clock, DAY), limits)) {
                store.deleteMailbox(new MailboxName("Trash"));
                store.createMailbox(new MailboxName("Trash"), Set.of(SpecialUse.TRASH));
                add(store, "Trash");
                assertThat(uids(store, "Trash")).containsExactly(1);
            }
            Clock after = Clock.offset(clock, DAY.multipliedBy(30));
            try (AccountStore store = AccountStore.open(file, TestStore.KEY, threads, after, limits)) {
                store.settle();
                assertThat(uids(store, "Trash")).containsExactly(1);
            }
        }
    }

    private static MailboxId id(AccountStore store, String name) {
        return store.mailbox(new MailboxName(name)).orElseThrow().id();
    }

    private static long[] uids(AccountStore store, String name) {
        return store.view(id(store, name)).orElseThrow().uids();
    }

    private static void add(AccountStore store, String mailbox) {
        byte[] octets = "Subject: a\r\n\r\nx\r\n".getBytes(StandardCharsets.US_ASCII);
        store.append(
                id(store, mailbox),
                List.of(new NewMessage(org.letterlock.engine.mail.Octets.of(octets), Set.of(), TestStore.RECEIVED)));
    }
}
