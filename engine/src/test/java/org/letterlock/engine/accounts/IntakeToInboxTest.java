package org.letterlock.engine.accounts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
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
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.engine.accounts.AccountMaker.Creation;
import org.letterlock.engine.directory.Directory;
import org.letterlock.engine.directory.QuotaRule;
import org.letterlock.engine.directory.QuotaScope;
import org.letterlock.engine.intake.Intake;
import org.letterlock.engine.intake.Reception;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mail.Flag;
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
import org.letterlock.engine.spam.JunkLevel;
import org.letterlock.engine.spam.JunkRule;
import org.letterlock.engine.sqlite.DatabaseException;
import org.letterlock.engine.sqlite.SqliteThreads;
import org.letterlock.engine.store.AccountStore;
import org.letterlock.engine.store.AccountStore.AppendResult;
import org.letterlock.engine.store.AccountStore.MailboxId;
import org.letterlock.engine.store.AccountStore.MessageContent;
import org.letterlock.engine.store.AccountStore.NewMessage;
import org.letterlock.engine.store.AccountStore.Want;
import org.letterlock.engine.store.AccountStore.Watch;
import org.letterlock.engine.store.Event;

/** From the intake to INBOX, with everything real. */
final class IntakeToInboxTest {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final EmailAddress ANNA =
            EmailAddress.parse("anna@example.test").orElseThrow();
    private static final EmailAddress SENDER =
            EmailAddress.parse("sender@example.org").orElseThrow();

    @TempDir
    private Path folder;

    private final Clock clock = Clock.systemUTC();
    private final FakeTimer timer = new FakeTimer();
    private SqliteThreads threads;
    private Directory directory;
    private Intake intake;
    private Quotas quotas;
    private Accounts accounts;
    private Creation.Created anna;

    @BeforeEach
    void create() {
        open();
        directory.addDomain(new DomainName("example.test"));
        anna = (Creation.Created)
                new AccountMaker(directory, new AccountFiles(folder.resolve("accounts")), threads, clock, RANDOM)
                        .create("Anna", ANNA, "phone", Scope.everything(), true);
    }

    private void open() {
        threads = new SqliteThreads(2, 2);
        directory = Directory.open(folder.resolve("directory.db"), new byte[32], clock);
        AccountFiles files = new AccountFiles(folder.resolve("accounts"));
        Arrivals arrivals = new Arrivals();
        intake = new Intake(folder.resolve("intake.sqlite"), new byte[32], threads, RANDOM, arrivals);
        Deliverer deliverer = new Deliverer(intake, arrivals, directory::junkRule, (_, _) -> {});
        quotas = new Quotas(directory.quotas(), intake::tally, Intake.SHARE);
        accounts = new Accounts(
                directory,
                new Accounts.Stores(files, deliverer, quotas, threads),
                new byte[32],
                clock,
                RANDOM,
                () -> Duration.ofMinutes(10),
                timer,
                (_, _) -> {});
    }

    @AfterEach
    void close() {
        accounts.close();
        intake.close();
        directory.close();
        threads.close();
    }

    @Test
    void whatCameWhileLockedIsInInboxAfterTheLogin() {
        accept("Subject: one\r\n\r\nfirst\r\n");
        accept("Subject: two\r\n\r\nsecond\r\n");
        assertThat(intake.waitingCount(anna.account().id())).isEqualTo(2);
        try (Login login = login()) {
            AccountStore store = accounts.store(login);
            await(() -> messages(store) == 2 && intake.waitingCount(login.account()) == 0);
            assertThat(contents(store))
                    .containsExactly(
                            "Delivered-To: anna@example.test\r\nSubject: one\r\n\r\nfirst\r\n",
                            "Delivered-To: anna@example.test\r\nSubject: two\r\n\r\nsecond\r\n");
            assertThat(store.verify()).isEmpty();
        }
    }

    private static final Provenance FORGED =
            new Provenance(true, Set.of(Provenance.Clue.OWN_DOMAIN, Provenance.Clue.SPF_FAIL), List.of());

    private static final String FORGED_LETTER =
            "From: Bank <b@example.test>\r\nDate: Sun, 29 Nov 2026 10:00:00 +0000\r\nMessage-ID: <1@x>\r\n\r\nPay.\r\n";

