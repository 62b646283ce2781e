package org.letterlock.engine.queue;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** Turns addresses into what is kept of them: enough to know one again, not to read a list of them. Safe for any number of threads. */
final class AddressMac {

    private static final String MAC = "HmacSHA256";
    /** How many octets one has. */
    static final int OCTETS = 16;

    private final SecretKey key;

    /**
     * @param fileKey of the file in which they are kept; copied
     * @param purpose what they are kept for; the same address looks different for another one
     */
    AddressMac(byte[] fileKey, String purpose) {
        key = new SecretKeySpec(mac(new SecretKeySpec(fileKey, MAC), purpose), MAC);
    }

    /** 16 octets that stand for {@code words}, none of which has a space. */
    byte[] of(String... words) {
        return Arrays.copyOf(mac(key, String.join(" ", words)), OCTETS);
    }

    private static byte[] mac(SecretKey key, String text) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(key);
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
