package org.letterlock.engine.dkim;

import java.time.Instant;
import java.util.Arrays;
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

    /** Reads a DKIM-Signature field. */
    public static Parsed parse(HeaderField field) {
        return parse(field, true);
    }

    /**
     * Reads a field of this form.
     *
     * @param dkim whether it is a DKIM-Signature, not an ARC-Message-Signature: that has no version, and an {@code i} of another meaning, so that no key can
     *     ask anything of it (RFC 8617 §4.1.2)
     */
    public static Parsed parse(HeaderField field, boolean dkim) {
        try {
            return new Parsed.Good(read(field, SignatureTags.of(field), dkim));
        } catch (SignatureTags.Fault e) {
            return new Parsed.Malformed(e.reason());
        }
    }

    private static DkimSignature read(HeaderField field, SignatureTags tags, boolean dkim) throws SignatureTags.Fault {
        if (dkim && !tags.list().value("v").filter("1"::equals).isPresent()) {
            throw new SignatureTags.Fault("unknown version");
        }
        Key key = tags.key();
        if (tags.list()
                .compact("q")
                .filter(methods -> !List.of(methods.split(":", -1)).contains("dns/txt"))
                .isPresent()) {
            throw new SignatureTags.Fault("unknown query method");
        }
        String[] forms = tags.list().compact("c").orElse("simple/simple").split("/", 2);
        return new DkimSignature(
                field,
                tags.list(),
                key,
                new Coverage(
                        form(forms[0]),
                        headers(tags.required("h"), dkim),
                        new BodyHashes.Form(
                                form(forms.length > 1 ? forms[1] : "simple"),
                                tags.number("l").orElse(Long.MAX_VALUE))),
                !dkim || isStrictly(tags.list(), key.domain()),
                expires(tags),
                new Claim(tags.base64("bh"), tags.base64("b")));
    }

    private static Canonicalization form(String word) throws SignatureTags.Fault {
        return Canonicalization.parse(word).orElseThrow(() -> new SignatureTags.Fault("unknown canonicalization"));
    }

    private static List<String> headers(String list, boolean dkim) throws SignatureTags.Fault {
        List<String> names = Arrays.asList(list.split(":", -1));
        if (dkim && names.stream().noneMatch("from"::equalsIgnoreCase)) {
            throw new SignatureTags.Fault("From is not signed");
        }
        if (names.contains("") || names.size() > MAX_COVERED) {
            throw new SignatureTags.Fault("bad list of fields");
        }
        return names;
    }

    /** Whether {@code i} has the domain itself; it may have one below it (RFC 6376 §3.5). */
    private static boolean isStrictly(TagList tags, DomainName domain) throws SignatureTags.Fault {
        Optional<String> agent = tags.compact("i");
        if (agent.isEmpty()) {
            return true;
        }
        String host = agent.get().substring(agent.get().lastIndexOf('@') + 1);
        DomainName named = DomainName.parse(host.toLowerCase(Locale.ROOT))
                .filter(name -> name.isWithin(domain))
                .orElseThrow(() -> new SignatureTags.Fault("i is not within d"));
        return named.equals(domain);
    }

    private static Optional<Instant> expires(SignatureTags tags) throws SignatureTags.Fault {
        Optional<Long> begin = tags.number("t");
        Optional<Long> end = tags.number("x");
        if (end.isPresent() && begin.filter(b -> end.get() < b).isPresent()) {
            throw new SignatureTags.Fault("it ends before it begins");
        }
        return end.map(Instant::ofEpochSecond);
    }
}
