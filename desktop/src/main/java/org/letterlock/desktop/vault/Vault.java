package org.letterlock.desktop.vault;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.jspecify.annotations.Nullable;

/**
 * An open vault. The key is in memory until {@link #close}. Safe for any number of threads. Of several programs one holds it ({@link #hold}); a file that another program
 * replaced all the same is not written over.
 */
public final class Vault implements AutoCloseable {

    private static final byte[] MAGIC = "LLV1".getBytes(StandardCharsets.US_ASCII);
    private static final int SALT = 16;
    private static final int NONCE = 12;
    private static final int KEY = 32;
    private static final int HEAD = MAGIC.length + 2 * Integer.BYTES + SALT + NONCE;
    private static final byte[] NOTHING = {};
    private static final int LARGEST_FILE = 16 * 1024 * 1024;
    private static final Cost COST = new Cost(64 * 1024, 3);

    /** So many KiB are worth the collector's time. */
    private static final int WORTH_COLLECTING = 8 * 1024;

    /** In KiB, as in the file: twice what this app takes, and half of what it has. */
    private static final int MOST_MEMORY = 128 * 1024;

    private static final int MOST_PASSES = 32;

    private final Path file;
    private final SecureRandom random;
    private Cost cost;
    private byte[] salt;
    private byte[] key;
    private volatile VaultContents contents;
    /** How the file began when it was last read or written; the nonce is new with every write. Empty before the first. */
    private byte[] seen;

    private boolean closed;
    private @Nullable VaultLock lock;
    private volatile OsKeyStore store = OsKeyStore.none();

    private Vault(
            Path file, SecureRandom random, Cost cost, byte[] salt, byte[] key, VaultContents contents, byte[] seen) {
        this.file = file;
        this.random = random;
        this.cost = cost;
        this.salt = salt;
        this.key = key;
        this.contents = contents;
        this.seen = seen;
    }

    /** What Argon2id is to cost: KiB, and how often it goes through them. */
    record Cost(int memory, int passes) {}

    /** What came of opening. */
    public sealed interface Opening {
        /** It is open. */
        record Opened(Vault vault) implements Opening {}

        /** The passphrase is another one, or the file was changed: nobody can tell these apart. */
        record Refused() implements Opening {}

        /** It is no vault, or one of a newer app: what this one does not know would be lost with the next change. */
        record Unknown() implements Opening {}
    }

    /**
     * Makes a vault where there is none.
     *
     * @throws IOException when there is one, or it cannot be written
     */
    public static Vault create(Path file, char[] passphrase, SecureRandom random) throws IOException {
        return create(file, passphrase, random, COST);
    }

    static Vault create(Path file, char[] passphrase, SecureRandom random, Cost cost) throws IOException {
        if (Files.exists(file)) {
            throw new IOException("there is a vault already");
        }
        byte[] salt = new byte[SALT];
        random.nextBytes(salt);
        Vault vault =
                new Vault(file, random, cost, salt, derive(passphrase, salt, cost), VaultContents.empty(), NOTHING);
        vault.write(vault.contents);
        return vault;
    }

    /**
     * Opens one. Takes some tenths of a second, so that guessing is slow.
     *
     * @throws IOException when it cannot be read
     */
    public static Opening open(Path file, char[] passphrase, SecureRandom random) throws IOException {
        return open(file, (salt, cost) -> derive(passphrase, salt, cost), random);
    }

    /**
     * Opens one by the key that a store of the system keeps for it.
     *
     * @return refused, too, where the passphrase was changed since by somebody whom that store does not know
     * @throws IOException when it cannot be read
     */
    public static Opening open(Path file, String kept, SecureRandom random) throws IOException {
        byte[] key;
        try {
            key = Base64.getDecoder().decode(kept);
        } catch (IllegalArgumentException e) {
            return new Opening.Refused();
        }
        return key.length == KEY ? open(file, (salt, cost) -> key, random) : new Opening.Refused();
    }

    /** Where the key of a vault comes from. */
    private interface KeySource {
        byte[] key(byte[] salt, Cost cost);
    }

