package org.letterlock.engine.net;

import java.security.cert.X509Certificate;
import java.util.List;
import org.letterlock.engine.mail.DomainName;

/** What we expect of a server when we start TLS with it. */
public sealed interface ClientTls {

    /** The name we ask for (RFC 6066 §3) and, when verified, the one its certificate must have (RFC 9525). */
    DomainName serverName();

    /**
     * Any certificate will do: encryption against those who only listen (RFC 7435).
     *
     * @param serverName the name we ask for
     */
    record Opportunistic(DomainName serverName) implements ClientTls {}

    /**
     * The certificate must be for {@code serverName} and lead to a trust anchor.
     *
     * @param serverName the name
     * @param anchors who is trusted; empty for those of the Java runtime
     */
    record Verified(DomainName serverName, List<X509Certificate> anchors) implements ClientTls {
        public Verified {
            anchors = List.copyOf(anchors);
        }
    }
}
