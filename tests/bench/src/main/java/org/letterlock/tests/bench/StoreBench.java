package org.letterlock.tests.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.letterlock.engine.mail.MailboxName;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mail.UidSet;
import org.letterlock.engine.sasl.Login;
import org.letterlock.engine.store.AccountStore;
import org.letterlock.engine.store.AccountStore.MailboxId;
import org.letterlock.engine.store.AccountStore.NewMessage;
import org.letterlock.tests.kit.TempFolder;

/** An account's file: letters that waited moving in, a large mailbox being selected, how much room mail takes, and what encryption costs. */
final class StoreBench implements Bench.Measurement {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** After the first, while the compiler of the JVM is still at work. */
    private static final int WARMING = 2;

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

    @Override
    public List<Figure> measure() throws Exception {
        List<Figure> figures = new ArrayList<>();
        figures.addAll(drain());
        figures.addAll(select());
        figures.addAll(size());
        figures.addAll(new CipherCost(runs).measure());
        return figures;
    }

    private List<Figure> drain() {
        double first = drained();
        List<Double> rates = new ArrayList<>();
        for (int run = -WARMING; run < runs; run++) {
            double rate = drained();
            if (run >= 0) {
                rates.add(rate);
            }
        }
        String what = letters + " waiting letters of 10 KB moving in at the unlock, letters a second";
        Sample sample = new Sample(rates);
        return List.of(
                new Figure(what, sample.toString(), "at least 3000", sample.median() >= 3000 ? "within" : "beyond"),
                new Figure(what + ", the first of a process", Sample.shown(first), "", ""));
    }

    private double drained() {
        try (TempFolder folder = new TempFolder();
                Home home = new Home(folder.path())) {
            home.fill(letters);
            long begun = System.nanoTime();
            try (Login login = home.login()) {
                AccountStore store = home.store(login);
                MailboxId inbox = inbox(store);
                await(() -> store.status(inbox).messages() == letters);
                return letters / ((System.nanoTime() - begun) / 1e9);
            }
        }
    }

    private List<Figure> select() {
        List<Double> cold = new ArrayList<>();
        List<Double> warm = new ArrayList<>();
        try (TempFolder folder = new TempFolder();
                Home home = new Home(folder.path())) {
            try (Login login = home.login()) {
                AccountStore store = home.store(login);
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
                    AccountStore store = home.store(login);
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
                AccountStore store = home.store(login);
                for (byte[] letter : mail) {
                    store.append(inbox(store), List.of(new NewMessage(Octets.of(letter), Set.of(), Instant.EPOCH)));
                }
            }
            home.lock();
            double unindexed = home.size();
            try (Login login = home.login()) {
                home.store(login).settle();
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

    static MailboxId inbox(AccountStore store) {
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
}