    private static final String JUDGED = "Delivered-To: anna@example.test\r\n"
            + "X-Spam-Status: Yes, score=6.5 required=5.0\r\n\ttests=OWN_DOMAIN=5.0,\r\n\tSPF_FAIL=1.5\r\n"
            + "X-Spam-Report:\r\n"
            + "\t* 5.0 it says that one of our own domains wrote it, and it came from elsewhere\r\n"
            + "\t* 1.5 the sender's domain says that this server does not send for it\r\n";

    @Test
    void putsJunkAsideAndSaysWhy() {
        try (Login login = login()) {
            AccountStore store = accounts.store(login);
            store.noteMailboxesSeen();
            accept(FORGED, FORGED_LETTER);
            accept(new Provenance(true, Set.of(Provenance.Clue.AUTHOR_PROVEN), List.of()), FORGED_LETTER);
            MailboxId junk =
                    store.mailbox(new MailboxName("Junk")).orElseThrow().id();
            await(() -> messages(store) == 1 && store.status(junk).messages() == 1);
            assertThat(contents(store, junk)).containsExactly(JUDGED + FORGED_LETTER);
            assertThat(store.view(junk).orElseThrow().keywords()).containsExactly(Flag.JUNK);
            assertThat(contents(store))
                    .containsExactly("Delivered-To: anna@example.test\r\n"
                            + "X-Spam-Status: No, score=0.0 required=5.0\r\n\ttests=none\r\n"
                            + FORGED_LETTER);
            assertThat(store.verify()).isEmpty();
        }
    }

    /** Whoever reads INBOX alone, as by POP3, would never find it. */
    @Test
    void leavesJunkInInboxWhereNobodyLooksElsewhereUnlessToldTo() {
        try (Login login = login()) {
            AccountStore store = accounts.store(login);
            MailboxId junk =
                    store.mailbox(new MailboxName("Junk")).orElseThrow().id();
            accept(FORGED, FORGED_LETTER);
            await(() -> messages(store) == 1);
            assertThat(contents(store)).containsExactly(JUDGED + FORGED_LETTER);
            assertThat(store.view(inbox(store)).orElseThrow().keywords()).isEmpty();
            directory.setJunkRule(login.account(), new JunkRule(JunkLevel.NORMAL, JunkRule.Place.JUNK));
            accept(FORGED, FORGED_LETTER);
            await(() -> store.status(junk).messages() == 1);
        }
    }

    @Test
    void onlySaysWhatItThinksWhereItOnlyWatches() {
        directory.setJunkRule(anna.account().id(), new JunkRule(JunkLevel.WATCH, JunkRule.Place.JUNK));
        try (Login login = login()) {
            AccountStore store = accounts.store(login);
            store.noteMailboxesSeen();
            accept(FORGED, FORGED_LETTER);
            await(() -> messages(store) == 1);
            assertThat(contents(store)).containsExactly(JUDGED + FORGED_LETTER);
        }
    }

    @Test
    void judgesNothingWhereThatIsOffAndNothingOfOurOwn() {
        accept(Provenance.OURS, FORGED_LETTER);
        try (Login login = login()) {
            AccountStore store = accounts.store(login);
            store.noteMailboxesSeen();
            await(() -> messages(store) == 1);
            directory.setJunkRule(login.account(), new JunkRule(JunkLevel.OFF, JunkRule.Place.JUNK));
            accept(FORGED, FORGED_LETTER);
            await(() -> messages(store) == 2);
            String unjudged = "Delivered-To: anna@example.test\r\n" + FORGED_LETTER;
            assertThat(contents(store)).containsExactly(unjudged, unjudged);
        }
    }

    /** Somebody deleted the mailbox for junk, or made it one that holds mailboxes alone. */
    @Test
    void leavesJunkInInboxWhereThereIsNoMailboxForIt() {
        try (Login login = login()) {
            AccountStore store = accounts.store(login);
            store.noteMailboxesSeen();
            store.deleteMailbox(new MailboxName("Junk"));
            accept(FORGED, FORGED_LETTER);
            await(() -> messages(store) == 1);
            assertThat(store.view(inbox(store)).orElseThrow().keywords()).containsExactly(Flag.JUNK);
        }
    }

