package org.letterlock.engine.arc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.letterlock.engine.dkim.BodyHashes;
import org.letterlock.engine.dkim.Canonicalization;
import org.letterlock.engine.dkim.DkimSigner;
import org.letterlock.engine.dkim.SignedHeader;
import org.letterlock.engine.dkim.SigningKey;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mime.HeaderField;
import org.letterlock.engine.mime.HeaderFields;

/** Adds sets to chains (RFC 8617 §5.1). Safe for any number of threads. */
public final class ArcSealer {

    private final Clock clock;

    public ArcSealer(Clock clock) {
        this.clock = clock;
    }

    /**
     * The three fields to put above a letter, each with its CRLF; empty where its chain takes no more: it is full, or was sealed as broken already.
     *
     * @param key by which both are signed
     * @param chain what became of the chain when the letter came in
     * @param results what was found then: the value of the Authentication-Results field, without its last CRLF
     * @param header of the letter as it will leave
     * @param message a letter with the same body, in CRLF lines
     * @param bodyStart where the body begins in {@code message}
     * @throws IOException when the letter cannot be read
     */
    public String seal(
            SigningKey key, ArcResult chain, String results, HeaderFields header, Octets message, long bodyStart)
            throws IOException {
        if (chain.next() == 0) {
            return "";
        }
        String found = ArcChain.RESULTS + ": i=" + chain.next() + "; " + results + "\r\n";
        String signature = signature(key, chain.next(), header, message, bodyStart);
        SignedHeader signed = new SignedHeader(Canonicalization.RELAXED);
        // A broken chain is no part of what its last seal signs (RFC 8617 §5.1.2).
        if (chain.status() == ChainStatus.PASS && ArcChain.of(header) instanceof ArcChain.Whole(List<ArcSet> sets)) {
            sets.forEach(set -> signed.add(set.results())
                    .add(set.message().field())
                    .add(set.seal().field()));
        }
        signed.add(field(found)).add(field(signature));
        String unsigned = ArcChain.SEAL + ": i=" + chain.next() + "; a="
                + key.algorithm().token() + "; cv=" + chain.status().word() + ";\r\n\td=" + key.domain() + "; s="
                + key.selector() + "; t=" + clock.instant().getEpochSecond() + ";\r\n\tb=";
        return unsigned + proof(key, signed.end(unsigned)) + "\r\n" + signature + found;
    }

    private String signature(SigningKey key, int instance, HeaderFields header, Octets message, long bodyStart)
            throws IOException {
        BodyHashes.Form body = new BodyHashes.Form(Canonicalization.RELAXED, Long.MAX_VALUE);
        byte[] hash = BodyHashes.of(message, bodyStart, List.of(body)).hash(body);
        List<String> names = new ArrayList<>(DkimSigner.covered(header));
        header.all("DKIM-Signature").forEach(_ -> names.add("DKIM-Signature"));
        String unsigned = ArcChain.MESSAGE + ": i=" + instance + "; a="
                + key.algorithm().token() + "; c=relaxed/relaxed;\r\n\td=" + key.domain() + "; s=" + key.selector()
                + "; t=" + clock.instant().getEpochSecond() + ";\r\n\th=" + DkimSigner.list(names) + ";\r\n\tbh="
                + Base64.getEncoder().encodeToString(hash) + ";\r\n\tb=";
        byte[] data = new SignedHeader(Canonicalization.RELAXED)
                .add(header, names, Optional.empty())
                .end(unsigned);
        return unsigned + proof(key, data) + "\r\n";
    }

    private static String proof(SigningKey key, byte[] data) {
        return DkimSigner.folded(
                Base64.getEncoder().encodeToString(key.algorithm().sign(key.key(), data)));
    }

    private static HeaderField field(String text) {
        return HeaderFields.parse(text.getBytes(StandardCharsets.UTF_8))
                .fields()
                .getFirst();
    }
}
