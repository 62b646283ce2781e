package org.letterlock.engine.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.sqlite.Database;
import org.letterlock.engine.sqlite.SqliteThreads;

/** A sender is answered once within the days that were chosen, also across restarts, and what is kept of that is bounded. */
class ReplyMemoryTest {

    private static final AccountId ANNA = new AccountId("a".repeat(32));
    private static final AccountId BEN = new AccountId("b".repeat(32));
    private static final Duration WEEK = Duration.ofDays(7);

    @TempDir
    Path folder;

    private final byte[] key = new byte[32];
    private final SettableClock clock = new SettableClock();
    private final SqliteThreads threads = new SqliteThreads(1, 1);
    private MailQueue queue;

    @BeforeEach
    void open() {
        queue = new MailQueue(folder.resolve("queue.sqlite"), key, threads, new SecureRandom(), clock);
    }

    @AfterEach
    void close() {
        assertThat(queue.verify()).isEmpty();
        queue.close();
        threads.close();
    }

    private boolean note(AccountId account, String sender, String about) {
        return queue.replies().note(account, Letters.address(sender), about, WEEK, clock.instant());
    }

    @Test
    void answersASenderOnceWithinTheDaysAcrossARestart() {
        assertThat(note(ANNA, "ann@example.org", "away")).isTrue();
        assertThat(note(ANNA, "Ann@EXAMPLE.org", "away")).isFalse();
        assertThat(note(BEN, "ann@example.org", "away")).isTrue();
        assertThat(note(ANNA, "ann@example.org", "away longer")).isTrue();
        queue.close();
        clock.advance(WEEK.minusMillis(1));
        open();
        assertThat(note(ANNA, "ann@example.org", "away")).isFalse();
        clock.advance(Duration.ofMillis(1));
        assertThat(note(ANNA, "ann@example.org", "away")).isTrue();
        assertThat(note(ANNA, "ann@example.org", "away")).isFalse();
    }

    @Test
    void answersNoMoreThanItMayInADay() {
        for (int i = 0; i < ReplyMemory.MOST_A_DAY; i++) {
            assertThat(note(ANNA, "a" + i + "@example.org", "away")).isTrue();
        }
        assertThat(note(ANNA, "one@example.org", "away")).isFalse();
        assertThat(note(BEN, "one@example.org", "away")).isTrue();
        clock.advance(Duration.ofDays(1));
        assertThat(note(ANNA, "one@example.org", "away")).isTrue();
    }

    @Test
    void forgetsWhatIsOldAndWhatWasErasedAndKeepsNoAddress() throws Exception {
        note(ANNA, "old@example.org", "away");
        note(BEN, "old@example.org", "away");
        clock.advance(ReplyMemory.LONGEST);
        note(ANNA, "new@example.org", "away");
        queue.forgetCorrespondents(BEN);
        queue.close();
        try (Database file = Database.open(folder.resolve("queue.sqlite"), key, QueueSchema.SCHEMA, threads)) {
            assertThat(file.<Long>read(sql -> sql.first("SELECT COUNT(*) FROM reply", row -> row.integer(0))
                            .orElseThrow()))
                    .isOne();
            assertThat(file.<String>read(sql -> sql.first("SELECT hex(sender) FROM reply", row -> row.text(0))
                            .orElseThrow()))
                    .hasSize(32)
                    .isNotEqualTo(hex("new@example.org"));
        }
        open();
    }

    private static String hex(String text) {
        return HexFormat.of().withUpperCase().formatHex(text.getBytes(StandardCharsets.US_ASCII));
    }
}
