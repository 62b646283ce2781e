package org.letterlock.engine.dns;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import org.letterlock.engine.mail.DnsName;
import org.letterlock.engine.mail.DomainName;

/** Asks the DNS. Blocks until there is an answer or its time is over; called from virtual threads. Never throws for what the network does. */
public interface DnsClient {

    /** The mail exchangers of a domain. */
    DnsAnswer<MxRecord> mx(DnsName name);

    /** The IPv4 addresses of a host. */
    DnsAnswer<Inet4Address> a(DnsName name);

    /** The IPv6 addresses of a host. */
    DnsAnswer<Inet6Address> aaaa(DnsName name);

    /** The texts of a name: each with its strings joined without a space (RFC 7208 §3.3), octets above 127 read as ISO-8859-1. */
    DnsAnswer<String> txt(DnsName name);

    /** The names of an address (RFC 1035 §3.5, RFC 3596 §2.5). */
    DnsAnswer<DomainName> ptr(InetAddress address);
}
