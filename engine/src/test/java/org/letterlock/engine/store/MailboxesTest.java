package org.letterlock.engine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.engine.mail.AnnotationName;
import org.letterlock.engine.mail.MailboxName;
import org.letterlock.engine.mail.SpecialUse;
import org.letterlock.engine.sqlite.DatabaseException;
import org.letterlock.engine.sqlite.SqliteThreads;
import org.letterlock.engine.store.AccountStore.AnnotationResult;
import org.letterlock.engine.store.AccountStore.Mailbox;
import org.letterlock.engine.store.AccountStore.MailboxChange;

/** The tree of mailboxes. */
class MailboxesTest {

    @TempDir
    Path folder;

    private TestStore test;
    private AccountStore store;

    @BeforeEach
    void create() {
        test = new TestStore(folder);
        store = test.store();
    }

    @AfterEach
    void close() {
        test.close();
    }

    private static MailboxName name(String name) {
        return new MailboxName(name);
    }

    private MailboxChange make(String name, SpecialUse... uses) {
        return store.createMailbox(name(name), Set.of(uses));
    }

    private List<String> names() {
        return store.mailboxes().stream().map(m -> m.name().value()).toList();
    }

    private Mailbox mailbox(String name) {
        return store.mailbox(name(name)).orElseThrow();
    }

    private AnnotationResult note(String mailbox, String name, int octets) {
        return store.annotate(
                Optional.of(name(mailbox)), Map.of(new AnnotationName(name), Optional.of(new byte[octets])));
    }

    @Test
    void boundsWhatIsNoted() {
        assertThat(note("INBOX", "/private/a", AccountStore.MAX_ANNOTATION)).isEqualTo(AnnotationResult.DONE);
        assertThat(note("INBOX", "/private/a", AccountStore.MAX_ANNOTATION + 1)).isEqualTo(AnnotationResult.TOO_LARGE);
        assertThat(note("Nowhere", "/private/a", 1)).isEqualTo(AnnotationResult.NO_SUCH_MAILBOX);
        for (int i = 1; i < AccountStore.MAX_ANNOTATIONS; i++) {
            assertThat(note("INBOX", "/private/n" + i, 1)).isEqualTo(AnnotationResult.DONE);
        }
        assertThat(note("INBOX", "/private/one-more", 1)).isEqualTo(AnnotationResult.TOO_MANY);
        assertThat(note("INBOX", "/private/n1", 2)).isEqualTo(AnnotationResult.DONE);
        int whole = AccountStore.MAX_ANNOTATION_OCTETS / AccountStore.MAX_ANNOTATION;
        for (int i = 2; i < whole; i++) {
            assertThat(note("Sent", "/private/n" + i, AccountStore.MAX_ANNOTATION - 20))
                    .isEqualTo(AnnotationResult.DONE);
        }
        assertThat(note("Drafts", "/private/a", AccountStore.MAX_ANNOTATION)).isEqualTo(AnnotationResult.TOO_MANY);
        assertThat(note("Drafts", "/private/a", 100)).isEqualTo(AnnotationResult.DONE);
        assertThat(store.annotations(Optional.of(name("INBOX"))).orElseThrow()).hasSize(AccountStore.MAX_ANNOTATIONS);
        assertThat(store.annotations(Optional.empty()).orElseThrow()).isEmpty();
    }

    @Test
    void beginsWithTheUsualOnes() {
        assertThat(names()).containsExactly("INBOX", "Archive", "Drafts", "Junk", "Sent", "Trash");
        assertThat(store.mailboxes()).allMatch(m -> m.subscribed() && m.selectable() && !m.hasChildren());
        assertThat(mailbox("Sent").use()).contains(SpecialUse.SENT);
        assertThat(store.subscriptions()).hasSize(6);
    }

    @Test
    void createsWhatIsAboveToo() {
        assertThat(make("a/b/c")).isEqualTo(MailboxChange.DONE);
        assertThat(names()).contains("a", "a/b", "a/b/c");
        assertThat(mailbox("a").hasChildren()).isTrue();
        assertThat(mailbox("a/b/c").hasChildren()).isFalse();
        assertThat(make("a/b")).isEqualTo(MailboxChange.ALREADY_EXISTS);
        assertThat(make("INBOX")).isEqualTo(MailboxChange.INBOX);
    }

    @Test
    void givesEachSpecialUseOnce() {
        assertThat(make("x", SpecialUse.SENT)).isEqualTo(MailboxChange.USE_TAKEN);
        assertThat(make("x", SpecialUse.ALL)).isEqualTo(MailboxChange.USE_TAKEN);
        assertThat(make("x", SpecialUse.JUNK, SpecialUse.TRASH)).isEqualTo(MailboxChange.USE_TAKEN);
        store.deleteMailbox(name("Sent"));
        assertThat(make("x", SpecialUse.SENT)).isEqualTo(MailboxChange.DONE);
        assertThat(mailbox("x").use()).contains(SpecialUse.SENT);
    }

