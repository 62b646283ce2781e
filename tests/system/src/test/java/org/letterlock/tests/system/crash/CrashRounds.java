package org.letterlock.tests.system.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.letterlock.protocol.EngineApi;
import org.letterlock.protocol.QueueEntry;
import org.letterlock.tests.kit.ControlClient;
import org.letterlock.tests.kit.EngineProcess;
import org.letterlock.tests.kit.Waiting;

/**
 * Rounds of one engine: it starts, what it acknowledged in the round before is looked for, everybody works on it at once, and after a random time it is killed.
 * Anna's account is open all the time; Lars signs in only now and then, so that his letters wait.
 */
final class CrashRounds implements AutoCloseable {

    static final String NEAR = "example.test";
    static final String FAR = "far.example.org";
    private static final String ANNA = "anna@" + NEAR;
    private static final String LARS = "lars@" + NEAR;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** A round ends after so many acknowledgements at most, or this time. */
    private static final int MOST_ACKNOWLEDGED = 160;

    private static final Duration LONGEST_ROUND = Duration.ofSeconds(3);

    /** The most letters that one domain is sent at once. */
    private static final int SENT_AT_ONCE = 20;

    private final long seed;
    private final Random random;
    private final Sink sink;
    private final EngineProcess engine;
    private final Books books = new Books(() -> 0);
    private final List<String> faults = new ArrayList<>();
    private final Inspection inspection;
    private final String annas;
    private final String lars;
    private int rounds;
    private int lives;

    CrashRounds(Path folder, long seed) {
        this.seed = seed;
        this.random = new Random(seed);
        this.sink = new Sink(seed);
        Map<String, String> routes = Map.of(FAR, "127.0.0.1:" + sink.address().getPort());
        engine = EngineProcess.start(
                new EngineProcess.Settings(folder.resolve("mail"), "mail." + NEAR, routes, List.of()));
        try (ControlClient control = engine.control()) {
            control.addDomain(NEAR);
            annas = control.addAccount(ANNA).password();
            lars = control.addAccount(LARS).password();
        }
        inspection = new Inspection(engine, books, faults);
    }

    /** One round, from a running engine to a running engine. */
    void round() {
        int round = rounds++;
        boolean larsCalls = round % 6 == 5;
        long base = seed + 1_000L * (round + 1);
        Actors actors = new Actors();
        for (int i = 0; i < 3; i++) {
            long each = base + i;
            actors.start("deliver", () -> new Work.Deliver(engine, ANNA, books.anna(), each));
            actors.start("wait", () -> new Work.Deliver(engine, LARS, books.lars(), each + 100));
        }
        actors.start("tend", () -> new Work.Tend(engine, ANNA, annas, books.anna(), round, base + 200));
        actors.start("sort", () -> new Work.Sort(engine, ANNA, annas, books.anna(), round));
        actors.start(
                "submit", () -> new Work.Submit(engine, ANNA, annas, LARS, books.lars(), books.sent(), base + 300));
        actors.start("administer", () -> new Work.Administer(engine, books, ANNA, annas, round));
        if (larsCalls) {
            actors.start("watch", () -> new Work.Watch(engine, LARS, lars));
        }
        awaitTheMoment();
        actors.killing();
        engine.kill9();
        actors.join();
        faults.addAll(actors.faults());
        noteOutput();
        if (round % 20 == 19) {
            check();
        }
        if (round % 8 == 7) {
            engine.killWhileStarting(Duration.ofMillis(random.nextInt(1_500)));
            noteOutput();
        }
        lives++;
        sink.nextLife();
        engine.startAgain();
        compareQuickly(round);
        if (larsCalls) {
            inspection.letters(LARS, lars, books.lars(), _ -> true);
        }
    }

    /** Counts acknowledgements instead of time, so that a slow computer gets as far as a quick one; the last step is time, so that any moment is hit. */
    private void awaitTheMoment() {
        int until = acknowledged() + random.nextInt(MOST_ACKNOWLEDGED);
        Waiting.until(LONGEST_ROUND, () -> acknowledged() >= until);
        LockSupport.parkNanos(random.nextLong(TimeUnit.MILLISECONDS.toNanos(30)));
    }

