package org.letterlock.engine.accounts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.engine.accounts.Accounts.NewCredential;
import org.letterlock.engine.crypto.SealKeyPair;
import org.letterlock.engine.directory.Account;
import org.letterlock.engine.directory.ChangeResult;
import org.letterlock.engine.directory.Directory;
import org.letterlock.engine.directory.LastUse;
import org.letterlock.engine.keys.AccountKey;
import org.letterlock.engine.keys.Password;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.sasl.Authenticator.Attempt;
import org.letterlock.engine.sasl.Authenticator.Protocol;
import org.letterlock.engine.sasl.ChannelBindings;
import org.letterlock.engine.sasl.Login;
import org.letterlock.engine.sasl.LoginResult;
import org.letterlock.engine.sasl.SaslExchange;
import org.letterlock.engine.sasl.SaslMechanism;
import org.letterlock.engine.sasl.SaslStep;
import org.letterlock.engine.sasl.Scope;
import org.letterlock.engine.sasl.ScramClient;
import org.letterlock.engine.sqlite.DatabaseException;
import org.letterlock.engine.store.AccountStore;

final class AccountsTest {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Attempt IMAP = new Attempt(Protocol.IMAP, InetAddress.getLoopbackAddress());
    private static final Attempt DAV = new Attempt(Protocol.DAV, InetAddress.getLoopbackAddress());
    private static final Attempt SUBMISSION = new Attempt(Protocol.SUBMISSION, InetAddress.getLoopbackAddress());
    private static final Attempt CONTROL = new Attempt(Protocol.CONTROL, InetAddress.getLoopbackAddress());
    private static final String ANNA = "anna@example.test";
    private static final Duration GRACE = Duration.ofMinutes(10);

    @TempDir
    private Path folder;

    private final FakeTimer timer = new FakeTimer();
    private final FakeUnlocker unlocker = new FakeUnlocker();
    private final ConcurrentLinkedQueue<String> events = new ConcurrentLinkedQueue<>();
    private Duration grace = GRACE;
    private Directory directory;
    private Accounts accounts;
    private Account anna;
    private String password;

    @BeforeEach
    void create() {
        directory = Directory.open(folder.resolve("directory.db"), new byte[32], timer);
        directory.addDomain(new DomainName("example.test"));
        accounts = new Accounts(
                directory,
                unlocker,
                new byte[32],
                timer,
                RANDOM,
                () -> grace,
                timer,
                (kind, _) -> events.add(kind.name()));
        anna = new Account(
                AccountId.random(RANDOM),
                "Anna",
                EmailAddress.parse(ANNA).orElseThrow(),
                new byte[AccountMaker.SALT_LENGTH],
                AccountMaker.ITERATIONS,
                SealKeyPair.generate(RANDOM).publicKey(),
                Optional.empty(),
                timer.instant(),
                true);
        CredentialMaker.Made made =
                CredentialMaker.make(anna, unlocker.key, "phone", Set.of(Scope.MAIL), timer.instant(), RANDOM);
        directory.addAccount(anna, anna.address(), made.credential());
        password = made.password().reveal();
    }

    @AfterEach
    void close() {
        accounts.close();
        directory.close();
    }

    @Test
    void theRightPasswordUnlocksOnce() {
        Login first = login(ANNA, password);
        Login second = login("Anna", password.replace("-", "").toUpperCase(java.util.Locale.ROOT));
        assertThat(unlocker.opened.get()).isOne();
        assertThat(first.account()).isEqualTo(anna.id());
        assertThat(second.credentialName()).isEqualTo("phone");
        // A change that is refused waits for all that was noted before it.
        directory.addDomain(new DomainName("example.test"));
        assertThat(directory.credentials(anna.id()).getFirst().lastUse())
                .contains(new LastUse(timer.instant(), Protocol.IMAP, "127.0.0.1"));
        assertThat(events).containsExactly("UNLOCKED");
    }

    @Test
    void wrongPasswordAndUserLookTheSame() {
        LoginResult rejected = new LoginResult.Rejected();
        assertThat(attempt(ANNA, "wrong", IMAP)).isEqualTo(rejected);
        assertThat(attempt("nobody@example.test", password, IMAP)).isEqualTo(rejected);
        assertThat(attempt(ANNA, "", IMAP)).isEqualTo(rejected);
        assertThat(accounts.isUnlocked(anna.id())).isFalse();
    }