    @Test
    void givesARecreatedMailboxALargerUidValidity() {
        make("a");
        test.append("a", "x");
        long before = mailbox("a").uidValidity();
        store.deleteMailbox(name("a"));
        assertThat(store.mailbox(name("a"))).isEmpty();
        make("a");
        assertThat(mailbox("a").uidValidity()).isGreaterThan(before);
        assertThat(test.uids("a")).isEmpty();
    }

    @Test
    void keepsADeletedMailboxWithOthersBelowUntilTheyGo() {
        make("a/b");
        test.append("a", "x");
        long before = mailbox("a").uidValidity();
        AccountStore.MailboxId gone = mailbox("a").id();
        assertThat(store.deleteMailbox(name("a"))).isEqualTo(MailboxChange.DONE);
        assertThat(mailbox("a").selectable()).isFalse();
        assertThat(store.mailbox(gone)).isEmpty();
        assertThat(store.view(mailbox("a").id())).isEmpty();
        assertThat(store.deleteMailbox(name("a"))).isEqualTo(MailboxChange.NONEXISTENT);
        assertThat(make("a")).isEqualTo(MailboxChange.DONE);
        assertThat(mailbox("a").selectable()).isTrue();
        assertThat(mailbox("a").uidValidity()).isGreaterThan(before);
        assertThat(test.append("a", "y")).isEqualTo(1);
        store.deleteMailbox(name("a"));
        store.deleteMailbox(name("a/b"));
        assertThat(names()).doesNotContain("a", "a/b");
        assertThat(store.deleteMailbox(MailboxName.INBOX)).isEqualTo(MailboxChange.INBOX);
    }

    @Test
    void renamesWithAllBelow() {
        make("a/b/c");
        store.subscribe(name("a/b"));
        test.append("a/b/c", "x");
        long validity = mailbox("a/b/c").uidValidity();
        assertThat(store.renameMailbox(name("a"), name("z/y"))).isEqualTo(MailboxChange.DONE);
        assertThat(names()).contains("z", "z/y", "z/y/b", "z/y/b/c").doesNotContain("a", "a/b");
        assertThat(mailbox("z/y/b/c").uidValidity()).isEqualTo(validity);
        assertThat(test.uids("z/y/b/c")).containsExactly(1);
        assertThat(mailbox("z/y/b").subscribed()).isTrue();
        assertThat(store.renameMailbox(name("z/y"), name("z/y/b/c"))).isEqualTo(MailboxChange.ALREADY_EXISTS);
        assertThat(store.renameMailbox(name("z/y"), name("z/y/new"))).isEqualTo(MailboxChange.DONE);
        assertThat(names()).contains("z/y", "z/y/new", "z/y/new/b/c");
        assertThat(store.renameMailbox(name("nothing"), name("q"))).isEqualTo(MailboxChange.NONEXISTENT);
        assertThat(store.renameMailbox(name("z"), name("Sent"))).isEqualTo(MailboxChange.ALREADY_EXISTS);
        assertThat(store.renameMailbox(name("z"), name("q".repeat(996)))).isEqualTo(MailboxChange.LIMIT);
    }

    @Test
    void movesTheMessagesOfARenamedInbox() {
        make("INBOX/below");
        test.append("INBOX", "x");
        assertThat(store.renameMailbox(MailboxName.INBOX, name("old/mail"))).isEqualTo(MailboxChange.DONE);
        assertThat(test.uids("INBOX")).isEmpty();
        assertThat(test.uids("old/mail")).containsExactly(1);
        assertThat(names()).contains("INBOX", "INBOX/below", "old");
    }

    @Test
    void subscribesToNamesThatAreNotThere() {
        store.subscribe(name("later"));
        store.unsubscribe(name("Junk"));
        assertThat(store.subscriptions()).contains(name("later")).doesNotContain(name("Junk"));
        make("later");
        assertThat(mailbox("later").subscribed()).isTrue();
        assertThat(mailbox("Junk").subscribed()).isFalse();
    }

    @Test
    void refusesAWrongKey() {
        test.reopen();
        store = test.store();
        try (SqliteThreads threads = new SqliteThreads(1, 1)) {
            DatabaseException refusal = catchThrowableOfType(
                    DatabaseException.class,
                    () -> AccountStore.open(test.file, new byte[32], threads, Clock.systemUTC(), StoreLimits.DEFAULT));
            assertThat(refusal.reason()).isEqualTo(DatabaseException.Reason.WRONG_KEY);
        }
    }

    @Test
    void copiesTheFileUnderItsKey() {
        test.append("INBOX", "x");
        Path copy = folder.resolve("copy.sqlite");
        store.copyTo(copy);
        try (SqliteThreads threads = new SqliteThreads(1, 2);
                AccountStore copied =
                        AccountStore.open(copy, TestStore.KEY, threads, Clock.systemUTC(), StoreLimits.DEFAULT)) {
            assertThat(copied.status(copied.mailbox(MailboxName.INBOX)
                                    .orElseThrow()
                                    .id())
                            .messages())
                    .isEqualTo(1);
            assertThat(copied.verify()).isEmpty();
        }
    }
}
