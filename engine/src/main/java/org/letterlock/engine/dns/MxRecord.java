package org.letterlock.engine.dns;

import java.util.Optional;
import org.letterlock.engine.mail.DomainName;

/**
 * What an MX record says (RFC 1035 §3.3.9).
 *
 * @param preference 0 to 65535; lower is preferred
 * @param exchange the host; empty for the root, which means that the domain takes no mail (RFC 7505 §3), and for what is no host name
 * @param isNull whether the exchange is the root
 */
public record MxRecord(int preference, Optional<DomainName> exchange, boolean isNull) {

    /** A record that names a host. */
    public static MxRecord of(int preference, DomainName exchange) {
        return new MxRecord(preference, Optional.of(exchange), false);
    }

    /** The null MX. */
    public static MxRecord nullMx() {
        return new MxRecord(0, Optional.empty(), true);
    }
}
