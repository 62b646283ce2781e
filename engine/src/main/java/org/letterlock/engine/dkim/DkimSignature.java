package org.letterlock.engine.dkim;

import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.letterlock.engine.mail.DnsName;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mime.HeaderField;

/**
 * What a DKIM-Signature field says (RFC 6376 §3.5).
 *
 * @param field itself
 * @param tags its tags
 * @param key by which it was made
 * @param coverage what it covers
 * @param strictly whether {@code i} names the domain itself
 * @param expires when it ends
 * @param claim what is to be checked
 */
public record DkimSignature(
        HeaderField field,
        TagList tags,
        Key key,
        Coverage coverage,
        boolean strictly,
        Optional<Instant> expires,
        Claim claim) {

    private static final int MAX_SIGNATURE = 1024;
    private static final int MAX_DIGITS = 12;
    private static final int MAX_COVERED = 1000;

    /**
     * Where the public key is.
     *
     * @param algorithm it is for
     * @param domain who signed
     * @param selector which of its keys
     */
    public record Key(SignatureAlgorithm algorithm, DomainName domain, DnsName selector) {}

    /**
     * What is signed.
     *
     * @param headerForm of the header
     * @param headers the names of the fields
     * @param body of the body, and how much of it
     */
    public record Coverage(Canonicalization headerForm, List<String> headers, BodyHashes.Form body) {
        public Coverage {
            headers = List.copyOf(headers);
        }
    }

    /**
     * What the signer says.
     *
     * @param bodyHash of the body
     * @param signature over all
     */
    public record Claim(byte[] bodyHash, byte[] signature) {}

    /** Who signed. */
    public DomainName domain() {
        return key.domain();
    }

    /** What a field is. */
    public sealed interface Parsed {
        /** A signature that can be checked. */
        record Good(DkimSignature signature) implements Parsed {}

        /**
         * None that can.
         *
         * @param reason in English
         */
        record Malformed(String reason) implements Parsed {}
    }

    /** Signals a fault inside of {@link #parse}; never leaves this class. */
    private static final class Fault extends Exception {
        private static final long serialVersionUID = 1L;

        Fault(String reason) {
            super(reason, null, false, false);
        }
    }

    /** Reads a DKIM-Signature field. */
    public static Parsed parse(HeaderField field) {
        return parse(field, true);
    }

    /**
     * Reads a field of this form.
     *
     * @param dkim whether it is a DKIM-Signature, not an ARC-Message-Signature: that has no version, and an {@code i} of another meaning (RFC 8617 §4.1.2)
     */
    public static Parsed parse(HeaderField field, boolean dkim) {
        Optional<TagList> tags = SignedHeader.tags(field);
        if (tags.isEmpty()) {
            return new Parsed.Malformed("the tags are malformed");
        }
        try {
            return new Parsed.Good(read(field, tags.get(), dkim));
        } catch (Fault e) {
            return new Parsed.Malformed(String.valueOf(e.getMessage()));
        }
    }

    private static DkimSignature read(HeaderField field, TagList tags, boolean dkim) throws Fault {
        if (dkim && !tags.value("v").filter("1"::equals).isPresent()) {
            throw new Fault("unknown version");
        }
        if (!dkim && tags.value("v").isPresent()) {
            throw new Fault("a version where none belongs");
        }
        String token = required(tags, "a");
        SignatureAlgorithm algorithm = SignatureAlgorithm.parse(token)
                .orElseThrow(() -> new Fault(
                        token.equalsIgnoreCase("rsa-sha1") ? "rsa-sha1 is no longer secure" : "unknown algorithm"));
        DomainName domain = DomainName.parse(required(tags, "d")).orElseThrow(() -> new Fault("bad domain"));
        DnsName selector = DnsName.parse(required(tags, "s"))
                .filter(name -> DnsName.parse(name.ascii() + "._domainkey." + domain.ascii())
                        .isPresent())
                .orElseThrow(() -> new Fault("bad selector"));
        if (tags.compact("q")
                .filter(methods -> !List.of(methods.split(":", -1)).contains("dns/txt"))
                .isPresent()) {
            throw new Fault("unknown query method");
        }
        String[] forms = tags.compact("c").orElse("simple/simple").split("/", 2);
        long limit = tags.compact("l").isPresent() ? number(tags, "l") : Long.MAX_VALUE;
        return new DkimSignature(
                field,
                tags,
                new Key(algorithm, domain, selector),
                new Coverage(
                        form(forms[0]),
                        headers(required(tags, "h"), dkim),
                        new BodyHashes.Form(form(forms.length > 1 ? forms[1] : "simple"), limit)),
                dkim && isStrictly(tags, domain),
                expires(tags),
                new Claim(base64(required(tags, "bh")), base64(required(tags, "b"))));
    }

    private static String required(TagList tags, String name) throws Fault {
        String value = tags.compact(name).orElseThrow(() -> new Fault("no " + name));
        if (value.isEmpty()) {
            throw new Fault("empty " + name);
        }
        return value;
    }

    private static Canonicalization form(String word) throws Fault {
        return Canonicalization.parse(word).orElseThrow(() -> new Fault("unknown canonicalization"));
    }

    private static List<String> headers(String list, boolean dkim) throws Fault {
        List<String> names = Arrays.asList(list.split(":", -1));
        if (dkim && names.stream().noneMatch("from"::equalsIgnoreCase)) {
            throw new Fault("From is not signed");
        }
        if (names.contains("") || names.size() > MAX_COVERED) {
            throw new Fault("bad list of fields");
        }
        return names;
    }

    /** Whether {@code i} has the domain itself; it may have one below it (RFC 6376 §3.5). */
    private static boolean isStrictly(TagList tags, DomainName domain) throws Fault {
        Optional<String> agent = tags.compact("i");
        if (agent.isEmpty()) {
            return true;
        }
        String host = agent.get().substring(agent.get().lastIndexOf('@') + 1);
        DomainName named = DomainName.parse(host.toLowerCase(Locale.ROOT))
                .filter(name -> name.isWithin(domain))
                .orElseThrow(() -> new Fault("i is not within d"));
        return named.equals(domain);
    }

    private static Optional<Instant> expires(TagList tags) throws Fault {
        if (tags.compact("x").isEmpty()) {
            return Optional.empty();
        }
        long end = number(tags, "x");
        if (tags.compact("t").isPresent() && end < number(tags, "t")) {
            throw new Fault("it ends before it begins");
        }
        return Optional.of(Instant.ofEpochSecond(end));
    }

    private static long number(TagList tags, String name) throws Fault {
        String digits = required(tags, name);
        if (digits.length() > MAX_DIGITS || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new Fault("bad number in " + name);
        }
        return Long.parseLong(digits);
    }

    private static byte[] base64(String text) throws Fault {
        if (text.length() > MAX_SIGNATURE) {
            throw new Fault("a value is too long");
        }
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException _) {
            throw new Fault("a value is not base64");
        }
    }
}
