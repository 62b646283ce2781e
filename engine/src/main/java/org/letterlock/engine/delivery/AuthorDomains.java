package org.letterlock.engine.delivery;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mime.HeaderField;
import org.letterlock.engine.mime.HeaderFields;

/**
 * Whose letter it is, by its From fields.
 *
 * @param domains all that a reader may take for the author's, the first ten
 * @param areClear whether every reader must come to the same one: there is one field, its grammar is right, it names one domain
 */
record AuthorDomains(List<DomainName> domains, boolean areClear) {

    private static final int MAX_DOMAINS = 10;
    private static final int MAX_ADDRESSES = 100;

    AuthorDomains {
        domains = List.copyOf(domains);
    }

    static AuthorDomains of(HeaderFields header) {
        List<HeaderField> from = header.all("From");
        List<DomainName> lenient = header.addresses("From", MAX_ADDRESSES).stream()
                .flatMap(address -> address.host().stream())
                .flatMap(host -> DomainName.parse(host).stream())
                .distinct()
                .limit(MAX_DOMAINS)
                .toList();
        Optional<Set<DomainName>> strict = from.size() == 1
                ? AuthorList.parse(from.getFirst().value().strip())
                        .map(authors ->
                                authors.stream().map(EmailAddress::domain).collect(Collectors.toSet()))
                : Optional.empty();
        boolean clear = lenient.size() == 1
                && strict.filter(Set.copyOf(lenient)::equals).isPresent();
        return new AuthorDomains(lenient, clear);
    }
}
