package org.letterlock.engine.spf;

import java.net.InetAddress;
import java.util.Optional;

/** What a directive looks for (RFC 7208 §5). A domain that is absent is the one whose record it is. */
sealed interface Mechanism {

    /** What cannot be told without the DNS. */
    sealed interface Asking extends Mechanism {}

    /** Everything. */
    record All() implements Mechanism {}

    /** What passes by the record of another domain. */
    record Include(MacroString domain) implements Asking {}

    /** The hosts of a name, and those beside them. */
    record A(DomainSpec domain, Prefixes prefixes) implements Asking {}

    /** The mail exchangers of a name, and the hosts beside them. */
    record Mx(DomainSpec domain, Prefixes prefixes) implements Asking {}

    /** Hosts whose name lies within a domain. */
    record Ptr(DomainSpec domain) implements Asking {}

    /** The hosts of a network of either family. */
    record Network(byte[] address, int prefix) implements Mechanism {
        boolean contains(InetAddress host) {
            return Prefixes.sameNetwork(address, host.getAddress(), prefix);
        }
    }

    /** Any host, if a name has an IPv4 address. */
    record Exists(MacroString domain) implements Asking {}

    /** A name that may be left out. */
    sealed interface DomainSpec {
        /** It was. */
        record Current() implements DomainSpec {}

        /** It was not. */
        record Given(MacroString text) implements DomainSpec {}

        static DomainSpec of(Optional<MacroString> text) {
            return text.<DomainSpec>map(Given::new).orElse(new Current());
        }
    }

    /**
     * How many leading bits of an address count.
     *
     * @param ipv4 0 to 32
     * @param ipv6 0 to 128
     */
    record Prefixes(int ipv4, int ipv6) {
        static final int MAX_IPV4 = 32;
        static final int MAX_IPV6 = 128;

        boolean match(InetAddress address, InetAddress host) {
            byte[] octets = address.getAddress();
            return sameNetwork(octets, host.getAddress(), octets.length == 4 ? ipv4 : ipv6);
        }

        static boolean sameNetwork(byte[] one, byte[] other, int bits) {
            if (one.length != other.length) {
                return false;
            }
            for (int i = 0; i < one.length; i++) {
                int counted = Math.clamp(bits - 8L * i, 0, 8);
                int mask = (0xff << (8 - counted)) & 0xff;
                if (((one[i] ^ other[i]) & mask) != 0) {
                    return false;
                }
            }
            return true;
        }
    }
}
