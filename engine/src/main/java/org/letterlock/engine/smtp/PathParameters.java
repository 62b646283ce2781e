package org.letterlock.engine.smtp;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.letterlock.engine.smtp.RcptParameters.NotifyOn;
import org.letterlock.engine.smtp.SmtpCommand.Fault;

/** How parsing the parameters of MAIL or RCPT (RFC 5321 §4.1.2) ended. */
sealed interface PathParameters<T> {

    int MAX_ENVID = 100;
    int MAX_ORCPT = 500;

    record Parsed<T>(T parameters) implements PathParameters<T> {}

    record Wrong<T>(Fault fault) implements PathParameters<T> {}

    static PathParameters<MailParameters> ofMail(String text) {
        MailParameters found = MailParameters.NONE;
        Set<String> seen = new HashSet<>();
        for (String word : words(text)) {
            String keyword = keyword(word);
            String value = value(word);
            if (!seen.add(keyword)) {
                return new Wrong<>(Fault.PARAMETER_VALUE);
            }
            Optional<MailParameters> next;
            switch (keyword) {
                case "SIZE" -> next = size(found, value);
                case "BODY" -> next = body(found, value);
                case "SMTPUTF8" ->
                    next = word.indexOf('=') >= 0
                            ? Optional.empty()
                            : Optional.of(new MailParameters(
                                    found.size(),
                                    found.eightBit(),
                                    true,
                                    found.headersOnly(),
                                    found.envelopeId(),
                                    found.release(),
                                    found.requireTls(),
                                    found.deliverBy()));
                case "REQUIRETLS" ->
                    next = word.indexOf('=') >= 0
                            ? Optional.empty()
                            : Optional.of(new MailParameters(
                                    found.size(),
                                    found.eightBit(),
                                    found.smtpUtf8(),
                                    found.headersOnly(),
                                    found.envelopeId(),
                                    found.release(),
                                    true,
                                    found.deliverBy()));
                case "RET" -> next = ret(found, value);
                case "ENVID" -> next = envid(found, value);
                case "HOLDFOR", "HOLDUNTIL" -> {
                    MailParameters before = found;
                    // One or the other (RFC 4865 §4.1).
                    next = before.release().isPresent()
                            ? Optional.empty()
                            : release(keyword, value)
                                    .map(release -> new MailParameters(
                                            before.size(),
                                            before.eightBit(),
                                            before.smtpUtf8(),
                                            before.headersOnly(),
                                            before.envelopeId(),
                                            Optional.of(release),
                                            before.requireTls(),
                                            before.deliverBy()));
                }
                case "BY" -> {
                    MailParameters before = found;
                    next = DeliverBy.parse(value)
                            .map(by -> new MailParameters(
                                    before.size(),
                                    before.eightBit(),
                                    before.smtpUtf8(),
                                    before.headersOnly(),
                                    before.envelopeId(),
                                    before.release(),
                                    before.requireTls(),
                                    Optional.of(by)));
                }
                case "AUTH" -> next = value.isEmpty() || xtext(value).isEmpty() ? Optional.empty() : Optional.of(found);
                default -> {
                    return new Wrong<>(Fault.UNKNOWN_PARAMETER);
                }
            }
            if (next.isEmpty()) {
                return new Wrong<>(Fault.PARAMETER_VALUE);
            }
            found = next.get();
        }
        return new Parsed<>(found);
    }

    private static Optional<MailParameters> size(MailParameters p, String value) {
        return value.matches("[0-9]{1,18}")
                ? Optional.of(new MailParameters(
                        OptionalLong.of(Long.parseLong(value)),
                        p.eightBit(),
                        p.smtpUtf8(),
                        p.headersOnly(),
                        p.envelopeId(),
                        p.release(),
                        p.requireTls(),
                        p.deliverBy()))
                : Optional.empty();
    }

    private static Optional<MailParameters> body(MailParameters p, String value) {
        boolean eightBit = value.equalsIgnoreCase("8BITMIME");
        return eightBit || value.equalsIgnoreCase("7BIT")
                ? Optional.of(new MailParameters(
                        p.size(),
                        eightBit,
                        p.smtpUtf8(),
                        p.headersOnly(),
                        p.envelopeId(),
                        p.release(),
                        p.requireTls(),
                        p.deliverBy()))
                : Optional.empty();
    }

