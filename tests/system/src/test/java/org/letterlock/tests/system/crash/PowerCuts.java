package org.letterlock.tests.system.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.letterlock.protocol.QueueEntry;
import org.letterlock.tests.kit.ControlClient;
import org.letterlock.tests.kit.EngineProcess;
import org.letterlock.tests.kit.Waiting;
import org.letterlock.tests.system.disk.DiskLog;
import org.letterlock.tests.system.disk.RecordedDisk;
import org.letterlock.tests.system.disk.Replay;

/**
 * An engine works on a disk whose every change is written down. Afterwards the power is cut in many moments of that work: each time an engine is started on what
 * was left, and what had been acknowledged by then is looked for.
 */
final class PowerCuts {

    private static final String ANNA = "anna@" + CrashRounds.NEAR;
    private static final String LARS = "lars@" + CrashRounds.NEAR;
    private static final int ACKNOWLEDGED = 250;
    private static final Duration LONGEST_ROUND = Duration.ofSeconds(20);

    private final Path folder;
    private final Path data;
    private final long seed;
    private final Random random;
    private final RecordedDisk disk;
    private final Map<String, String> routes = Map.of(CrashRounds.FAR, "127.0.0.1:1");
    private final List<String> faults = new ArrayList<>();
    private Optional<Path> before = Optional.empty();
    private Books books;
    private Books last;
    private String annas = "";
    private String lars = "";
    private long born;
    private int rounds;
    private int cuts;

    /** @param folder not the folder of {@code disk}, which is {@code folder/mail} */
    PowerCuts(Path folder, RecordedDisk disk, long seed) {
        this.folder = folder;
        this.data = folder.resolve("mail");
        this.seed = seed;
        this.random = new Random(seed);
        this.disk = disk;
        this.books = new Books(disk::position);
        this.last = books;
    }

    private EngineProcess.Settings settings(Path where, Map<String, String> environment) {
        return new EngineProcess.Settings(where, "mail." + CrashRounds.NEAR, routes, List.of(), environment);
    }

    /** Works for a while on a recorded disk, and ends without warning. The first time, everything is new. */
    void work() {
        int round = rounds++;
        long base = seed + 1_000L * round;
        disk.rewind();
        Actors actors = new Actors();
        EngineProcess engine = EngineProcess.start(settings(data, disk.environment()));
        try (engine) {
            if (round == 0) {
                settle(engine);
            }
            for (int i = 0; i < 2; i++) {
                long each = base + i;
                actors.start("deliver", () -> new Work.Deliver(engine, ANNA, books.anna(), each));
                actors.start("wait", () -> new Work.Deliver(engine, LARS, books.lars(), each + 100));
            }
            actors.start("tend", () -> new Work.Tend(engine, ANNA, annas, books.anna(), round, base + 200));
            actors.start("sort", () -> new Work.Sort(engine, ANNA, annas, books.anna(), round));
            actors.start("enqueue", () -> new Work.Enqueue(engine, ANNA, annas, books.sent(), round, base + 300));
            actors.start("administer", () -> new Work.Administer(engine, books, ANNA, annas, round));
            int until = books.acknowledged() + ACKNOWLEDGED;
            if (round % 2 == 1) {
                Waiting.until(LONGEST_ROUND, () -> books.acknowledged() >= until - ACKNOWLEDGED / 2);
                actors.start("watch", () -> new Work.Watch(engine, LARS, lars));
            }
            Waiting.until(LONGEST_ROUND, () -> books.acknowledged() >= until);
            actors.killing();
            engine.kill9();
        }
        actors.join();
        faults.addAll(actors.faults());
    }

    private void settle(EngineProcess engine) {
        try (ControlClient control = engine.control()) {
            control.addDomain(CrashRounds.NEAR);
            annas = control.addAccount(ANNA).password();
            lars = control.addAccount(LARS).password();
        }
        born = disk.position();
    }

    private static void live(EngineProcess engine) {
        try (ControlClient control = engine.control()) {
            control.addDomain("birth.test");
            String password = control.addAccount("eve@birth.test").password();
            engine.imaps().login("eve@birth.test", password).logout();
        }
    }

    /** What the layer does not see of a little work, to an end in good order: nothing, or the cuts prove nothing. */
    List<String> unseen() {
        try (EngineProcess engine = EngineProcess.start(settings(data, disk.environment()))) {
            settle(engine);
            new Work.Deliver(engine, LARS, books.lars(), seed).once();
            new Work.Enqueue(engine, ANNA, annas, books.sent(), 0, seed).once();
            Work.Tend tend = new Work.Tend(engine, ANNA, annas, books.anna(), 0, seed + 1);
            for (int i = 0; i < 20; i++) {
                tend.once();
            }
        }
        return replay(_ -> false).upTo(disk.log(), Long.MAX_VALUE).differences(data);
    }

