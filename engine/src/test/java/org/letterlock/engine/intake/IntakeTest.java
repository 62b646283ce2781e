package org.letterlock.engine.intake;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.engine.crypto.SealBrokenException;
import org.letterlock.engine.crypto.SealKeyPair;
import org.letterlock.engine.intake.Intake.Entry;
import org.letterlock.engine.intake.Intake.EntryId;
import org.letterlock.engine.intake.Intake.Recipient;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mail.Provenance;
import org.letterlock.engine.mail.ReversePath;
import org.letterlock.engine.mail.Usage;
import org.letterlock.engine.sqlite.Database;
import org.letterlock.engine.sqlite.DatabaseException;
import org.letterlock.engine.sqlite.SqliteThreads;

final class IntakeTest {

    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00.123Z");
    private static final ReversePath FROM = ReversePath.of(address("sender"));
    private static final byte[] KEY = new byte[32];

    private final SecureRandom random = new SecureRandom();
    private final SqliteThreads threads = new SqliteThreads(1, 2);
    private final List<Set<AccountId>> announced = new CopyOnWriteArrayList<>();
    private final AccountId anna = AccountId.random(random);
    private final SealKeyPair annasKeys = SealKeyPair.generate(random);

    @TempDir
    Path folder;

    private static final Provenance FORGED = new Provenance(
            true,
            Set.of(Provenance.Clue.OWN_DOMAIN, Provenance.Clue.SPF_FAIL),
            List.of(new DomainName("zen.example.org")));

    private Intake intake;

    @BeforeEach
    void open() {
        intake = new Intake(folder.resolve("intake.sqlite"), KEY, threads, random, announced::add);
    }

    @AfterEach
    void stop() {
        assertThat(intake.verify()).isEmpty();
        intake.close();
        threads.close();
    }

    private void reopen() {
        intake.close();
        open();
    }

    private static EmailAddress address(String localPart) {
        return new EmailAddress(localPart, new DomainName("example.test"));
    }

    private Recipient toAnna() {
        return new Recipient(anna, annasKeys.publicKey(), address("anna+shop"));
    }

    private static byte[] letter(int length) {
        return "Subject: secret plan\r\n"
                .repeat(length / 22 + 1)
                .substring(0, length)
                .getBytes(US_ASCII);
    }

    private void accept(Octets letter) {
        intake.accept(new Reception(List.of(toAnna())), FROM, Provenance.OURS, NOW, letter);
    }

    private byte[] read(EntryId entry) throws IOException {
        try (InputStream in = intake.open(entry, annasKeys).content().open()) {
            return in.readAllBytes();
        }
    }

    @Test
    void givesBackWhatItAccepted() throws Exception {
        accept(Octets.of(letter(1000)));
        assertThat(announced).containsExactly(Set.of(anna));
        reopen();
        assertThat(intake.waitingCount(anna)).isEqualTo(1);
        assertThat(intake.octets()).isEqualTo(1000);
        Entry entry = intake.open(intake.waiting(anna, 10).getFirst(), annasKeys);
        assertThat(entry.from()).isEqualTo(FROM);
        assertThat(entry.address()).isEqualTo(address("anna+shop"));
        assertThat(entry.received()).isEqualTo(NOW);
        assertThat(entry.content().length()).isEqualTo(1000);
        assertThat(read(intake.waiting(anna, 10).getFirst())).isEqualTo(letter(1000));
    }

    @Test
    void keepsEveryLengthAroundItsSteps() throws Exception {
        int chunk = 65536;
        for (int length : new int[] {0, 1, chunk, chunk + 1, 16 * chunk - 1, 16 * chunk, 16 * chunk + 1, 33 * chunk}) {
            accept(Octets.of(letter(length)));
            EntryId entry = intake.waiting(anna, 1).getFirst();
            assertThat(intake.open(entry, annasKeys).content().length()).isEqualTo(length);
            assertThat(read(entry)).isEqualTo(letter(length));
            intake.remove(List.of(entry));
        }
        assertThat(intake.octets()).isZero();
    }

    /** What an earlier release sealed says nothing of where the letter comes from, and nobody judges it. */
    @Test
    void opensWhatTheFirstVersionSealed() {
        byte[] second = new SealedPart(new byte[32], NOW, FROM, address("anna"), Provenance.OURS).encoded();
        second[0] = 1;
        SealedPart read = SealedPart.decode(second);
        assertThat(read.address()).isEqualTo(address("anna"));
        assertThat(read.provenance()).isEqualTo(Provenance.OURS);
        second[0] = 3;
        assertThatThrownBy(() -> SealedPart.decode(second)).isInstanceOf(SealBrokenException.class);
    }

