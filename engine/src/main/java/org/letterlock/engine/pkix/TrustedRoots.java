package org.letterlock.engine.pkix;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Whose word is taken for who a server is. Safe for any thread. */
public final class TrustedRoots {

    private volatile @Nullable Set<TrustAnchor> anchors;

    private TrustedRoots(@Nullable Set<TrustAnchor> anchors) {
        this.anchors = anchors;
    }

    /** Those of the Java runtime, read when they are needed first. */
    public static TrustedRoots ofRuntime() {
        return new TrustedRoots(null);
    }

    /** These. */
    public static TrustedRoots of(Collection<X509Certificate> certificates) {
        return new TrustedRoots(anchors(certificates));
    }

    Set<TrustAnchor> anchors() {
        Set<TrustAnchor> known = anchors;
        if (known == null) {
            known = runtime();
            anchors = known;
        }
        return known;
    }

    private static Set<TrustAnchor> runtime() {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init((KeyStore) null);
            return anchors(Arrays.stream(factory.getTrustManagers())
                    .filter(X509TrustManager.class::isInstance)
                    .flatMap(manager -> Arrays.stream(((X509TrustManager) manager).getAcceptedIssuers()))
                    .toList());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the Java runtime has no trust anchors", e);
        }
    }

    private static Set<TrustAnchor> anchors(Collection<X509Certificate> certificates) {
        Set<TrustAnchor> anchors = new HashSet<>();
        certificates.forEach(certificate -> anchors.add(new TrustAnchor(certificate, null)));
        return Set.copyOf(anchors);
    }
}
