package org.letterlock.engine.spam;

import java.lang.Character.UnicodeScript;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.letterlock.engine.mail.DomainName;

/** What can be said of the names of hosts without asking anybody. */
final class Hosts {

    /** Letters of Cyrillic and Greek that people take for Latin ones. */
    private static final String LATIN_ALIKE = "аеорсухіјѕһԁԛԝӏьгпкмтвнё" + "αοεικνρτυχωγ";

    /** The scripts that are written together (Unicode Technical Standard 39 §5.2, "highly restrictive"); Latin goes with each. */
    private static final Set<UnicodeScript> JAPANESE =
            EnumSet.of(UnicodeScript.HAN, UnicodeScript.HIRAGANA, UnicodeScript.KATAKANA);

    private static final Set<UnicodeScript> KOREAN = EnumSet.of(UnicodeScript.HAN, UnicodeScript.HANGUL);
    private static final Set<UnicodeScript> CHINESE = EnumSet.of(UnicodeScript.HAN, UnicodeScript.BOPOMOFO);

    /** So long is a second label such as {@code co} at most, which stands for no organization. */
    private static final int SHORT = 3;

    private static final int COUNTRY = 2;

    /** A bare name is taken for a host under these alone: other names with dots are names of files and products. */
    private static final Set<String> TOPS = Set.of("com", "net", "org", "info", "gov", "edu");

    private Hosts() {}

    /** Whether a person takes {@code name} for another one: a label mixes scripts that nobody mixes, or has only letters that look Latin. */
    static boolean isLookalike(DomainName name) {
        if (!name.ascii().contains("xn--")) {
            return false;
        }
        String unicode = name.unicode();
        boolean foreignTop =
                unicode.substring(unicode.lastIndexOf('.') + 1).chars().anyMatch(c -> c >= 0x80);
        for (String label : unicode.split("\\.", -1)) {
            Set<UnicodeScript> scripts = EnumSet.noneOf(UnicodeScript.class);
            label.codePoints()
                    .mapToObj(UnicodeScript::of)
                    .filter(script -> script != UnicodeScript.COMMON && script != UnicodeScript.INHERITED)
                    .forEach(scripts::add);
            boolean latin = scripts.remove(UnicodeScript.LATIN);
            boolean mixed = scripts.size() > 1 || (latin && isAlike(scripts));
            if (mixed && !isWrittenTogether(scripts)) {
                return true;
            }
            // A whole word of them under a Latin name; under one of the same script people expect it.
            if (!latin && !foreignTop && isAlike(scripts) && looksLatin(label)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isAlike(Set<UnicodeScript> scripts) {
        return scripts.contains(UnicodeScript.CYRILLIC) || scripts.contains(UnicodeScript.GREEK);
    }

    private static boolean isWrittenTogether(Set<UnicodeScript> scripts) {
        return JAPANESE.containsAll(scripts) || KOREAN.containsAll(scripts) || CHINESE.containsAll(scripts);
    }

    private static boolean looksLatin(String label) {
        return label.codePoints().filter(Character::isLetter).allMatch(c -> LATIN_ALIKE.indexOf(c) >= 0);
    }

    /** The host to which a link leads, as it is written; empty where it leads to none. */
    static Optional<String> target(String link) {
        String lower = link.toLowerCase(Locale.ROOT);
        return lower.startsWith("http://") || lower.startsWith("https://")
                ? Optional.of(authority(link))
                : Optional.empty();
    }

    /** The host that the words of a link show, as an address of the web or bare; empty where they show none. */
    static Optional<DomainName> shown(String text) {
        String stripped = text.strip();
        String host = authority(stripped);
        String lower = host.toLowerCase(Locale.ROOT);
        boolean alone = stripped.indexOf(' ') < 0
                && TOPS.contains(lower.substring(lower.lastIndexOf('.') + 1))
                && stripped.indexOf('@') < 0;
        return target(stripped).isPresent() || lower.startsWith("www.") || alone
                ? DomainName.parse(host).filter(found -> found.ascii().indexOf('.') > 0)
                : Optional.empty();
    }

    /** Whether {@code host} is an IPv4 or IPv6 address, in any of the ways that programs understand. */
    static boolean isNumber(String host) {
        return host.startsWith("[") || host.matches("0[xX][0-9a-fA-F]+|[0-9.]+");
    }

    private static String authority(String link) {
        int scheme = link.indexOf("://");
        int from = scheme < 0 ? 0 : scheme + "://".length();
        int end = from;
        while (end < link.length() && "/?#\\ \t\u00A0".indexOf(link.charAt(end)) < 0) {
            end++;
        }
        // Who writes user@host in a link means the user to be read.
        String host =
                link.substring(link.lastIndexOf('@', end - 1) < from ? from : link.lastIndexOf('@', end - 1) + 1, end);
        int port = host.startsWith("[") ? -1 : host.indexOf(':');
        return port < 0 ? host : host.substring(0, port);
    }

    /** Whether two names may be one organization's: it is enough to be wrong seldom. */
    static boolean areRelated(DomainName one, DomainName other) {
        return site(one).equals(site(other));
    }

    /** The part of a name that somebody registered, guessed: two labels, three below such as {@code co.uk}. */
    static String site(DomainName name) {
        String[] labels = name.ascii().split("\\.", -1);
        int last = labels.length - 1;
        boolean three = last >= 2 && labels[last].length() == COUNTRY && labels[last - 1].length() <= SHORT;
        int from = Math.max(0, labels.length - (three ? 3 : 2));
        return String.join(".", Arrays.copyOfRange(labels, from, labels.length));
    }
}