    private int acknowledged() {
        return books.acknowledged();
    }

    private void noteOutput() {
        engine.output()
                .lines()
                .filter(line -> line.contains("ERROR") || line.contains("\tat ") || line.contains("WARN"))
                .limit(20)
                .forEach(line -> faults.add("round " + rounds + ": " + line));
    }

    private void check() {
        EngineProcess.Ended ended =
                EngineProcess.run(List.of("check", "--data", engine.data().toString()));
        if (ended.exitCode() != 0) {
            faults.add("round " + rounds + ": check: " + ended.output());
        }
    }

    private void compareQuickly(int round) {
        List<String> touched = List.of("INBOX", "r" + round, "m" + round, "s" + round);
        inspection.letters(ANNA, annas, books.anna(), touched::contains);
        inspection.names(ANNA, List.of(LARS));
    }

    /** After the last round: the queue is emptied, and everything is looked for everywhere. */
    void finish() {
        inspection.letters(ANNA, annas, books.anna(), _ -> true);
        inspection.letters(LARS, lars, books.lars(), _ -> true);
        inspection.logIn(ANNA, 20, random);
        sink.beReliable();
        if (!Waiting.until(PATIENCE.multipliedBy(3), this::queueIsEmpty)) {
            faults.add("the queue does not get empty");
        }
        compareSent();
        engine.stop();
        noteOutput();
        check();
        for (Ledger ledger : books.all()) {
            faults.addAll(ledger.complaints());
        }
    }

    private boolean queueIsEmpty() {
        try (ControlClient control = engine.control()) {
            List<QueueEntry> waiting = control.queue();
            for (QueueEntry entry : waiting) {
                if (entry.recipients().stream().allMatch(each -> each.state().equals("waiting"))) {
                    control.call(engine -> engine.retryQueueEntry(new EngineApi.QueueName(entry.id())));
                }
            }
            return waiting.isEmpty();
        } catch (org.letterlock.protocol.FailureException e) {
            // Sent between the two calls.
            return false;
        }
    }

    /** A letter may come again when no answer was given, or when the engine was killed before it could write the answer down. */
    private void compareSent() {
        Map<String, List<Place>> found = new LinkedHashMap<>();
        int again = 0;
        for (Map.Entry<String, List<Sink.Reception>> each : sink.received().entrySet()) {
            List<Integer> answered = each.getValue().stream()
                    .filter(Sink.Reception::answered)
                    .map(Sink.Reception::life)
                    .toList();
            again += Math.max(0, answered.size() - 1);
            long lives = answered.stream().distinct().count();
            for (int i = 0; i < 1 + answered.size() - (int) lives; i++) {
                found.computeIfAbsent(each.getKey(), _ -> new ArrayList<>()).add(Place.in("sink"));
            }
        }
        books.sent().compare(found, _ -> true);
        if (again > SENT_AT_ONCE * lives) {
            faults.add(again + " letters were sent again in " + lives + " lives");
        }
        System.out.printf("sent again because a kill lost the answer: %d%n", again);
    }

    /** Prints the sum and holds it to what was promised. */
    void assertNothingLost() {
        int lost = books.all().stream().mapToInt(Ledger::lost).sum();
        int doubled = books.all().stream().mapToInt(Ledger::doubled).sum();
        System.out.printf(
                "lost %d doubled %d of %d acknowledged in %d rounds (letters in mailboxes %d, sent %d, other changes %d; seed %d)%n",
                lost,
                doubled,
                acknowledged(),
                lives,
                books.anna().acknowledged() + books.lars().acknowledged(),
                books.sent().acknowledged(),
                books.credentials().acknowledged()
                        + books.addresses().acknowledged()
                        + books.accounts().acknowledged(),
                seed);
        assertThat(faults).as("seed %d", seed).isEmpty();
        assertThat(lost).isZero();
        assertThat(doubled).isZero();
        assertThat(books.letters()).isPositive();
    }

    @Override
    public void close() {
        engine.close();
        sink.close();
    }
}