    @Test
    void learnsFromWhatItsReaderThrowsIntoJunk() {
        Provenance proven = new Provenance(true, Set.of(Provenance.Clue.AUTHOR_PROVEN), List.of());
        String letter = "From: %s\r\nDate: Sun, 29 Nov 2026 10:00:00 +0000\r\nMessage-ID: <%s@x>\r\n\r\n%s\r\n";
        try (Login login = login()) {
            AccountStore store = accounts.store(login);
            store.noteMailboxesSeen();
            MailboxId junk =
                    store.mailbox(new MailboxName("Junk")).orElseThrow().id();
            MailboxId archive =
                    store.mailbox(new MailboxName("Archive")).orElseThrow().id();
            for (int i = 0; i < 50; i++) {
                append(
                        store,
                        letter.formatted(
                                "s" + i + "@example.net",
                                "j" + i,
                                "Cheap pills without prescription " + "ab".repeat(i)));
            }
            store.move(inbox(store), UidSet.of(List.of(new UidSet.Range(1, 50))), junk);
            for (int i = 0; i < 50; i++) {
                append(
                        store,
                        letter.formatted(
                                "f@example.org", "g" + i, "Dinner with grandmother on Sunday " + "cd".repeat(i)));
            }
            store.move(inbox(store), UidSet.of(List.of(new UidSet.Range(51, 100))), archive);
            store.settle();
            accept(
                    new Provenance(true, Set.of(), List.of()),
                    letter.formatted("new@example.com", "1", "Pills without prescription, cheap"));
            accept(proven, letter.formatted("f@example.org", "2", "Sunday dinner, grandmother?"));
            await(() -> messages(store) == 1 && store.status(junk).messages() == 51);
            assertThat(contents(store, junk).getLast()).contains("tests=JUNK_WORDS=5.5\r\n");
            assertThat(contents(store))
                    .singleElement()
                    .asString()
                    .contains(
                            "X-Spam-Status: No, score=-4.8 required=5.0\r\n\ttests=KNOWN_SENDER=-1.5,\r\n\tGOOD_WORDS=-3.3\r\n");
            assertThat(store.verify()).isEmpty();
        }
    }

    private void append(AccountStore store, String letter) {
        store.append(
                inbox(store), List.of(new NewMessage(Octets.of(letter.getBytes(UTF_8)), Set.of(), clock.instant())));
    }

    /** What is built so that it cannot be judged comes in all the same. */
    @Test
    void takesInWhatIsNestedDeeply() {
        String html = "<div>".repeat(20_000) + "x";
        String letter = "Content-Type: text/html\r\n\r\n" + html + "\r\n";
        try (Login login = login()) {
            AccountStore store = accounts.store(login);
            accept(new Provenance(true, Set.of(), List.of()), letter);
            await(() -> messages(store) == 1);
            assertThat(contents(store)).singleElement().asString().endsWith(letter);
        }
    }

    /** For a session that sees only what is there when it begins. */
    @Test
    void whatCameWhileLockedIsThereBeforeTheStoreIsLent() {
        for (int i = 0; i < 120; i++) {
            accept("Subject: " + i + "\r\n\r\nx\r\n");
        }
        try (Login login = login()) {
            assertThat(messages(accounts.storeWithLetters(login))).isEqualTo(120);
            for (int i = 121; i < 160; i++) {
                accept("Subject: " + i + "\r\n\r\nx\r\n");
                assertThat(messages(accounts.storeWithLetters(login))).isEqualTo(i);
            }
        }
    }

    @Test
    void whatComesWhileUnlockedIsToldToTheWatchers() throws Exception {
        try (Login login = login()) {
            AccountStore store = accounts.store(login);
            MailboxId inbox = inbox(store);
            CountDownLatch told = new CountDownLatch(1);
            try (Watch _ = store.watch(touched -> {
                if (touched.contains(new Event.MessageNew(inbox))) {
                    told.countDown();
                }
            })) {
                accept("Subject: now\r\n\r\nhello\r\n");
                assertThat(told.await(20, TimeUnit.SECONDS)).isTrue();
            }
            await(() -> messages(store) == 1 && intake.waitingCount(login.account()) == 0);
        }
    }

