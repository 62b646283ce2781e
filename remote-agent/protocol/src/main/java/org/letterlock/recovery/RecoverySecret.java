package org.letterlock.recovery;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Locale;

/** The owner's secret: 32 octets, spelt for people and for QR codes. Never for logs. Close it to clear it. */
public final class RecoverySecret implements AutoCloseable {

    /** Its length in octets. */
    public static final int LENGTH = 32;

    private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final String QR = "LETTERLOCK-RECOVERY:1:";
    /** How many groups it is written in. */
    public static final int GROUPS = 8;

    private static final int GROUP = 8;
    private static final int OCTETS = LENGTH / GROUPS;
    private static final int BITS = 5;

    private final byte[] octets;

    private RecoverySecret(byte[] octets) {
        this.octets = octets;
    }

    /** A new secret. */
    public static RecoverySecret generate(SecureRandom random) {
        byte[] octets = new byte[LENGTH];
        random.nextBytes(octets);
        return new RecoverySecret(octets);
    }

    /** What {@code typed} means: in any case, with any separators, with O for 0 and I or L for 1, or as a QR code has it. */
    public static Parsed parse(String typed) {
        String letters = letters(typed);
        if (letters.length() != GROUPS * GROUP) {
            return new Parsed.WrongLength(letters.length());
        }
        byte[] octets = new byte[LENGTH];
        for (int group = 0; group < GROUPS; group++) {
            long value = value(letters.substring(group * GROUP, (group + 1) * GROUP));
            for (int i = 0; i < OCTETS; i++) {
                octets[group * OCTETS + i] = (byte) (value >> (8 * (OCTETS - i)));
            }
            if (value < 0 || (byte) value != check(octets, group)) {
                return new Parsed.WrongGroup(group + 1);
            }
        }
        return new Parsed.Secret(new RecoverySecret(octets));
    }

    /** What somebody typed, without what parts it, and with our letters for those that look like them. */
    private static String letters(String typed) {
        String upper = typed.strip().toUpperCase(Locale.ROOT);
        StringBuilder letters = new StringBuilder();
        (upper.startsWith(QR) ? upper.substring(QR.length()) : upper)
                .chars()
                .filter(Character::isLetterOrDigit)
                .forEach(c -> letters.append(c == 'O' ? '0' : c == 'I' || c == 'L' ? '1' : (char) c));
        return letters.toString();
    }

    /**
     * Whether somebody typed one of its groups, in any of the ways of {@link #parse}.
     *
     * @param number from 1 to {@value #GROUPS}
     */
    public boolean isGroup(int number, String typed) {
        String letters = letters(typed);
        return letters.length() == GROUP && letters.equals(groups().split("-", -1)[number - 1]);
    }

    /** Negative where a character is not one of ours. */
    private static long value(String group) {
        long value = 0;
        for (int i = 0; i < group.length(); i++) {
            int digit = ALPHABET.indexOf(group.charAt(i));
            if (digit < 0) {
                return -1;
            }
            value = value << BITS | digit;
        }
        return value;
    }

    private static byte check(byte[] octets, int group) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update((byte) (group + 1));
            sha256.update(octets, group * OCTETS, OCTETS);
            return sha256.digest()[0];
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the Java runtime has no SHA-256", e);
        }
    }

    /** Eight groups, parted by hyphens, to be printed. */
    public String groups() {
        StringBuilder text = new StringBuilder();
        for (int group = 0; group < GROUPS; group++) {
            long value = 0;
            for (int i = 0; i < OCTETS; i++) {
                value = value << 8 | (octets[group * OCTETS + i] & 0xff);
            }
            value = value << 8 | (check(octets, group) & 0xff);
            if (group > 0) {
                text.append('-');
            }
            for (int i = GROUP - 1; i >= 0; i--) {
                text.append(ALPHABET.charAt((int) (value >> (BITS * i)) & 31));
            }
        }
        return text.toString();
    }

    /** What a QR code of it holds. */
    public String qrText() {
        return QR + groups().replace("-", "");
    }

    /** The key pair that belongs to it: always the same. The caller closes it. */
    public OwnerKey key() {
        return OwnerKey.derive(octets);
    }

    @Override
    public void close() {
        Arrays.fill(octets, (byte) 0);
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "RecoverySecret";
    }

    /** What came of reading a secret. */
    public sealed interface Parsed {
        /**
         * It is one.
         *
         * @param secret the caller closes it
         */
        record Secret(RecoverySecret secret) implements Parsed {}

        /**
         * A group has a wrong character.
         *
         * @param number of the group, from 1
         */
        record WrongGroup(int number) implements Parsed {}

        /**
         * There are too few characters or too many.
         *
         * @param characters how many there are, of 64
         */
        record WrongLength(int characters) implements Parsed {}
    }
}
