package org.letterlock.engine.sasl;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The channel bindings of one connection (RFC 5056): octets that both ends of its TLS agree on and nobody between them can bring about. The wire puts in what it
 * learns; once somebody has logged in, or the connection is gone, all is overwritten and nothing more is taken. Safe for any number of threads.
 */
public final class ChannelBindings implements AutoCloseable {

    /** Unique for each connection (RFC 9266 §2). */
    public static final String TLS_EXPORTER = "tls-exporter";

    /** The hash of the server's certificate (RFC 5929 §4). */
    public static final String TLS_SERVER_END_POINT = "tls-server-end-point";

    private final Map<String, byte[]> data = new HashMap<>();
    private boolean closed;

    /** No bindings at all, as those of a connection in clear text. */
    public static ChannelBindings none() {
        ChannelBindings none = new ChannelBindings();
        none.close();
        return none;
    }

    /**
     * Takes what the connection can be bound to by one type.
     *
     * @param type the type's registered name (RFC 5056 §7)
     * @param octets not copied: overwritten on {@link #close}, or at once if that was before
     */
    public synchronized void put(String type, byte[] octets) {
        if (closed) {
            Arrays.fill(octets, (byte) 0);
        } else {
            data.put(type, octets);
        }
    }

    /** A copy of what the connection can be bound to by {@code type}. */
    public synchronized Optional<byte[]> of(String type) {
        return Optional.ofNullable(data.get(type)).map(byte[]::clone);
    }

    /** Whether there is nothing to bind to. */
    public synchronized boolean isEmpty() {
        return data.isEmpty();
    }

    /** Forgets. Idempotent. */
    @Override
    public synchronized void close() {
        closed = true;
        data.values().forEach(octets -> Arrays.fill(octets, (byte) 0));
        data.clear();
    }

    /** Without the octets. */
    @Override
    public synchronized String toString() {
        return "ChannelBindings" + data.keySet();
    }
}