    private Replay replay(Predicate<String> forgetful) {
        return new Replay(data, before, forgetful);
    }

    /** Cuts the power in the midst of the very first start: the next one goes on as if nothing had been. */
    void cutAtBirth() {
        cut(random.nextLong(born), _ -> false);
        try (EngineProcess engine = EngineProcess.start(settings(image(), Map.of()))) {
            live(engine);
            noteOutput(engine);
        } catch (IllegalStateException e) {
            faults.add(String.valueOf(e.getMessage()));
        }
        check();
    }

    /** Cuts the power in a random moment, or in that of an acknowledgement, which is the worst. */
    void cutAnywhere() {
        compare(cut(random.nextBoolean() ? anyMoment() : anAcknowledgement(books.all()), _ -> false));
    }

    /**
     * Cuts the power as an acknowledgement is given, on a disk where the fsyncs of one file were left out.
     *
     * @param ledger whose acknowledgement
     * @return what was found to be lost or spoilt
     */
    List<String> cutWithoutFsyncOf(Predicate<String> file, Ledger ledger) {
        List<String> earlier = List.copyOf(faults);
        faults.clear();
        compare(cut(anAcknowledgement(List.of(ledger)), file));
        List<String> found = List.copyOf(faults);
        faults.clear();
        faults.addAll(earlier);
        return found;
    }

    Books books() {
        return books;
    }

    private long anyMoment() {
        long earliest = rounds == 1 ? born : 0;
        return earliest + random.nextLong(disk.position() - earliest);
    }

    private long anAcknowledgement(List<Ledger> ledgers) {
        List<Long> moments = new ArrayList<>();
        ledgers.forEach(ledger -> moments.addAll(ledger.acknowledgements()));
        return moments.get(random.nextInt(moments.size()));
    }

    private Path image() {
        return folder.resolve("image");
    }

    private Books cut(long moment, Predicate<String> forgetful) {
        DiskLog log = disk.log();
        remove(image());
        replay(forgetful).upTo(log, moment).powerCut(image(), random);
        cuts++;
        last = books.asOf(moment);
        return last;
    }

    private void compare(Books then) {
        try (EngineProcess engine = EngineProcess.start(settings(image(), Map.of()))) {
            Inspection inspection = new Inspection(engine, then, faults);
            inspection.letters(ANNA, annas, then.anna(), _ -> true);
            inspection.letters(LARS, lars, then.lars(), _ -> true);
            inspection.names(ANNA, List.of(LARS));
            inspection.logIn(ANNA, 3, random);
            then.sent().compare(queued(engine), _ -> true);
            engine.stop();
            noteOutput(engine);
        } catch (RuntimeException e) {
            faults.add("cut " + cuts + ": " + e);
        }
        check();
        then.all().forEach(ledger -> faults.addAll(ledger.complaints()));
    }

    private static Map<String, List<Place>> queued(EngineProcess engine) {
        Map<String, List<Place>> found = new LinkedHashMap<>();
        try (ControlClient control = engine.control()) {
            for (QueueEntry entry : control.queue()) {
                entry.recipients()
                        .forEach(each -> found.computeIfAbsent(each.address(), _ -> new ArrayList<>())
                                .add(Place.in("queue")));
            }
        }
        return found;
    }

    private void noteOutput(EngineProcess engine) {
        engine.output()
                .lines()
                .filter(line -> line.contains("ERROR") || line.contains("\tat ") || line.contains("WARN"))
                .limit(20)
                .forEach(line -> faults.add("cut " + cuts + ": " + line));
    }

    private void check() {
        EngineProcess.Ended ended = EngineProcess.run(List.of("check", "--data", image().toString()));
        if (ended.exitCode() != 0) {
            faults.add("cut " + cuts + ": check: " + ended.output());
        }
    }

    /** Goes on with what the last cut left, after an engine started on it. */
    void goOn() {
        Path copy = folder.resolve("before" + rounds);
        remove(data);
        try {
            Files.move(image(), data);
            copy(data, copy);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        before.ifPresent(PowerCuts::remove);
        before = Optional.of(copy);
        books = last;
        disk.rewind();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : all.filter(path -> Files.isDirectory(path) || Files.isRegularFile(path))
                    .toList()) {
                Files.copy(each, to.resolve(from.relativize(each).toString()));
            }
        }
    }

    private static void remove(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Collections.reverseOrder()).toList()) {
                Files.delete(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> faults() {
        return List.copyOf(faults);
    }

    int cuts() {
        return cuts;
    }
}