    @Test
    void aPasswordIsTakenForItsScopeAlone() {
        assertThat(attempt(ANNA, password, DAV)).isEqualTo(new LoginResult.OutOfScope());
        assertThat(attempt(ANNA, "wrong", DAV)).isEqualTo(new LoginResult.Rejected());
        assertThat(accounts.isUnlocked(anna.id())).isFalse();
        String printer = added(accounts.addCredential(anna.id(), "printer", Set.of(Scope.SEND)));
        assertThat(directory.credentials(anna.id()))
                .filteredOn(credential -> credential.name().equals("printer"))
                .singleElement()
                .satisfies(credential -> assertThat(credential.wrappedKey()).isEmpty());
        assertThat(attempt(ANNA, printer, IMAP)).isEqualTo(new LoginResult.OutOfScope());
        assertThat(attempt(ANNA, printer, CONTROL)).isEqualTo(new LoginResult.OutOfScope());
        assertThat(scram(printer, IMAP)).isEqualTo(new SaslStep.Done(new LoginResult.OutOfScope()));
        assertThat(scram(printer, SUBMISSION)).isInstanceOf(SaslStep.Challenge.class);
    }

    @Test
    void sendingLeavesALockedAccountLocked() {
        String printer = added(accounts.addCredential(anna.id(), "printer", Set.of(Scope.SEND)));
        AtomicInteger told = new AtomicInteger();
        for (String password : List.of(printer, password)) {
            Login sending = login(password, SUBMISSION);
            sending.onRevoked(told::incrementAndGet);
            assertThat(accounts.isUnlocked(anna.id())).isFalse();
            assertThatThrownBy(() -> accounts.store(sending)).isInstanceOf(DatabaseException.class);
        }
        Login reading = login(ANNA, password);
        assertThat(accounts.isUnlocked(anna.id())).isTrue();
        Login sending = login(printer, SUBMISSION);
        assertThatThrownBy(() -> accounts.store(sending)).isInstanceOf(DatabaseException.class);
        reading.close();
        timer.advance(GRACE);
        assertThat(accounts.isUnlocked(anna.id())).isFalse();
        assertThat(told.get()).isZero();
        accounts.revoke(anna.id(), "printer");
        assertThat(told.get()).isOne();
        accounts.lock(anna.id());
        assertThat(told.get()).isEqualTo(2);
    }

    @Test
    void revokingTheLastOneWhoReadsLocksThoughSomebodySends() {
        String printer = added(accounts.addCredential(anna.id(), "printer", Set.of(Scope.SEND)));
        login(ANNA, password);
        Login sending = login(printer, SUBMISSION);
        AtomicInteger told = new AtomicInteger();
        sending.onRevoked(told::incrementAndGet);
        accounts.revoke(anna.id(), "phone");
        assertThat(accounts.isUnlocked(anna.id())).isFalse();
        assertThat(unlocker.lent.getFirst().isClosed()).isTrue();
        assertThat(told.get()).isZero();
    }

    @Test
    void unknownUsersHaveASaltThatStays() {
        byte[] salt = accounts.scramParameters("nobody@example.test").salt();
        assertThat(salt).hasSize(AccountMaker.SALT_LENGTH);
        assertThat(accounts.scramParameters("Nobody@example.test").salt()).isEqualTo(salt);
        assertThat(accounts.scramParameters("other@example.test").salt()).isNotEqualTo(salt);
        assertThat(accounts.scramParameters(ANNA).salt()).isEqualTo(anna.salt());
    }

    @Test
    void scramUnlocksWithoutShowingThePassword() {
        ScramClient client = new ScramClient(ANNA, password, "nonce");
        SaslExchange exchange = SaslMechanism.SCRAM_SHA_256.exchange(accounts, IMAP, ChannelBindings.none(), RANDOM);
        byte[] serverFirst = ((SaslStep.Challenge) exchange.step(client.first())).octets();
        byte[] serverFinal = ((SaslStep.Challenge) exchange.step(client.answer(serverFirst))).octets();
        assertThat(client.trusts(serverFinal)).isTrue();
        assertThat(((SaslStep.Done) exchange.step(new byte[0])).result()).isInstanceOf(LoginResult.Accepted.class);
        assertThat(unlocker.opened.get()).isOne();

        ScramClient wrong = new ScramClient(ANNA, "wrong", "nonce");
        SaslExchange other = SaslMechanism.SCRAM_SHA_256.exchange(accounts, IMAP, ChannelBindings.none(), RANDOM);
        serverFirst = ((SaslStep.Challenge) other.step(wrong.first())).octets();
        assertThat(other.step(wrong.answer(serverFirst))).isEqualTo(new SaslStep.Done(new LoginResult.Rejected()));
    }

