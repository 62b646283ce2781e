package org.letterlock.engine.queue;

import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * The server that an attempt had to do with.
 *
 * @param host its name
 * @param address its address; with the port, unless that is 25
 * @param tls what kept the conversation secret; empty while it was in clear text
 */
public record Contact(String host, String address, Optional<Tls> tls) {

    private static final int SMTP_PORT = 25;

    /** A server at {@code address}, which is resolved. */
    public static Contact of(String host, InetSocketAddress address, Optional<Tls> tls) {
        String literal = address.getAddress().getHostAddress();
        if (address.getPort() != SMTP_PORT) {
            literal = (literal.contains(":") ? "[" + literal + "]" : literal) + ":" + address.getPort();
        }
        return new Contact(host, literal, tls);
    }

    /**
     * What TLS agreed on.
     *
     * @param protocol such as {@code TLSv1.3}
     * @param cipherSuite the suite's IANA name
     * @param verified how it is known who is at the other end
     */
    public record Tls(String protocol, String cipherSuite, Verified verified) {}

    /** How it is known who is at the other end. */
    public enum Verified {
        /** It is not: those who only listen learn nothing, and whoever stands in between does (RFC 7435). */
        NOT,
        /** By a certificate that the recipient's domain asks for in its MTA-STS policy (RFC 8461). */
        MTA_STS,
        /** By a certificate of its name from an authority that is trusted, which the letter asked for (RFC 8689). */
        CERTIFICATE,
        /** By a certificate that its signed DNS names (RFC 7672). */
        DANE
    }
}
