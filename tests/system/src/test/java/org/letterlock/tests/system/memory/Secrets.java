package org.letterlock.tests.system.memory;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** Octets that must not be found, by what they are. */
final class Secrets {

    private static final int BLOCK = 1 << 20;

    private final Map<String, byte[]> secrets = new LinkedHashMap<>();
    private final boolean[] firstTwo = new boolean[1 << 16];
    private int longest;

    /** A text, as UTF-8 and as UTF-16. */
    Secrets text(String name, String text) {
        add(name + " in UTF-8", text.getBytes(StandardCharsets.UTF_8));
        Charset wide = StandardCharsets.UTF_16LE;
        return add(name + " in UTF-16", text.getBytes(wide));
    }

    /** A key: its octets, and in hexadecimal digits. */
    Secrets key(String name, byte[] key) {
        add(name, key.clone());
        return text(name + " in digits", HexFormat.of().formatHex(key));
    }

    /** Octets as they are. */
    Secrets octets(String name, byte[] octets) {
        return add(name, octets.clone());
    }

    private Secrets add(String name, byte[] octets) {
        secrets.put(name, octets);
        firstTwo[((octets[0] & 0xff) << 8) | (octets[1] & 0xff)] = true;
        longest = Math.max(longest, octets.length);
        return this;
    }

    /** How often each secret is in a stream; only those that are. */
    Map<String, Integer> in(InputStream stream) {
        Map<String, Integer> found = new TreeMap<>();
        byte[] window = new byte[BLOCK + longest];
        int kept = 0;
        try {
            while (true) {
                int read = stream.readNBytes(window, kept, window.length - kept);
                int length = kept + read;
                boolean last = length < window.length;
                // What begins in the last octets is looked for with the next block.
                int end = last ? length : length - longest;
                search(window, end, length, found);
                if (last) {
                    return found;
                }
                kept = length - end;
                System.arraycopy(window, end, window, 0, kept);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void search(byte[] window, int end, int length, Map<String, Integer> found) {
        for (int i = 0; i < end - 1; i++) {
            if (firstTwo[((window[i] & 0xff) << 8) | (window[i + 1] & 0xff)]) {
                for (Map.Entry<String, byte[]> secret : secrets.entrySet()) {
                    if (isAt(window, i, length, secret.getValue())) {
                        found.merge(secret.getKey(), 1, Integer::sum);
                    }
                }
            }
        }
    }

    private static boolean isAt(byte[] window, int at, int length, byte[] secret) {
        if (at + secret.length > length) {
            return false;
        }
        for (int i = 0; i < secret.length; i++) {
            if (window[at + i] != secret[i]) {
                return false;
            }
        }
        return true;
    }
}
