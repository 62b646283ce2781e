package org.letterlock.engine.spf;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.letterlock.engine.spf.MacroString.Part;

/**
 * What the letters of macros stand for (RFC 7208 §7.2).
 *
 * @param host the client
 * @param helo what it called itself
 * @param sender who it claims to send for; stays the same in included and redirected policies
 * @param domain whose policy is read
 * @param receiver who checks
 * @param now when
 * @param validatedName a name of the client that leads back to it, or {@code unknown}; asked for only where a macro needs it
 */
record MacroContext(
        InetAddress host,
        String helo,
        SpfIdentity sender,
        String domain,
        String receiver,
        Instant now,
        Supplier<String> validatedName) {

    String expand(MacroString text) {
        StringBuilder expanded = new StringBuilder();
        for (Part part : text.parts()) {
            switch (part) {
                case Part.Literal(String literal) -> expanded.append(literal);
                case Part.Escape(String stands) -> expanded.append(stands);
                case Part.Macro macro -> expanded.append(expand(macro));
            }
        }
        return expanded.toString();
    }

    private String expand(Part.Macro macro) {
        List<String> parts = split(value(macro.letter()), macro.delimiters());
        if (macro.reversed()) {
            Collections.reverse(parts);
        }
        int from = macro.rightHand() == 0 ? 0 : Math.max(0, parts.size() - macro.rightHand());
        String expanded = String.join(".", parts.subList(from, parts.size()));
        return macro.escaped() ? escape(expanded) : expanded;
    }

    private String value(char letter) {
        return switch (letter) {
            case 's' -> sender.toString();
            case 'l' -> sender.localPart();
            case 'o' -> sender.domain();
            case 'd' -> domain;
            case 'i' -> host instanceof Inet4Address ? host.getHostAddress() : nibbles();
            case 'p' -> validatedName.get();
            case 'v' -> host instanceof Inet4Address ? "in-addr" : "ip6";
            case 'h' -> helo;
            case 'c' -> readable();
            case 'r' -> receiver;
            case 't' -> Long.toString(now.getEpochSecond());
            default -> throw new IllegalStateException("no macro letter");
        };
    }

    private String readable() {
        String text = host.getHostAddress();
        int zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }

    private String nibbles() {
        StringBuilder text = new StringBuilder();
        for (byte octet : host.getAddress()) {
            text.append(text.isEmpty() ? "" : ".")
                    .append(Character.forDigit((octet >> 4) & 0xf, 16))
                    .append('.')
                    .append(Character.forDigit(octet & 0xf, 16));
        }
        return text.toString();
    }

    private static List<String> split(String value, String delimiters) {
        List<String> parts = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < value.length(); i++) {
            if (delimiters.indexOf(value.charAt(i)) >= 0) {
                parts.add(value.substring(from, i));
                from = i + 1;
            }
        }
        parts.add(value.substring(from));
        return parts;
    }

    /** All but the unreserved characters of RFC 3986 §2.3. */
    private static String escape(String text) {
        StringBuilder escaped = new StringBuilder();
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            if (MacroString.isAlphanumeric(octet) || "-._~".indexOf(octet) >= 0) {
                escaped.append((char) octet);
            } else {
                escaped.append(String.format(Locale.ROOT, "%%%02X", octet));
            }
        }
        return escaped.toString();
    }
}
