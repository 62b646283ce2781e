package org.letterlock.desktop.health;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.letterlock.protocol.RefusalKind;

/**
 * What the words of another mail server mean, as far as its enhanced status code (RFC 3463, RFC 5248) and its words tell. Servers use codes loosely, so words that leave
 * no doubt come first.
 */
public enum Reply {
    /** It takes the letter when it comes again. */
    GREYLISTED("greylisted", List.of(), "greylist", "graylist", "grey-list", "come again", "try again in"),
    /** The recipient's mailbox has no room. */
    FULL(
            "full",
            List.of("2.2"),
            "mailbox full",
            "mailbox is full",
            "inbox is full",
            "over quota",
            "overquota",
            "quota exceeded",
            "out of storage"),
    /** Our address stands on a list, or in bad repute. */
    LISTED(
            "listed",
            List.of("7.606"),
            "blocklist",
            "block list",
            "blacklist",
            "black list",
            "spamhaus",
            "spamcop",
            "barracuda",
            "dnsbl",
            "reputation"),
    /** Our address has no name that leads back. */
    NAMELESS(
            "nameless",
            List.of("7.25"),
            "ptr record",
            "no ptr",
            "reverse dns",
            "rdns",
            "reverse hostname",
            "reverse lookup"),
    /** SPF, DKIM or DMARC did not convince. */
    UNPROVEN(
            "unproven",
            List.of("7.20", "7.21", "7.22", "7.23", "7.24", "7.26", "7.27", "7.515"),
            "dmarc",
            "dkim",
            "spf ",
            "unauthenticated"),
    /** It went round in circles. */
    LOOP("loop", List.of("4.6"), "too many hops", "mail loop", "loop detected"),
    /** Too much at once. */
    SLOWER(
            "slower",
            List.of("7.28", "7.650", "4.5"),
            "rate limit",
            "rate-limit",
            "too many",
            "too much",
            "too fast",
            "throttl",
            "unusual rate",
            "temporarily deferred"),
    /** It takes the letter for junk. */
    JUNK("junk", List.of(), "spam", "junk", "unsolicited", "bulk mail", "content rejected", "virus"),
    /** There is no such address. */
    NOBODY(
            "nobody",
            List.of("1.0", "1.1", "1.3", "1.6"),
            "user unknown",
            "unknown user",
            "no such user",
            "does not exist",
            "doesn't exist",
            "no such mailbox",
            "mailbox not found",
            "mailbox unavailable",
            "recipient rejected",
            "unknown recipient",
            "invalid recipient",
            "address rejected",
            "no such address"),
    /** There is no such domain, or it takes no mail. */
    NO_DOMAIN(
            "no-domain",
            List.of("1.2", "1.10", "4.3", "4.4"),
            "host unknown",
            "domain not found",
            "no such domain",
            "nxdomain",
            "null mx"),
    /** The mailbox is shut. */
    SHUT(
            "shut",
            List.of("2.0", "2.1"),
            "mailbox disabled",
            "account disabled",
            "account is disabled",
            "inactive",
            "suspended"),
    /** The letter is too large. */
    LARGE(
            "large",
            List.of("2.3", "3.4"),
            "too large",
            "too big",
            "exceeds size",
            "exceeds the maximum",
            "maximum size"),
    /** We may not write to this list or person. */
    UNWANTED("unwanted", List.of("2.4", "7.2")),
    /** A relay wants another login. */
    LOGIN(
            "login",
            List.of("7.8", "7.9", "7.14"),
            "authentication required",
            "authentication failed",
            "relay access denied",
            "relaying denied"),
    /** They cannot agree on encryption. */
    ENCRYPTION("encryption", List.of("7.4", "7.5", "7.10", "7.11", "7.30"), "starttls", "certificate", "tls "),
    /** Nobody was reached. */
    UNREACHED(
            "unreached",
            List.of("4.0", "4.1", "4.2"),
            "connection refused",
            "timed out",
            "timeout",
            "no route",
            "unreachable",
            "connection reset",
            "no answer",
            "closed the connection"),
    /** It was tried for too long. */
    TIRED("tired", List.of("4.7")),
    /** The server has no time or no room. */
    BUSY(
            "busy",
            List.of("3.0", "3.1", "3.2", "5.3"),
            "try again later",
            "service unavailable",
            "insufficient system",
            "system error",
            "server busy"),
    /** The form of the letter is refused. */
    FORM("form", List.of("6.0", "6.1", "6.2", "6.3", "6.5", "6.6", "6.7", "6.9"), "bad header", "line too long"),
    /** Its rules do not allow it. */
    RULES("rules", List.of("7.0", "7.1", "7.3", "7.7")),
    /** Something else, for now. */
    LATER("later", List.of()),
    /** Something else, for good. */
    NEVER("never", List.of());

