package org.letterlock.engine.directory;

import java.util.Optional;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.EmailAddress;

/**
 * What a rule about addresses is about: one address, all that match a pattern, or all that nothing else matches.
 *
 * @param key of its row
 * @param written as people write it: {@code anna@example.org}, <code>/sales-.*&#47;@example.org</code>, {@code *@example.org}
 * @param domain of them
 */
public record AddressName(String key, String written, DomainName domain) {

    static final String SLASH = "/";
    private static final String ALL = "*@";
    private static final String PATTERN_END = "/@";

    /** The one that {@code text} writes; empty where it writes none. */
    public static Optional<AddressName> parse(String text) {
        String plain = text.strip();
        if (plain.startsWith(ALL)) {
            return DomainName.parse(plain.substring(ALL.length()))
                    .filter(DomainName::isHostName)
                    .map(domain -> new AddressName(Index.catchAllKey(domain), ALL + domain, domain));
        }
        int end = plain.lastIndexOf(PATTERN_END);
        if (plain.startsWith(SLASH) && end > 0) {
            String expression = plain.substring(1, end);
            return DomainName.parse(plain.substring(end + PATTERN_END.length()))
                    .filter(DomainName::isHostName)
                    .map(domain -> new AddressName(
                            Index.catchAllKey(domain) + SLASH + expression,
                            SLASH + expression + PATTERN_END + domain,
                            domain))
                    .filter(name -> AddressPattern.of(name.key(), expression).isPresent());
        }
        return EmailAddress.parse(plain).map(AddressName::of);
    }

    static AddressName of(EmailAddress address) {
        return new AddressName(Index.key(address.canonical()), address.toString(), address.domain());
    }

    /** Whether it is a pattern. */
    boolean isPattern() {
        return isPattern(key);
    }

    static boolean isPattern(String key) {
        return key.startsWith("@") && key.contains(SLASH);
    }
}
