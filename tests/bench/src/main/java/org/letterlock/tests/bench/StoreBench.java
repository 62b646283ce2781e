package org.letterlock.tests.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
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
import org.letterlock.engine.mail.MailboxName;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mail.ReversePath;
import org.letterlock.engine.mail.UidSet;
import org.letterlock.engine.quota.Quotas;
import org.letterlock.engine.sasl.Authenticator.Attempt;
import org.letterlock.engine.sasl.Authenticator.Protocol;
import org.letterlock.engine.sasl.Login;
import org.letterlock.engine.sasl.LoginResult;
import org.letterlock.engine.sasl.Scope;
import org.letterlock.engine.sqlite.SqliteThreads;
import org.letterlock.engine.store.AccountStore;
import org.letterlock.engine.store.AccountStore.MailboxId;
import org.letterlock.engine.store.AccountStore.NewMessage;
import org.letterlock.tests.kit.LetterMaker;
import org.letterlock.tests.kit.TempFolder;

/** An account's file: letters that waited moving in, a large mailbox being selected, how much room mail takes, and what encryption costs. */
final class StoreBench implements Bench.Measurement {

    private static final EmailAddress ANNA = address("anna@example.test");
    private static final EmailAddress SENDER = address("sender@example.org");
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final int letters;
    private final int entries;
    private final int runs;

    /**
     * @param letters how many wait at the unlock
     * @param entries how many the mailbox has that is selected
     */
    StoreBench(int letters, int entries, int runs) {
        this.letters = letters;
        this.entries = entries;
        this.runs = runs;
    }

    private static EmailAddress address(String text) {
        return EmailAddress.parse(text).orElseThrow();
    }

    @Override
    public List<Figure> measure() throws Exception {
        List<Figure> figures = new ArrayList<>();
        figures.add(drain());
        figures.addAll(select());
        figures.addAll(size());
        figures.addAll(new CipherCost(runs).measure());
        return figures;
    }

    private Figure drain() {
        List<Double> rates = new ArrayList<>();
        for (int run = 0; run < runs; run++) {
            try (TempFolder folder = new TempFolder();
                    Home home = new Home(folder.path())) {
                home.fill(letters);
                long begun = System.nanoTime();
                try (Login login = home.login()) {
                    AccountStore store = home.accounts.store(login);
                    MailboxId inbox = inbox(store);
                    await(() -> store.status(inbox).messages() == letters);
                    rates.add(letters / ((System.nanoTime() - begun) / 1e9));
                }
            }
        }
        return new Figure(
                letters + " waiting letters of 10 KB moving in at the unlock, letters a second",
                new Sample(rates).toString(),
                "at least 3000",
                new Sample(rates).median() >= 3000 ? "within" : "beyond");
    }

    private List<Figure> select() {
        List<Double> cold = new ArrayList<>();
        List<Double> warm = new ArrayList<>();
        try (TempFolder folder = new TempFolder();
                Home home = new Home(folder.path())) {
            try (Login login = home.login()) {
                AccountStore store = home.accounts.store(login);
                MailboxId inbox = inbox(store);
                store.append(
                        inbox,
                        List.of(new NewMessage(
                                Octets.of("Subject: x\r\n\r\nx\r\n".getBytes(StandardCharsets.US_ASCII)),
                                Set.of(),
                                Instant.EPOCH)));
                for (long count = 1; count < entries; count *= 2) {
                    long some = Math.min(count, entries - count);
                    store.copy(inbox, UidSet.of(List.of(new UidSet.Range(1, some))), inbox);
                }
            }
            for (int run = 0; run < 3 * runs; run++) {
                home.lock();
                try (Login login = home.login()) {
                    AccountStore store = home.accounts.store(login);
                    MailboxId inbox = inbox(store);
                    cold.add(viewed(store, inbox));
                    warm.add(viewed(store, inbox));
                }
            }
        }
        return List.of(
                milliseconds("SELECT of " + entries + " letters right after the unlock", new Sample(cold), 150),
                milliseconds("the same again", new Sample(warm), 20));
    }

    private double viewed(AccountStore store, MailboxId inbox) {
        long begun = System.nanoTime();
        int count = store.view(inbox).orElseThrow().uids().length;
        double milliseconds = (System.nanoTime() - begun) / 1e6;
        if (count != entries) {
            throw new IllegalStateException("the mailbox has " + count + " letters");
        }
        return milliseconds;
    }

    private static Figure milliseconds(String what, Sample sample, double limit) {
        String spread = " (" + Sample.shown(sample.smallest()) + " to " + Sample.shown(sample.largest()) + ")";
        return Figure.within(what, sample.median(), spread, limit, "ms");
    }