    private static final Pattern STATUS = Pattern.compile("\\b([245])\\.(\\d{1,3})\\.(\\d{1,3})\\b");
    private static final Pattern CODE = Pattern.compile("^([245])\\d\\d\\b");
    private static final Pattern NUMERIC = Pattern.compile("\\b\\d{1,3}(\\.\\d{1,3}){3}\\b");

    private final String word;
    private final Pattern codes;
    private final Pattern words;

    Reply(String word, List<String> codes, String... words) {
        this.word = word;
        this.codes = any(codes);
        this.words = any(List.of(words));
    }

    /** One of these; nothing where there is none. */
    private static Pattern any(List<String> texts) {
        return Pattern.compile(
                texts.isEmpty() ? "(?!)" : texts.stream().map(Pattern::quote).collect(Collectors.joining("|")));
    }

    /** Under which its sentence is. */
    public String word() {
        return word;
    }

    /**
     * What came of an attempt: as the engine knows it, else by the words.
     *
     * @param reason a word of {@link RefusalKind}; null where an older engine says none
     * @param said what the server said
     */
    public static Reply of(@Nullable String reason, String said) {
        return Optional.ofNullable(reason)
                .flatMap(RefusalKind::of)
                .flatMap(Reply::of)
                .orElseGet(() -> of(said));
    }

    /** What a kind means; empty where words may say more. */
    public static Optional<Reply> of(RefusalKind kind) {
        return Optional.ofNullable(
                switch (kind) {
                    case GREYLISTED -> GREYLISTED;
                    case NO_SUCH_ADDRESS -> NOBODY;
                    case NO_SUCH_DOMAIN -> NO_DOMAIN;
                    case MAILBOX_FULL -> FULL;
                    case MAILBOX_OFF -> SHUT;
                    case TOO_LARGE -> LARGE;
                    case NOT_AUTHENTICATED -> UNPROVEN;
                    case NO_REVERSE_NAME -> NAMELESS;
                    case BLOCKLISTED -> LISTED;
                    case CONTENT -> JUNK;
                    case TOO_MUCH -> SLOWER;
                    case LOGIN -> LOGIN;
                    case REFUSED -> RULES;
                    case UNREACHABLE, OTHER -> null;
                });
    }

    /** What a server's words mean. */
    public static Reply of(String said) {
        // An address is no status code.
        String text = NUMERIC.matcher(said).replaceAll("").toLowerCase(Locale.ROOT);
        for (Reply reply : values()) {
            if (reply.words.matcher(text).find()) {
                return reply;
            }
        }
        Matcher status = STATUS.matcher(text);
        if (status.find()) {
            String code = Integer.parseInt(status.group(2)) + "." + Integer.parseInt(status.group(3));
            return Arrays.stream(values())
                    .filter(reply -> reply.codes.matcher(code).matches())
                    .findFirst()
                    .orElse(status.group(1).equals("5") ? NEVER : LATER);
        }
        Matcher plain = CODE.matcher(text);
        return plain.find() && plain.group(1).equals("5") ? NEVER : LATER;
    }
}
