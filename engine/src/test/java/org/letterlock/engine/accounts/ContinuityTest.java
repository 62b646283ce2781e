package org.letterlock.engine.accounts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.engine.accounts.AccountMaker.Creation;
import org.letterlock.engine.crypto.SealBrokenException;
import org.letterlock.engine.crypto.SealKeyPair;
import org.letterlock.engine.crypto.SealPublicKey;
import org.letterlock.engine.directory.ChangeResult;
import org.letterlock.engine.directory.Directory;
import org.letterlock.engine.intake.Intake;
import org.letterlock.engine.intake.Reception;
import org.letterlock.engine.journal.MailLog;
import org.letterlock.engine.keys.AccountKey;
import org.letterlock.engine.mail.AccountHistory;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mail.MailboxName;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mail.Provenance;
import org.letterlock.engine.mail.ReversePath;
import org.letterlock.engine.mail.UidSet;
import org.letterlock.engine.mail.Usage;
import org.letterlock.engine.quota.Quotas;
import org.letterlock.engine.sasl.Authenticator.Attempt;
import org.letterlock.engine.sasl.Authenticator.Protocol;
import org.letterlock.engine.sasl.Login;
import org.letterlock.engine.sasl.LoginResult;
import org.letterlock.engine.sasl.Scope;
import org.letterlock.engine.spam.JunkRule;
import org.letterlock.engine.sqlite.SqliteThreads;
import org.letterlock.engine.store.AccountStore;
import org.letterlock.engine.store.AccountStore.Mailbox;
import org.letterlock.engine.store.AccountStore.MailboxId;
import org.letterlock.engine.store.AccountStore.NewMessage;
import org.letterlock.engine.store.AccountStore.Want;
import org.letterlock.engine.store.Allowance;

/** Files that are put back from copies, and seal keys that are replaced (RFC 9051 §2.3.1.1, RFC 8474 §4). */
final class ContinuityTest {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final EmailAddress ANNA =
            EmailAddress.parse("anna@example.test").orElseThrow();

    @TempDir
    private Path folder;

    private final Clock clock = Clock.systemUTC();
    private final SqliteThreads threads = new SqliteThreads(2, 2);
    private final List<MailLog.Kind> events = new CopyOnWriteArrayList<>();
    private AccountFiles files;
    private Directory directory;
    private Intake intake;
    private Accounts.Stores stores;
    private Accounts accounts;
    private Creation.Created anna;
    private byte[] password;

    @BeforeEach
    void create() {
        directory = Directory.open(folder.resolve("directory.db"), new byte[32], clock);
        directory.addDomain(new DomainName("example.test"));
        files = new AccountFiles(folder.resolve("accounts"));
        open();
        anna = (Creation.Created) new AccountMaker(directory, files, threads, clock, RANDOM)
                .create("Anna", ANNA, "phone", Scope.everything(), true);
        password = anna.password().octets().clone();
    }

    private void open() {
        Arrivals arrivals = new Arrivals();
        intake = new Intake(folder.resolve("intake.sqlite"), new byte[32], threads, RANDOM, arrivals);
        Deliverer deliverer = new Deliverer(intake, arrivals, _ -> JunkRule.DEFAULT, (_, _) -> {});
        Quotas quotas = new Quotas(directory.quotas(), intake::tally, Intake.SHARE);
        stores = new Accounts.Stores(files, deliverer, quotas, threads);
        accounts = new Accounts(
                directory,
                stores,
                new byte[32],
                clock,
                RANDOM,
                () -> Duration.ofMinutes(10),
                new FakeTimer(),
                (kind, _) -> events.add(kind));
    }

    @AfterEach
    void close() {
        accounts.close();
        intake.close();
        directory.close();
        threads.close();
    }

    @Test
    void anAccountThatIsOpenedAgainKeepsItsUidValidities() {
        Map<String, Long> first = uidValidities();
        append("one");
        accounts.lock(id());
        assertThat(uidValidities()).isEqualTo(first);
        accounts.lock(id());
        assertThat(uidValidities()).isEqualTo(first);
        assertThat(events).doesNotContain(MailLog.Kind.RENUMBERED);
    }