    @Test
    void keepsTheNullReversePathAndAddressesBeyondAscii() {
        EmailAddress written = new EmailAddress("j\u00fcrgen", new DomainName("xn--bcher-kva.example"));
        intake.accept(
                new Reception(List.of(new Recipient(anna, annasKeys.publicKey(), written))),
                ReversePath.none(),
                FORGED,
                NOW,
                Octets.of(letter(1)));
        Entry entry = intake.open(intake.waiting(anna, 1).getFirst(), annasKeys);
        assertThat(entry.from()).isEqualTo(ReversePath.none());
        assertThat(entry.address()).isEqualTo(written);
        assertThat(entry.provenance()).isEqualTo(FORGED);
    }

    @Test
    void storesTheBodyOnceForFiveRecipients() throws Exception {
        List<Recipient> recipients = new ArrayList<>(List.of(toAnna()));
        List<SealKeyPair> keys = new ArrayList<>(List.of(annasKeys));
        for (int i = 1; i < 5; i++) {
            keys.add(SealKeyPair.generate(random));
            recipients.add(new Recipient(AccountId.random(random), keys.get(i).publicKey(), address("r" + i)));
        }
        intake.accept(new Reception(recipients), FROM, Provenance.OURS, NOW, Octets.of(letter(500_000)));
        assertThat(announced.getFirst()).hasSize(5);
        assertThat(count("letter")).isEqualTo(1);
        assertThat(count("chunk")).isEqualTo(8);
        assertThat(intake.octets()).isEqualTo(500_000);
        for (int i = 0; i < 5; i++) {
            EntryId entry = intake.waiting(recipients.get(i).account(), 5).getFirst();
            assertThatThrownBy(() -> intake.open(entry, SealKeyPair.generate(random)))
                    .isInstanceOf(SealBrokenException.class);
            Entry opened = intake.open(entry, keys.get(i));
            assertThat(opened.address()).isEqualTo(recipients.get(i).address());
            try (InputStream in = opened.content().open()) {
                assertThat(in.readAllBytes()).isEqualTo(letter(500_000));
            }
            assertThat(count("letter")).isEqualTo(1);
            intake.remove(List.of(entry));
        }
        assertThat(count("letter") + count("chunk") + count("entry")).isZero();
    }

    private long count(String table) {
        intake.close();
        try (Database database = Database.open(folder.resolve("intake.sqlite"), KEY, IntakeTables.SCHEMA, threads)) {
            return database.read(sql -> sql.first("SELECT count(*) FROM " + table, row -> row.integer(0)))
                    .orElseThrow();
        } finally {
            open();
        }
    }

    @Test
    void entriesWaitInTheOrderOfTheirArrival() throws Exception {
        for (int i = 1; i <= 20; i++) {
            accept(Octets.of(letter(i)));
        }
        reopen();
        List<EntryId> entries = intake.waiting(anna, 100);
        for (int i = 1; i <= 20; i++) {
            assertThat(read(entries.get(i - 1))).hasSize(i);
        }
        assertThat(intake.waiting(anna, 3)).isEqualTo(entries.subList(0, 3));
        intake.remove(entries.subList(0, 10));
        intake.remove(entries.subList(0, 10));
        assertThat(intake.waiting(anna, 100)).isEqualTo(entries.subList(10, 20));
        assertThatThrownBy(() -> intake.open(entries.getFirst(), annasKeys)).isInstanceOf(NoSuchElementException.class);
        assertThat(intake.waiting(AccountId.random(random), 5)).isEmpty();
    }

    @Test
    void theHolderOfTheFilesKeyLearnsNothingOfTheLetterOrItsAddresses() {
        accept(Octets.of(letter(100_000)));
        intake.close();
        StringBuilder dump = new StringBuilder();
        try (Database database = Database.open(folder.resolve("intake.sqlite"), KEY, IntakeTables.SCHEMA, threads)) {
            database.read(sql -> {
                sql.each("SELECT data FROM chunk", row -> dump.append(new String(row.bytes(0), ISO_8859_1)));
                sql.each(
                        "SELECT sealed, account FROM entry",
                        row -> dump.append(new String(row.bytes(0), ISO_8859_1)).append(row.text(1)));
                sql.each("SELECT name FROM letter", row -> dump.append(new String(row.bytes(0), ISO_8859_1)));
                return true;
            });
        }
        assertThat(dump.toString())
                .hasSizeGreaterThan(100_000)
                .doesNotContain("Subject")
                .doesNotContain("secret")
                .doesNotContain("sender")
                .doesNotContain("anna")
                .doesNotContain("example");
        open();
    }

    @Test
    void changedRowsDoNotOpen() {
        List<String> changes = List.of(
                "UPDATE entry SET account = '0123456789abcdef0123456789abcdef'",
                "UPDATE letter SET name = randomblob(16)",
                "UPDATE entry SET sealed = randomblob(length(sealed))",
                "UPDATE chunk SET data = randomblob(length(data)) WHERE id & 1048575 = 1",
                "UPDATE chunk SET id = id + 100 WHERE id & 1048575 = 0");
        for (String change : changes) {
            accept(Octets.of(letter(200_000)));
            EntryId before = intake.waiting(anna, 1).getFirst();
            intake.close();
            try (Database database =
                    Database.open(folder.resolve("intake.sqlite"), KEY, IntakeTables.SCHEMA, threads)) {
                database.write(sql -> sql.update(change));
            }
            open();
            EntryId entry = intake.waiting(anna, 1).stream().findFirst().orElse(before);
            assertThatThrownBy(() -> read(entry))
                    .as(change)
                    .isInstanceOfAny(SealBrokenException.class, IOException.class);
            intake.remove(List.of(entry));
        }
    }