    @Test
    void staysUnlockedForTheGraceTimeAfterTheLastLogin() {
        Login first = login(ANNA, password);
        Login second = login(ANNA, password);
        first.close();
        first.close();
        timer.advance(GRACE.multipliedBy(2));
        assertThat(accounts.isUnlocked(anna.id())).isTrue();
        second.close();
        timer.advance(GRACE.minusSeconds(1));
        assertThat(accounts.isUnlocked(anna.id())).isTrue();
        Login third = login(ANNA, password);
        timer.advance(GRACE);
        assertThat(accounts.isUnlocked(anna.id())).isTrue();
        assertThat(unlocker.opened.get()).isOne();
        third.close();
        timer.advance(GRACE);
        assertThat(accounts.isUnlocked(anna.id())).isFalse();
        assertThat(unlocker.closed.get()).isOne();
        assertThat(unlocker.lent.getFirst().isClosed()).isTrue();
        assertThat(timer.alarms()).isZero();
        login(ANNA, password);
        assertThat(unlocker.opened.get()).isEqualTo(2);
    }

    @Test
    void noGraceTimeLocksAtOnce() {
        grace = Duration.ZERO;
        login(ANNA, password).close();
        assertThat(accounts.isUnlocked(anna.id())).isFalse();
    }

    @Test
    void lockingEndsEveryLogin() {
        Login first = login(ANNA, password);
        AtomicInteger told = new AtomicInteger();
        first.onRevoked(told::incrementAndGet);
        accounts.lock(anna.id());
        accounts.lock(anna.id());
        assertThat(told.get()).isOne();
        first.onRevoked(told::incrementAndGet);
        assertThat(told.get()).isEqualTo(2);
        assertThat(accounts.isUnlocked(anna.id())).isFalse();
        assertThat(unlocker.lent.getFirst().isClosed()).isTrue();
        assertThatThrownBy(() -> accounts.store(first)).isInstanceOf(DatabaseException.class);
        first.close();
        assertThat(events).containsExactly("UNLOCKED", "LOCKED");
    }

    @Test
    void revokingACredentialEndsItsLoginsOnly() {
        Login phone = login(ANNA, password);
        AtomicInteger told = new AtomicInteger();
        phone.onRevoked(told::incrementAndGet);
        String laptop = added(accounts.addCredential(anna.id(), "laptop", Scope.everything()));
        Login other = login(ANNA, laptop);
        other.onRevoked(() -> told.addAndGet(100));
        assertThat(accounts.revoke(anna.id(), "phone")).isEqualTo(ChangeResult.DONE);
        assertThat(told.get()).isOne();
        assertThat(attempt(ANNA, password, IMAP)).isEqualTo(new LoginResult.Rejected());
        assertThat(accounts.isUnlocked(anna.id())).isTrue();
        assertThat(attempt(ANNA, laptop, DAV)).isInstanceOf(LoginResult.Accepted.class);
        accounts.lock(anna.id());
        login(ANNA, laptop);
        assertThat(unlocker.sameKeys()).isTrue();
    }

    @Test
    void aLockedAccountTakesNoNewCredential() {
        assertThat(accounts.addCredential(anna.id(), "laptop", Set.of(Scope.MAIL)))
                .isEqualTo(new NewCredential.NeedsUnlock());
        login(ANNA, password);
        assertThat(accounts.addCredential(anna.id(), "phone", Set.of(Scope.MAIL)))
                .isEqualTo(new NewCredential.Refused(ChangeResult.ALREADY_THERE));
        assertThat(accounts.addCredential(AccountId.random(RANDOM), "x", Scope.everything()))
                .isEqualTo(new NewCredential.Refused(ChangeResult.NO_SUCH_ACCOUNT));
    }

    @Test
    void aFileThatDoesNotOpenIsUnavailableAndLeavesNoKey() {
        unlocker.fails = true;
        assertThat(attempt(ANNA, password, IMAP)).isEqualTo(new LoginResult.Unavailable());
        assertThat(unlocker.lent.getFirst().isClosed()).isTrue();
        unlocker.fails = false;
        login(ANNA, password);
    }

