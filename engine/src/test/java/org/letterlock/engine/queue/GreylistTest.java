package org.letterlock.engine.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.SendingLimits;
import org.letterlock.engine.sqlite.Database;
import org.letterlock.engine.sqlite.SqliteThreads;

/** Who was put off and came again is known, across restarts, and so many are remembered and no more. */
class GreylistTest {

    private static final AccountId ANNA = new AccountId("a".repeat(32));
    private static final AccountId BEN = new AccountId("b".repeat(32));
    private static final DomainName DOMAIN = new DomainName("example.org");

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

    private boolean comes(String network, String... recipients) {
        return queue.greylist()
                .cameAgain(
                        network,
                        DOMAIN,
                        Stream.of(recipients).map(Letters::address).toList(),
                        clock.instant());
    }

    @Test
    void knowsWhoWaitedAndCameAgain() {
        assertThat(comes("c00002", "anna@example.test")).isFalse();
        clock.advance(Greylist.WAIT.minusMillis(1));
        assertThat(comes("c00002", "anna@example.test")).as("too early").isFalse();
        queue.close();
        open();
        clock.advance(Duration.ofMillis(1));
        assertThat(comes("c00002", "Anna+x@example.test")).isTrue();
        assertThat(comes("c00002", "ben@example.test")).isFalse();
        assertThat(comes("c00003", "anna@example.test")).isFalse();
        clock.advance(Greylist.KNOWN);
        assertThat(comes("c00002", "anna@example.test")).isTrue();
        clock.advance(Greylist.KNOWN.plusMillis(1));
        assertThat(comes("c00002", "anna@example.test")).as("forgotten").isFalse();
    }

    @Test
    void forgetsWhoTookTooLong() {
        comes("c00002", "anna@example.test");
        clock.advance(Greylist.PATIENCE.plusMillis(1));
        assertThat(comes("c00002", "anna@example.test")).isFalse();
        clock.advance(Greylist.WAIT);
        assertThat(comes("c00002", "anna@example.test")).isTrue();
    }

    @Test
    void aLetterForSeveralPassesForAllOrNone() {
        comes("c00002", "anna@example.test");
        clock.advance(Greylist.WAIT);
        assertThat(comes("c00002", "anna@example.test", "ben@example.test")).isFalse();
        clock.advance(Greylist.WAIT);
        assertThat(comes("c00002", "anna@example.test", "ben@example.test")).isTrue();
    }

    private boolean comes(Greylist list, String network, String sender) {
        clock.advance(Duration.ofSeconds(1));
        return list.cameAgain(
                network, new DomainName(sender), List.of(Letters.address("anna@example.test")), clock.instant());
    }

    private void with(Greylist.Limits limits, Consumer<Greylist> work, long left) {
        queue.close();
        try (Database file = Database.open(folder.resolve("queue.sqlite"), key, QueueSchema.SCHEMA, threads)) {
            work.accept(new Greylist(file, new AddressMac(key, "greylist"), new SendingBrake(key), limits));
            assertThat(file.<Long>read(sql -> sql.first("SELECT COUNT(*) FROM greylist", row -> row.integer(0))
                            .orElseThrow()))
                    .isEqualTo(left);
        }
        open();
    }

    @Test
    void remembersSoManyAndNoMore() {
        with(
                new Greylist.Limits(3, 10, 10, 1),
                list -> {
                    for (String network : List.of("a", "b", "c", "d")) {
                        comes(list, network, "example.org");
                    }
                    clock.advance(Greylist.WAIT);
                    assertThat(comes(list, "d", "example.org")).isTrue();
                    assertThat(comes(list, "a", "example.org"))
                            .as("the oldest went")
                            .isFalse();
                },
                4);
    }

    /** However often a host comes, in the name of however many domains: it pushes out its own, and never who came again. */
    @ParameterizedTest
    @CsvSource({"c00002, cb0071, cb0072", "20010db800010002, 20010db800020003, 20010db800030003"})
    void nobodyPushesOthersOut(String loud, String quiet, String known) {
        with(
                new Greylist.Limits(8, 5, 3, 1),
                list -> {
                    comes(list, known, "example.org");
                    clock.advance(Greylist.WAIT);
                    assertThat(comes(list, known, "example.org")).isTrue();
                    comes(list, quiet, "example.org");
                    for (int i = 0; i < 40; i++) {
                        String neighbour = loud.length() > 12 ? loud.substring(0, 12) + "000" + i % 10 : loud;
                        comes(list, neighbour, "d" + i + ".example");
                    }
                    clock.advance(Greylist.WAIT);
                    assertThat(comes(list, quiet, "example.org")).isTrue();
                    assertThat(comes(list, known, "example.org")).isTrue();
                    for (int i = 35; i < 40; i++) {
                        String neighbour = loud.length() > 12 ? loud.substring(0, 12) + "000" + i % 10 : loud;
                        assertThat(comes(list, neighbour, "d" + i + ".example")).isTrue();
                    }
                    assertThat(comes(list, known, "example.org")).isTrue();
                },
                5);
    }

    /** Those who did not come again make room for each other alone, and what is too old goes. */
    @Test
    void theUnknownNeverPushOutTheKnown() {
        with(
                new Greylist.Limits(3, 2, 2, 1),
                list -> {
                    comes(list, "known", "example.org");
                    clock.advance(Greylist.WAIT);
                    assertThat(comes(list, "known", "example.org")).isTrue();
                    for (int i = 0; i < 10; i++) {
                        comes(list, "n" + i, "example.org");
                    }
                    assertThat(comes(list, "known", "example.org")).isTrue();
                    clock.advance(Greylist.PATIENCE);
                    comes(list, "new", "example.org");
                },
                2);
    }

    @Test
    void knowsWhomAnAccountWroteTo() {
        NewMail letter = Letters.letter("friend@example.org");
        queue.enqueue(new NewMail(
                letter.from(),
                letter.to(),
                letter.content(),
                false,
                false,
                new Origin.Submitted(ANNA, SendingLimits.DEFAULT, Optional.empty()),
                Dsn.NONE,
                TlsWish.NONE));
        assertThat(queue.greylist().wrote(List.of(BEN, ANNA), Letters.address("Friend@example.org")))
                .isTrue();
        assertThat(queue.greylist().wrote(List.of(BEN), Letters.address("friend@example.org")))
                .isFalse();
        assertThat(queue.greylist().wrote(List.of(ANNA), Letters.address("other@example.org")))
                .isFalse();
        assertThat(queue.greylist().wrote(List.of(), Letters.address("friend@example.org")))
                .isFalse();
    }
}
