package org.letterlock.engine.crypto;

import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** ChaCha20-Poly1305 (RFC 8439 §2.8) and HKDF-SHA256 (RFC 5869) of the JDK. */
final class Aead {

    static final int KEY = 32;
    static final int TAG = 16;
    static final int NONCE = 12;

    private Aead() {}

    static SecretKey key(byte[] octets) {
        return new SecretKeySpec(octets, "ChaCha20");
    }

    static byte[] encrypt(SecretKey key, byte[] nonce, byte[] text, int offset, int length, byte[]... associated) {
        try {
            return cipher(Cipher.ENCRYPT_MODE, key, nonce, associated).doFinal(text, offset, length);
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    /** @throws SealBrokenException when the octets do not open */
    static byte[] decrypt(SecretKey key, byte[] nonce, byte[] sealed, int offset, int length, byte[]... associated) {
        if (length < TAG) {
            throw new SealBrokenException("sealed octets are cut short");
        }
        try {
            return cipher(Cipher.DECRYPT_MODE, key, nonce, associated).doFinal(sealed, offset, length);
        } catch (AEADBadTagException e) {
            throw new SealBrokenException("sealed octets were changed or belong elsewhere");
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    private static Cipher cipher(int mode, SecretKey key, byte[] nonce, byte[]... associated)
            throws GeneralSecurityException {
        // A new one each time: the JDK's refuses to encrypt twice under the key and nonce that it saw last, and is for
        // one thread.
        Cipher cipher = Cipher.getInstance("ChaCha20-Poly1305");
        cipher.init(mode, key, new IvParameterSpec(nonce));
        for (byte[] part : associated) {
            cipher.updateAAD(part);
        }
        return cipher;
    }

    static byte[] hkdf(byte[] secret, byte[] info, int length) {
        try {
            return KDF.getInstance("HKDF-SHA256")
                    .deriveData(HKDFParameterSpec.ofExtract().addIKM(secret).thenExpand(info, length));
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    static IllegalStateException missing(GeneralSecurityException e) {
        return new IllegalStateException("the Java runtime lacks an algorithm", e);
    }
}
