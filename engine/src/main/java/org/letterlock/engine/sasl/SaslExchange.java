package org.letterlock.engine.sasl;

import java.util.Optional;
import java.util.function.Function;

/**
 * The server's side of one authentication exchange (RFC 4422 §4). The protocol around it decodes base64, knows the spellings of an empty response and of
 * cancelling ({@code =} and {@code *}), and limits lengths. For one thread.
 *
 * <p>{@link #run} is all of it. Step by step, with an initial response: {@link #step}; without one: {@link #start}, then {@link #step} for every response. In the
 * end, or when the exchange is cancelled or the connection breaks: {@link #close}.
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

    /**
     * The whole of it. May block while the authenticator works, and wherever {@code ask} does.
     *
     * @param initial the initial response, decoded; empty where the client gave none
     * @param ask sends a challenge and gives the response, decoded; empty to end the exchange
     */
    default SaslStep.End run(Optional<byte[]> initial, Function<byte[], Optional<byte[]>> ask) {
        SaslStep step = initial.map(this::step).orElseGet(this::start);
        while (true) {
            switch (step) {
                case SaslStep.End end -> {
                    return end;
                }
                case SaslStep.Challenge(byte[] challenge, boolean last) -> {
                    Optional<byte[]> response = ask.apply(challenge);
                    if (response.isEmpty()) {
                        return new SaslStep.GivenUp();
                    }
                    step = step(response.get());
                }
            }
        }
    }

    /** The user name that the client gave; empty while it gave none. For the log. */
    String user();

    /** Forgets what was read, and gives back a login that the client did not live to hear of. Idempotent; does not touch a login that was handed out. */
    @Override
    void close();
}
