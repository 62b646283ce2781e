package org.letterlock.engine.keys;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.letterlock.engine.crypto.SealPublicKey;
import org.letterlock.recovery.OwnerKey;

/**
 * The key of the engine's own files: 32 random octets in a file that only its user may read. It guards them against a copied disk image, not against root.
 * Every file has a subkey of its own.
 */
public final class EngineKey implements AutoCloseable {

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> ALLOWED = PosixFilePermissions.fromString("rwx------");

    private final byte[] key;

    private EngineKey(byte[] key) {
        this.key = key;
    }

    /** Reads the file, or makes it when there is none. */
    public static EngineKey openOrCreate(Path file, SecureRandom random) {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS) ? open(file) : create(file, random);
    }

    /**
     * Reads the file.
     *
     * @throws EngineKeyException when it cannot be read, others may read it, or it holds no key
     */
    public static EngineKey open(Path file) {
        try {
            Set<PosixFilePermission> permissions = EnumSet.copyOf(Files.getPosixFilePermissions(file));
            if (!ALLOWED.containsAll(permissions)) {
                throw new EngineKeyException("the engine key can be read by others; its mode must be 0600");
            }
            if (Files.size(file) != AccountKey.LENGTH) {
                throw new EngineKeyException("the engine key has another length than " + AccountKey.LENGTH);
            }
            return new EngineKey(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new EngineKeyException("the engine key cannot be read", e);
        }
    }

    /**
     * Makes the file. It is there wholly and durably, or not at all, and never replaces another.
     *
     * @throws EngineKeyException when it is there already or cannot be written
     */
    public static EngineKey create(Path file, SecureRandom random) {
        Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
        Path draft = folder.resolve(file.getFileName() + ".new");
        byte[] key = new byte[AccountKey.LENGTH];
        random.nextBytes(key);
        try {
            Files.deleteIfExists(draft);
            Files.createFile(draft, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                ByteBuffer octets = ByteBuffer.wrap(key);
                while (octets.hasRemaining()) {
                    channel.write(octets);
                }
                channel.force(true);
            }
            Files.createLink(file, draft);
            Files.delete(draft);
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
            return new EngineKey(key);
        } catch (FileAlreadyExistsException e) {
            throw new EngineKeyException("there is an engine key already", e);
        } catch (IOException e) {
            throw new EngineKeyException("the engine key cannot be written", e);
        }
    }

    /**
     * The key for one purpose, 32 octets, always the same. The caller clears it.
     *
     * @param purpose for example {@code directory} or {@code intake}
     */
    public byte[] subkey(String purpose) {
        return Hkdf.derive(key, "letterlock engine " + purpose);
    }

    /**
     * Writes the key, sealed to the owner's public key, so that a copy of the folder without the key itself can be opened again. Durable when it returns; an
     * earlier file is replaced whole.
     *
     * @return what was written
     * @throws EngineKeyException when it cannot be written
     */
    public byte[] seal(Path file, SealPublicKey owner, SecureRandom random) {
        Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
        Path draft = folder.resolve(file.getFileName() + ".new");
        byte[] sealed = owner.seal(key, OwnerKey.engineContext(), random);
        try {
            Files.deleteIfExists(draft);
            Files.createFile(draft, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                ByteBuffer octets = ByteBuffer.wrap(sealed);
                while (octets.hasRemaining()) {
                    channel.write(octets);
                }
                channel.force(true);
            }
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
            return sealed;
        } catch (IOException e) {
            throw new EngineKeyException("the sealed engine key cannot be written", e);
        }
    }

    @Override
    public void close() {
        Arrays.fill(key, (byte) 0);
    }

    @Override
    public String toString() {
        return "EngineKey";
    }
}