    /** The process died, or the disk was full: nothing was noted when the file was closed. */
    @Test
    void aFileThatIsFurtherThanWhatWasNotedKeepsThem() {
        Map<String, Long> first = uidValidities();
        AccountHistory noted = directory.history(id()).orElseThrow();
        append("one");
        append("two");
        accounts.lock(id());
        assertThat(directory.history(id()).orElseThrow().modSeq()).isGreaterThan(noted.modSeq());
        directory.setHistory(id(), noted);
        assertThat(uidValidities()).isEqualTo(first);
        assertThat(events).doesNotContain(MailLog.Kind.RENUMBERED);
    }

    @Test
    void aFileThatIsPutBackGetsNewUidValiditiesAndNothingIsNamedTwice() throws IOException {
        append("before");
        Map<String, Long> before = uidValidities();
        Map<String, Long> objectIds = mailboxes(Mailbox::objectId);
        accounts.lock(id());
        copy(file(), folder.resolve("copy"));
        append("lost");
        long lostMessage = lastMessage();
        Mailbox lostMailbox = withStore(store -> {
            store.createMailbox(new MailboxName("Lost"), Set.of());
            return store.mailbox(new MailboxName("Lost")).orElseThrow();
        });
        AccountHistory lost = withStore(AccountStore::history);
        accounts.lock(id());

        copy(folder.resolve("copy"), file());
        Map<String, Long> after = uidValidities();
        assertThat(events).containsOnlyOnce(MailLog.Kind.RENUMBERED);
        after.forEach((name, uidValidity) -> assertThat(uidValidity)
                .as(name)
                .isGreaterThan(lost.uidValidity())
                .isGreaterThan(before.get(name)));
        assertThat(mailboxes(Mailbox::objectId)).isEqualTo(objectIds);
        assertThat(withStore(AccountStore::history).modSeq()).isGreaterThan(lost.modSeq());
        append("after");
        assertThat(lastMessage()).isGreaterThan(lostMessage);
        Mailbox made = withStore(store -> {
            store.createMailbox(new MailboxName("Made"), Set.of());
            return store.mailbox(new MailboxName("Made")).orElseThrow();
        });
        assertThat(made.objectId()).isGreaterThan(lostMailbox.objectId());
        assertThat(made.id().value()).isGreaterThan(lostMailbox.id().value());
        assertThat(withStore(AccountStore::verify)).isEmpty();

        accounts.lock(id());
        assertThat(uidValidities()).containsAllEntriesOf(after);
        assertThat(events).containsOnlyOnce(MailLog.Kind.RENUMBERED);
    }

    /** A copy of the branch that was left, in which more had happened than in the one that goes on. */
    @Test
    void aFileOfAnotherBranchIsNotTakenForALaterOne() throws IOException {
        append("before");
        accounts.lock(id());
        copy(file(), folder.resolve("early"));
        for (int i = 0; i < 20; i++) {
            append("left " + i);
        }
        accounts.lock(id());
        copy(file(), folder.resolve("late"));
        copy(folder.resolve("early"), file());
        append("on");
        Map<String, Long> early = uidValidities();
        accounts.lock(id());
        copy(folder.resolve("late"), file());
        uidValidities().forEach((name, uidValidity) -> assertThat(uidValidity).isGreaterThan(early.get(name)));
    }

    @Test
    void aSnapshotOfAnOpenAccountIsEarlierThanWhatGoesOn() {
        try (Login login = login()) {
            Path snapshot = folder.resolve("snapshot");
            accounts.copy(id(), file(), snapshot);
            AccountHistory copied = historyOf(login, snapshot);
            assertThat(copied.goesOnFrom(directory.history(id()).orElseThrow())).isFalse();
            assertThat(accounts.store(login).history().goesOnFrom(copied)).isTrue();
        }
    }

    private AccountHistory historyOf(Login login, Path copy) {
        return accounts.withKey(login, key -> {
            try (AccountStore store =
                    key.use(octets -> AccountStore.open(copy, octets, threads, clock, Allowance.UNLIMITED))) {
                return store.history();
            }
        });
    }

