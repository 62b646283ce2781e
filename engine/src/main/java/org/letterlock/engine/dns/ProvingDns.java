package org.letterlock.engine.dns;

import java.net.Inet4Address;
import java.net.Inet6Address;
import org.letterlock.engine.mail.DnsName;

/** A {@link DnsClient} that knows which of its answers are proved. */
public interface ProvingDns extends DnsClient {

    /** As {@link #mx}. */
    Proved<MxRecord> provedMx(DnsName name);

    /** As {@link #a}. */
    Proved<Inet4Address> provedA(DnsName name);

    /** As {@link #aaaa}. */
    Proved<Inet6Address> provedAaaa(DnsName name);

    /** What certificates a service may have (RFC 6698 §3). */
    Proved<TlsaRecord> provedTlsa(DnsName name);
}
