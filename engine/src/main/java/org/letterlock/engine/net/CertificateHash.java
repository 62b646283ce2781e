package org.letterlock.engine.net;

import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.security.spec.PSSParameterSpec;
import java.util.Locale;
import java.util.Optional;

/** The data of tls-server-end-point: a certificate by the hash of its own signature, SHA-256 in place of MD5 and SHA-1 (RFC 5929 §4.1). */
final class CertificateHash {

    private CertificateHash() {}

    /** Empty where the signature has no hash of its own, as Ed25519, or one that the runtime does not know: RFC 5929 leaves that undefined. */
    static Optional<byte[]> of(X509Certificate certificate) {
        try {
            Optional<String> hash = hash(certificate);
            return hash.isEmpty()
                    ? Optional.empty()
                    : Optional.of(MessageDigest.getInstance(hash.get()).digest(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> hash(X509Certificate certificate) throws GeneralSecurityException {
        String signature = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
        int with = signature.indexOf("WITH");
        String hash = signature.equals("RSASSA-PSS")
                ? pssHash(certificate.getSigAlgParams())
                : signature.substring(0, Math.max(0, with));
        if (hash.isEmpty()) {
            return Optional.empty();
        }
        String name = hash.replaceFirst("^SHA-?", "SHA-");
        return Optional.of(name.equals("MD5") || name.equals("SHA-1") ? "SHA-256" : name);
    }

    private static String pssHash(byte[] encoded) throws GeneralSecurityException {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("RSASSA-PSS");
            parameters.init(encoded);
            return parameters.getParameterSpec(PSSParameterSpec.class).getDigestAlgorithm();
        } catch (IOException e) {
            throw new GeneralSecurityException("the parameters of the signature cannot be read", e);
        }
    }
}