    @Test
    void lettersSealedToOlderKeysStayReadable() {
        SealPublicKey first = sealKey();
        try (Login login = login()) {
            assertThat(accounts.newSealKey(id())).contains(ChangeResult.DONE);
            SealPublicKey second = sealKey();
            assertThat(second).isNotEqualTo(first);
            assertThat(accounts.newSealKey(id())).contains(ChangeResult.DONE);
            assertThat(sealKey()).isNotEqualTo(second);
            accept("sealed to the first, while it is open", first);
            accept("sealed to the second, while it is open", second);
            accept("sealed to the third, while it is open", sealKey());
            await(() -> messages() == 3);
            accounts.lock(id());
            accept("sealed to the first", first);
            accept("sealed to the third", sealKey());
            assertThat(login.account()).isEqualTo(id());
        }
        try (Login login = login()) {
            await(() -> intake.waitingCount(login.account()) == 0);
            assertThat(messages()).isEqualTo(5);
        }
    }

    @Test
    void aLockedAccountGetsNoNewSealKey() {
        SealPublicKey first = sealKey();
        assertThat(accounts.newSealKey(id())).isEmpty();
        assertThat(sealKey()).isEqualTo(first);
    }

    /** The process died between the two steps: the file has a pair that nobody was told of. */
    @Test
    void aPairThatTheDirectoryNeverHeardOfDoesNoHarm() {
        SealPublicKey first = sealKey();
        withStore(store -> {
            store.addSealKey(SealKeyPair.generate(RANDOM));
            return true;
        });
        accept("to the first", first);
        accounts.lock(id());
        accept("to the first again", first);
        try (Login login = login()) {
            await(() -> intake.waitingCount(login.account()) == 0);
            assertThat(messages()).isEqualTo(2);
            assertThat(accounts.newSealKey(id())).contains(ChangeResult.DONE);
        }
    }

    /** A file from before the keys were replaced: what waits sealed to the lost one stays, and is told; new mail is readable again. */
    @Test
    void aFileThatLacksTheNewestKeyGetsAnother() throws IOException {
        append("before");
        accounts.lock(id());
        copy(file(), folder.resolve("copy"));
        try (Login login = login()) {
            assertThat(accounts.newSealKey(login.account())).contains(ChangeResult.DONE);
        }
        SealPublicKey lost = sealKey();
        accounts.lock(id());
        accept("sealed to what was lost", lost);
        copy(folder.resolve("copy"), file());
        try (Login login = login()) {
            assertThat(sealKey()).isNotEqualTo(lost);
            accept("sealed to the new one", sealKey());
            await(() -> messages() == 2 && intake.waitingCount(login.account()) == 1);
            assertThatThrownBy(() -> intake.open(intake.waiting(id(), 1).getFirst(), _ -> Optional.empty()))
                    .isInstanceOf(SealBrokenException.class);
        }
    }

    @Test
    void theHistoryOfAnAccountThatIsRemovedIsForgotten() {
        assertThat(directory.history(id())).isPresent();
        directory.removeAccount(id());
        assertThat(directory.history(id())).isEmpty();
    }

    @Test
    void anUnlockingThatFailsClosesWhatItOpened() {
        append("one");
        AccountKey key;
        try (Login login = login()) {
            key = accounts.withKey(login, AccountKey::copy);
        }
        accounts.lock(id());
        Path log = file().resolveSibling(file().getFileName() + "-wal");
        Timer broken = (_, _) -> {
            assertThat(log).as("it is open").exists();
            throw new IllegalStateException("no time");
        };
        try (key) {
            assertThatThrownBy(() -> unlocker(broken).unlock(id(), key)).hasMessage("no time");
            assertThat(log).doesNotExist();
            assertThat(stores.quotas().usage(id()).messages()).isEqualTo(1);
            directory.quotas().write(id(), Usage.of(7));
            assertThat(stores.quotas().usage(id()))
                    .as("the closed file is not asked")
                    .isEqualTo(Usage.of(7));
            try (Unlocker.Unlocked open = unlocker(new FakeTimer()).unlock(id(), key)) {
                assertThat(open.store().status(inbox(open.store())).messages()).isEqualTo(1);
            }
            assertThat(stores.quotas().usage(id()).messages()).isEqualTo(1);
        }
    }

