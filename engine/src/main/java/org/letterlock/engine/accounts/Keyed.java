package org.letterlock.engine.accounts;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA-256 under a secret of the engine: what nobody outside can compute or predict. Safe for any number of threads. */
final class Keyed {

    private final SecretKeySpec key;

    /** @param key 32 octets; copied */
    Keyed(byte[] key) {
        this.key = new SecretKeySpec(key, "HmacSHA256");
    }

    /** 32 octets that depend on a purpose and on {@code data}. */
    byte[] hash(String purpose, byte[] data) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            mac.update(purpose.getBytes(US_ASCII));
            mac.update((byte) 0);
            return mac.doFinal(data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the runtime has no HMAC-SHA-256", e);
        }
    }
}
