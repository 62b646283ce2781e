package org.letterlock.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;
import org.letterlock.engine.crypto.SealPublicKey;
import org.letterlock.engine.directory.Directory;
import org.letterlock.engine.directory.DirectoryException;
import org.letterlock.engine.keys.EngineKeyException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engine's key, sealed to the owner, beside the key itself. Only the owner can open it, so what was written is noted in the directory: a damage is seen here, while
 * the key is there to be sealed anew, and not on the day when it is needed.
 */
final class SealedKeyCopy {

    private static final Logger LOG = LoggerFactory.getLogger(SealedKeyCopy.class);

    private final Path file;
    private final Storage storage;
    private final Directory directory;

    SealedKeyCopy(Path file, Storage storage, Directory directory) {
        this.file = file;
        this.storage = storage;
        this.directory = directory;
    }

    /** Writes it; durable when this returns. */
    void make(SealPublicKey owner) {
        directory.setSealedKeySum(sha256(storage.sealKey(owner)));
    }

    /** What is wrong with it, in words; empty where recovery is not set up. */
    Optional<String> fault() {
        return directory.recoveryKey().flatMap(_ -> difference());
    }

    private Optional<String> difference() {
        if (Files.notExists(file)) {
            return Optional.of("it is missing");
        }
        Optional<byte[]> noted = directory.sealedKeySum();
        if (noted.isEmpty()) {
            return Optional.of("it was written by an earlier version, which kept no sum of it");
        }
        try {
            return Arrays.equals(sha256(Files.readAllBytes(file)), noted.get())
                    ? Optional.empty()
                    : Optional.of("it is damaged");
        } catch (IOException e) {
            return Optional.of("it cannot be read: " + DataFolder.reason(e));
        }
    }

    /** Writes it anew where something is wrong with it; whether that was so. */
    boolean ensure() {
        boolean wrong = fault().isPresent();
        if (wrong) {
            directory.recoveryKey().ifPresent(this::make);
        }
        return wrong;
    }

    /** As {@link #ensure}, at a start: what cannot be written now, as on a full disk, keeps no engine from it. */
    void ensureIfPossible() {
        try {
            if (ensure()) {
                LOG.warn("{}: it was not as it was written, and is sealed anew", file.getFileName());
            }
        } catch (EngineKeyException | DirectoryException e) {
            LOG.warn(
                    "{}: it is not as it was written, and cannot be sealed anew: {}",
                    file.getFileName(),
                    e.getMessage());
        }
    }

    private static byte[] sha256(byte[] octets) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(octets);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the runtime has no SHA-256", e);
        }
    }
}
