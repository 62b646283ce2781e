package org.letterlock.engine.smtpclient;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.stream.Collectors;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.queue.Consignment;
import org.letterlock.engine.queue.TlsWish;

/** Writes MAIL and RCPT with the parameters that the server offers (RFC 5321 §4.1.1.2, §4.1.1.3). No value can end a line. */
final class EnvelopeCommands {

    private EnvelopeCommands() {}

    static byte[] mail(Consignment consignment, Capabilities offered) {
        StringBuilder line = new StringBuilder("MAIL FROM:<")
                .append(consignment.from().address().map(EmailAddress::toString).orElse(""))
                .append('>');
        if (offered.offers("SIZE")) {
            line.append(" SIZE=").append(consignment.content().length());
        }
        if (consignment.eightBit() && offered.offers("8BITMIME")) {
            line.append(" BODY=8BITMIME");
        }
        if (needsSmtpUtf8(consignment)) {
            line.append(" SMTPUTF8");
        }
        if (consignment.tls() == TlsWish.REQUIRED && offered.offers("REQUIRETLS")) {
            line.append(" REQUIRETLS");
        }
        if (offered.offers("DELIVERBY")) {
            consignment.by().ifPresent(by -> line.append(" BY=").append(by));
        }
        if (offered.offers("DSN")) {
            if (consignment.headersOnly()) {
                line.append(" RET=HDRS");
            }
            consignment.envelopeId().ifPresent(id -> line.append(" ENVID=").append(xtext(id)));
        }
        return line(line);
    }

    static byte[] rcpt(Consignment.Recipient recipient, Capabilities offered) {
        StringBuilder line =
                new StringBuilder("RCPT TO:<").append(recipient.address()).append('>');
        if (offered.offers("DSN")) {
            if (!recipient.notifyOn().isEmpty()) {
                line.append(" NOTIFY=")
                        .append(recipient.notifyOn().stream()
                                .sorted()
                                .map(Enum::name)
                                .collect(Collectors.joining(",")));
            }
            recipient
                    .originalRecipient()
                    .ifPresent(original -> line.append(" ORCPT=").append(typed(original)));
        }
        return line(line);
    }

    /** Whether the letter can go to SMTPUTF8 servers only (RFC 6531 §3.4). */
    static boolean needsSmtpUtf8(Consignment consignment) {
        return consignment.smtpUtf8()
                || consignment
                        .from()
                        .address()
                        .filter(EmailAddress::isInternationalized)
                        .isPresent()
                || consignment.recipients().stream().anyMatch(r -> r.address().isInternationalized());
    }

    private static byte[] line(StringBuilder line) {
        for (int i = 0; i < line.length(); i++) {
            if (line.charAt(i) < ' ' || line.charAt(i) == 0x7f) {
                throw new IllegalArgumentException("a control character in an envelope");
            }
        }
        return line.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    /** {@code type;address} with the address encoded as its type wants: xtext, or unitext in its 7-bit form (RFC 6533 §3). */
    private static String typed(String original) {
        int semicolon = original.indexOf(';');
        String type = semicolon < 0 ? "rfc822" : original.substring(0, semicolon);
        String address = original.substring(semicolon + 1);
        boolean unitext = type.equalsIgnoreCase("utf-8") || !address.chars().allMatch(c -> c < 128);
        return unitext ? "utf-8;" + unitext(address) : xtext(type) + ";" + xtext(address);
    }

    /** RFC 3461 §4. What is not ASCII has no place in it and becomes a question mark. */
    static String xtext(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (c > '~') {
                out.append('?');
            } else if (isPlain(c)) {
                out.append((char) c);
            } else {
                out.append('+').append(String.format(Locale.ROOT, "%02X", c));
            }
        });
        return out.toString();
    }

    private static String unitext(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (isPlain(c) && c != '\\') {
                out.append((char) c);
            } else {
                out.append(String.format(Locale.ROOT, "\\x{%02X}", c));
            }
        });
        return out.toString();
    }

    private static boolean isPlain(int c) {
        return c >= '!' && c <= '~' && c != '+' && c != '=';
    }
}
