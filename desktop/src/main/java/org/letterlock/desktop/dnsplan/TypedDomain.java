package org.letterlock.desktop.dnsplan;

import java.net.IDN;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** What a person typed where a domain is asked for: a domain, or the address of a page or of a mailbox in it. */
public sealed interface TypedDomain {

    /**
     * A domain.
     *
     * @param name in A-labels, lower case, without a trailing dot
     */
    record Domain(String name) implements TypedDomain {

        /** As people read it. */
        public String shown() {
            return IDN.toUnicode(name);
        }
    }

    /**
     * None.
     *
     * @param code why not: {@code empty}, {@code no-dot}, {@code number}, {@code local}, {@code public} for a domain where anybody gets an address, {@code other}
     */
    record Wrong(String code) implements TypedDomain {}

    /** Reads what was typed. */
    static TypedDomain parse(String typed) {
        return Reading.of(typed);
    }

    /** How it is read. */
    final class Reading {

        private static final int LONGEST_TYPED = 2_000;
        private static final int LONGEST = 253;
        private static final Pattern NUMBER = Pattern.compile("[0-9.]+|\\[?[0-9a-f:.]*:[0-9a-f:.]*]?");
        private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
        private static final Pattern TOP = Pattern.compile("[a-z]{2,63}|xn--[a-z0-9-]{2,59}");
        private static final Set<String> LOCAL =
                Set.of("local", "localhost", "localdomain", "lan", "home", "internal", "arpa", "onion", "invalid");
        private static final Set<String> PUBLIC = Set.of(
                "gmail.com",
                "googlemail.com",
                "outlook.com",
                "hotmail.com",
                "live.com",
                "yahoo.com",
                "yahoo.co.jp",
                "icloud.com",
                "me.com",
                "aol.com",
                "gmx.de",
                "gmx.net",
                "gmx.com",
                "web.de",
                "t-online.de",
                "proton.me",
                "protonmail.com",
                "mail.ru",
                "yandex.ru",
                "qq.com",
                "163.com",
                "126.com");

        private Reading() {}

        private static TypedDomain of(String typed) {
            String text = typed.length() > LONGEST_TYPED ? "" : host(typed.strip());
            if (text.isEmpty()) {
                return new Wrong(typed.isBlank() ? "empty" : "other");
            }
            if (NUMBER.matcher(text.toLowerCase(Locale.ROOT)).matches()) {
                return new Wrong("number");
            }
            String name;
            try {
                // The full-width dots of Japanese and Chinese keyboards are dots, too.
                name = IDN.toASCII(text, IDN.USE_STD3_ASCII_RULES).toLowerCase(Locale.ROOT);
            } catch (IllegalArgumentException e) {
                return new Wrong("other");
            }
            return named(name.startsWith("www.") && name.indexOf('.', "www.".length()) > 0 ? name.substring(4) : name);
        }

        private static TypedDomain named(String name) {
            String[] labels = name.split("\\.", -1);
            String top = labels[labels.length - 1];
            if (LOCAL.contains(top)) {
                return new Wrong("local");
            }
            if (labels.length < 2) {
                return new Wrong(LABEL.matcher(name).matches() ? "no-dot" : "other");
            }
            for (String label : labels) {
                if (!LABEL.matcher(label).matches()) {
                    return new Wrong("other");
                }
            }
            if (name.length() > LONGEST || !TOP.matcher(top).matches()) {
                return new Wrong("other");
            }
            return PUBLIC.contains(name) ? new Wrong("public") : new Domain(name);
        }

        /** The part that may be a domain: behind {@code ://} and {@code @}, before a path, a port and a last dot. */
        private static String host(String text) {
            String rest = text;
            int scheme = rest.indexOf("://");
            if (scheme >= 0) {
                rest = rest.substring(scheme + 3);
            } else if (rest.regionMatches(true, 0, "mailto:", 0, "mailto:".length())) {
                rest = rest.substring("mailto:".length());
            }
            rest = before(before(before(rest, '/'), '?'), '#');
            rest = rest.substring(rest.lastIndexOf('@') + 1);
            if (rest.endsWith(">")) {
                rest = rest.substring(0, rest.length() - 1);
            }
            int colon = rest.indexOf(':');
            if (colon >= 0 && colon == rest.lastIndexOf(':')) {
                rest = rest.substring(0, colon);
            }
            rest = rest.strip();
            return rest.endsWith(".") || rest.endsWith("。") ? rest.substring(0, rest.length() - 1) : rest;
        }

        private static String before(String text, char end) {
            int at = text.indexOf(end);
            return at < 0 ? text : text.substring(0, at);
        }
    }
}
