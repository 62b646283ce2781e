package org.letterlock.engine.directory;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.EmailAddress;

/**
 * A user name as programs send it, in the one spelling by which it is looked up and counted (RFC 8265 §3.3): without spaces around it, full-width characters as
 * ordinary ones, in lower case, the domain in A-labels.
 *
 * @param text the spelling; the key of an address where it is one
 * @param isAddress whether it is
 */
record LoginName(String text, boolean isAddress) {

    /**
     * What {@code user} means. Whether there is such an account makes no difference.
     *
     * @param domains ours: where there is one only, a bare local part is an address there
     */
    static LoginName of(String user, List<DomainName> domains) {
        String plain = Normalizer.normalize(user, Normalizer.Form.NFKC).strip();
        String whole = plain.indexOf('@') < 0 && domains.size() == 1
                ? plain + "@" + domains.getFirst().ascii()
                : plain;
        return EmailAddress.parse(whole)
                .map(address -> new LoginName(Index.key(address.canonical()), true))
                .orElseGet(() -> new LoginName(plain.toLowerCase(Locale.ROOT), false));
    }
}
