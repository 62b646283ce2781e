package org.letterlock.engine.sasl;

/**
 * The server's side of one authentication exchange (RFC 4422 §4). The protocol around it decodes base64, knows the spellings of an empty response and of
 * cancelling ({@code =} and {@code *}), and limits lengths. For one thread.
 *
 * <p>With an initial response: {@link #step}. Without one: {@link #start}, then {@link #step} for every response. In the end, or when the exchange is
 * cancelled or the connection breaks: {@link #close}.
 */
public sealed interface SaslExchange extends AutoCloseable permits PlainExchange, LoginExchange, ScramExchange {

    /** The largest response that any mechanism takes, in octets after decoding. */
    int MAX_RESPONSE = 4096;

    /** What to send when the client gave no initial response. */
    SaslStep start();

    /**
     * Takes a response. May block while the authenticator works.
     *
     * @param response decoded; cleared before the method returns
     * @throws IllegalStateException when the exchange is over
     */
    SaslStep step(byte[] response);

    /** The user name that the client gave; empty while it gave none. For the log. */
    String user();

    /** Forgets what was read, and gives back a login that the client did not live to hear of. Idempotent; does not touch a login that was handed out. */
    @Override
    void close();
}
