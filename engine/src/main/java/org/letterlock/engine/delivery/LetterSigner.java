package org.letterlock.engine.delivery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;
import java.util.function.Function;
import org.letterlock.engine.dkim.DkimSigner;
import org.letterlock.engine.dkim.SigningKey;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mime.HeaderFields;

/** Signs letters that leave, for the domains of their authors. Safe for any number of threads. */
public final class LetterSigner {

    /** A letter with more authors is signed for some of them: each costs two signatures. */
    private static final int MAX_DOMAINS = 3;

    private final Function<DomainName, List<SigningKey>> keys;
    private final DkimSigner signer;

    /** @param keys of a domain of ours */
    public LetterSigner(Function<DomainName, List<SigningKey>> keys, Clock clock) {
        this.keys = keys;
        this.signer = new DkimSigner(clock);
    }

    /**
     * The fields to put above {@code header}; nothing where no author's domain has keys.
     *
     * @param header as the letter will leave with, its empty line last
     * @param content a letter with the same body
     * @param bodyStart where that begins
     * @throws UncheckedIOException when the letter cannot be read
     */
    byte[] sign(List<EmailAddress> authors, byte[] header, Octets content, long bodyStart) {
        List<SigningKey> all = authors.stream()
                .map(EmailAddress::domain)
                .distinct()
                .limit(MAX_DOMAINS)
                .flatMap(domain -> keys.apply(domain).stream())
                .toList();
        try {
            return Trace.octets(signer.sign(all, HeaderFields.parse(header), content, bodyStart));
        } catch (IOException e) {
            throw new UncheckedIOException("spool", e);
        }
    }
}
