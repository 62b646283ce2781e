package org.letterlock.engine.arc;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.letterlock.engine.dkim.BodyHashes;
import org.letterlock.engine.dkim.Canonicalization;
import org.letterlock.engine.dkim.DkimPublicKey;
import org.letterlock.engine.dkim.DkimResult;
import org.letterlock.engine.dkim.DkimSignature;
import org.letterlock.engine.dkim.DkimVerifier;
import org.letterlock.engine.dkim.KeyLookup;
import org.letterlock.engine.dkim.SignedHeader;
import org.letterlock.engine.dns.DnsClient;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mime.HeaderFields;

/**
 * Checks chains (RFC 8617 §5.2): the newest message signature, then every seal from the newest to the oldest, and nothing further once something is wrong. So a chain
 * costs at most 51 questions to the DNS and as many checks of signatures. The oldest signature that still holds is not looked for. A chain of which the DNS does not
 * tell fails as any other (§5.2.1), but takes no further set: ours would break for ever what the next server may find whole. Safe for any number of threads;
 * blocks for the DNS and for the letter.
 */
public final class ArcValidator {

    /** What no message signature may cover: the seal signs it in turn (RFC 8617 §4.1.2). */
    private static final String NEVER_COVERED = "arc-seal";

    private final KeyLookup keys;
    private final DkimVerifier signatures;

    public ArcValidator(DnsClient dns, Clock clock) {
        this.keys = new KeyLookup(dns);
        this.signatures = new DkimVerifier(dns, clock);
    }

    /**
     * Checks the chain of a letter.
     *
     * @param header of the letter
     * @param message the letter, in CRLF lines
     * @param bodyStart where its body begins
     * @throws IOException when the letter cannot be read
     */
    public ArcResult validate(HeaderFields header, Octets message, long bodyStart) throws IOException {
        return switch (ArcChain.of(header)) {
            case ArcChain.None() -> ArcResult.none();
            case ArcChain.Broken(String reason, int next) -> ArcResult.failed(reason, next);
            case ArcChain.Whole(List<ArcSet> sets) -> validate(sets, header, message, bodyStart);
        };
    }

    private ArcResult validate(List<ArcSet> sets, HeaderFields header, Octets message, long bodyStart)
            throws IOException {
        int next = sets.size() < Instance.MAX ? sets.size() + 1 : 0;
        DkimSignature newest = sets.getLast().message();
        if (newest.coverage().headers().stream().anyMatch(NEVER_COVERED::equalsIgnoreCase)) {
            return ArcResult.failed("the newest message signature covers a seal", next);
        }
        BodyHashes hashes =
                BodyHashes.of(message, bodyStart, List.of(newest.coverage().body()));
        DkimResult result = signatures.verify(header, newest, hashes);
        if (!result.passes()) {
            boolean unknown = result.outcome() == DkimResult.Outcome.TEMPERROR;
            return ArcResult.failed("the newest message signature: " + result.reason(), unknown ? 0 : next);
        }
        for (int i = sets.size(); i > 0; i--) {
            Optional<Fault> fault = fault(sets.subList(0, i));
            if (fault.isPresent()) {
                return ArcResult.failed(
                        "seal " + i + ": " + fault.get().reason(), fault.get().temporary() ? 0 : next);
            }
        }
        List<DomainName> sealers =
                sets.stream().map(set -> set.seal().key().domain()).toList();
        return new ArcResult(ChainStatus.PASS, "", sealers, next);
    }

    /**
     * What is wrong with a seal.
     *
     * @param reason in English
     * @param temporary whether the DNS may tell otherwise later
     */
    private record Fault(String reason, boolean temporary) {}

    /** What is wrong with the last seal of {@code sets}; empty where nothing is. */
    private Optional<Fault> fault(List<ArcSet> sets) {
        ArcSeal seal = sets.getLast().seal();
        return switch (keys.find(seal.key())) {
            case KeyLookup.Found.Temporary(String reason) -> Optional.of(new Fault(reason, true));
            case KeyLookup.Found.Nothing(String reason) -> Optional.of(new Fault(reason, false));
            case KeyLookup.Found.Keys(List<DkimPublicKey> found) -> {
                byte[] data = signed(sets);
                yield found.stream().anyMatch(key -> key.algorithm().verifies(key.key(), data, seal.signature()))
                        ? Optional.empty()
                        : Optional.of(new Fault("the signature does not fit", false));
            }
        };
    }

    /** What the last seal of {@code sets} signs (RFC 8617 §5.1.1). */
    private static byte[] signed(List<ArcSet> sets) {
        SignedHeader header = new SignedHeader(Canonicalization.RELAXED);
        for (ArcSet set : sets.subList(0, sets.size() - 1)) {
            header.add(set.results()).add(set.message().field()).add(set.seal().field());
        }
        ArcSet last = sets.getLast();
        return header.add(last.results())
                .add(last.message().field())
                .end(last.seal().field(), last.seal().tags());
    }
}
