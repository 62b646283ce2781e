package org.letterlock.engine.report;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.letterlock.engine.mail.StatusCode;

/** Why a letter came back, as far as a status code and words in many languages of servers tell. */
public enum BounceReason {
    /** The mailbox is not there. */
    NO_SUCH_ADDRESS(
            "there is no such address",
            "ask whom it was for, or take the address out of the list",
            "user unknown",
            "unknown user",
            "no such user",
            "user doesn't exist",
            "user does not exist",
            "unknown recipient",
            "recipient unknown",
            "unknown address",
            "unknown or illegal alias",
            "no such mailbox",
            "mailbox not found",
            "mailbox unavailable",
            "unknown mailbox",
            "address rejected",
            "invalid recipient",
            "invalid mailbox",
            "invalid address",
            "recipient not found",
            "addressee unknown",
            "not our customer",
            "no mailbox here",
            "no account by that name",
            "account does not exist",
            "address does not exist",
            "recipient not exist",
            "is not a valid mailbox",
            "doesn't have a",
            "does not have an",
            "not listed in",
            "user not found",
            "unknown local",
            "no such address",
            "no such recipient",
            "resolver.adr.recip",
            "address unknown",
            "does not exist here",
            "not a known user",
            "there is no one at this address",
            "you tried to reach does not exist",
            "no such person",
            "no such user here"),
    /** The domain is not there, or takes no mail. */
    NO_SUCH_DOMAIN(
            "there is no such domain, or it takes no mail",
            "look at the spelling of the address",
            "host unknown",
            "unknown host",
            "host not found",
            "domain not found",
            "no such domain",
            "nxdomain",
            "name service error",
            "unrouteable",
            "unroutable",
            "couldn't find any host",
            "name or service not known",
            "domain does not exist",
            "no mx",
            "null mx",
            "lookup failure",
            "could not find a gateway"),
    /** The mailbox takes nothing, for it is full. */
    MAILBOX_FULL(
            "the mailbox is full",
            "try again later, or tell whom it was for in another way",
            "mailbox full",
            "mailbox is full",
            "mailbox exceeded",
            "inbox is full",
            "over quota",
            "overquota",
            "quota exceeded",
            "exceeded storage",
            "quota violation",
            "exceeds allowed quota",
            "out of space",
            "not enough storage",
            "insufficient disk",
            "exceeds mailbox",
            "mailbox exceeds",
            "user is over the quota"),
    /** The mailbox is there, and shut. */
    MAILBOX_OFF(
            "the mailbox takes no mail at present",
            "tell whom it was for in another way",
            "mailbox disabled",
            "account disabled",
            "account is disabled",
            "account has been disabled",
            "account that you tried to reach is disabled",
            "account inactive",
            "inactive user",
            "suspended",
            "mailbox is inactive",
            "mailbox is frozen"),
    /** The letter is too large. */
    TOO_LARGE(
            "the letter was too large",
            "send less at once, or a link",
            "message too large",
            "message size exceeds",
            "message too big",
            "exceeds size",
            "exceeds maximum",
            "exceeds the maximum",
            "size limit",
            "too large"),
    /** The sender could not be shown to be real. */
    NOT_AUTHENTICATED(
            "the server could not see that the letter is really from here",
            "compare SPF, DKIM and DMARC in the DNS with what domain show says",
            "dmarc",
            "dkim",
            "spf ",
            "spf:",
            "sender policy",
            "unauthenticated"),
    /** Our address has no name. */
    NO_REVERSE_NAME(
            "the address of this server has no name in the DNS that leads back to it",
            "whoever rents the server out can set it (PTR)",
            "ptr record",
            "no ptr",
            "reverse dns",
            "rdns",
            "reverse hostname",
            "reverse lookup",
            "cannot find your hostname",
            "cannot find your reverse"),
    /** Our address stands on a list. */
    BLOCKLISTED(
            "the address of this server stands on a blocklist or is in bad repute there",
            "ask the list to remove it, or send over a relay",
            "blocklist",
            "block list",
            "blacklist",
            "black list",
            "blocked using",
            "spamhaus",
            "spamcop",
            "dnsbl",
            "reputation",
            "sorbs"),
    /** The letter looked like junk, or worse. */
    CONTENT(
            "the letter looked like junk or malware to the server",
            "send it in other words, without what looks like it, or ask the server's postmaster",
            "spam",
            "junk",
            "virus",
            "malware",
            "content rejected",
            "message content",
            "unsolicited",
            "phish",
            "banned"),
    /** Too much at once. */
    TOO_MUCH(
            "the server wanted fewer letters at once",
            "wait some hours before more is sent there",
            "rate limit",
            "too many",
            "too fast",
            "throttl",
            "too much",
            "limit exceeded",
            "exceeded the rate"),
    /** Nobody could be reached, or not in time. */
    UNREACHABLE(
            "the server could not be reached",
            "try again later; should it go on, ask whom it was for whether their mail works",
            "connection timed out",
            "connection refused",
            "no route to host",
            "network is unreachable",
            "timed out",
            "could not be reached",
            "lost connection",
            "too old",
            "retry timeout",
            "retry time not reached",
            "delivery time expired",
            "message expired",
            "been in the queue too long",
            "in queue too long",
            "delivery delayed",
            "mail loop",
            "too many hops",
            "loops back",
            "service unavailable"),
    /** It is not wanted there. */
    REFUSED(
            "the server refused the letter by a rule of its own",
            "ask whom it was for, in another way, to let letters from here in",
            "relaying denied",
            "relay access denied",
            "relay not permitted",
            "relaying not allowed",
            "access denied",
            "not permitted",
            "not allowed",
            "policy",
            "administratively",
            "sender rejected",
            "rejected",
            "refused",
            "prohibited",
            "denied",
            "restricted"),
    /** Something else. */
    OTHER("the server did not say why in a way that is known here", "read the notice that came back");