    private Unlocker unlocker(Timer timer) {
        return new StoreUnlocker(directory, stores, timer, clock, RANDOM, (_, _) -> {});
    }

    /** Begun before the erasure, under way while it runs, or begun too late: no copy survives. */
    @Test
    void noCopySurvivesAnErasureThatRunsIntoIt() throws Exception {
        byte[] much = new byte[200_000];
        new Random(1).nextBytes(much);
        try (Login login = login();
                ExecutorService copiers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 20; i++) {
                append(HexFormat.of().formatHex(much));
            }
            assertThat(accounts.store(login)).isNotNull();
            Path snapshots = folder.resolve("snapshots");
            Custody custody = new Custody(directory, accounts, files, intake, new Snapshots(snapshots), clock);
            List<Future<?>> copies = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                copies.add(copiers.submit(() -> {
                    while (true) {
                        custody.snapshot(id());
                    }
                }));
            }
            await(() -> custody.snapshots(id()).size() > 1);
            custody.erase(id());
            for (Future<?> copy : copies) {
                assertThatThrownBy(() -> copy.get(20, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class);
            }
            assertThat(custody.snapshots(id())).isEmpty();
            try (Stream<Path> left = Files.list(snapshots)) {
                assertThat(left).isEmpty();
            }
            try (Stream<Path> left = Files.list(folder.resolve("accounts"))) {
                assertThat(left).isEmpty();
            }
        }
    }

    private AccountId id() {
        return anna.account().id();
    }

    private SealPublicKey sealKey() {
        return directory.account(id()).orElseThrow().sealKey();
    }

    private Path file() {
        return files.file(id());
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
        for (String part : List.of("-wal", "-shm")) {
            Files.deleteIfExists(to.resolveSibling(to.getFileName() + part));
        }
    }

    private <T> T withStore(Function<AccountStore, T> action) {
        try (Login login = login()) {
            return action.apply(accounts.store(login));
        }
    }

    private Map<String, Long> uidValidities() {
        return mailboxes(Mailbox::uidValidity);
    }

    private Map<String, Long> mailboxes(Function<Mailbox, Long> number) {
        return withStore(store -> store.mailboxes().stream()
                .collect(Collectors.toMap(mailbox -> mailbox.name().value(), number)));
    }

    private void append(String subject) {
        withStore(store -> store.append(
                inbox(store),
                List.of(new NewMessage(
                        Octets.of(("Subject: " + subject + "\r\n\r\nx\r\n").getBytes(UTF_8)),
                        Set.of(),
                        Instant.EPOCH))));
    }

    private long lastMessage() {
        return withStore(store -> {
            List<Long> ids = new ArrayList<>();
            UidSet all = UidSet.of(List.of(new UidSet.Range(1, 1000)));
            store.fetch(
                    inbox(store),
                    all,
                    EnumSet.noneOf(Want.class),
                    message -> ids.add(message.id().value()));
            return ids.getLast();
        });
    }

    private long messages() {
        return withStore(store -> store.status(inbox(store)).messages());
    }

    private static MailboxId inbox(AccountStore store) {
        return store.mailbox(MailboxName.INBOX).orElseThrow().id();
    }

    private void accept(String subject, SealPublicKey key) {
        intake.accept(
                new Reception(List.of(new Intake.Recipient(id(), key, ANNA))),
                ReversePath.none(),
                Provenance.OURS,
                clock.instant(),
                Octets.of(("Subject: " + subject + "\r\n\r\nx\r\n").getBytes(UTF_8)));
    }

    private Login login() {
        Attempt attempt = new Attempt(Protocol.IMAP, InetAddress.getLoopbackAddress());
        return ((LoginResult.Accepted) accounts.withPassword("anna", password.clone(), attempt)).login();
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }
}
