package org.letterlock.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.engine.mail.Flag;
import org.letterlock.engine.mail.MailboxName;
import org.letterlock.engine.mail.Quota;
import org.letterlock.engine.mail.Uid;
import org.letterlock.engine.mail.Usage;
import org.letterlock.engine.store.AccountStore.AppendResult;
import org.letterlock.engine.store.AccountStore.CopyOutcome;
import org.letterlock.engine.store.AccountStore.Delivery;
import org.letterlock.engine.store.AccountStore.NewMessage;

/** How much an account holds, and what is taken when it is full. */
final class AllowanceTest {

    @TempDir
    private Path folder;

    private TestStore test;
    private volatile Quota ceiling = new Quota(100, 10);

    private final Allowance allowance = new Allowance() {
        @Override
        public Quota quota() {
            return new Quota(1000, 10);
        }

        @Override
        public Quota ceiling() {
            return ceiling;
        }
    };

    @BeforeEach
    void create() {
        test = new TestStore(folder);
        test.reopen(allowance);
    }

    @AfterEach
    void close() {
        test.close();
    }

    private AppendResult append(int... lengths) {
        List<NewMessage> messages = java.util.Arrays.stream(lengths)
                .mapToObj(length -> new NewMessage(TestStore.octets("x".repeat(length)), Set.of(), Instant.EPOCH))
                .toList();
        return test.store().append(test.inbox(), messages);
    }

    @Test
    void takesUpToTheCeilingAndNoOctetMore() {
        assertThat(append(60)).isInstanceOf(AppendResult.Appended.class);
        assertThat(append(41)).isInstanceOf(AppendResult.OverQuota.class);
        assertThat(append(20, 21)).isInstanceOf(AppendResult.OverQuota.class);
        assertThat(test.store().usage()).isEqualTo(new Usage(60, 1));
        assertThat(append(20, 20)).isInstanceOf(AppendResult.Appended.class);
        assertThat(test.store().usage()).isEqualTo(new Usage(100, 3));
        assertThat(test.store().hasRoom(Usage.of(1))).isFalse();
    }

    @Test
    void followsEveryChange() {
        append(10, 20, 30);
        test.store().copy(test.inbox(), TestStore.set(2), test.id("Archive"));
        assertThat(test.store().usage()).isEqualTo(new Usage(80, 4));
        test.store().move(test.inbox(), TestStore.set(1), test.id("Trash"));
        test.store()
                .changeFlags(
                        test.inbox(),
                        TestStore.set(3),
                        AccountStore.FlagChange.ADD,
                        Set.of(Flag.DELETED),
                        Optional.empty());
        assertThat(test.store().usage()).isEqualTo(new Usage(80, 4));
        test.store().expunge(test.inbox(), Optional.empty());
        assertThat(test.store().usage()).isEqualTo(new Usage(50, 3));
        test.store().deleteMailbox(new MailboxName("Trash"));
        test.store().renameMailbox(MailboxName.INBOX, new MailboxName("Old"));
        assertThat(test.store().usage()).isEqualTo(new Usage(40, 2));
        test.store().repair();
        assertThat(test.store().usage()).isEqualTo(new Usage(40, 2));
        test.reopen(allowance);
        assertThat(test.store().usage()).isEqualTo(new Usage(40, 2));
    }

    @Test
    void whatWasAcknowledgedIsTakenInThoughItIsFull() {
        ceiling = new Quota(0, 0);
        test.deliver(test.inbox(), new Delivery("a", TestStore.octets("x".repeat(50)), Instant.EPOCH));
        assertThat(test.store().usage()).isEqualTo(new Usage(50, 1));
        assertThat(append(1)).isInstanceOf(AppendResult.OverQuota.class);
        assertThat(test.store().copy(test.inbox(), TestStore.set(1), test.id("Archive")))
                .isInstanceOf(CopyOutcome.OverQuota.class);
        assertThat(test.store().move(test.inbox(), TestStore.set(1), test.id("Archive")))
                .isPresent();
    }

    @Test
    void aReplacementMayBeAsLargeAsWhatItReplacesHoweverFullItIs() {
        append(50);
        ceiling = new Quota(20, 0);
        assertThat(replace(51)).isInstanceOf(AppendResult.OverQuota.class);
        assertThat(test.uids("INBOX")).containsExactly(1);
        assertThat(replace(50)).isInstanceOf(AppendResult.Appended.class);
        assertThat(test.uids("INBOX")).containsExactly(2);
        assertThat(test.store().usage()).isEqualTo(new Usage(50, 1));
    }

    private AppendResult replace(int length) {
        return test.store()
                .replace(
                        test.inbox(),
                        new Uid(1),
                        test.inbox(),
                        new NewMessage(TestStore.octets("x".repeat(length)), Set.of(), Instant.EPOCH));
    }
}
