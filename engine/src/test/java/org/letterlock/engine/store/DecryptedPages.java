package org.letterlock.engine.store;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.ChaCha20ParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Every page of an encrypted file as SQLite sees it, free ones too, without asking SQLite: a page ends in a nonce of 16 octets and a tag; the nonce and the page's
 * number give a key for this page by ChaCha20.
 */
final class DecryptedPages {

    private static final int PAGE = 4096;
    private static final int RESERVED = 32;
    private static final int NONCE = 12;

    /** Octets at the head of the first page that are not encrypted. */
    private static final int PLAIN_HEAD = 24;

    private DecryptedPages() {}

    static byte[] of(Path file, byte[] key) throws IOException {
        byte[] octets = Files.readAllBytes(file);
        ByteArrayOutputStream pages = new ByteArrayOutputStream(octets.length);
        for (int at = 0; at + PAGE <= octets.length; at += PAGE) {
            pages.writeBytes(page(Arrays.copyOfRange(octets, at, at + PAGE), at / PAGE + 1, key));
        }
        return pages.toByteArray();
    }

    private static byte[] page(byte[] page, int number, byte[] key) {
        int end = PAGE - RESERVED;
        byte[] nonce = Arrays.copyOfRange(page, end, end + NONCE);
        int counter = ByteBuffer.wrap(page).order(ByteOrder.LITTLE_ENDIAN).getInt(end + NONCE) ^ number;
        byte[] keys = chacha(new byte[64], key, nonce, counter);
        int from = number == 1 ? PLAIN_HEAD : 0;
        return chacha(Arrays.copyOfRange(page, from, end), Arrays.copyOfRange(keys, 32, 64), nonce, counter + 1);
    }

    private static byte[] chacha(byte[] octets, byte[] key, byte[] nonce, int counter) {
        try {
            Cipher cipher = Cipher.getInstance("ChaCha20");
            cipher.init(
                    Cipher.DECRYPT_MODE, new SecretKeySpec(key, "ChaCha20"), new ChaCha20ParameterSpec(nonce, counter));
            return cipher.doFinal(octets);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
