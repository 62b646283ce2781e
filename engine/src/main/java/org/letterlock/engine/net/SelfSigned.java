package org.letterlock.engine.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Set;
import org.letterlock.engine.mail.DomainName;

/** A certificate that nobody vouches for: enough for opportunistic TLS until a real one is there. */
public final class SelfSigned {

    /** The file of the private key in the folder {@code tls}. */
    public static final String KEY_FILE = "key.pem";

    /** The file of the certificates in the folder {@code tls}. */
    public static final String CHAIN_FILE = "chain.pem";

    private SelfSigned() {}

    /** What the folder holds; made and written first where it holds nothing. */
    public static TlsIdentity in(Path folder, DomainName name, SecureRandom random, Clock clock) throws IOException {
        Path key = folder.resolve(KEY_FILE);
        Path chain = folder.resolve(CHAIN_FILE);
        if (!Files.exists(key) || !Files.exists(chain)) {
            TlsIdentity made = make(name, random, clock);
            Files.createDirectories(folder);
            write(key, CertificateMaker.keyPem(made), PosixFilePermissions.fromString("rw-------"));
            write(chain, CertificateMaker.chainPem(made), PosixFilePermissions.fromString("rw-r--r--"));
        }
        return TlsIdentity.read(key, chain);
    }

    /** A new ECDSA P-256 key and a certificate for {@code name}, valid for 397 days. */
    public static TlsIdentity make(DomainName name, SecureRandom random, Clock clock) {
        return CertificateMaker.make(name, random, clock);
    }

    private static void write(Path file, String pem, Set<PosixFilePermission> permissions) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, PosixFilePermissions.asFileAttribute(permissions));
        try (FileChannel octets = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
            ByteBuffer text = StandardCharsets.US_ASCII.encode(pem);
            while (text.hasRemaining()) {
                octets.write(text);
            }
            // Before it has its name: an empty key after a power cut would keep the engine from starting.
            octets.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
