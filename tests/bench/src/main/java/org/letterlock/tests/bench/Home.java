package org.letterlock.tests.bench;

import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.letterlock.engine.accounts.AccountFiles;
import org.letterlock.engine.accounts.AccountMaker;
import org.letterlock.engine.accounts.Accounts;
import org.letterlock.engine.accounts.Arrivals;
import org.letterlock.engine.accounts.Deliverer;
import org.letterlock.engine.accounts.SystemTimer;
import org.letterlock.engine.directory.Directory;
import org.letterlock.engine.intake.Intake;
import org.letterlock.engine.intake.Reception;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mail.Provenance;
import org.letterlock.engine.mail.ReversePath;
import org.letterlock.engine.quota.Quotas;
import org.letterlock.engine.sasl.Authenticator.Attempt;
import org.letterlock.engine.sasl.Authenticator.Protocol;
import org.letterlock.engine.sasl.Login;
import org.letterlock.engine.sasl.LoginResult;
import org.letterlock.engine.sasl.Scope;
import org.letterlock.engine.sqlite.SqliteThreads;
import org.letterlock.engine.store.AccountStore;
import org.letterlock.tests.kit.LetterMaker;

/** The parts of an engine between the intake and an account, put together as the engine does. */
final class Home implements AutoCloseable {

    private static final EmailAddress ANNA = address("anna@example.test");
    private static final EmailAddress SENDER = address("sender@example.org");

    /** Letters from outside are judged. */
    private static final Provenance OUTSIDE = new Provenance(true, Set.of(Provenance.Clue.AUTHOR_PROVEN), List.of());

    private final Clock clock = Clock.systemUTC();
    private final SecureRandom random = new SecureRandom();
    private final SystemTimer timer = new SystemTimer();
    private final SqliteThreads threads = new SqliteThreads(2, 4);
    private final AccountFiles files;
    private final Directory directory;
    private final Intake intake;
    private final Accounts accounts;
    private final AccountMaker.Creation.Created anna;
    private final byte[] password;

    Home(Path folder) {
        directory = Directory.open(folder.resolve("directory.db"), new byte[32], clock);
        directory.addDomain(new DomainName("example.test"));
        files = new AccountFiles(folder.resolve("accounts"));
        Arrivals arrivals = new Arrivals();
        intake = new Intake(folder.resolve("intake.sqlite"), new byte[32], threads, random, arrivals);
        accounts = new Accounts(
                directory,
                new Accounts.Stores(
                        files,
                        new Deliverer(intake, arrivals, directory::junkRule, (_, _) -> {}),
                        new Quotas(directory.quotas(), intake::tally, Intake.SHARE),
                        threads),
                new byte[32],
                clock,
                random,
                () -> Duration.ofMinutes(10),
                timer,
                (_, _) -> {});
        anna = (AccountMaker.Creation.Created) new AccountMaker(directory, files, threads, clock, random)
                .create("Anna", ANNA, "phone", EnumSet.allOf(Scope.class), true);
        password = anna.password().octets();
    }

    private static EmailAddress address(String text) {
        return EmailAddress.parse(text).orElseThrow();
    }

    /** The account's store while somebody is signed in. */
    AccountStore store(Login login) {
        return accounts.store(login);
    }

    /** Anna signs in. */
    Login login() {
        Attempt attempt = new Attempt(Protocol.IMAP, InetAddress.getLoopbackAddress());
        return ((LoginResult.Accepted) accounts.withPassword("anna", password.clone(), attempt)).login();
    }

    /** Somebody tries to sign in. */
    LoginResult login(String user, byte[] secret, Attempt attempt) {
        return accounts.withPassword(user, secret, attempt);
    }

    void lock() {
        accounts.lock(anna.account().id());
    }

    /** Octets of the account's file. */
    double size() {
        return files.file(anna.account().id()).toFile().length();
    }

    /** Letters of 10 KB into the intake. */
    void fill(int count) {
        LetterMaker maker = new LetterMaker(12);
        Intake.Recipient recipient =
                new Intake.Recipient(anna.account().id(), anna.account().sealKey(), ANNA);
        try (ExecutorService senders = Executors.newFixedThreadPool(32)) {
            for (int i = 0; i < count; i++) {
                byte[] letter = maker.prose("sender@example.org", "anna@example.test", "Letter " + i, 9_700)
                        .octets();
                senders.execute(() -> accept(recipient, letter));
            }
        }
    }

    private void accept(Intake.Recipient recipient, byte[] letter) {
        try (Reception reception = new Reception(List.of(recipient))) {
            intake.accept(reception, ReversePath.of(SENDER), OUTSIDE, clock.instant(), Octets.of(letter));
        }
    }

    @Override
    public void close() {
        accounts.close();
        intake.close();
        directory.close();
        threads.close();
        timer.close();
    }
}
