package org.letterlock.engine.dns;

/**
 * Which addresses of a host are tried, and in which order. Large receivers refuse mail over IPv6 for good when our address has no name in the DNS, so IPv4 comes
 * first unless the owner knows better.
 */
public enum AddressFamilies {
    IPV4_FIRST,
    IPV6_FIRST,
    IPV4_ONLY
}
