package org.letterlock.engine.net;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * A private key and the certificates that speak for it.
 *
 * @param key the private key
 * @param chain the certificates, the server's own first, at least one
 */
public record TlsIdentity(PrivateKey key, List<X509Certificate> chain) {

    public TlsIdentity {
        chain = List.copyOf(chain);
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("no certificate");
        }
    }

    /**
     * Reads PEM files: a PKCS #8 key (EC or RSA) and a chain.
     *
     * @throws IOException when a file cannot be read or holds something else
     */
    public static TlsIdentity read(Path keyFile, Path chainFile) throws IOException {
        byte[] der;
        try {
            // Octets that are no text are told as what they are, no key.
            String pem = Files.readString(keyFile, StandardCharsets.ISO_8859_1);
            der = Base64.getMimeDecoder()
                    .decode(pem.replaceAll("-----(BEGIN|END) PRIVATE KEY-----", "")
                            .strip());
        } catch (IllegalArgumentException e) {
            throw new IOException("not a PEM key", e);
        }
        try (InputStream in = Files.newInputStream(chainFile)) {
            List<X509Certificate> chain = CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                    .map(X509Certificate.class::cast)
                    .toList();
            if (chain.isEmpty()) {
                throw new IOException("no certificate in the file");
            }
            return new TlsIdentity(privateKey(der), chain);
        } catch (CertificateException e) {
            throw new IOException("not a PEM certificate", e);
        }
    }

    private static PrivateKey privateKey(byte[] der) throws IOException {
        Optional<PrivateKey> ec = privateKey("EC", der);
        Optional<PrivateKey> key = ec.isPresent() ? ec : privateKey("RSA", der);
        return key.orElseThrow(() -> new IOException("neither an EC nor an RSA key"));
    }

    private static Optional<PrivateKey> privateKey(String algorithm, byte[] der) {
        try {
            return Optional.of(KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der)));
        } catch (InvalidKeySpecException e) {
            return Optional.empty();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("no such key algorithm", e);
        }
    }

    /** Proves that the key belongs to the first certificate. */
    public boolean isConsistent() {
        try {
            java.security.Signature signature = java.security.Signature.getInstance(
                    key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA");
            signature.initSign(key);
            signature.update(new byte[] {1});
            byte[] proof = signature.sign();
            signature.initVerify(chain.getFirst());
            signature.update(new byte[] {1});
            return signature.verify(proof);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return "TlsIdentity[" + chain.getFirst().getSubjectX500Principal() + "]";
    }
}