    private static Optional<MailParameters> ret(MailParameters p, String value) {
        boolean headers = value.equalsIgnoreCase("HDRS");
        return headers || value.equalsIgnoreCase("FULL")
                ? Optional.of(new MailParameters(
                        p.size(),
                        p.eightBit(),
                        p.smtpUtf8(),
                        headers,
                        p.envelopeId(),
                        p.release(),
                        p.requireTls(),
                        p.deliverBy()))
                : Optional.empty();
    }

    private static Optional<MailParameters> envid(MailParameters p, String value) {
        return value.isEmpty() || value.length() > MAX_ENVID
                ? Optional.empty()
                : xtext(value)
                        .map(id -> new MailParameters(
                                p.size(),
                                p.eightBit(),
                                p.smtpUtf8(),
                                p.headersOnly(),
                                Optional.of(id),
                                p.release(),
                                p.requireTls(),
                                p.deliverBy()));
    }

    private static Optional<FutureRelease> release(String keyword, String value) {
        if (keyword.equals("HOLDFOR")) {
            return value.matches("[1-9][0-9]{0,8}")
                    ? Optional.of(new FutureRelease.After(Duration.ofSeconds(Long.parseLong(value))))
                    : Optional.empty();
        }
        try {
            return Optional.of(new FutureRelease.At(OffsetDateTime.parse(value).toInstant()));
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }

    static PathParameters<RcptParameters> ofRcpt(String text) {
        Set<NotifyOn> notifyOn = Set.of();
        Optional<String> originalRecipient = Optional.empty();
        Set<String> seen = new HashSet<>();
        for (String word : words(text)) {
            if (!seen.add(keyword(word))) {
                return new Wrong<>(Fault.PARAMETER_VALUE);
            }
            switch (keyword(word)) {
                case "NOTIFY" -> {
                    notifyOn = notify(value(word));
                    if (notifyOn.isEmpty()) {
                        return new Wrong<>(Fault.PARAMETER_VALUE);
                    }
                }
                case "ORCPT" -> {
                    originalRecipient = orcpt(value(word));
                    if (originalRecipient.isEmpty()) {
                        return new Wrong<>(Fault.PARAMETER_VALUE);
                    }
                }
                default -> {
                    return new Wrong<>(Fault.UNKNOWN_PARAMETER);
                }
            }
        }
        return new Parsed<>(new RcptParameters(notifyOn, originalRecipient));
    }

    private static Set<NotifyOn> notify(String value) {
        EnumSet<NotifyOn> found = EnumSet.noneOf(NotifyOn.class);
        for (String word : value.toUpperCase(Locale.ROOT).split(",", -1)) {
            Optional<NotifyOn> one = java.util.Arrays.stream(NotifyOn.values())
                    .filter(n -> n.name().equals(word))
                    .findFirst();
            if (one.isEmpty()) {
                return Set.of();
            }
            found.add(one.get());
        }
        return found.contains(NotifyOn.NEVER) && found.size() > 1 ? Set.of() : found;
    }

    private static Optional<String> orcpt(String value) {
        int semicolon = value.indexOf(';');
        if (semicolon <= 0
                || value.length() > MAX_ORCPT
                || !value.substring(0, semicolon).matches("[A-Za-z0-9-]+")) {
            return Optional.empty();
        }
        return xtext(value.substring(semicolon + 1))
                .filter(address -> !address.isEmpty())
                .map(address -> value.substring(0, semicolon + 1).toLowerCase(Locale.ROOT) + address);
    }

    private static String[] words(String text) {
        return text.isBlank() ? new String[0] : text.strip().split(" +", -1);
    }

    private static String keyword(String word) {
        int equals = word.indexOf('=');
        return (equals < 0 ? word : word.substring(0, equals)).toUpperCase(Locale.ROOT);
    }

    private static String value(String word) {
        int equals = word.indexOf('=');
        return equals < 0 ? "" : word.substring(equals + 1);
    }

    /** Decodes xtext (RFC 3461 §4); empty where it is none, or hides a character that does not print. */
    static Optional<String> xtext(String value) {
        StringBuilder decoded = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '+') {
                if (i + 2 >= value.length() || !value.substring(i + 1, i + 3).matches("[0-9A-F]{2}")) {
                    return Optional.empty();
                }
                c = (char) Integer.parseInt(value, i + 1, i + 3, 16);
                i += 2;
            }
            if (c < ' ' || c == 0x7f) {
                return Optional.empty();
            }
            decoded.append(c);
        }
        return Optional.of(decoded.toString());
    }
}
