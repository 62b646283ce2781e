package org.letterlock.engine.spf;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.letterlock.engine.spf.Mechanism.DomainSpec;
import org.letterlock.engine.spf.Mechanism.Prefixes;
import org.letterlock.engine.spf.SpfRecord.Directive;
import org.letterlock.engine.spf.SpfRecord.Parsed;

/** Parses the terms of a policy: all of them before any is followed (RFC 7208 §4.6). For one text. */
final class SpfRecordParser {

    /** Far beyond what anybody publishes; the grammar has no limit. */
    private static final int MAX_LENGTH = 16 * 1024;

    private static final int SHOWN = 60;

    private final String terms;
    private final List<Directive> directives = new ArrayList<>();
    private Optional<MacroString> redirect = Optional.empty();
    private Optional<MacroString> explanation = Optional.empty();

    SpfRecordParser(String terms) {
        this.terms = terms;
    }

    Parsed parse() {
        if (terms.length() > MAX_LENGTH) {
            return new Parsed.Malformed("the record is too long");
        }
        int at = 0;
        while (at < terms.length()) {
            int space = terms.indexOf(' ', at);
            int end = space < 0 ? terms.length() : space;
            String term = terms.substring(at, end);
            if (!term.isEmpty() && !term(term)) {
                return new Parsed.Malformed("bad term " + shown(term));
            }
            at = end + 1;
        }
        return new Parsed.Good(new SpfRecord(directives, redirect, explanation));
    }

    static String shown(String text) {
        String cut = text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text;
        StringBuilder printable = new StringBuilder();
        cut.chars().forEach(c -> printable.append(c > ' ' && c < 0x7f ? (char) c : '?'));
        return printable.toString();
    }

    private boolean term(String term) {
        int nameEnd = nameEnd(term);
        return (nameEnd < term.length() && term.charAt(nameEnd) == '=')
                ? modifier(term.substring(0, nameEnd), term.substring(nameEnd + 1))
                : directive(term);
    }

    private static int nameEnd(String term) {
        int at = 0;
        while (at < term.length()
                && (MacroString.isAlphanumeric(term.charAt(at)) || "-_.".indexOf(term.charAt(at)) >= 0)) {
            at++;
        }
        return at;
    }

