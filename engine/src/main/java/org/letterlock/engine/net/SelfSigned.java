package org.letterlock.engine.net;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.letterlock.engine.mail.DomainName;

/** Makes a certificate that nobody vouches for: enough for opportunistic TLS until a real one is there. */
public final class SelfSigned {

    /** The file of the private key in the folder {@code tls}. */
    public static final String KEY_FILE = "key.pem";

    /** The file of the certificates in the folder {@code tls}. */
    public static final String CHAIN_FILE = "chain.pem";

    private static final Duration LIFETIME = Duration.ofDays(397);

    private SelfSigned() {}

    /** What the folder holds; made and written first where it holds nothing. */
    public static TlsIdentity in(Path folder, DomainName name, SecureRandom random, Clock clock) throws IOException {
        Path key = folder.resolve(KEY_FILE);
        Path chain = folder.resolve(CHAIN_FILE);
        if (!Files.exists(key) || !Files.exists(chain)) {
            TlsIdentity made = make(name, random, clock);
            Files.createDirectories(folder);
            write(
                    key,
                    new JcaPKCS8Generator(made.key(), null),
                    EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
            write(chain, made.chain().getFirst(), PosixFilePermissions.fromString("rw-r--r--"));
        }
        return TlsIdentity.read(key, chain);
    }

    /** A new ECDSA P-256 key and a certificate for {@code name}, valid for 397 days. */
    public static TlsIdentity make(DomainName name, SecureRandom random, Clock clock) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            KeyPair pair = generator.generateKeyPair();
            Instant now = clock.instant();
            // A distinguished name holds 64 characters of a common name at most; the subject alternative name is what
            // counts.
            X500Name subject = new X500Name("CN=" + (name.ascii().length() <= 64 ? name.ascii() : "letterlock"));
            var builder = new JcaX509v3CertificateBuilder(
                    subject,
                    new BigInteger(120, random).setBit(119),
                    Date.from(now.minus(Duration.ofHours(1))),
                    Date.from(now.plus(LIFETIME)),
                    subject,
                    pair.getPublic());
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(new GeneralName(GeneralName.dNSName, name.ascii())));
            X509Certificate certificate = new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
            return new TlsIdentity(pair.getPrivate(), List.of(certificate));
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException("no certificate could be made", e);
        }
    }

    private static void write(Path file, Object pem, Set<PosixFilePermission> permissions) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(pem);
        }
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, PosixFilePermissions.asFileAttribute(permissions));
        Files.write(fresh, text.toString().getBytes(StandardCharsets.US_ASCII), StandardOpenOption.WRITE);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
