package org.letterlock.engine.pkix;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CertificateParsingException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.letterlock.engine.mail.DomainName;

/**
 * What a server sent in the TLS handshake, its own certificate first. That it holds the key of that one the handshake has shown.
 *
 * @param certificates the others in any order, with what does not belong to them; empty where the server sent none
 */
public record CertificateChain(List<X509Certificate> certificates) {

    private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
    private static final int DNS_NAME = 2;

    /** Why a chain does not prove who a server is. */
    public enum Fault {
        /** The server's certificate is out of date, or not in force yet. */
        EXPIRED("out of date"),
        /** It is for other hosts. */
        HOST_MISMATCH("for another host"),
        /** It leads to nobody who is trusted. */
        NOT_TRUSTED("not trusted");

        private final String words;

        Fault(String words) {
            this.words = words;
        }

        /** What such a certificate is, for people. */
        public String words() {
            return words;
        }
    }

    public CertificateChain {
        certificates = List.copyOf(certificates);
    }

    /** What is wrong with it for a server of this name; empty where nothing is (RFC 8461 §4.2). */
    public Optional<Fault> fault(DomainName host, TrustedRoots roots, Instant now) {
        if (certificates.isEmpty()) {
            return Optional.of(Fault.NOT_TRUSTED);
        }
        if (!inForce(now)) {
            return Optional.of(Fault.EXPIRED);
        }
        if (!isFor(host)) {
            return Optional.of(Fault.HOST_MISMATCH);
        }
        return leadsTo(roots.anchors(), now) ? Optional.empty() : Optional.of(Fault.NOT_TRUSTED);
    }

    /** Whether the server's certificate names {@code host} among its DNS names; a {@code *} stands for one whole label, the first (RFC 9525 §6.3). */
    public boolean isFor(DomainName host) {
        if (certificates.isEmpty()) {
            return false;
        }
        int dot = host.ascii().indexOf('.');
        String parent = dot < 0 ? "" : host.ascii().substring(dot + 1);
        try {
            Collection<List<?>> names = certificates.getFirst().getSubjectAlternativeNames();
            return names != null
                    && names.stream()
                            .filter(name -> name.get(0) instanceof Integer type && type == DNS_NAME)
                            .map(name -> String.valueOf(name.get(1)))
                            .anyMatch(name -> name.equalsIgnoreCase(host.ascii())
                                    || (parent.indexOf('.') > 0 && name.equalsIgnoreCase("*." + parent)));
        } catch (CertificateParsingException e) {
            return false;
        }
    }

    /** Whether a path leads from the server's certificate, which must be meant for servers, to one of the anchors, all of it in force. */
    public boolean leadsTo(Set<TrustAnchor> anchors, Instant now) {
        if (certificates.isEmpty() || anchors.isEmpty()) {
            return false;
        }
        X509Certificate leaf = certificates.getFirst();
        if (anchors.stream().anyMatch(anchor -> leaf.equals(anchor.getTrustedCert()))) {
            return inForce(now);
        }
        try {
            X509CertSelector target = new X509CertSelector();
            target.setCertificate(leaf);
            target.setExtendedKeyUsage(Set.of(SERVER_AUTH));
            PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, target);
            parameters.setDate(Date.from(now));
            parameters.setRevocationEnabled(false);
            parameters.addCertStore(
                    CertStore.getInstance("Collection", new CollectionCertStoreParameters(certificates)));
            CertPathBuilder.getInstance("PKIX").build(parameters);
            return true;
        } catch (GeneralSecurityException | IOException e) {
            return false;
        }
    }

    private boolean inForce(Instant now) {
        X509Certificate leaf = certificates.getFirst();
        return !now.isBefore(leaf.getNotBefore().toInstant())
                && !now.isAfter(leaf.getNotAfter().toInstant());
    }
}
