package org.letterlock.engine.pkix;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.letterlock.engine.net.TlsIdentity;

/** Issues certificates, good and bad ones. */
public final class TestAuthority {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final String name;
    private final PrivateKey key;
    private final List<X509Certificate> chain;

    private TestAuthority(String name, PrivateKey key, List<X509Certificate> chain) {
        this.name = name;
        this.key = key;
        this.chain = chain;
    }

    /** An authority that vouches for itself. */
    public static TestAuthority root(String name) {
        KeyPair pair = pair();
        Instant now = Instant.now();
        X509Certificate own = issue(
                name, pair.getPrivate(), name, pair.getPublic(), List.of(), now, now.plus(Duration.ofDays(99)), true);
        return new TestAuthority(name, pair.getPrivate(), List.of(own));
    }

    /** An authority that this one vouches for. */
    public TestAuthority below(String below) {
        KeyPair pair = pair();
        Instant now = Instant.now();
        X509Certificate own =
                issue(name, key, below, pair.getPublic(), List.of(), now, now.plus(Duration.ofDays(99)), true);
        return new TestAuthority(
                below,
                pair.getPrivate(),
                Stream.concat(Stream.of(own), chain.stream()).toList());
    }

    /** Its certificate. */
    public X509Certificate certificate() {
        return chain.getFirst();
    }

    /** A certificate for servers of these names that is in force, with the authorities that lead to it, the first included. */
    public TlsIdentity server(String... names) {
        Instant now = Instant.now();
        return server(now.minus(Duration.ofDays(1)), now.plus(Duration.ofDays(30)), names);
    }

    /** One that is in force from {@code from} to {@code to}. */
    public TlsIdentity server(Instant from, Instant to, String... names) {
        KeyPair pair = pair();
        List<X509Certificate> sent = new ArrayList<>();
        sent.add(issue(name, key, "server", pair.getPublic(), List.of(names), from, to, false));
        sent.addAll(chain);
        return new TlsIdentity(pair.getPrivate(), sent);
    }

    /** A certificate that {@code issuer} signed with {@code key}, whether it may or not. */
    static X509Certificate signedBy(String issuer, PrivateKey key, String host) {
        Instant now = Instant.now();
        return issue(
                issuer, key, "server", pair().getPublic(), List.of(host), now, now.plus(Duration.ofDays(1)), false);
    }

    private static KeyPair pair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static X509Certificate issue(
            String issuer,
            PrivateKey key,
            String subject,
            PublicKey subjectKey,
            List<String> names,
            Instant from,
            Instant to,
            boolean authority) {
        try {
            var builder = new JcaX509v3CertificateBuilder(
                    new X500Name("CN=" + issuer),
                    new BigInteger(120, RANDOM).setBit(119),
                    Date.from(from.minusSeconds(60)),
                    Date.from(to),
                    new X500Name("CN=" + subject),
                    subjectKey);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
            if (!authority) {
                builder.addExtension(
                        Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
            }
            if (!names.isEmpty()) {
                builder.addExtension(
                        Extension.subjectAlternativeName,
                        false,
                        new GeneralNames(names.stream()
                                .map(n -> new GeneralName(GeneralName.dNSName, n))
                                .toArray(GeneralName[]::new)));
            }
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
        } catch (GeneralSecurityException | OperatorCreationException | CertIOException e) {
            throw new AssertionError(e);
        }
    }

    /** What a server of the JDK needs to show {@code identity}. */
    public static SSLContext context(TlsIdentity identity) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry(
                    "key", identity.key(), new char[0], identity.chain().toArray(new X509Certificate[0]));
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, new char[0]);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new AssertionError(e);
        }
    }
}
