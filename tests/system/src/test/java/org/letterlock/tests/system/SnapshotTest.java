package org.letterlock.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.letterlock.engine.directory.Account;
import org.letterlock.engine.directory.Directory;
import org.letterlock.engine.keys.AccountKey;
import org.letterlock.engine.keys.EngineKey;
import org.letterlock.engine.keys.WrappedKey;
import org.letterlock.engine.mail.MailboxName;
import org.letterlock.engine.sasl.ScramSecret;
import org.letterlock.engine.sqlite.SqliteThreads;
import org.letterlock.engine.store.AccountStore;
import org.letterlock.engine.store.Allowance;
import org.letterlock.tests.kit.EngineProcess;
import org.letterlock.tests.kit.ImapTestClient;
import org.letterlock.tests.kit.LetterMaker;
import org.letterlock.tests.kit.SmtpTestClient;
import org.letterlock.tests.kit.Waiting;

/** Copies of accounts, and their end. */
final class SnapshotTest {

    private static final String MARK = "Zwetschgenkuchen";

    @AutoClose
    private final Site site = new Site();

    private final EngineProcess engine = site.engine();
    private final Site.Owner anna = site.newcomer();
    private final Site.Owner bo = site.newcomer();

    @Test
    void anOpenAccountIsCopiedUnderLoadAndALockedOneWithoutItsKey() throws IOException {
        Path underLoad;
        AtomicInteger appended = new AtomicInteger();
        AtomicBoolean enough = new AtomicBoolean();
        try (ImapTestClient imap = engine.imaps().login(anna.address(), anna.password())) {
            Thread load = Thread.ofVirtual().start(() -> {
                LetterMaker letters = new LetterMaker(5);
                while (!enough.get()) {
                    imap.append(
                            "INBOX",
                            "",
                            letters.sized(anna.address(), anna.address(), MARK, 5_000)
                                    .octets());
                    appended.incrementAndGet();
                }
            });
            assertThat(Waiting.until(Duration.ofSeconds(30), () -> appended.get() > 40))
                    .isTrue();
            underLoad = snapshot();
            int atLeast = appended.get();
            assertThat(Waiting.until(Duration.ofSeconds(30), () -> appended.get() > atLeast + 5))
                    .isTrue();
            enough.set(true);
            join(load);
        }
        Mailboxes.lock(engine, anna.address());
        Path locked = snapshot();
        assertThat(Agent.run(engine.socket(), "", "account", "snapshots", anna.address())
                        .out())
                .contains(underLoad.toString(), locked.toString());
        for (Path each : List.of(underLoad, locked)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
                    .isEqualTo("rw-------");
            assertThat(new String(Files.readAllBytes(each), StandardCharsets.ISO_8859_1))
                    .doesNotContain(MARK, "SQLite format 3");
        }
        assertThat(letters(underLoad)).isBetween(40L, (long) appended.get());
        assertThat(letters(locked)).isEqualTo(appended.get());
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Path snapshot() {
        Agent.Ran ran = Agent.run(engine.socket(), "", "account", "snapshot", anna.address());
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        return Path.of(ran.out().strip());
    }

    /** Opens a copy with the account's key, looks it over, and counts. */
    private long letters(Path snapshot) throws IOException {
        try (SqliteThreads threads = new SqliteThreads(1, 1);
                AccountKey key = key();
                AccountStore store = key.use(octets ->
                        AccountStore.open(snapshot, octets, threads, Clock.systemUTC(), Allowance.UNLIMITED))) {
            assertThat(store.verify()).isEmpty();
            return store.status(store.mailbox(MailboxName.INBOX).orElseThrow().id())
                    .messages();
        }
    }

    private AccountKey key() throws IOException {
        Path copy = Files.createTempDirectory(site.folder().path(), "directory");
        for (String name : List.of("directory.db", "directory.db-wal")) {
            if (Files.exists(engine.data().resolve(name))) {
                Files.copy(engine.data().resolve(name), copy.resolve(name));
            }
        }
        byte[] subkey;
        try (EngineKey engineKey = EngineKey.open(engine.data().resolve("engine.key"))) {
            subkey = engineKey.subkey("directory");
        }
        try (Directory directory = Directory.open(copy.resolve("directory.db"), subkey, Clock.systemUTC())) {
            Account account = directory.accountForLogin(anna.address()).orElseThrow();
            try (ScramSecret secret = ScramSecret.ofPassword(
                    anna.password().getBytes(StandardCharsets.US_ASCII), account.salt(), account.iterations())) {
                return WrappedKey.unwrap(
                                account.id(),
                                directory
                                        .credentials(account.id())
                                        .getFirst()
                                        .wrappedKey()
                                        .orElseThrow(),
                                secret.clientKey())
                        .orElseThrow();
            }
        }
    }

    /** A snapshot is told to be damaged without the account's key; one that is put back all the same harms nobody else, and what is damaged is told. */
    @Test
    void aFlippedBitInASnapshotIsToldAndHarmsNoOtherAccount() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (Site.Owner each : List.of(anna, bo)) {
            try (ImapTestClient imap = engine.imaps().login(each.address(), each.password())) {
                LetterMaker letters = new LetterMaker(7);
                for (int i = 0; i < 20; i++) {
                    imap.append(
                            "INBOX",
                            "",
                            letters.sized(each.address(), each.address(), MARK, 5_000)
                                    .octets());
                }
                imap.logout();
            }
            Mailboxes.lock(engine, each.address());
        }
        Path snapshot = snapshot();
        String name = "snapshots/" + snapshot.getFileName();
        assertThat(verify()).contains("In order: " + name);
        byte[] sound = Files.readAllBytes(snapshot);
        Path file = only(
                engine.data().resolve("accounts"),
                String.valueOf(snapshot.getFileName()).split("-", 2)[0]);
        for (int i = 0; i < 5; i++) {
            byte[] spoilt = sound.clone();
            int at = i == 0 ? random.nextInt(4096) : random.nextInt(spoilt.length);
            spoilt[at] ^= (byte) (1 << random.nextInt(8));
            Files.write(snapshot, spoilt);
            assertThat(verify()).contains("Wrong: " + name).doesNotContain("Exception");
            putBack(spoilt, file);
            // A page that is free holds nothing that could be damaged.
            assertThat(isSaidToBeDamaged() || (i > 0 && holdsItsLetters(anna)))
                    .as("octet %d, seed %d", at, seed)
                    .isTrue();
            assertThat(holdsItsLetters(bo)).isTrue();
            Mailboxes.lock(engine, anna.address());
            Mailboxes.lock(engine, bo.address());
        }
        Files.write(snapshot, sound);
        putBack(sound, file);
        assertThat(verify()).contains("In order: " + name);
        assertThat(holdsItsLetters(anna)).isTrue();
    }

