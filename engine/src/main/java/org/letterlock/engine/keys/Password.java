package org.letterlock.engine.keys;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.SecureRandom;
import java.util.Arrays;

/**
 * A password that we made: 25 letters and digits that nobody mistakes for others, in five groups parted by hyphens ({@code abcde-fghjk-mnpqr-23456-stuvw}),
 * 123 bits. The hyphens belong to it: SCRAM clients hash what was typed. Where a client shows us what was typed, {@link #canonical} forgives case and missing
 * or other separators.
 */
public final class Password implements AutoCloseable {

    private static final byte[] ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789".getBytes(US_ASCII);
    private static final int GROUPS = 5;
    private static final int GROUP = 5;
    private static final int LENGTH = GROUPS * (GROUP + 1) - 1;

    private final byte[] octets;

    private Password(byte[] octets) {
        this.octets = octets;
    }

    /** A new password. */
    public static Password generate(SecureRandom random) {
        byte[] octets = new byte[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            octets[i] = isSeparatorPlace(i) ? (byte) '-' : ALPHABET[random.nextInt(ALPHABET.length)];
        }
        return new Password(octets);
    }

    /** What {@code typed} means, as new octets that the caller clears: the spelling of {@link #generate} if it comes to that, else itself. */
    public static byte[] canonical(byte[] typed) {
        byte[] canonical = new byte[LENGTH];
        int length = 0;
        for (byte octet : typed) {
            byte lower = octet >= 'A' && octet <= 'Z' ? (byte) (octet + 32) : octet;
            if (lower == '-' || lower == ' ') {
                continue;
            }
            if (length < LENGTH && isSeparatorPlace(length)) {
                canonical[length++] = '-';
            }
            if (length == LENGTH || !isInAlphabet(lower)) {
                Arrays.fill(canonical, (byte) 0);
                return typed.clone();
            }
            canonical[length++] = lower;
        }
        if (length < LENGTH) {
            Arrays.fill(canonical, (byte) 0);
            return typed.clone();
        }
        return canonical;
    }

    /** The password itself, to be shown once. */
    public String reveal() {
        return new String(octets, US_ASCII);
    }

    /** The password itself, as new octets that the caller clears. */
    public byte[] octets() {
        return octets.clone();
    }

    @Override
    public void close() {
        Arrays.fill(octets, (byte) 0);
    }

    @Override
    public String toString() {
        return "Password";
    }

    private static boolean isSeparatorPlace(int place) {
        return place % (GROUP + 1) == GROUP;
    }

    private static boolean isInAlphabet(byte octet) {
        for (byte letter : ALPHABET) {
            if (letter == octet) {
                return true;
            }
        }
        return false;
    }
}