    private static Opening open(Path file, KeySource source, SecureRandom random) throws IOException {
        if (Files.size(file) > LARGEST_FILE) {
            return new Opening.Unknown();
        }
        byte[] all = Files.readAllBytes(file);
        if (all.length < HEAD || !Arrays.equals(all, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            return new Opening.Unknown();
        }
        ByteBuffer head = ByteBuffer.wrap(all, MAGIC.length, HEAD - MAGIC.length);
        Cost cost = new Cost(head.getInt(), head.getInt());
        // Whoever wrote the file is not let use up this computer.
        if (cost.memory() < 8 || cost.memory() > MOST_MEMORY || cost.passes() < 1 || cost.passes() > MOST_PASSES) {
            return new Opening.Unknown();
        }
        byte[] salt = new byte[SALT];
        head.get(salt);
        byte[] nonce = new byte[NONCE];
        head.get(nonce);
        byte[] key = source.key(salt, cost);
        try {
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, key, nonce);
            cipher.updateAAD(all, 0, HEAD);
            byte[] plain = cipher.doFinal(all, HEAD, all.length - HEAD);
            VaultContents contents =
                    new Gson().fromJson(new String(plain, StandardCharsets.UTF_8), VaultContents.class);
            Arrays.fill(plain, (byte) 0);
            if (contents == null || contents.isNewer()) {
                Arrays.fill(key, (byte) 0);
                return new Opening.Unknown();
            }
            return new Opening.Opened(new Vault(file, random, cost, salt, key, contents, Arrays.copyOf(all, HEAD)));
        } catch (AEADBadTagException e) {
            Arrays.fill(key, (byte) 0);
            return new Opening.Refused();
        } catch (JsonParseException e) {
            return new Opening.Unknown();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has ChaCha20-Poly1305", e);
        }
    }

    /** Under what name a store of the system keeps the key of a vault. */
    public static String nameInStore(Path file) {
        return file.toAbsolutePath().normalize().toString();
    }

    /** Has a store of the system at hand, which may keep the key. */
    public void use(OsKeyStore nearby) {
        store = nearby;
    }

    /** Whether a store of the system could keep the key. Waits for nobody. */
    public boolean canBeKept() {
        return store.isThere();
    }

    /**
     * Whether a store of the system keeps the key that opens it now. Waits for the store.
     *
     * @throws IOException when that does not say
     */
    public boolean isKept() throws IOException {
        return store.isThere()
                && store.find(nameInStore(file)).filter(kept()::equals).isPresent();
    }

    /**
     * Has the store of the system keep the key, so that the vault opens without its passphrase for whoever is signed in, or keep it no more. The passphrase opens it all the same.
     *
     * @throws IOException when the store does not do it
     */
    public void keep(boolean wanted) throws IOException {
        if (wanted) {
            store.keep(nameInStore(file), kept());
        } else {
            store.forget(nameInStore(file));
        }
    }

    /** The store may wait for a person, and nothing else of the vault waits for it. */
    private synchronized String kept() throws IOException {
        if (closed) {
            throw new IOException("the vault is closed");
        }
        return Base64.getEncoder().encodeToString(key);
    }

    private static byte[] derive(char[] passphrase, byte[] salt, Cost cost) {
        byte[] key = argon(passphrase, salt, cost);
        if (cost.memory() >= WORTH_COLLECTING) {
            // What that took the app does not use again for as long as it runs: it goes back to the system.
            System.gc();
        }
        return key;
    }

