package org.letterlock.engine.keys;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.letterlock.engine.mail.AccountId;

/**
 * An account key under a credential: version 1, a nonce of 12 octets, and the key under ChaCha20-Poly1305 (RFC 8439) with HKDF(ClientKey, account). Only who
 * knows ClientKey (RFC 5802 §3) opens it, and only for the same account.
 */
public final class WrappedKey {

    private static final byte VERSION = 1;
    private static final int NONCE = 12;
    private static final int TAG = 16;
    private static final int LENGTH = 1 + NONCE + AccountKey.LENGTH + TAG;

    private WrappedKey() {}

    /** Wraps {@code key}. */
    public static byte[] wrap(AccountId account, AccountKey key, byte[] clientKey, SecureRandom random) {
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        byte[] sealed = key.use(octets -> {
            try {
                return cipher(Cipher.ENCRYPT_MODE, account, clientKey, nonce).doFinal(octets);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("cannot wrap", e);
            }
        });
        return ByteBuffer.allocate(LENGTH).put(VERSION).put(nonce).put(sealed).array();
    }

    /** The key in {@code wrapped}; empty when it is damaged, of another version or account, or under another ClientKey. */
    public static Optional<AccountKey> unwrap(AccountId account, byte[] wrapped, byte[] clientKey) {
        if (wrapped.length != LENGTH || wrapped[0] != VERSION) {
            return Optional.empty();
        }
        byte[] nonce = Arrays.copyOfRange(wrapped, 1, 1 + NONCE);
        try {
            byte[] octets = cipher(Cipher.DECRYPT_MODE, account, clientKey, nonce)
                    .doFinal(wrapped, 1 + NONCE, LENGTH - 1 - NONCE);
            return Optional.of(AccountKey.take(octets));
        } catch (AEADBadTagException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot unwrap", e);
        }
    }

    private static Cipher cipher(int mode, AccountId account, byte[] clientKey, byte[] nonce)
            throws GeneralSecurityException {
        byte[] wrapping = Hkdf.derive(clientKey, "letterlock account key 1 " + account.value());
        try {
            Cipher cipher = Cipher.getInstance("ChaCha20-Poly1305");
            cipher.init(mode, new SecretKeySpec(wrapping, "ChaCha20"), new IvParameterSpec(nonce));
            cipher.updateAAD(account.value().getBytes(US_ASCII));
            return cipher;
        } finally {
            Arrays.fill(wrapping, (byte) 0);
        }
    }
}
