package org.letterlock.engine.dane;

import java.io.ByteArrayInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.letterlock.engine.dns.TlsaRecord;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.pkix.CertificateChain;

/**
 * The certificates that a host may have, by its TLSA records.
 *
 * @param records those that can be used: of usages 2 and 3, which need no authority of others (RFC 7672 §3.1.3); of digests of the same thing the strongest (RFC
 *     7671 §9). None where the host published only what cannot be used
 */
public record DaneCertificates(List<TlsaRecord> records) {

    private static final int AUTHORITY = 2;
    private static final int SERVER = 3;
    private static final int WHOLE = 0;
    private static final int PUBLIC_KEY = 1;
    private static final int EXACT = 0;
    private static final int SHA_256 = 1;
    private static final int SHA_512 = 2;

    public DaneCertificates {
        records = List.copyOf(records);
    }

    /** What can be used of {@code published}. */
    public static DaneCertificates of(List<TlsaRecord> published) {
        List<TlsaRecord> usable =
                published.stream().filter(DaneCertificates::isUsable).toList();
        return new DaneCertificates(usable.stream()
                .filter(record -> record.matchingType() != SHA_256
                        || usable.stream()
                                .noneMatch(other -> other.matchingType() == SHA_512
                                        && other.usage() == record.usage()
                                        && other.selector() == record.selector()))
                .toList());
    }

    private static boolean isUsable(TlsaRecord record) {
        boolean known = (record.usage() == AUTHORITY || record.usage() == SERVER)
                && (record.selector() == WHOLE || record.selector() == PUBLIC_KEY);
        return known
                && switch (record.matchingType()) {
                    case EXACT ->
                        record.data().length > 0
                                && (record.selector() == PUBLIC_KEY
                                        || certificate(record.data()).isPresent());
                    case SHA_256 -> record.data().length == 32;
                    case SHA_512 -> record.data().length == 64;
                    default -> false;
                };
    }

    /**
     * Whether one of the records is for the server that sent {@code chain}. A record for the server itself binds its key: neither names nor dates count (RFC 7672
     * §3.1.1). One for an authority needs a path in force to it, and a certificate for one of {@code names} (§3.1.2).
     *
     * @param names by which the server may be called (§3.2.2)
     */
    public boolean match(CertificateChain chain, Collection<DomainName> names, Instant now) {
        if (chain.certificates().isEmpty()) {
            return false;
        }
        X509Certificate server = chain.certificates().getFirst();
        if (records.stream().anyMatch(record -> record.usage() == SERVER && isFor(record, server))) {
            return true;
        }
        Set<TrustAnchor> anchors = new HashSet<>();
        for (TlsaRecord record : records) {
            if (record.usage() == AUTHORITY) {
                chain.certificates().stream()
                        .filter(certificate -> isFor(record, certificate))
                        .forEach(certificate -> anchors.add(new TrustAnchor(certificate, null)));
                if (record.selector() == WHOLE && record.matchingType() == EXACT) {
                    certificate(record.data()).ifPresent(own -> anchors.add(new TrustAnchor(own, null)));
                }
            }
        }
        return chain.leadsTo(anchors, now) && names.stream().anyMatch(chain::isFor);
    }

    private static boolean isFor(TlsaRecord record, X509Certificate certificate) {
        try {
            byte[] selected = record.selector() == WHOLE
                    ? certificate.getEncoded()
                    : certificate.getPublicKey().getEncoded();
            byte[] compared = switch (record.matchingType()) {
                case EXACT -> selected;
                case SHA_256 -> MessageDigest.getInstance("SHA-256").digest(selected);
                default -> MessageDigest.getInstance("SHA-512").digest(selected);
            };
            return MessageDigest.isEqual(compared, record.data());
        } catch (CertificateEncodingException e) {
            return false;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-2", e);
        }
    }

    private static Optional<X509Certificate> certificate(byte[] octets) {
        try {
            return Optional.of((X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(octets)));
        } catch (CertificateException e) {
            return Optional.empty();
        }
    }
}