    private static byte[] argon(char[] passphrase, byte[] salt, Cost cost) {
        Argon2BytesGenerator argon = new Argon2BytesGenerator();
        argon.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(cost.memory())
                .withIterations(cost.passes())
                .withParallelism(1)
                .withSalt(salt)
                .build());
        byte[] key = new byte[KEY];
        argon.generateBytes(passphrase, key);
        return key;
    }

    private static Cipher cipher(int mode, byte[] key, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("ChaCha20-Poly1305");
        cipher.init(mode, new SecretKeySpec(key, "ChaCha20"), new IvParameterSpec(nonce));
        return cipher;
    }

    /** What is in it. Waits for nobody, so that a screen may ask. */
    public VaultContents contents() {
        return contents;
    }

    /**
     * Replaces what is in it. Durable when it returns; when it throws, what was there before still is.
     *
     * @throws IOException when it cannot be written, when it is closed, and when the file is not the one that was last read or written here
     */
    public synchronized void save(VaultContents next) throws IOException {
        expectOurs();
        write(next);
        contents = next;
    }

    /**
     * Changes what is in it, so that nothing is lost of what others change at the same time. Durable when it returns; when it throws, what was there before still is.
     *
     * @return what is in it now
     * @throws IOException when it cannot be written
     */
    public synchronized VaultContents change(UnaryOperator<VaultContents> change) throws IOException {
        save(change.apply(contents));
        return contents;
    }

    /**
     * Changes the passphrase. Durable when it returns; when it throws, the one before still opens.
     *
     * @return false where {@code now} is not the passphrase, and nothing was changed
     * @throws IOException when it cannot be written
     */
    public synchronized boolean changePassphrase(char[] now, char[] next) throws IOException {
        byte[] typed = derive(now, salt, cost);
        boolean same = MessageDigest.isEqual(typed, key);
        Arrays.fill(typed, (byte) 0);
        if (!same) {
            return false;
        }
        expectOurs();
        byte[] fresh = new byte[SALT];
        random.nextBytes(fresh);
        try (Vault other = new Vault(file, random, COST, fresh, derive(next, fresh, COST), contents, NOTHING)) {
            other.write(contents);
            Arrays.fill(key, (byte) 0);
            cost = COST;
            salt = fresh;
            key = other.key.clone();
            seen = other.seen;
        }
        return true;
    }

    /** What somebody else wrote is not lost by what we write. A file that is gone is none that could be lost. */
    private void expectOurs() throws IOException {
        if (closed) {
            throw new IOException("the vault is closed");
        }
        if (Files.exists(file)) {
            try (InputStream in = Files.newInputStream(file)) {
                if (!Arrays.equals(in.readNBytes(HEAD), seen)) {
                    throw new IOException("another program wrote the vault");
                }
            }
        }
    }

    /** Has nobody else hold it until {@link #close}, which gives the lock back. */
    public synchronized void hold(VaultLock held) {
        lock = held;
    }

    private void write(VaultContents next) throws IOException {
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        byte[] head = ByteBuffer.allocate(HEAD)
                .put(MAGIC)
                .putInt(cost.memory())
                .putInt(cost.passes())
                .put(salt)
                .put(nonce)
                .array();
        byte[] plain = new Gson().toJson(next).getBytes(StandardCharsets.UTF_8);
        byte[] sealed;
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, key, nonce);
            cipher.updateAAD(head);
            sealed = cipher.doFinal(plain);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has ChaCha20-Poly1305", e);
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
        if (head.length + sealed.length > LARGEST_FILE) {
            throw new IOException("more than a vault may hold, which nobody could open any more");
        }
        Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file in a folder");
        Files.createDirectories(folder, mode("rwx------"));
        Path fresh = folder.resolve(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        try (FileChannel out = FileChannel.open(
                fresh, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), mode("rw-------"))) {
            ByteBuffer octets = ByteBuffer.allocate(head.length + sealed.length)
                    .put(head)
                    .put(sealed)
                    .flip();
            while (octets.hasRemaining()) {
                out.write(octets);
            }
            out.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        seen = head;
        force(folder);
    }

    private static void force(Path folder) throws IOException {
        if (isPosix()) {
            try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
                directory.force(true);
            }
        }
    }

    /** Where a vault can be put aside: a name beside it that is free. */
    public static Path aside(Path file) {
        Path free;
        int number = 1;
        do {
            free = file.resolveSibling(file.getFileName() + ".aside-" + number);
            number++;
        } while (Files.exists(free));
        return free;
    }

    /**
     * Puts a vault aside that nobody can open, so that a new one can be made. Nothing is deleted. Durable when it returns.
     *
     * @param aside as {@link #aside} said
     * @throws IOException when it cannot be moved, or something is there
     */
    public static void putAside(Path file, Path aside) throws IOException {
        Files.move(file, aside);
        force(Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file in a folder"));
    }

    /**
     * Writes what is in it to a file of its own under a passphrase of its own, for another computer: it opens as a vault does. Durable when it returns; a file that was there
     * before is replaced.
     *
     * @throws IOException when it cannot be written
     */
    public void copyTo(Path target, char[] passphrase) throws IOException {
        byte[] ownSalt = new byte[SALT];
        random.nextBytes(ownSalt);
        VaultContents now = contents().withoutKnown();
        try (Vault copy = new Vault(target, random, COST, ownSalt, derive(passphrase, ownSalt, COST), now, NOTHING)) {
            copy.write(now);
        }
    }

    private static boolean isPosix() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    }

    static FileAttribute<?>[] mode(String permissions) {
        return isPosix()
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    /** Forgets the key, and lets others hold the vault. Nothing is written from then on. */
    @Override
    public synchronized void close() {
        closed = true;
        Arrays.fill(key, (byte) 0);
        VaultLock held = lock;
        lock = null;
        if (held != null) {
            held.close();
        }
    }
}
