package org.letterlock.engine.dkim;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mime.HeaderFields;

/** Signs letters (RFC 6376 §5): their whole body, and their header so that nothing that people or programs go by can be added to it. Safe for any number of threads. */
public final class DkimSigner {

    /** How long a signature holds: longer than any queue keeps a letter, and not for ever for those who send it again. */
    public static final Duration LIFETIME = Duration.ofDays(7);

    /** Signed whether they are there or not, and once more than they are there (RFC 6376 §5.4.2, §8.15). */
    private static final List<String> OVERSIGNED = List.of(
            "From",
            "To",
            "Cc",
            "Subject",
            "Date",
            "Reply-To",
            "Message-ID",
            "In-Reply-To",
            "References",
            "MIME-Version",
            "Content-Type",
            "Content-Transfer-Encoding",
            "List-Unsubscribe",
            "List-Unsubscribe-Post");

    private static final BodyHashes.Form BODY = new BodyHashes.Form(Canonicalization.RELAXED, Long.MAX_VALUE);
    private static final int LINE = 72;

    private final Clock clock;

    public DkimSigner(Clock clock) {
        this.clock = clock;
    }

    /**
     * The DKIM-Signature fields for a letter, one for each key, each with its CRLF; they stand above everything that they sign.
     *
     * @param header of the letter as it will leave
     * @param message a letter with the same body, in CRLF lines
     * @param bodyStart where the body begins in {@code message}
     * @throws IOException when the letter cannot be read
     */
    public String sign(List<SigningKey> keys, HeaderFields header, Octets message, long bodyStart) throws IOException {
        return sign(keys, header, message, bodyStart, clock.instant());
    }

    /**
     * The same for a letter that leaves later: the signatures hold for as long from then on.
     *
     * @throws IOException when the letter cannot be read
     */
    public String sign(List<SigningKey> keys, HeaderFields header, Octets message, long bodyStart, Instant leaves)
            throws IOException {
        if (keys.isEmpty()) {
            return "";
        }
        byte[] bodyHash = BodyHashes.of(message, bodyStart, List.of(BODY)).hash(BODY);
        List<String> names = covered(header);
        StringBuilder fields = new StringBuilder();
        for (SigningKey key : keys) {
            fields.append(field(key, header, names, bodyHash, leaves));
        }
        return fields.toString();
    }

    private String field(SigningKey key, HeaderFields header, List<String> names, byte[] bodyHash, Instant leaves) {
        Instant now = clock.instant();
        String unsigned = "DKIM-Signature: v=1; a=" + key.algorithm().token() + "; c=relaxed/relaxed;\r\n\td="
                + key.domain() + "; s=" + key.selector() + ";\r\n\tt=" + now.getEpochSecond() + "; x="
                + leaves.plus(LIFETIME).getEpochSecond() + ";\r\n\th=" + list(names) + ";\r\n\tbh="
                + Base64.getEncoder().encodeToString(bodyHash) + ";\r\n\tb=";
        byte[] data = new SignedHeader(Canonicalization.RELAXED)
                .add(header, names, Optional.empty())
                .end(unsigned);
        String signature = Base64.getEncoder().encodeToString(key.algorithm().sign(key.key(), data));
        return unsigned + folded(signature) + "\r\n";
    }

    /** The names of the fields that a signature over {@code header} is to cover, so that none can be added either. */
    public static List<String> covered(HeaderFields header) {
        List<String> names = new ArrayList<>();
        for (String name : OVERSIGNED) {
            header.all(name).forEach(_ -> names.add(name));
            names.add(name);
        }
        return List.copyOf(names);
    }

    /** The value of the tag {@code h}, over lines that every server leaves alone. */
    public static String list(List<String> names) {
        StringBuilder list = new StringBuilder();
        int line = 0;
        for (String name : names) {
            if (!list.isEmpty()) {
                list.append(':');
            }
            if (line + name.length() > LINE) {
                list.append("\r\n\t ");
                line = 0;
            }
            list.append(name);
            line += name.length() + 1;
        }
        return list.toString();
    }

    /** A signature over lines that every server leaves alone. */
    public static String folded(String base64) {
        StringBuilder folded = new StringBuilder(base64.length() + 32);
        for (int at = 0; at < base64.length(); at += LINE) {
            folded.append(at == 0 ? "" : "\r\n\t ").append(base64, at, Math.min(base64.length(), at + LINE));
        }
        return folded.toString();
    }
}