    private static void putBack(byte[] octets, Path file) throws IOException {
        for (String suffix : List.of("-wal", "-shm")) {
            Files.deleteIfExists(file.resolveSibling(file.getFileName() + suffix));
        }
        Files.write(file, octets);
    }

    private boolean holdsItsLetters(Site.Owner owner) {
        try (ImapTestClient imap = engine.imaps().login(owner.address(), owner.password())) {
            return imap.select("INBOX") == 20 && imap.fetch("1:*", "").size() == 20;
        }
    }

    private String verify() {
        return Agent.run(engine.socket(), "", "verify").out();
    }

    /** Either the account does not open, or a look over the open one finds it. */
    private boolean isSaidToBeDamaged() {
        try (ImapTestClient imap = engine.imaps()) {
            String login = imap.attempt("LOGIN " + anna.address() + " " + anna.password())
                    .text();
            if (login.startsWith("NO [UNAVAILABLE]")) {
                return true;
            }
            assertThat(login).startsWith("OK");
            return verify().lines()
                    .anyMatch(line -> line.startsWith("Wrong: accounts/") && line.contains(anna.address()));
        }
    }

    @Test
    void anErasedAccountIsGoneAndNoOtherIsTouched() throws IOException {
        deliver(anna.address());
        deliver(bo.address());
        Path copy = snapshot();
        assertThat(Agent.run(engine.socket(), "", "account", "erase", anna.address())
                        .exitCode())
                .as("it has to be meant")
                .isEqualTo(2);
        try (ImapTestClient imap = engine.imaps().login(anna.address(), anna.password())) {
            Agent.Ran erased = Agent.run(engine.socket(), "", "account", "erase", anna.address(), "--for-good");
            assertThat(erased.out())
                    .contains(anna.address() + " is gone", "copies of it are gone, too", copy.toString());
            assertThat(engine.data().resolve("snapshots")).isEmptyDirectory();
            assertThat(engine.data().resolve("directory.db-wal"))
                    .as("wrapped keys")
                    .isEmptyFile();
            assertThat(imap.response().line()).startsWith("* BYE");
        }
        try (ImapTestClient imap = engine.imaps()) {
            assertThat(imap.attempt("LOGIN " + anna.address() + " " + anna.password())
                            .text())
                    .startsWith("NO [AUTHENTICATIONFAILED]");
        }
        try (SmtpTestClient smtp = engine.mx().ehlo()) {
            smtp.command("MAIL FROM:<f@example.org>").expect(250);
            smtp.command("RCPT TO:<" + anna.address() + ">").expect(550);
        }
        try (Stream<Path> files = Files.list(engine.data().resolve("accounts"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".sqlite")))
                    .hasSize(1);
        }
        try (ImapTestClient imap = engine.imaps().login(bo.address(), bo.password())) {
            assertThat(Waiting.until(Duration.ofSeconds(30), () -> imap.select("INBOX") == 1))
                    .isTrue();
        }
        engine.stop();
        assertThat(EngineProcess.run(List.of("verify", "--data", engine.data().toString()))
                        .exitCode())
                .isZero();
    }

    @Test
    void anErasureThatWasCutShortEndsAtTheNextStart() throws IOException {
        Path copy = snapshot();
        Path kept = copy(copy);
        Path file = only(
                engine.data().resolve("accounts"),
                String.valueOf(copy.getFileName()).split("-", 2)[0]);
        Path keptFile = copy(file);
        assertThat(Agent.run(engine.socket(), "", "account", "erase", anna.address(), "--for-good")
                        .exitCode())
                .isZero();
        deliver(bo.address());
        engine.kill9();
        // As a crash leaves it that came right after the directory was written.
        Files.copy(kept, copy);
        Files.copy(kept, copy.resolveSibling(copy.getFileName() + "-wal"));
        Files.copy(kept, copy.resolveSibling(copy.getFileName() + ".sha256"));
        Files.copy(kept, copy.resolveSibling(String.valueOf(copy.getFileName()).replace(".sqlite", "1.draft")));
        Files.copy(keptFile, file);
        Files.createFile(file.resolveSibling(String.valueOf(file.getFileName()).replace(".sqlite", ".making")));
        engine.startAgain();
        try (Stream<Path> left = Files.list(engine.data().resolve("snapshots"))) {
            assertThat(left).isEmpty();
        }
        try (Stream<Path> left = Files.list(engine.data().resolve("accounts"))) {
            assertThat(left.map(Path::toString))
                    .noneMatch(name -> name.startsWith(file.toString().replace(".sqlite", "")));
        }
        try (ImapTestClient imap = engine.imaps().login(bo.address(), bo.password())) {
            assertThat(Waiting.until(Duration.ofSeconds(30), () -> imap.select("INBOX") == 1))
                    .isTrue();
        }
    }

    private Path copy(Path file) throws IOException {
        return Files.copy(file, site.folder().path().resolve("kept-" + file.getFileName()));
    }

    private static Path only(Path folder, String name) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".sqlite")
                            && file.toString().contains(name))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private void deliver(String to) {
        try (SmtpTestClient smtp = engine.mx().ehlo()) {
            smtp.deliver(
                            "f@example.org",
                            List.of(to),
                            new LetterMaker(3)
                                    .sized("f@example.org", to, "Waiting", 2_000)
                                    .octets())
                    .expect(250);
        }
    }
}