    /** Letters that others wrote, each with an attachment three times, as when it is answered and forwarded. */
    private static List<Figure> size() throws IOException {
        Path corpora = Path.of(System.getProperty("letterlock.corpora", "../shared/corpora"));
        if (!Files.isDirectory(corpora.resolve("mime"))) {
            System.err.println("The letters of others are not here; what needs them is left out.");
            return List.of();
        }
        List<byte[]> mail = new ArrayList<>();
        for (byte[] letter : corpus(corpora)) {
            boolean attached = new String(letter, StandardCharsets.ISO_8859_1).contains("base64");
            for (int copy = 0; copy < (attached ? 3 : 1); copy++) {
                mail.add(copy == 0 ? letter : forwarded(letter, copy));
            }
        }
        long maildir = mail.stream().mapToLong(letter -> letter.length).sum();
        try (TempFolder folder = new TempFolder();
                Home home = new Home(folder.path())) {
            try (Login login = home.login()) {
                AccountStore store = home.accounts.store(login);
                for (byte[] letter : mail) {
                    store.append(inbox(store), List.of(new NewMessage(Octets.of(letter), Set.of(), Instant.EPOCH)));
                }
            }
            home.lock();
            double unindexed = home.size();
            try (Login login = home.login()) {
                home.accounts.store(login).settle();
            }
            home.lock();
            return List.of(
                    share(
                            "the file of " + mail.size() + " letters of others, before their text is indexed",
                            unindexed,
                            maildir),
                    share("the same with its text index", home.size(), maildir));
        }
    }

    private static Figure share(String what, double octets, long maildir) {
        return new Figure(
                what + ", MB",
                Sample.shown(octets / 1e6),
                "plain Maildir " + Sample.shown(maildir / 1e6),
                Sample.shown(octets / maildir) + "x");
    }

    private static List<byte[]> corpus(Path corpora) throws IOException {
        List<byte[]> letters = new ArrayList<>();
        try (Stream<Path> files = Files.walk(corpora)) {
            for (Path file : files.filter(
                            f -> f.toString().endsWith(".eml") || f.toString().endsWith(".msg"))
                    .sorted()
                    .toList()) {
                letters.add(Files.readAllBytes(file));
            }
        }
        return letters;
    }

    private static byte[] forwarded(byte[] letter, int copy) {
        byte[] trace = ("Received: by example.test id " + copy + "\r\n").getBytes(StandardCharsets.US_ASCII);
        byte[] forwarded = new byte[trace.length + letter.length];
        System.arraycopy(trace, 0, forwarded, 0, trace.length);
        System.arraycopy(letter, 0, forwarded, trace.length, letter.length);
        return forwarded;
    }

    private static MailboxId inbox(AccountStore store) {
        return store.mailbox(MailboxName.INBOX).orElseThrow().id();
    }

    private static void await(java.util.function.BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("letters did not move in within " + PATIENCE);
            }
            java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
        }
    }

    /** The parts of an engine between the intake and an account, put together as the engine does. */
    private static final class Home implements AutoCloseable {

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

        private Home(Path folder) {
            directory = Directory.open(folder.resolve("directory.db"), new byte[32], clock);
            directory.addDomain(new DomainName("example.test"));
            files = new AccountFiles(folder.resolve("accounts"));
            Arrivals arrivals = new Arrivals();
            intake = new Intake(folder.resolve("intake.sqlite"), new byte[32], threads, random, arrivals);
            accounts = new Accounts(
                    directory,
                    new Accounts.Stores(
                            files,
                            new Deliverer(intake, arrivals, (_, _) -> {}),
                            new Quotas(directory.quotas(), intake::usage, Intake.SHARE),
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

        private Login login() {
            Attempt attempt = new Attempt(Protocol.IMAP, InetAddress.getLoopbackAddress());
            return ((LoginResult.Accepted) accounts.withPassword("anna", password.clone(), attempt)).login();
        }

        private void lock() {
            accounts.lock(anna.account().id());
        }

        private double size() {
            return files.file(anna.account().id()).toFile().length();
        }

        private void fill(int count) {
            LetterMaker maker = new LetterMaker(12);
            Intake.Recipient recipient =
                    new Intake.Recipient(anna.account().id(), anna.account().sealKey(), ANNA);
            try (ExecutorService senders = Executors.newFixedThreadPool(32)) {
                for (int i = 0; i < count; i++) {
                    byte[] letter = maker.sized("sender@example.org", "anna@example.test", "Letter " + i, 9_700)
                            .octets();
                    senders.execute(() -> accept(recipient, letter));
                }
            }
        }

        private void accept(Intake.Recipient recipient, byte[] letter) {
            try (Reception reception = new Reception(List.of(recipient))) {
                intake.accept(reception, ReversePath.of(SENDER), clock.instant(), Octets.of(letter));
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
}
