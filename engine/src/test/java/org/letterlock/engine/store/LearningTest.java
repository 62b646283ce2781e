package org.letterlock.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.engine.mail.Flag;
import org.letterlock.engine.spam.Experience;
import org.letterlock.engine.spam.Experience.Count;
import org.letterlock.engine.spam.Reading;
import org.letterlock.engine.sqlite.Database;
import org.letterlock.engine.store.AccountStore.FlagChange;

/** What an account learns from what its person does with letters. */
final class LearningTest {

    private static final String PILLS = TestStore.letter("Cheap pills", "Buy pills now");

    @TempDir
    private Path folder;

    private TestStore test;

    @BeforeEach
    void open() {
        // So quiet that nothing is learned but when a test says so.
        test = new TestStore(folder, new StoreLimits(64 * 1024, 100, 7, Duration.ofHours(1)));
    }

    @AfterEach
    void close() {
        test.close();
    }

    private Experience experience(String letter) throws IOException {
        test.store().settle();
        return test.store().experience(Reading.of(TestStore.octets(letter)));
    }

    private void assertLearned(long junk, long good) throws IOException {
        Experience experience = experience(PILLS);
        assertThat(experience.letters()).isEqualTo(new Count(junk, good));
        assertThat(experience.sender()).isEqualTo(new Count(junk, good));
        if (junk > 0) {
            assertThat(experience.words())
                    .isNotEmpty()
                    .allSatisfy(word -> assertThat(word).isEqualTo(new Count(junk, good)));
        }
    }

    private void move(String from, long uid, String to) {
        assertThat(test.store().move(test.id(from), TestStore.set(uid), test.id(to)))
                .isPresent();
    }

    private Set<Flag> flags(String mailbox, long uid) {
        return test.fetchOne(mailbox, uid).flags();
    }

    @Test
    void learnsFromMovesIntoJunkAndOutOfItAndForgetsWhatWasWrong() throws IOException {
        long uid = test.append("INBOX", PILLS);
        assertLearned(0, 0);
        move("INBOX", uid, "Junk");
        assertThat(flags("Junk", 1)).containsExactly(Flag.JUNK);
        assertLearned(1, 0);
        // Settled twice it is learned once.
        assertLearned(1, 0);
        move("Junk", 1, "INBOX");
        assertThat(flags("INBOX", 2)).containsExactly(Flag.NOT_JUNK);
        assertLearned(0, 1);
        move("INBOX", 2, "Junk");
        assertThat(flags("Junk", 2)).containsExactly(Flag.JUNK);
        assertLearned(1, 0);
    }

    @Test
    void aCopyTeachesLikeAMove() throws IOException {
        long uid = test.append("INBOX", PILLS, Flag.SEEN);
        test.store().copy(test.inbox(), TestStore.set(uid), test.id("Junk"));
        assertThat(flags("Junk", 1)).containsExactlyInAnyOrder(Flag.SEEN, Flag.JUNK);
        assertThat(flags("INBOX", uid)).containsExactly(Flag.SEEN);
        assertLearned(1, 0);
    }

    @Test
    void keywordsTeachToo() throws IOException {
        long uid = test.append("INBOX", PILLS);
        flag(uid, FlagChange.ADD, Flag.JUNK);
        assertLearned(1, 0);
        flag(uid, FlagChange.ADD, Flag.SEEN);
        flag(uid, FlagChange.ADD, Flag.JUNK);
        assertLearned(1, 0);
        flag(uid, FlagChange.REPLACE, Flag.NOT_JUNK);
        assertLearned(0, 1);
        // What says both says nothing.
        long other = test.append("INBOX", TestStore.letter("Other", "letter"));
        flag(other, FlagChange.ADD, Flag.JUNK, Flag.NOT_JUNK);
        assertThat(experience(PILLS).letters()).isEqualTo(new Count(0, 1));
    }

    private void flag(long uid, FlagChange change, Flag... flags) {
        test.store().changeFlags(test.inbox(), TestStore.set(uid), change, Set.of(flags), Optional.empty());
    }

