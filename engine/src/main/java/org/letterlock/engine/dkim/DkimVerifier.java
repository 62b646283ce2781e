package org.letterlock.engine.dkim;

import java.io.IOException;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.letterlock.engine.dkim.DkimResult.Outcome;
import org.letterlock.engine.dns.DnsClient;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mime.HeaderField;
import org.letterlock.engine.mime.HeaderFields;

/** Checks the signatures of letters (RFC 6376 §6). Safe for any number of threads; blocks for the DNS and for the letter. */
public final class DkimVerifier {

    /** How many signatures of a letter are looked at, from the top: the DNS is asked for each, and strangers write them. */
    public static final int MAX_SIGNATURES = 8;

    private final KeyLookup keys;
    private final Clock clock;

    public DkimVerifier(DnsClient dns, Clock clock) {
        this.keys = new KeyLookup(dns);
        this.clock = clock;
    }

    /**
     * Checks the first {@link #MAX_SIGNATURES} signatures, in the order of their fields.
     *
     * @param header of the letter
     * @param message the letter, in CRLF lines
     * @param bodyStart where its body begins
     * @throws IOException when the letter cannot be read
     */
    public List<DkimResult> verify(HeaderFields header, Octets message, long bodyStart) throws IOException {
        List<DkimSignature.Parsed> parsed = header.all("DKIM-Signature").stream()
                .limit(MAX_SIGNATURES)
                .map(DkimSignature::parse)
                .toList();
        List<BodyHashes.Form> forms = new ArrayList<>();
        for (DkimSignature.Parsed one : parsed) {
            if (one instanceof DkimSignature.Parsed.Good(DkimSignature signature)) {
                forms.add(signature.coverage().body());
            }
        }
        if (forms.isEmpty()) {
            return parsed.stream().map(DkimVerifier::unread).toList();
        }
        BodyHashes hashes = BodyHashes.of(message, bodyStart, forms);
        List<DkimResult> results = new ArrayList<>();
        for (DkimSignature.Parsed one : parsed) {
            results.add(
                    switch (one) {
                        case DkimSignature.Parsed.Malformed _ -> unread(one);
                        case DkimSignature.Parsed.Good(DkimSignature signature) -> verify(header, signature, hashes);
                    });
        }
        return List.copyOf(results);
    }

    private static DkimResult unread(DkimSignature.Parsed parsed) {
        String reason = parsed instanceof DkimSignature.Parsed.Malformed(String why) ? why : "";
        return new DkimResult(Outcome.NEUTRAL, reason, Optional.empty());
    }

    /** Checks one signature whose body is hashed already: a DKIM-Signature or an ARC-Message-Signature. */
    public DkimResult verify(HeaderFields header, DkimSignature signature, BodyHashes hashes) {
        if (signature.expires().filter(end -> end.isBefore(clock.instant())).isPresent()) {
            return result(Outcome.FAIL, "it has expired", signature);
        }
        BodyHashes.Form body = signature.coverage().body();
        long length = hashes.length(body);
        long limit = body.limit();
        if (limit != Long.MAX_VALUE && limit > length) {
            return result(Outcome.FAIL, "the body is shorter than what was signed", signature);
        }
        if (!MessageDigest.isEqual(hashes.hash(body), signature.claim().bodyHash())) {
            return result(Outcome.FAIL, "the body was changed", signature);
        }
        return switch (keys.find(signature.key())) {
            case KeyLookup.Found.Temporary(String reason) -> result(Outcome.TEMPERROR, reason, signature);
            case KeyLookup.Found.Nothing(String reason) -> result(Outcome.PERMERROR, reason, signature);
            case KeyLookup.Found.Keys(List<DkimPublicKey> found) -> verify(header, signature, found, limit < length);
        };
    }

    private static DkimResult verify(
            HeaderFields header, DkimSignature signature, List<DkimPublicKey> keys, boolean partly) {
        HeaderField field = signature.field();
        byte[] data = new SignedHeader(signature.coverage().headerForm())
                .add(header, signature.coverage().headers(), Optional.of(field))
                .end(field, signature.tags());
        for (DkimPublicKey key : keys) {
            if (key.algorithm().verifies(key.key(), data, signature.claim().signature())) {
                if (key.strict() && !signature.strictly()) {
                    return result(Outcome.PERMERROR, "the key is for its own domain only", signature);
                }
                return partly
                        ? result(Outcome.POLICY, "a part of the body is not signed", signature)
                        : result(Outcome.PASS, "", signature);
            }
        }
        return result(Outcome.FAIL, "the signature does not fit the header", signature);
    }

    private static DkimResult result(Outcome outcome, String reason, DkimSignature signature) {
        return new DkimResult(outcome, reason, Optional.of(signature));
    }
}