    @Test
    void whatALockedAccountHoldsIsKnownAndFollowedWhileItIsOpen() {
        accept("Subject: one\r\n\r\nfirst\r\n");
        assertThat(quotas.usage(anna.account().id())).isEqualTo(Usage.of(23));
        try (Login login = login()) {
            AccountStore store = accounts.store(login);
            await(() -> messages(store) == 1 && intake.waitingCount(login.account()) == 0);
            Usage held = store.usage();
            assertThat(held.messages()).isOne();
            assertThat(quotas.usage(login.account())).isEqualTo(held);
            assertThat(directory.quotas().lastUsage(login.account())).isEqualTo(Usage.NONE);
            timer.advance(Meter.DELAY);
            await(() -> directory.quotas().lastUsage(login.account()).equals(held));
            store.changeFlags(
                    inbox(store), UidSet.of(1), AccountStore.FlagChange.ADD, Set.of(Flag.DELETED), Optional.empty());
            store.expunge(inbox(store), Optional.empty());
        }
        accounts.lock(anna.account().id());
        assertThat(directory.quotas().lastUsage(anna.account().id())).isEqualTo(Usage.NONE);
        accept("Subject: two\r\n\r\nsecond\r\n");
        assertThat(quotas.usage(anna.account().id())).isEqualTo(Usage.of(24));
    }

    /** The sum counts each letter once: neither two times while it lies in both, nor not at all. */
    @Test
    void whatMovesInCountsOnceAtEveryMoment() throws Exception {
        AccountId id = anna.account().id();
        int letters = 300;
        AtomicInteger begun = new AtomicInteger();
        AtomicInteger accepted = new AtomicInteger();
        List<String> wrong = new CopyOnWriteArrayList<>();
        Thread looking = Thread.ofPlatform().start(() -> {
            while (accepted.get() < letters && wrong.isEmpty()) {
                lookAtUsage(id, accepted, begun, wrong);
            }
        });
        for (int i = 0; i < letters; i++) {
            // Opened, locked and opened again on the way.
            if (i % 100 == 30) {
                login().close();
            } else if (i % 100 == 80) {
                accounts.lock(id);
            }
            begun.incrementAndGet();
            accept("Subject: " + i + "\r\n\r\nx\r\n");
            accepted.incrementAndGet();
        }
        looking.join();
        assertThat(wrong).isEmpty();
        try (Login login = login()) {
            AccountStore store = accounts.store(login);
            await(() -> messages(store) == letters);
            // Those that moved last still lie in the intake, too.
            lookAtUsage(id, accepted, begun, wrong);
            await(() -> intake.waitingCount(id) == 0);
            lookAtUsage(id, accepted, begun, wrong);
            assertThat(quotas.usage(id)).isEqualTo(store.usage());
        }
        assertThat(wrong).isEmpty();
        accounts.lock(id);
        assertThat(quotas.usage(id).messages()).isEqualTo(letters);
    }

    private void lookAtUsage(AccountId id, AtomicInteger accepted, AtomicInteger begun, List<String> wrong) {
        int atLeast = accepted.get();
        long counted = quotas.usage(id).messages();
        int atMost = begun.get();
        if (counted < atLeast || counted > atMost) {
            wrong.add(counted + " letters, and not " + atLeast + " to " + atMost);
        }
    }

    @Test
    void whatHasJustMovedInLeavesTheRoomThatItLeaves() {
        AccountId id = anna.account().id();
        int letters = 20;
        directory
                .quotas()
                .set(
                        new QuotaScope.OfAccount(id),
                        new QuotaRule(OptionalLong.empty(), OptionalLong.of(letters + 1), OptionalLong.empty()));
        try (Login login = login()) {
            AccountStore store = accounts.store(login);
            for (int i = 1; i <= letters; i++) {
                accept("Subject: " + i + "\r\n\r\nx\r\n");
                int expected = i;
                await(() -> messages(store) == expected);
            }
            assertThat(quotas.hasRoom(id, 1)).isTrue();
            assertThat(store.hasRoom(Usage.of(1))).isTrue();
            assertThat(store.append(inbox(store), List.of(newMessage()))).isInstanceOf(AppendResult.Appended.class);
            assertThat(store.append(inbox(store), List.of(newMessage()))).isInstanceOf(AppendResult.OverQuota.class);
            assertThat(quotas.hasRoom(id, 1)).isFalse();
        }
    }

    private static NewMessage newMessage() {
        return new NewMessage(Octets.of("Subject: x\r\n\r\nx\r\n".getBytes(UTF_8)), Set.of(), Instant.EPOCH);
    }

