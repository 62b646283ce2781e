package org.letterlock.engine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.function.Function;
import java.util.function.Supplier;
import org.letterlock.engine.accounts.Arrivals;
import org.letterlock.engine.crypto.SealPublicKey;
import org.letterlock.engine.directory.Directory;
import org.letterlock.engine.intake.Intake;
import org.letterlock.engine.journal.MailLog;
import org.letterlock.engine.keys.EngineKey;
import org.letterlock.engine.queue.MailQueue;
import org.letterlock.engine.sqlite.NativeLibrary;
import org.letterlock.engine.sqlite.SqliteThreads;

/** The engine's own files, opened with its key: directory, intake, queue and journal. Every failure is a {@link StartException} with its sentence. */
final class Storage {

    private static final int WRITERS = 4;
    private static final int READERS = 4;

    private final DataFolder folder;
    private final Parts parts;
    private final Clock clock;
    private final SecureRandom random;
    private final EngineKey key;
    private final SqliteThreads threads;

    private Storage(DataFolder folder, Parts parts, Clock clock, SecureRandom random, EngineKey key) {
        this.folder = folder;
        this.parts = parts;
        this.clock = clock;
        this.random = random;
        this.key = key;
        this.threads = parts.add(new SqliteThreads(WRITERS, READERS));
    }

    /** Reads the engine's key, or makes it in a folder that holds nothing yet. */
    static Storage open(DataFolder folder, Parts parts, Clock clock, SecureRandom random) {
        Path file = folder.engineKey();
        if (Files.notExists(file) && Files.exists(folder.directory())) {
            throw new StartException(
                    "The engine's key " + file
                            + " is missing, and without it the data beside it stays shut; bring it back from a backup, or with the recovery kit: letterlock-agent recovery restore-engine-key");
        }
        NativeLibrary.unpack(folder.natives());
        EngineKey key = parts.add(guarded(file, () -> EngineKey.openOrCreate(file, random)));
        return new Storage(folder, parts, clock, random, key);
    }

    SqliteThreads threads() {
        return threads;
    }

    /** A key for one purpose; the caller clears it. */
    byte[] subkey(String purpose) {
        return key.subkey(purpose);
    }

    /** Writes the engine's key, sealed to the owner, beside it; what was written. */
    byte[] sealKey(SealPublicKey owner) {
        return key.seal(folder.sealedEngineKey(), owner, random);
    }

    Directory directory() {
        Path file = folder.directory();
        return withKey("directory", file, subkey -> Directory.open(file, subkey, clock));
    }

    Intake intake(Arrivals arrivals) {
        Path file = folder.intake();
        return withKey("intake", file, subkey -> new Intake(file, subkey, threads, random, arrivals));
    }

    MailQueue queue() {
        Path file = folder.queue();
        return withKey("queue", file, subkey -> new MailQueue(file, subkey, threads, random, clock));
    }

    MailLog journal() {
        Path file = folder.journal();
        return withKey("journal", file, subkey -> new MailLog(file, subkey, threads, clock));
    }

    private <T extends AutoCloseable> T withKey(String purpose, Path file, Function<byte[], T> open) {
        byte[] subkey = key.subkey(purpose);
        try {
            return parts.add(guarded(file, () -> open.apply(subkey)));
        } finally {
            Arrays.fill(subkey, (byte) 0);
        }
    }

    /** Runs {@code open}; what goes wrong with {@code file} comes out as one sentence. */
    static <T> T guarded(Path file, Supplier<T> open) {
        try {
            return open.get();
        } catch (RuntimeException e) {
            throw new StartException(StartFaults.sentence(file, e), e);
        }
    }
}
