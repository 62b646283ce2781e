package org.letterlock.engine;

import java.util.Locale;

/** What an engine listens for. */
enum Service {
    /** Mail from other servers (RFC 5321). */
    MX(25),
    /** Mail from its users, STARTTLS (RFC 6409). */
    SUBMISSION(587),
    /** Mail from its users, TLS from the first octet (RFC 8314 §3.3). */
    SUBMISSIONS(465),
    /** IMAP, STARTTLS (RFC 9051). */
    IMAP(143),
    /** IMAP, TLS from the first octet (RFC 8314 §3.2). */
    IMAPS(993);

    private final int port;

    Service(int port) {
        this.port = port;
    }

    /** The registered port. */
    int port() {
        return port;
    }

    /** The name in options and in the status. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
