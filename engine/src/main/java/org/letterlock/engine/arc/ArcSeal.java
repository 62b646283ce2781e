package org.letterlock.engine.arc;

import java.util.Optional;
import org.letterlock.engine.dkim.DkimSignature;
import org.letterlock.engine.dkim.SignatureTags;
import org.letterlock.engine.dkim.TagList;
import org.letterlock.engine.mime.HeaderField;

/**
 * What an ARC-Seal says (RFC 8617 §4.1.3).
 *
 * @param field itself
 * @param tags its tags
 * @param key by which it was made
 * @param status the chain had when the sealer got it
 * @param signature over the sets up to its own
 */
record ArcSeal(HeaderField field, TagList tags, DkimSignature.Key key, ChainStatus status, byte[] signature) {

    static ArcSeal parse(HeaderField field) throws SignatureTags.Fault {
        SignatureTags tags = SignatureTags.of(field);
        if (tags.list().value("h").isPresent()) {
            throw new SignatureTags.Fault("a seal has no h");
        }
        // What it says does not matter; that it is a number does (RFC 6376 §3.5).
        Optional<Long> _ = tags.number("t");
        ChainStatus status =
                ChainStatus.parse(tags.required("cv")).orElseThrow(() -> new SignatureTags.Fault("unknown cv"));
        return new ArcSeal(field, tags.list(), tags.key(), status, tags.base64("b"));
    }
}
