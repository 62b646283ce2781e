package org.letterlock.engine.delivery;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mail.ReversePath;

/**
 * Where a letter came from, for its trace fields (RFC 5321 §4.4).
 *
 * @param helo what the client called itself, whatever that was
 * @param remote the client's address; empty when it shall not be told
 * @param by our name
 * @param protocol how it came; empty for one that was made here
 * @param tls the TLS protocol, such as {@code TLSv1.3}; empty without TLS
 * @param id the letter's id in our logs: letters, digits, hyphens
 */
public record Trace(
        String helo,
        Optional<InetAddress> remote,
        DomainName by,
        Optional<Protocol> protocol,
        Optional<String> tls,
        String id) {

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ROOT);

    /**
     * How it came.
     *
     * @param extended EHLO, not HELO
     * @param utf8 the letter uses SMTPUTF8
     * @param encrypted TLS
     * @param authenticated AUTH
     * @param requireTls REQUIRETLS
     */
    public record Protocol(
            boolean extended, boolean utf8, boolean encrypted, boolean authenticated, boolean requireTls) {
        /** The token (RFC 3848, RFC 6531 §4.3). */
        public String token() {
            if (!extended && !utf8) {
                return "SMTP";
            }
            return (utf8 ? "UTF8SMTP" : "ESMTP") + (encrypted ? "S" : "") + (authenticated ? "A" : "");
        }
    }

    /** Of a letter that we made ourselves. */
    static Trace ofOurOwn(DomainName by, String id) {
        return new Trace("", Optional.empty(), by, Optional.empty(), Optional.empty(), id);
    }

    /** Whether it came by SMTPUTF8. */
    boolean utf8() {
        return protocol.filter(Protocol::utf8).isPresent();
    }

    /** Whether it came with REQUIRETLS. */
    boolean requireTls() {
        return protocol.filter(Protocol::requireTls).isPresent();
    }

    /** {@code instant} as RFC 5322 §3.3 writes it. */
    public static String date(Instant instant) {
        return DATE.format(instant.atZone(ZoneOffset.UTC));
    }

    /** The Return-Path field (RFC 5321 §4.4), with its CRLF. */
    public static String returnPath(ReversePath from) {
        return "Return-Path: " + from + "\r\n";
    }

    /**
     * The Received field, with its CRLF; it names the recipient only when there is one, lest it tell of the others, and no protocol where none brought it: only those
     * that carry mail have names there (RFC 5321 §4.4).
     *
     * @param host the name of the client that was found to be its own
     */
    public String received(Optional<DomainName> host, List<EmailAddress> recipients, Instant at) {
        StringBuilder field = new StringBuilder("Received: from ");
        field.append(from(host)).append("\r\n\tby ").append(by);
        protocol.ifPresent(how -> field.append(" with ").append(how.token()));
        tls.ifPresent(name -> field.append(" (").append(name).append(')'));
        field.append("\r\n\tid ").append(id);
        if (recipients.size() == 1) {
            field.append("\r\n\tfor <").append(recipients.getFirst()).append('>');
        }
        return field.append(";\r\n\t").append(date(at)).append("\r\n").toString();
    }

    private String from(Optional<DomainName> host) {
        if (remote.isEmpty()) {
            return by.ascii();
        }
        String literal = literal(remote.get());
        String name = DomainName.parse(helo).map(DomainName::ascii).orElse(literal);
        return name + " (" + host.map(found -> found + " ").orElse("") + literal + ")";
    }

    /** An address literal (RFC 5321 §4.1.3). */
    static String literal(InetAddress address) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        String plain = zone < 0 ? text : text.substring(0, zone);
        return address instanceof Inet6Address ? "[IPv6:" + plain + "]" : "[" + plain + "]";
    }

    static byte[] octets(String fields) {
        return fields.getBytes(StandardCharsets.UTF_8);
    }
}
