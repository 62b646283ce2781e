package org.letterlock.engine.queue;

import org.letterlock.engine.mail.DomainName;

/**
 * What a web server is told instead of a mail server.
 *
 * @param url where; whoever reads a log does not learn it
 * @param about what is said of the letter: an object of JSON
 */
public record Hook(String url, String about) {

    /** No mail goes to domains in it (RFC 6761 §6.4), so none is taken for a web server. */
    private static final String ZONE = "webhook.invalid";

    /** The destination that stands for a web server in the queue. */
    public static DomainName destination(DomainName host) {
        return new DomainName(host.ascii() + "." + ZONE);
    }

    /** Whether a destination is a web server. */
    public static boolean isOne(DomainName destination) {
        return destination.ascii().endsWith("." + ZONE);
    }
}
