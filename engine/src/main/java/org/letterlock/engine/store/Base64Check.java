package org.letterlock.engine.store;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads the body of a part as base64 and tells whether {@link Base64Lines} would write the same octets: even lines of the canonical alphabet, canonical
 * padding, and nothing but white space behind them.
 */
final class Base64Check {

    private static final int LONGEST_LINE = 998;
    private static final int CARRIAGE_RETURN = '\r';
    private static final int LINE_FEED = '\n';
    private static final byte[] VALUES = values();
    private static final byte PADDING = 64;

    private final MessageDigest digest = sha256();
    private final byte[] decoded = new byte[3 * 2048];
    private int held;
    private long length;

    private Place place = Place.LINE;
    private int line;
    private int ending;
    private int column;

    private int group;
    private int characters;
    private int padding;

    /** Where the reading is. */
    private enum Place {
        /** Between the first and the last character. */
        LINE,
        /** Between CR and LF. */
        ENDING,
        /** Behind the last character. */
        BEHIND,
        /** Where other octets would have been written. */
        OTHER
    }

    private static byte[] values() {
        byte[] values = new byte[256];
        Arrays.fill(values, (byte) -1);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=";
        for (int i = 0; i < alphabet.length(); i++) {
            values[alphabet.charAt(i)] = (byte) i;
        }
        return values;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the runtime has no SHA-256", e);
        }
    }

    /** Reads on. */
    void add(byte[] octets, int count) {
        for (int i = 0; i < count && place != Place.OTHER; i++) {
            int octet = octets[i] & 0xFF;
            switch (place) {
                case LINE -> inLine(octet);
                case ENDING -> {
                    place = octet == LINE_FEED ? Place.LINE : Place.OTHER;
                    endLine(2);
                }
                case BEHIND -> behind(octet);
                case OTHER -> {}
            }
        }
    }

    private void inLine(int octet) {
        byte value = VALUES[octet];
        if (value >= 0) {
            character(value);
        } else if (column == 0) {
            behind(octet);
        } else if (octet == CARRIAGE_RETURN) {
            place = Place.ENDING;
        } else if (octet == LINE_FEED) {
            endLine(1);
        } else {
            behind(octet);
        }
    }

    private void character(byte value) {
        if (column == (line == 0 ? LONGEST_LINE : line) || (padding > 0 && value != PADDING)) {
            place = Place.OTHER;
            return;
        }
        column++;
        padding += value == PADDING ? 1 : 0;
        group = (group << 6) | (value & 63);
        if (++characters == 4) {
            endGroup();
        }
    }

    private void endGroup() {
        int octets = 3 - padding;
        // What padding leaves over has to be zero, as an encoder writes it.
        if (octets < 1 || (group & ((1 << (8 * padding)) - 1)) != 0) {
            place = Place.OTHER;
            return;
        }
        if (held + 3 > decoded.length) {
            digest.update(decoded, 0, held);
            held = 0;
        }
        for (int i = 0; i < octets; i++) {
            decoded[held++] = (byte) (group >>> (16 - 8 * i));
        }
        length += octets;
        group = 0;
        characters = 0;
        if (padding > 0) {
            padding = 4;
        }
    }

    private void endLine(int octets) {
        if (place == Place.OTHER) {
            return;
        }
        if (line == 0) {
            line = column;
            ending = octets;
        }
        // A shorter line or another ending is the end of the text, and of what is written.
        place = column < line || octets != ending ? Place.BEHIND : Place.LINE;
        column = 0;
    }

    private void behind(int octet) {
        boolean space = octet == CARRIAGE_RETURN || octet == LINE_FEED || octet == ' ' || octet == '\t';
        place = space ? Place.BEHIND : Place.OTHER;
    }

    /** What was read, as a part of a message whose body begins at {@code start}; empty where it has to be kept as it stands. */
    Optional<Attachment> attachment(long start) {
        if (place == Place.OTHER || characters != 0 || length == 0) {
            return Optional.empty();
        }
        digest.update(decoded, 0, held);
        return Optional.of(new Attachment(start, new Base64Lines(line, ending), length, digest.digest()));
    }
}
