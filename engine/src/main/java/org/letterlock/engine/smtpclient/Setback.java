package org.letterlock.engine.smtpclient;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.letterlock.engine.mail.StatusCode;
import org.letterlock.engine.queue.Answer;

/** Why a server did not take a letter, as far as its status code and its words tell; what they tell differs from server to server, so it changes when we try again and no more. */
public enum Setback {
    /** It does not know us yet, and takes the letter if it comes again. */
    GREYLISTED(
            "the server puts off letters of senders that it does not know yet; it will take this one at a later try",
            "greylist",
            "graylist",
            "grey-list",
            "gray-list",
            "grey list",
            "gray list"),
    /** The recipient's mailbox has no room. */
    MAILBOX_FULL(
            "the recipient's mailbox is full",
            "mailbox full",
            "mailbox is full",
            "inbox full",
            "inbox is full",
            "over quota",
            "overquota",
            "quota exceeded",
            "exceeded storage",
            "out of storage"),
    /** Our address stands on a list, or in bad repute. */
    BLOCKLISTED(
            "the server does not trust the address of our server, because it stands on a blocklist or letters from its network were"
                    + " unwelcome; ask the list to remove it, or send over a relay",
            "blocklist",
            "block list",
            "blacklist",
            "black list",
            "blocked using",
            "spamhaus",
            "spamcop",
            "barracuda",
            "dnsbl",
            "poor reputation",
            "low reputation",
            "bad reputation",
            "ip reputation"),
    /** Our address has no name in the DNS, or one that does not lead back. */
    NO_REVERSE_NAME(
            "the address of our server has no name in the DNS that leads back to it; whoever rents the server out can set it (PTR)",
            "5.7.25",
            "4.7.25",
            "ptr record",
            "no ptr",
            "reverse dns",
            "rdns",
            "reverse hostname",
            "reverse lookup"),
    /** SPF, DKIM or DMARC of the sender's domain did not convince. */
    NOT_AUTHENTICATED(
            "the server could not see that the letter is really from its sender's domain; look at the domain's records in the DNS",
            "5.7.26",
            "4.7.26",
            "5.7.23",
            "5.7.27",
            "4.7.27",
            "5.7.515",
            "dmarc",
            "dkim",
            "spf ",
            "unauthenticated"),
    /** It takes letters, but not so many so fast. */
    TOO_MUCH(
            "the server wants fewer letters from us for a while",
            "rate limit",
            "rate-limit",
            "ratelimit",
            "too many",
            "too much",
            "too fast",
            "too quickly",
            "unusual rate",
            "throttl",
            "4.7.28",
            "4.7.650",
            "tss04",
            "temporarily deferred"),
    /** A relay does not take our login, or wants one. */
    LOGIN("the relay does not take our login; set its user and password anew"),
    /** It was not spoken to: no address, no connection, no proof of who it is. */
    UNREACHABLE(""),
    /** Something else. */
    OTHER("");

    /** The status of answers to a login, and of those that want one: security credentials invalid (RFC 4954 §6), and no reason to send a letter back. */
    static final StatusCode NO_LOGIN = new StatusCode(4, 7, 8);

    private static final Pattern WAIT =
            Pattern.compile("\\b(\\d{1,5})[ -]?(secs?|seconds?|mins?|minutes?)\\b", Pattern.CASE_INSENSITIVE);
    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofHours(1);

    private final String meaning;
    private final Pattern words;

    Setback(String meaning, String... words) {
        this.meaning = meaning;
        this.words = Pattern.compile(
                words.length == 0
                        ? "(?!)"
                        : Arrays.stream(words).map(Pattern::quote).collect(Collectors.joining("|")));
    }

    /** What an answer means that is not positive. */
    public static Setback of(Answer answer) {
        if (answer.remote().isEmpty()) {
            return answer.status().subject() == 4 ? UNREACHABLE : OTHER;
        }
        if (answer.status().equals(NO_LOGIN)) {
            return LOGIN;
        }
        if (answer.status().subject() == 2 && answer.status().detail() == 2) {
            return MAILBOX_FULL;
        }
        String text = answer.text().toLowerCase(Locale.ROOT);
        if (text.contains("too many recipients")) {
            return OTHER; // in one letter: the others follow in another (RFC 5321 §4.5.3.1.10)
        }
        for (Setback setback : values()) {
            if (setback.words.matcher(text).find()) {
                return setback;
            }
        }
        return OTHER;
    }

    /** What it means, for people, in English; empty where nothing is to be added to what the server said. */
    public Optional<String> meaning() {
        return meaning.isEmpty() ? Optional.empty() : Optional.of(meaning);
    }

    /** The pauses between attempts, in minutes, the last one for all further ones; none where it makes no difference. */
    List<Integer> minutes() {
        return switch (this) {
            case GREYLISTED -> List.of(5, 5, 10, 15, 30, 60, 120, 240);
            case MAILBOX_FULL -> List.of(60, 120, 240, 480);
            case BLOCKLISTED, NO_REVERSE_NAME, NOT_AUTHENTICATED -> List.of(60, 120, 240);
            case TOO_MUCH, LOGIN -> List.of(15, 30, 60, 120, 240);
            case UNREACHABLE, OTHER -> List.of();
        };
    }

    /** How long the server asks us to wait, if it names a time: one minute to an hour. */
    static Optional<Duration> wait(Answer answer) {
        Matcher matcher = WAIT.matcher(answer.text());
        if (!matcher.find()) {
            return Optional.empty();
        }
        long number = Long.parseLong(matcher.group(1));
        boolean seconds = matcher.group(2).toLowerCase(Locale.ROOT).startsWith("s");
        Duration told = seconds ? Duration.ofSeconds(number) : Duration.ofMinutes(number);
        return Optional.of(told.compareTo(SHORTEST) < 0 ? SHORTEST : told.compareTo(LONGEST) > 0 ? LONGEST : told);
    }
}
