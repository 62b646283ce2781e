package org.letterlock.engine.queue;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.EmailAddress;

/**
 * What a web server is told instead of a mail server.
 *
 * @param url where; whoever reads a log does not learn it
 * @param about what is said of the letter: an object of JSON
 */
public record Hook(String url, String about) {

    /** No mail goes to domains in it (RFC 6761 §6.4), so none is taken for a web server. */
    private static final String ZONE = "webhook.invalid";

    /** The destination that stands for a web server in the queue. */
    public static DomainName destination(DomainName host) {
        return new DomainName(host.ascii() + "." + ZONE);
    }

    /** Under what its letters share a room in the queue, whichever of our addresses they came to. */
    EmailAddress share(DomainName host) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(url.getBytes(StandardCharsets.UTF_8));
            return new EmailAddress(HexFormat.of().formatHex(digest, 0, 16), destination(host));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether a destination is a web server. */
    public static boolean isOne(DomainName destination) {
        return destination.ascii().endsWith("." + ZONE);
    }
}
