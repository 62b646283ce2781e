package org.letterlock.engine.mail;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The name of an account inside the engine and of its file: 128 random bits, so that it tells nothing.
 *
 * @param value 32 lower-case hexadecimal digits
 */
public record AccountId(String value) {

    private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}");

    /** @throws IllegalArgumentException when {@code value} has another form */
    public AccountId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not an account id");
        }
    }

    /** A new id that no other account has. */
    public static AccountId random(SecureRandom random) {
        byte[] bits = new byte[16];
        random.nextBytes(bits);
        return new AccountId(HexFormat.of().formatHex(bits));
    }

    @Override
    public String toString() {
        return value;
    }
}