    private final String meaning;
    private final String remedy;
    private final Pattern words;

    BounceReason(String meaning, String remedy, String... words) {
        this.meaning = meaning;
        this.remedy = remedy;
        this.words = Pattern.compile(
                words.length == 0
                        ? "(?!)"
                        : Arrays.stream(words).map(Pattern::quote).collect(Collectors.joining("|")));
    }

    /** What it means, for people. */
    public String meaning() {
        return meaning;
    }

    /** What to do, for people. */
    public String remedy() {
        return remedy;
    }

    /**
     * Why a letter came back.
     *
     * @param status the enhanced status code; empty where it is not told
     * @param text what the server said; some thousand characters at most
     */
    public static BounceReason of(Optional<StatusCode> status, String text) {
        return status.flatMap(BounceReason::ofExactly)
                .or(() -> ofWords(text))
                .or(() -> status.flatMap(BounceReason::roughly))
                .orElse(OTHER);
    }

    /** Where the code leaves no doubt (RFC 3463 §3, RFC 7372, RFC 7505). */
    private static Optional<BounceReason> ofExactly(StatusCode status) {
        return Optional.ofNullable(
                switch (status.subject() * 1000 + status.detail()) {
                    case 1_001, 1_003, 1_006 -> NO_SUCH_ADDRESS;
                    case 1_002, 1_010, 4_004 -> NO_SUCH_DOMAIN;
                    case 1_007, 1_008 -> REFUSED;
                    case 7_013 -> MAILBOX_OFF;
                    case 2_002 -> MAILBOX_FULL;
                    case 2_003, 3_004 -> TOO_LARGE;
                    case 4_006 -> UNREACHABLE;
                    case 7_020, 7_021, 7_022, 7_023, 7_024, 7_026, 7_027, 7_515 -> NOT_AUTHENTICATED;
                    case 7_025 -> NO_REVERSE_NAME;
                    case 7_028 -> TOO_MUCH;
                    default -> null;
                });
    }

    private static Optional<BounceReason> ofWords(String text) {
        String lower = text.toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
        return Arrays.stream(values())
                .filter(reason -> reason.words.matcher(lower).find())
                .findFirst();
    }

    private static Optional<BounceReason> roughly(StatusCode status) {
        if (status.subject() == 2 && status.detail() == 1) {
            return Optional.of(MAILBOX_OFF); // Some servers say this of a mailbox that is not there, in words.
        }
        return switch (status.subject()) {
            case 1 -> Optional.of(NO_SUCH_ADDRESS);
            case 4 -> Optional.of(UNREACHABLE);
            case 6 -> Optional.of(CONTENT);
            case 7 -> Optional.of(REFUSED);
            default -> Optional.empty();
        };
    }
}