    /** A crash came after the account's commit and before the intake's: the letters lie in both when the account is opened again. */
    @Test
    void whatACrashLeftInBothCountsOnce() throws IOException {
        AccountId id = anna.account().id();
        for (int i = 0; i < 450; i++) {
            accept("Subject: " + i + "\r\n\r\nx\r\n");
        }
        close();
        Path before = Files.copy(folder.resolve("intake.sqlite"), folder.resolve("before"));
        open();
        try (Login login = login()) {
            AccountStore store = accounts.store(login);
            await(() -> messages(store) == 450);
        }
        close();
        Files.copy(before, folder.resolve("intake.sqlite"), StandardCopyOption.REPLACE_EXISTING);
        open();
        try (Login login = login()) {
            assertThat(quotas.usage(id).messages()).isEqualTo(450);
            assertThat(messages(accounts.store(login))).isEqualTo(450);
        }
        accounts.lock(id);
        assertThat(quotas.usage(id).messages()).isEqualTo(450);
    }

    @Test
    void whatACrashForgotIsCountedAgainAtTheNextLogin() {
        directory.quotas().write(anna.account().id(), new Usage(4711, 3));
        try (Login login = login()) {
            assertThat(quotas.usage(login.account())).isEqualTo(Usage.NONE);
            timer.advance(Meter.DELAY);
            await(() -> directory.quotas().lastUsage(login.account()).equals(Usage.NONE));
        }
    }

    @Test
    void lettersKeepComingAfterLockingAndSigningInAgain() {
        int sent = 0;
        for (int round = 0; round < 3; round++) {
            Login login = login();
            for (int i = 0; i < 20; i++) {
                accept("Subject: " + sent++ + "\r\n\r\nx\r\n");
            }
            AccountStore store = accounts.store(login);
            accounts.lock(anna.account().id());
            assertThatThrownBy(() -> messages(store)).isInstanceOf(DatabaseException.class);
            accept("Subject: " + sent++ + "\r\n\r\nx\r\n");
        }
        int expected = sent;
        try (Login login = login()) {
            AccountStore store = accounts.store(login);
            await(() -> intake.waitingCount(login.account()) == 0);
            assertThat(messages(store)).isEqualTo(expected);
        }
    }

    @Test
    void graceTimeOverLocksTheFile() {
        Login first = login();
        Login second = login();
        AccountStore store = accounts.store(first);
        first.close();
        second.close();
        timer.advance(Duration.ofMinutes(9));
        assertThat(messages(store)).isZero();
        timer.advance(Duration.ofMinutes(1));
        assertThat(accounts.isUnlocked(anna.account().id())).isFalse();
        assertThatThrownBy(() -> messages(store)).isInstanceOf(DatabaseException.class);
    }

    private void accept(String letter) {
        accept(Provenance.OURS, letter);
    }

    private void accept(Provenance provenance, String letter) {
        intake.accept(
                new Reception(List.of(
                        new Intake.Recipient(anna.account().id(), anna.account().sealKey(), ANNA))),
                ReversePath.of(SENDER),
                provenance,
                clock.instant(),
                Octets.of(letter.getBytes(UTF_8)));
    }

    private Login login() {
        byte[] password = anna.password().octets();
        Attempt attempt = new Attempt(Protocol.IMAP, InetAddress.getLoopbackAddress());
        return ((LoginResult.Accepted) accounts.withPassword("anna", password, attempt)).login();
    }

    private static MailboxId inbox(AccountStore store) {
        return store.mailbox(MailboxName.INBOX).orElseThrow().id();
    }

    private static long messages(AccountStore store) {
        return store.status(inbox(store)).messages();
    }

    private static List<String> contents(AccountStore store) {
        return contents(store, inbox(store));
    }

    private static List<String> contents(AccountStore store, MailboxId mailbox) {
        List<String> contents = new ArrayList<>();
        UidSet all = UidSet.of(List.of(new UidSet.Range(1, 1000)));
        store.fetch(mailbox, all, EnumSet.noneOf(Want.class), message -> {
            try (MessageContent content = store.content(message.id()).orElseThrow();
                    InputStream stream = content.open()) {
                contents.add(new String(stream.readAllBytes(), UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return contents;
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }
}
