package org.letterlock.engine;

import java.util.List;
import java.util.Locale;

/** What an engine listens for. */
enum Service {
    /** Mail from other servers (RFC 5321). */
    MX,
    /** Mail from its users, STARTTLS (RFC 6409). */
    SUBMISSION,
    /** Mail from its users, TLS from the first octet (RFC 8314 §3.3). */
    SUBMISSIONS,
    /** IMAP, STARTTLS (RFC 9051). */
    IMAP,
    /** IMAP, TLS from the first octet (RFC 8314 §3.2). */
    IMAPS,
    /** POP3, STLS (RFC 2595). */
    POP3,
    /** POP3, TLS from the first octet (RFC 8314 §3.1). */
    POP3S;

    /** Where it listens when nothing is said: the registered port, and another for networks that shut that one. POP3 in clear text has none: its port is asked for. */
    List<Integer> ports() {
        return switch (this) {
            case MX -> List.of(25);
            case SUBMISSION -> List.of(587);
            case SUBMISSIONS -> List.of(465);
            case IMAP -> List.of(143);
            case IMAPS -> List.of(993);
            case POP3 -> List.of();
            case POP3S -> List.of(995, 2995);
        };
    }

    /** The name in options and in the status. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** For the help of the command line. */
    String description() {
        return switch (this) {
            case MX -> "Mail from other servers (25).";
            case SUBMISSION -> "Mail from its users, STARTTLS (587).";
            case SUBMISSIONS -> "Mail from its users, TLS (465).";
            case IMAP -> "IMAP, STARTTLS (143).";
            case IMAPS -> "IMAP, TLS (993).";
            case POP3 -> "POP3, STLS (110; else not at all).";
            case POP3S -> "POP3, TLS (995 and 2995).";
        };
    }
}