    @Test
    void guessesWaitAndTheOwnerGetsThrough() throws Exception {
        for (int i = 0; i < 4; i++) {
            attempt(ANNA, "wrong" + i, IMAP);
        }
        CompletableFuture<LoginResult> delayed = CompletableFuture.supplyAsync(
                () -> attempt(ANNA, password, IMAP), task -> Thread.ofVirtual().start(task));
        timer.awaitAlarm();
        assertThat(delayed).isNotDone();
        timer.advance(Duration.ofSeconds(5));
        assertThat(delayed.get(20, TimeUnit.SECONDS)).isInstanceOf(LoginResult.Accepted.class);
        attempt(ANNA, "wrong again", IMAP);
        assertThat(attempt(ANNA, password, IMAP)).isInstanceOf(LoginResult.Accepted.class);
    }

    @Test
    void aDeviceWithARevokedPasswordSlowsNobodyDownWhateverItsMechanism() {
        login(ANNA, password);
        added(accounts.addCredential(anna.id(), "laptop", Scope.everything()));
        accounts.revoke(anna.id(), "phone");
        Attempt elsewhere = new Attempt(Protocol.IMAP, InetAddress.ofLiteral("192.0.2.7"));
        for (int i = 0; i < 50; i++) {
            assertThat(scram(password, elsewhere)).isEqualTo(new SaslStep.Done(new LoginResult.Rejected()));
            assertThat(attempt(ANNA, password, elsewhere)).isEqualTo(new LoginResult.Rejected());
        }
        assertThat(accounts.blocks()).isEmpty();
    }

    @Test
    void closingLocksAndRefusesEverybody() {
        login(ANNA, password);
        accounts.close();
        assertThat(unlocker.closed.get()).isOne();
        assertThat(attempt(ANNA, password, IMAP)).isEqualTo(new LoginResult.Unavailable());
    }

    @Test
    void manyLoginsAtOnceOpenTheFileOnce() throws Exception {
        grace = Duration.ofHours(1);
        List<Thread> threads = new ArrayList<>();
        AtomicInteger accepted = new AtomicInteger();
        for (int i = 0; i < 40; i++) {
            threads.add(Thread.ofVirtual().start(() -> {
                if (attempt(ANNA, password, IMAP) instanceof LoginResult.Accepted(Login login)) {
                    accepted.incrementAndGet();
                    login.close();
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(accepted.get()).isEqualTo(40);
        assertThat(unlocker.opened.get()).isOne();
    }

    private LoginResult attempt(String user, String typed, Attempt attempt) {
        return accounts.withPassword(user, typed.getBytes(UTF_8), attempt);
    }

    private Login login(String user, String typed) {
        return ((LoginResult.Accepted) attempt(user, typed, IMAP)).login();
    }

    private Login login(String typed, Attempt attempt) {
        return ((LoginResult.Accepted) attempt(ANNA, typed, attempt)).login();
    }

    private SaslStep scram(String typed, Attempt attempt) {
        ScramClient client = new ScramClient(ANNA, typed, "nonce");
        SaslExchange exchange = SaslMechanism.SCRAM_SHA_256.exchange(accounts, attempt, ChannelBindings.none(), RANDOM);
        byte[] serverFirst = ((SaslStep.Challenge) exchange.step(client.first())).octets();
        return exchange.step(client.answer(serverFirst));
    }

    private static String added(NewCredential result) {
        try (Password made = ((NewCredential.Added) result).password()) {
            return made.reveal();
        }
    }

    /** Opens nothing, and counts. */
    private static final class FakeUnlocker implements Unlocker {
        private final AccountKey key = AccountKey.generate(RANDOM);
        private final AtomicInteger opened = new AtomicInteger();
        private final AtomicInteger closed = new AtomicInteger();
        private final List<AccountKey> lent = new ArrayList<>();
        private final List<byte[]> keys = new ArrayList<>();
        private boolean fails;

        @Override
        public Unlocked unlock(AccountId account, AccountKey accountKey) {
            lent.add(accountKey);
            if (fails) {
                throw new DatabaseException(DatabaseException.Reason.DAMAGED, "damaged");
            }
            keys.add(accountKey.use(byte[]::clone));
            opened.incrementAndGet();
            return new Unlocked() {
                @Override
                public AccountStore store() {
                    throw new UnsupportedOperationException();
                }

                @Override
                public void awaitLetters(Duration time) {}

                @Override
                public void copied() {}

                @Override
                public ChangeResult newSealKey() {
                    throw new UnsupportedOperationException();
                }

                @Override
                public void close() {
                    assertThat(accountKey.isClosed()).isFalse();
                    closed.incrementAndGet();
                }
            };
        }

        boolean sameKeys() {
            byte[] real = key.use(byte[]::clone);
            return keys.stream().allMatch(used -> Arrays.equals(used, real));
        }
    }
}
