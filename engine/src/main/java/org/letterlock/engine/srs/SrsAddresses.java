package org.letterlock.engine.srs;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.EmailAddress;

/**
 * Writes and reads rewritten senders: {@code SRS0=hash=day=domain=local@us}, and {@code SRS1=hash=first=rest@us} where the sender was rewritten by others before. The
 * hash, 40 bits of an HMAC-SHA256 over everything else, keeps anybody from having us send to an address of their choice. Safe for any number of threads.
 */
public final class SrsAddresses {

    /** How long a bounce finds its way back: as long as our queue and the next server's keep a letter, five days each (RFC 5321 §4.5.4.1), and some days more. */
    public static final Duration LIFETIME = Duration.ofDays(14);

    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final int BITS = 5;
    private static final int HASH_LENGTH = 8;
    private static final int DAYS = 1 << (2 * BITS);
    private static final String SEPARATOR = "=";
    private static final String FIRST = "SRS0";
    private static final String LATER = "SRS1";
    private static final int FIRST_PARTS = 5;
    private static final int LATER_PARTS = 4;

    private final SecretKey secret;
    private final Clock clock;

    /** @param secret copied */
    public SrsAddresses(byte[] secret, Clock clock) {
        this.secret = new SecretKeySpec(secret, "HmacSHA256");
        this.clock = clock;
    }

    /** Whether an address looks like a rewritten one, ours or not. */
    public static boolean isOne(EmailAddress address) {
        return begins(address.localPart(), FIRST) || begins(address.localPart(), LATER);
    }

    private static boolean begins(String localPart, String tag) {
        return localPart.regionMatches(true, 0, tag + SEPARATOR, 0, tag.length() + 1);
    }

    /**
     * The sender to send {@code sender}'s letter on with; empty where it would be longer than an address may be (RFC 5321 §4.5.3.1.1), and for an SRS1 sender:
     * the domain it names to lead back to is not the one that was vouched for, and we would lead anything there that a stranger wrote.
     */
    public Optional<EmailAddress> rewritten(EmailAddress sender, DomainName us) {
        String local = sender.localPart();
        if (begins(local, LATER)) {
            return Optional.empty();
        }
        if (begins(local, FIRST)) {
            return address(LATER, sender.domain().ascii() + SEPARATOR + local.substring(FIRST.length()), us);
        }
        String day = day(clock.instant().getEpochSecond() / Duration.ofDays(1).toSeconds());
        String rest = day + SEPARATOR + sender.domain().ascii() + SEPARATOR + local;
        return address(FIRST, rest, us);
    }

    private Optional<EmailAddress> address(String tag, String rest, DomainName us) {
        return made(tag + SEPARATOR + hash(tag, rest, us) + SEPARATOR + rest, us);
    }

    private static Optional<EmailAddress> made(String localPart, DomainName domain) {
        try {
            return Optional.of(new EmailAddress(localPart, domain));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** Where a bounce to {@code address} belongs; empty where we did not make it, or it has expired. */
    public Optional<EmailAddress> original(EmailAddress address) {
        String local = address.localPart();
        if (begins(local, FIRST)) {
            String[] parts = local.split(SEPARATOR, FIRST_PARTS);
            return parts.length == FIRST_PARTS && isOurs(FIRST, parts[1], local, address) && isFresh(parts[2])
                    ? DomainName.parse(parts[3]).flatMap(domain -> made(parts[4], domain))
                    : Optional.empty();
        }
        if (begins(local, LATER)) {
            String[] parts = local.split(SEPARATOR, LATER_PARTS);
            // Whether the first one's address has expired is the first one's to say.
            return parts.length == LATER_PARTS && isOurs(LATER, parts[1], local, address)
                    ? DomainName.parse(parts[2]).flatMap(domain -> made(FIRST + parts[3], domain))
                    : Optional.empty();
        }
        return Optional.empty();
    }

    private boolean isOurs(String tag, String hash, String local, EmailAddress address) {
        String rest = local.substring(tag.length() + 1 + hash.length() + 1);
        byte[] given = hash.toUpperCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(given, hash(tag, rest, address.domain()).getBytes(StandardCharsets.UTF_8));
    }

    private boolean isFresh(String stamp) {
        if (stamp.length() != 2) {
            return false;
        }
        String upper = stamp.toUpperCase(Locale.ROOT);
        int high = ALPHABET.indexOf(upper.charAt(0));
        int low = ALPHABET.indexOf(upper.charAt(1));
        long today = clock.instant().getEpochSecond() / Duration.ofDays(1).toSeconds();
        return high >= 0 && low >= 0 && Math.floorMod(today - ((high << BITS) + low), (long) DAYS) <= LIFETIME.toDays();
    }

    private static String day(long day) {
        int stamp = (int) Math.floorMod(day, (long) DAYS);
        return "" + ALPHABET.charAt(stamp >> BITS) + ALPHABET.charAt(stamp & ((1 << BITS) - 1));
    }

    /** Without regard to case: servers on the way change it. */
    private String hash(String tag, String rest, DomainName us) {
        byte[] mac;
        try {
            Mac hmac = Mac.getInstance("HmacSHA256");
            hmac.init(secret);
            mac = hmac.doFinal((tag + SEPARATOR + rest.toLowerCase(Locale.ROOT) + "@" + us.ascii())
                    .getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has it", e);
        }
        StringBuilder text = new StringBuilder();
        long bits = 0;
        for (int i = 0; i < HASH_LENGTH * BITS / 8; i++) {
            bits = bits << 8 | (mac[i] & 0xff);
        }
        for (int i = HASH_LENGTH - 1; i >= 0; i--) {
            text.append(ALPHABET.charAt((int) (bits >> (i * BITS)) & ((1 << BITS) - 1)));
        }
        return text.toString();
    }
}
