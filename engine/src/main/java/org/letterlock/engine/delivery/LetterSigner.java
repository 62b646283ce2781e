package org.letterlock.engine.delivery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.letterlock.engine.arc.ArcResult;
import org.letterlock.engine.arc.ArcSealer;
import org.letterlock.engine.dkim.DkimSigner;
import org.letterlock.engine.dkim.SignatureAlgorithm;
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
    private final ArcSealer sealer;

    /** @param keys of a domain of ours */
    public LetterSigner(Function<DomainName, List<SigningKey>> keys, Clock clock) {
        this.keys = keys;
        this.signer = new DkimSigner(clock);
        this.sealer = new ArcSealer(clock);
    }

    /**
     * The set of ARC to put above {@code header}; nothing where {@code domain} has no keys, or the chain takes no more. One key signs it, of RSA where there is one: not
     * everybody knows the other.
     *
     * @param chain what became of the chain
     * @param results what was found: the value of Authentication-Results
     * @param header as the letter will leave with, its empty line last
     * @param content a letter with the same body
     * @param bodyStart where that begins
     * @throws UncheckedIOException when the letter cannot be read
     */
    byte[] seal(DomainName domain, ArcResult chain, String results, byte[] header, Octets content, long bodyStart) {
        Optional<SigningKey> key = keys.apply(domain).stream()
                .min(Comparator.comparing((SigningKey one) -> one.algorithm() != SignatureAlgorithm.RSA_SHA256));
        if (key.isEmpty()) {
            return new byte[0];
        }
        try {
            return Trace.octets(sealer.seal(key.get(), chain, results, HeaderFields.parse(header), content, bodyStart));
        } catch (IOException e) {
            throw new UncheckedIOException("spool", e);
        }
    }

    /**
     * The fields to put above {@code header}; nothing where no author's domain has keys.
     *
     * @param header as the letter will leave with, its empty line last
     * @param content a letter with the same body
     * @param bodyStart where that begins
     * @param leaves when the letter leaves
     * @throws UncheckedIOException when the letter cannot be read
     */
    byte[] sign(List<EmailAddress> authors, byte[] header, Octets content, long bodyStart, Instant leaves) {
        List<SigningKey> all = authors.stream()
                .map(EmailAddress::domain)
                .distinct()
                .limit(MAX_DOMAINS)
                .flatMap(domain -> keys.apply(domain).stream())
                .toList();
        try {
            return Trace.octets(signer.sign(all, HeaderFields.parse(header), content, bodyStart, leaves));
        } catch (IOException e) {
            throw new UncheckedIOException("spool", e);
        }
    }
}