    @Test
    void whatIsAnsweredOrFiledIsKept() throws IOException {
        long answered = test.append("INBOX", PILLS);
        flag(answered, FlagChange.ADD, Flag.ANSWERED);
        assertLearned(0, 1);
        long filed = test.append("INBOX", TestStore.letter("Filed", "letter"));
        move("INBOX", filed, "Archive");
        assertThat(experience(PILLS).letters()).isEqualTo(new Count(0, 2));
        // But not what was called junk.
        long junk = test.append("INBOX", TestStore.letter("Junk", "letter"));
        flag(junk, FlagChange.ADD, Flag.JUNK);
        flag(junk, FlagChange.ADD, Flag.ANSWERED);
        assertThat(experience(PILLS).letters()).isEqualTo(new Count(1, 2));
    }

    @Test
    void whatIsThrownAwaySaysNothing() throws IOException {
        long uid = test.append("INBOX", PILLS);
        move("INBOX", uid, "Trash");
        long junk = test.append("Junk", PILLS);
        move("Junk", junk, "Trash");
        assertThat(experience(PILLS).letters()).isEqualTo(new Count(0, 0));
        assertThat(flags("Trash", 2)).isEmpty();
    }

    @Test
    void whatIsToBeLearnedOutlastsARestart() throws IOException {
        move("INBOX", test.append("INBOX", PILLS), "Junk");
        test.reopen();
        assertLearned(1, 0);
        test.reopen();
        assertLearned(1, 0);
    }

    @Test
    void learnsBeforeALetterIsErasedAndKeepsWhatItLearned() throws IOException {
        move("INBOX", test.append("INBOX", PILLS), "Junk");
        assertLearned(1, 0);
        test.store().remove(test.id("Junk"), TestStore.set(1));
        assertLearned(1, 0);
        test.store().close();
        assertThat(test.rows("SELECT count(*) FROM lesson")).containsExactly(0L);
        test.reopen();
    }

    /** Those to whom the person writes are no strangers. */
    @Test
    void knowsWhomThePersonWritesTo() throws IOException {
        String answer =
                "From: me@example.test\r\nTo: Anna <Anna@Example.org>\r\nCc: x@example.net\r\nSubject: Re\r\n\r\nyes\r\n";
        test.append("Drafts", answer);
        assertThat(experience(PILLS).answered()).isZero();
        test.append("Sent", answer);
        assertThat(experience(PILLS).answered()).isEqualTo(1);
        assertThat(experience("From: y@example.net\r\n\r\n").answered()).isZero();
    }

    @Test
    void takesLettersThatWereReadAndStayedForGoodOnesWhereJunkIsMore() throws IOException {
        test.append("INBOX", TestStore.letter("Read", "yesterday"), Flag.SEEN);
        test.append("INBOX", TestStore.letter("Unread", "yesterday"));
        test.append("INBOX", TestStore.letter("Deleted", "yesterday"), Flag.SEEN, Flag.DELETED);
        test.append("Trash", TestStore.letter("Thrown away", "yesterday"), Flag.SEEN);
        edit("UPDATE entry SET saved = saved - 90000000");
        test.append("INBOX", TestStore.letter("Read just now", "today"), Flag.SEEN);
        assertThat(experience(PILLS).letters()).isEqualTo(new Count(0, 0));
        move("INBOX", test.append("INBOX", PILLS), "Junk");
        move("INBOX", test.append("INBOX", TestStore.letter("More", "pills")), "Junk");
        assertThat(experience(PILLS).letters()).isEqualTo(new Count(2, 1));
    }

    @Test
    void keepsOnlySoManyWords() throws IOException {
        edit("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 150000)"
                + " INSERT INTO word (hash, junk, good, last) SELECT i, i % 10 = 0, 1, i % 100 FROM n");
        move("INBOX", test.append("INBOX", PILLS), "Junk");
        assertLearned(1, 0);
        test.store().close();
        assertThat(test.rows("SELECT count(*) < 141000 FROM word")).containsExactly(1L);
        // The rare and old ones went first.
        assertThat(test.rows("SELECT count(*) FROM word WHERE junk + good > 1")).containsExactly(15000L);
        assertThat(test.rows("SELECT min(last) FROM word WHERE junk + good = 1"))
                .containsExactly(7L);
        test.reopen();
    }

    private void edit(String change) {
        test.store().close();
        try (Database database = Database.open(test.file, TestStore.KEY, StoreSchema.SCHEMA, test.threads())) {
            database.write(sql -> sql.update(change));
        }
        test.reopen();
    }
}
