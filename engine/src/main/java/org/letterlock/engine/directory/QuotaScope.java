package org.letterlock.engine.directory;

import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.mail.DomainName;

/** What a quota is set for. */
public sealed interface QuotaScope {

    /** Every account, and all of them together. */
    record OfServer() implements QuotaScope {}

    /** The accounts whose first address is in a domain, and all of them together. */
    record OfDomain(DomainName domain) implements QuotaScope {}

    /** One account. */
    record OfAccount(AccountId account) implements QuotaScope {}

    /** The name under which it is kept. */
    default String key() {
        return "quota/"
                + switch (this) {
                    case OfServer() -> "";
                    case OfDomain(DomainName domain) -> "@" + domain.ascii();
                    case OfAccount(AccountId account) -> account.value();
                };
    }
}
