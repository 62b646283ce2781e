package org.letterlock.engine.keys;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;

/** HKDF-SHA-256 (RFC 5869) without salt. */
final class Hkdf {

    private Hkdf() {}

    /** 32 octets for one purpose. */
    static byte[] derive(byte[] secret, String purpose) {
        try {
            return KDF.getInstance("HKDF-SHA256")
                    .deriveData(HKDFParameterSpec.ofExtract()
                            .addIKM(secret)
                            .thenExpand(purpose.getBytes(UTF_8), AccountKey.LENGTH));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the runtime has no HKDF-SHA256", e);
        }
    }
}
