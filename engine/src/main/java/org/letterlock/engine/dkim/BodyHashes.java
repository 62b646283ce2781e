package org.letterlock.engine.dkim;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.letterlock.engine.mail.Octets;

/** The SHA-256 hashes of one body in all the forms that its signatures want, from one reading. */
public final class BodyHashes {

    private final Map<Form, CanonicalBody.BodyHash> hashes;

    private BodyHashes(Map<Form, CanonicalBody.BodyHash> hashes) {
        this.hashes = hashes;
    }

    /**
     * A form of a body.
     *
     * @param canonicalization of it
     * @param limit how many octets of it are hashed; {@link Long#MAX_VALUE} for all
     */
    public record Form(Canonicalization canonicalization, long limit) {}

    /**
     * Reads the body of {@code message}, which begins at {@code bodyStart}.
     *
     * @throws IOException when the letter cannot be read
     */
    public static BodyHashes of(Octets message, long bodyStart, Collection<Form> forms) throws IOException {
        Map<Form, CanonicalBody> bodies = new LinkedHashMap<>();
        for (Form form : forms) {
            bodies.computeIfAbsent(form, f -> new CanonicalBody(f.canonicalization(), f.limit(), sha256()));
        }
        long start = Math.min(bodyStart, message.length());
        try (InputStream in = message.open(start, message.length() - start)) {
            byte[] piece = new byte[8192];
            for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
                for (CanonicalBody body : bodies.values()) {
                    body.take(piece, n);
                }
            }
        }
        Map<Form, CanonicalBody.BodyHash> hashes = new LinkedHashMap<>();
        bodies.forEach((form, body) -> hashes.put(form, body.end()));
        return new BodyHashes(hashes);
    }

    /** The hash of a form that was asked for. */
    public byte[] hash(Form form) {
        return get(form).hash().clone();
    }

    /** How many octets the whole body has in that form. */
    public long length(Form form) {
        return get(form).length();
    }

    private CanonicalBody.BodyHash get(Form form) {
        CanonicalBody.BodyHash hash = hashes.get(form);
        if (hash == null) {
            throw new IllegalArgumentException("a form that was not asked for");
        }
        return hash;
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
