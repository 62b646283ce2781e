package org.letterlock.engine.net;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.letterlock.engine.pkix.CertificateChain;
import org.letterlock.engine.sasl.ChannelBindings;

/**
 * One connection as its session sees it: it pulls what it wants to read and pushes what it wants to say, straight on, and blocks
 * meanwhile. Used by one virtual thread, but for {@link #write}, {@link #flush} and {@link #close}, which any thread may call.
 *
 * <p>Implemented over Netty, and in memory for tests.
 */
public interface Wire extends AutoCloseable {

    /**
     * Reads one element. Octets behind it stay for the next call. Writes that were not flushed are flushed before it waits.
     *
     * @throws WireException when the peer closed ({@link WireException.Reason#CLOSED}), said nothing for the time set with {@link
     *     #idleTimeout}, or the connection broke
     */
    <T> T read(Grammar<T> grammar);

    /**
     * Like {@link #read}, but gives up waiting after {@code patience}: empty then, and nothing was taken. For IDLE, where the session waits for
     * the client and for news at once.
     */
    <T> Optional<T> read(Grammar<T> grammar, Duration patience);

    /** Wakes a {@link #read(Grammar, Duration)} that is waiting, or the next one at once: it returns empty. From any thread. */
    void wake();

    /**
     * Queues octets to be sent. Blocks while the peer is too slow to take what was queued before. The array is copied or sent before it returns.
     *
     * @throws WireException when the connection is of no more use, also for no octets at all
     */
    void write(byte[] octets, int offset, int length);

    /** Queues octets to be sent. */
    default void write(byte[] octets) {
        write(octets, 0, octets.length);
    }

    /** Sends what is queued. */
    void flush();

    /** Whether octets have arrived that no read has taken: a pipelining client. */
    boolean hasBufferedInput();

    /**
     * Starts TLS as the server, after what is queued was sent, and returns when the handshake is done.
     *
     * @throws WireException when octets are buffered already ({@link WireException.Reason#INJECTION}, RFC 3207 §4.2), or the handshake fails
     */
    void startTls();

    /** The TLS session; empty while the connection is in clear text. */
    Optional<TlsInfo> tls();

    /** What a login can be bound to; nothing while the connection is in clear text, and nothing after a login. */
    default ChannelBindings bindings() {
        return tls().map(TlsInfo::bindings).orElseGet(ChannelBindings::none);
    }

    /** Says that the peer proved to be one of our people: no stranger's limits hold for it any more, and what its login was bound to is forgotten. */
    void signedIn();

    /** From now on a read that gets no octet for this long ends with {@link WireException.Reason#IDLE}. */
    void idleTimeout(Duration timeout);

    /** The address of the peer. */
    InetSocketAddress remote();

    /** Our address on this connection. */
    InetSocketAddress local();

    /** The id of the connection, such as {@code c-1f3a9}, in every log line and in replies that a person may have to quote. */
    String id();

    /** Flushes and closes. Idempotent, from any thread. A read that waits ends with {@link WireException.Reason#CLOSED}. */
    @Override
    void close();

    /**
     * What TLS agreed on.
     *
     * @param protocol such as {@code TLSv1.3}
     * @param cipherSuite the suite's IANA name
     * @param bindings what a login can be bound to, until there was one
     * @param peer the certificates of the server; none where we are the server. Nothing is known of them but that the server has the key of the first
     */
    record TlsInfo(String protocol, String cipherSuite, ChannelBindings bindings, CertificateChain peer) {}
}