    @Test
    void aLetterThatLostItsEndDoesNotRead() {
        accept(Octets.of(letter(200_000)));
        EntryId entry = intake.waiting(anna, 1).getFirst();
        intake.close();
        try (Database database = Database.open(folder.resolve("intake.sqlite"), KEY, IntakeTables.SCHEMA, threads)) {
            database.write(sql -> sql.update("DELETE FROM chunk WHERE id & 1048575 = 3")
                    + sql.update("UPDATE letter SET chunks = 3"));
        }
        open();
        assertThatThrownBy(() -> read(entry)).isInstanceOf(SealBrokenException.class);
    }

    @Test
    void aLetterThatCannotBeReadLeavesNothing() throws Exception {
        Octets failing = new Octets() {
            @Override
            public long length() {
                return 3_000_000;
            }

            @Override
            public InputStream open() throws IOException {
                InputStream broken = InputStream.nullInputStream();
                broken.close();
                return new SequenceInputStream(new ByteArrayInputStream(letter(2_500_000)), broken);
            }
        };
        assertThatThrownBy(() -> accept(failing)).isInstanceOf(UncheckedIOException.class);
        assertThat(intake.usage(anna)).isEqualTo(Usage.NONE);
        assertThat(intake.waitingCount(anna)).isZero();
        assertThat(intake.octets()).isZero();
        assertThat(announced).isEmpty();
        assertThat(count("letter") + count("chunk")).isZero();
    }

    @Test
    void removesAtItsStartWhatWasNotAcceptedToTheEnd() {
        intake.close();
        try (Database database = Database.open(folder.resolve("intake.sqlite"), KEY, IntakeTables.SCHEMA, threads)) {
            database.write(sql -> {
                long letter = IntakeTables.insertLetter(sql, new byte[16], 0, 0, 0);
                IntakeTables.insertChunk(sql, letter, 0, new byte[70_000]);
                return letter;
            });
        }
        open();
        assertThat(count("letter") + count("chunk")).isZero();
    }

    @Test
    void refusesMoreThanItMayHold() {
        intake.close();
        intake = new Intake(folder.resolve("intake.sqlite"), KEY, threads, random, announced::add, 2500);
        accept(Octets.of(letter(1000)));
        accept(Octets.of(letter(1000)));
        assertThat(catchThrowableOfType(DatabaseException.class, () -> accept(Octets.of(letter(1000))))
                        .reason())
                .isEqualTo(DatabaseException.Reason.FULL);
        intake.remove(intake.waiting(anna, 1));
        accept(Octets.of(letter(1000)));
        assertThat(intake.waitingCount(anna)).isEqualTo(2);
    }

    @Test
    void knowsHowMuchWaitsForWhom() {
        accept(Octets.of(letter(1000)));
        accept(Octets.of(letter(200_000)));
        assertThat(intake.usage(anna)).isEqualTo(new Usage(201_000, 2));
        assertThat(intake.usage(new AccountId("e".repeat(32)))).isEqualTo(Usage.NONE);
        intake.close();
        open();
        assertThat(intake.usage(anna)).isEqualTo(new Usage(201_000, 2));
        List<EntryId> first = intake.waiting(anna, 1);
        intake.remove(first);
        intake.remove(first);
        assertThat(intake.usage(anna)).isEqualTo(new Usage(200_000, 1));
        intake.remove(intake.waiting(anna, 1));
        assertThat(intake.usage(anna)).isEqualTo(Usage.NONE);
    }

    @Test
    void aFailingListenerDoesNotUndoWhatIsDurable() {
        intake.close();
        intake = new Intake(folder.resolve("intake.sqlite"), KEY, threads, random, accounts -> {
            throw new IllegalStateException("listener");
        });
        accept(Octets.of(letter(10)));
        assertThat(intake.waitingCount(anna)).isEqualTo(1);
    }

    @Test
    void acceptsFromManySessionsAtOnce() throws Exception {
        List<Future<Boolean>> sessions = new ArrayList<>();
        try (ExecutorService virtual = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 100; i++) {
                int length = i % 10 == 0 ? 2_000_000 : 5000;
                sessions.add(virtual.submit(() -> {
                    accept(Octets.of(letter(length)));
                    return true;
                }));
            }
        }
        for (Future<Boolean> session : sessions) {
            assertThat(session.get()).isTrue();
        }
        assertThat(intake.waitingCount(anna)).isEqualTo(100);
        for (EntryId entry : intake.waiting(anna, 100)) {
            assertThat(read(entry).length).isIn(2_000_000, 5000);
        }
    }
}