    private boolean modifier(String name, String value) {
        if (name.isEmpty() || !Character.isLetter(name.charAt(0))) {
            return false;
        }
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "redirect" -> {
                boolean first = redirect.isEmpty();
                redirect = MacroString.domainSpec(value);
                yield first && redirect.isPresent();
            }
            case "exp" -> {
                boolean first = explanation.isEmpty();
                explanation = MacroString.domainSpec(value);
                yield first && explanation.isPresent();
            }
            default -> MacroString.parse(value).isPresent();
        };
    }

    private boolean directive(String term) {
        SpfResult result = switch (term.charAt(0)) {
            case '-' -> SpfResult.FAIL;
            case '~' -> SpfResult.SOFTFAIL;
            case '?' -> SpfResult.NEUTRAL;
            default -> SpfResult.PASS;
        };
        boolean qualified = "+-~?".indexOf(term.charAt(0)) >= 0;
        String mechanism = qualified ? term.substring(1) : term;
        int end = 0;
        while (end < mechanism.length() && MacroString.isAlphanumeric(mechanism.charAt(end))) {
            end++;
        }
        Optional<Mechanism> parsed =
                mechanism(mechanism.substring(0, end).toLowerCase(Locale.ROOT), mechanism.substring(end));
        parsed.ifPresent(good -> directives.add(new Directive(result, good, shown(term))));
        return parsed.isPresent();
    }

    /** @param rest behind the name: empty, or from a colon or a slash on */
    private static Optional<Mechanism> mechanism(String name, String rest) {
        return switch (name) {
            case "all" -> rest.isEmpty() ? Optional.of(new Mechanism.All()) : Optional.empty();
            case "include" -> afterColon(rest).flatMap(MacroString::domainSpec).map(Mechanism.Include::new);
            case "exists" -> afterColon(rest).flatMap(MacroString::domainSpec).map(Mechanism.Exists::new);
            case "ptr" -> domain(rest).map(Mechanism.Ptr::new);
            case "a" -> hosts(rest).map(hosts -> new Mechanism.A(hosts.domain(), hosts.prefixes()));
            case "mx" -> hosts(rest).map(hosts -> new Mechanism.Mx(hosts.domain(), hosts.prefixes()));
            case "ip4" -> afterColon(rest).flatMap(text -> network(text, false));
            case "ip6" -> afterColon(rest).flatMap(text -> network(text, true));
            default -> Optional.empty();
        };
    }

    private static Optional<String> afterColon(String rest) {
        return rest.startsWith(":") ? Optional.of(rest.substring(1)) : Optional.empty();
    }

    private static Optional<DomainSpec> domain(String rest) {
        return rest.isEmpty()
                ? Optional.of(new DomainSpec.Current())
                : afterColon(rest).flatMap(MacroString::domainSpec).map(DomainSpec.Given::new);
    }

    private record Hosts(DomainSpec domain, Prefixes prefixes) {}

    /** A domain and its lengths of prefixes; these stand last and are looked for from the end, for a domain-spec may hold slashes. */
    private static Optional<Hosts> hosts(String rest) {
        String domain = rest;
        int ipv4 = Prefixes.MAX_IPV4;
        int ipv6 = Prefixes.MAX_IPV6;
        int slash = slashBeforeDigits(domain);
        if (slash > 0 && domain.charAt(slash - 1) == '/') {
            OptionalInt length = length(domain.substring(slash + 1), Prefixes.MAX_IPV6);
            if (length.isEmpty()) {
                return Optional.empty();
            }
            ipv6 = length.getAsInt();
            domain = domain.substring(0, slash - 1);
            slash = slashBeforeDigits(domain);
        }
        if (slash >= 0) {
            OptionalInt length = length(domain.substring(slash + 1), Prefixes.MAX_IPV4);
            if (length.isEmpty()) {
                return Optional.empty();
            }
            ipv4 = length.getAsInt();
            domain = domain.substring(0, slash);
        }
        Prefixes prefixes = new Prefixes(ipv4, ipv6);
        return domain(domain).map(spec -> new Hosts(spec, prefixes));
    }

    /** Where the slash is behind which digits alone stand; -1 where there is none. */
    private static int slashBeforeDigits(String text) {
        int at = text.length();
        while (at > 0 && text.charAt(at - 1) >= '0' && text.charAt(at - 1) <= '9') {
            at--;
        }
        return at > 0 && at < text.length() && text.charAt(at - 1) == '/' ? at - 1 : -1;
    }

    private static OptionalInt length(String digits, int most) {
        boolean good = !digits.isEmpty()
                && digits.length() <= 3
                && digits.chars().allMatch(c -> c >= '0' && c <= '9')
                && (digits.length() == 1 || digits.charAt(0) != '0');
        int length = good ? Integer.parseInt(digits) : most + 1;
        return length <= most ? OptionalInt.of(length) : OptionalInt.empty();
    }

    private static Optional<Mechanism> network(String text, boolean ipv6) {
        int most = ipv6 ? Prefixes.MAX_IPV6 : Prefixes.MAX_IPV4;
        int slash = text.indexOf('/');
        OptionalInt prefix = slash < 0 ? OptionalInt.of(most) : length(text.substring(slash + 1), most);
        String address = slash < 0 ? text : text.substring(0, slash);
        Optional<byte[]> octets = ipv6 ? ipv6(address) : ipv4(address);
        return octets.isPresent() && prefix.isPresent()
                ? Optional.of(new Mechanism.Network(octets.get(), prefix.getAsInt()))
                : Optional.empty();
    }

    private static Optional<byte[]> ipv4(String text) {
        String[] parts = text.split("\\.", -1);
        byte[] octets = new byte[4];
        for (int i = 0; i < parts.length; i++) {
            OptionalInt octet = length(parts[i], 255);
            if (parts.length != octets.length || octet.isEmpty()) {
                return Optional.empty();
            }
            octets[i] = (byte) octet.getAsInt();
        }
        return Optional.of(octets);
    }

    private static Optional<byte[]> ipv6(String text) {
        boolean characters = text.indexOf(':') >= 0
                && text.chars().allMatch(c -> Character.digit(c, 16) >= 0 || c == ':' || c == '.');
        if (!characters) {
            return Optional.empty();
        }
        try {
            byte[] octets = InetAddress.ofLiteral(text).getAddress();
            return Optional.of(octets.length == 16 ? octets : mapped(octets));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** Java makes an IPv4 address of a mapped one; a record that says ip6 means the mapped one. */
    private static byte[] mapped(byte[] ipv4) {
        byte[] octets = new byte[16];
        octets[10] = (byte) 0xff;
        octets[11] = (byte) 0xff;
        System.arraycopy(ipv4, 0, octets, 12, ipv4.length);
        return octets;
    }
}
