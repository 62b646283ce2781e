package org.letterlock.engine.dkim;

import java.util.Base64;
import java.util.Optional;
import org.letterlock.engine.mail.DnsName;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mime.HeaderField;

/**
 * The tags of a field that signs, read strictly (RFC 6376 §3.5): what DKIM-Signature, ARC-Message-Signature and ARC-Seal have in common.
 *
 * @param list all of them
 */
public record SignatureTags(TagList list) {

    private static final int MAX_SIGNATURE = 1024;
    private static final int MAX_DIGITS = 12;

    /** A field that cannot be read. */
    public static final class Fault extends Exception {
        private static final long serialVersionUID = 1L;

        private final String reason;

        /** @param reason in English */
        public Fault(String reason) {
            super(reason, null, false, false);
            this.reason = reason;
        }

        /** Why, in English. */
        public String reason() {
            return reason;
        }
    }

    /** The tags of {@code field}. */
    public static SignatureTags of(HeaderField field) throws Fault {
        return new SignatureTags(SignedHeader.tags(field).orElseThrow(() -> new Fault("the tags are malformed")));
    }

    /** The value of a tag that must be there, without any space. */
    public String required(String name) throws Fault {
        String value = list.compact(name).orElseThrow(() -> new Fault("no " + name));
        if (value.isEmpty()) {
            throw new Fault("empty " + name);
        }
        return value;
    }

    /** The number in a tag; empty where there is no such tag. */
    public Optional<Long> number(String name) throws Fault {
        if (list.compact(name).isEmpty()) {
            return Optional.empty();
        }
        String digits = required(name);
        if (digits.length() > MAX_DIGITS || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new Fault("bad number in " + name);
        }
        return Optional.of(Long.parseLong(digits));
    }

    /** The octets in a tag that must be there. */
    public byte[] base64(String name) throws Fault {
        String text = required(name);
        if (text.length() > MAX_SIGNATURE) {
            throw new Fault("a value is too long");
        }
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException _) {
            throw new Fault("a value is not base64");
        }
    }

    /** Where the public key is: {@code a}, {@code d} and {@code s}. */
    public DkimSignature.Key key() throws Fault {
        String token = required("a");
        SignatureAlgorithm algorithm = SignatureAlgorithm.parse(token)
                .orElseThrow(() -> new Fault(
                        token.equalsIgnoreCase("rsa-sha1") ? "rsa-sha1 is no longer secure" : "unknown algorithm"));
        DomainName domain = DomainName.parse(required("d")).orElseThrow(() -> new Fault("bad domain"));
        DnsName selector = DnsName.parse(required("s"))
                .filter(name -> DnsName.parse(name.ascii() + "._domainkey." + domain.ascii())
                        .isPresent())
                .orElseThrow(() -> new Fault("bad selector"));
        return new DkimSignature.Key(algorithm, domain, selector);
    }
}
