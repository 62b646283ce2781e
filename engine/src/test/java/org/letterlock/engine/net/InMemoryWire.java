package org.letterlock.engine.net;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.letterlock.engine.pkix.CertificateChain;
import org.letterlock.engine.sasl.ChannelBindings;

/**
 * A {@link Wire} without a socket; {@link #client} is its other end. What the client sends is seen at once, a write blocks while the client has
 * more than the window to read. TLS is a handshake of two calls, without encryption: octets that either side sent before the other's call
 * count as injection or as a failed handshake, as over a socket.
 */
public final class InMemoryWire implements Wire {

    private static final int WINDOW = 256 * 1024;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Client client = new Client();
    private final Duration writeTimeout;
    private final InetSocketAddress remote;
    private byte[] toServer = new byte[0];
    private int seen;
    private final ByteArrayOutputStream held = new ByteArrayOutputStream();
    private final ByteArrayOutputStream toClient = new ByteArrayOutputStream();
    private Consumer<Object> onRead = _ -> {};
    private long sent;
    private boolean woken;
    private boolean serverClosed;
    private boolean clientClosed;
    private boolean clientWantsTls;
    private @Nullable TlsInfo tls;
    private Duration idle = Duration.ofMinutes(10);
    private long quietSince = System.nanoTime();

    /** A wire from 192.0.2.1, with a write timeout of 2 minutes. */
    public InMemoryWire() {
        this(Duration.ofMinutes(2), address("192.0.2.1", 50_000));
    }

    /** A wire from {@code remote}. */
    public InMemoryWire(Duration writeTimeout, InetSocketAddress remote) {
        this.writeTimeout = writeTimeout;
        this.remote = remote;
    }

    private static InetSocketAddress address(String literal, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(literal), port);
    }

    /** The other end. */
    public WireClient client() {
        return client;
    }

    /** Makes it look as if implicit TLS had been agreed on before the session; call it first. */
    public InMemoryWire withTls() {
        return withTls(ChannelBindings.none());
    }

    /** Like {@link #withTls()}, with something that a login can be bound to. */
    public synchronized InMemoryWire withTls(ChannelBindings bindings) {
        tls = new TlsInfo("TLSv1.3", "TLS_AES_256_GCM_SHA384", bindings, new CertificateChain(List.of()));
        return this;
    }

    /** Shows all that is read to {@code onRead}, too; call it first. */
    public synchronized InMemoryWire watched(Consumer<Object> onRead) {
        this.onRead = onRead;
        return this;
    }

    @Override
    public <T> T read(Grammar<T> grammar) {
        return await(grammar, Long.MAX_VALUE, false).orElseThrow();
    }

    @Override
    public <T> Optional<T> read(Grammar<T> grammar, Duration patience) {
        return await(grammar, patience.toNanos(), true);
    }

    private synchronized <T> Optional<T> await(Grammar<T> grammar, long patience, boolean wakeable) {
        long start = System.nanoTime();
        seen = 0;
        boolean tried = false;
        while (true) {
            if (wakeable && woken) {
                woken = false;
                return Optional.empty();
            }
            if (serverClosed) {
                throw new WireException(WireException.Reason.CLOSED, "closed");
            }
            if (!tried || toServer.length > seen) {
                tried = true;
                ByteBuffer octets = ByteBuffer.wrap(toServer).asReadOnlyBuffer();
                Cut<T> cut = seen > 0 && !grammar.mayComplete(octets, seen) ? new Cut.More<>() : grammar.cut(octets);
                if (cut instanceof Cut.Done<T>(T value, int taken)) {
                    toServer = Arrays.copyOfRange(toServer, taken, toServer.length);
                    quietSince = System.nanoTime();
                    onRead.accept(value);
                    return Optional.of(value);
                }
                seen = toServer.length;
                if (seen >= WireHandler.MAX_GATHERED) {
                    throw new WireException(WireException.Reason.BROKEN, "element too long");
                }
            }
            if (clientClosed) {
                throw new WireException(WireException.Reason.CLOSED, "closed by the peer");
            }
            long now = System.nanoTime();
            long idleLeft = idle.toNanos() - (now - quietSince);
            long left = patience == Long.MAX_VALUE ? Long.MAX_VALUE : patience - (now - start);
            if (left <= 0) {
                return Optional.empty();
            }
            if (idleLeft <= 0) {
                throw new WireException(WireException.Reason.IDLE, "idle");
            }
            flush();
            pause(Math.min(left, idleLeft));
        }
    }

    /** Waits for a change, with the lock. */
    @SuppressWarnings("WaitNotInLoop") // every caller loops
    private void pause(long nanos) {
        try {
            wait(Math.max(1, Math.min(nanos / 1_000_000, 3_600_000)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new WireException(WireException.Reason.CLOSED, "interrupted");
        }
    }

    @Override
    public synchronized void wake() {
        woken = true;
        notifyAll();
    }

    @Override
    public synchronized void write(byte[] octets, int offset, int length) {
        long deadline = System.nanoTime() + writeTimeout.toNanos();
        while (!serverClosed && !clientClosed && unread() + held.size() > WINDOW) {
            flush();
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                serverClosed = true;
                notifyAll();
                throw new WireException(WireException.Reason.SLOW_READER, "the peer does not read");
            }
            pause(left);
        }
        if (serverClosed || clientClosed) {
            throw new WireException(WireException.Reason.CLOSED, "closed");
        }
        held.write(octets, offset, length);
    }

    /** How many octets were sent to the client so far; what is only queued is not. */
    public synchronized long sent() {
        return sent;
    }

    private int unread() {
        return toClient.size();
    }

    @Override
    public synchronized void flush() {
        toClient.writeBytes(held.toByteArray());
        sent += held.size();
        held.reset();
        notifyAll();
    }

    @Override
    public synchronized boolean hasBufferedInput() {
        return toServer.length > 0;
    }

    @Override
    public synchronized void startTls() {
        flush();
        if (toServer.length > 0) {
            serverClosed = true;
            notifyAll();
            throw new WireException(WireException.Reason.INJECTION, "octets before the TLS handshake");
        }
        notifyAll();
        while (!clientWantsTls && !clientClosed && !serverClosed && toServer.length == 0) {
            pause(PATIENCE.toNanos());
        }
        if (!clientWantsTls) {
            serverClosed = true;
            notifyAll();
            throw new WireException(WireException.Reason.TLS_FAILED, "TLS failed");
        }
        withTls();
        quietSince = System.nanoTime();
        notifyAll();
    }

    @Override
    public synchronized Optional<TlsInfo> tls() {
        return Optional.ofNullable(tls);
    }

    @Override
    public synchronized void idleTimeout(Duration timeout) {
        idle = timeout;
    }

    @Override
    public InetSocketAddress remote() {
        return remote;
    }

    @Override
    public InetSocketAddress local() {
        return address("192.0.2.25", 25);
    }

    @Override
    public String id() {
        return "c-000001";
    }

    @Override
    public synchronized void close() {
        flush();
        serverClosed = true;
        notifyAll();
    }

    @Override
    public void signedIn() {
        bindings().close();
    }

    /** The client's end. */
    private final class Client implements WireClient {

        @Override
        public void send(byte[] octets) {
            synchronized (InMemoryWire.this) {
                if (serverClosed) {
                    return;
                }
                int before = toServer.length;
                toServer = Arrays.copyOf(toServer, before + octets.length);
                System.arraycopy(octets, 0, toServer, before, octets.length);
                quietSince = System.nanoTime();
                InMemoryWire.this.notifyAll();
            }
        }

        @Override
        public String readLine() {
            synchronized (InMemoryWire.this) {
                ByteArrayOutputStream line = new ByteArrayOutputStream();
                for (int b = next(); b != '\n'; b = next()) {
                    if (b < 0) {
                        throw new AssertionError("closed after <" + line.toString(StandardCharsets.ISO_8859_1) + ">");
                    }
                    line.write(b);
                }
                String text = line.toString(StandardCharsets.ISO_8859_1);
                if (!text.endsWith("\r")) {
                    throw new AssertionError("line without CR: " + text);
                }
                return text.substring(0, text.length() - 1);
            }
        }

        private byte[] arrived = new byte[0];
        private int taken;

        /** The next octet, -1 at the end; with the lock. */
        private int next() {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (taken == arrived.length) {
                if (unread() > 0) {
                    arrived = toClient.toByteArray();
                    taken = 0;
                    toClient.reset();
                    InMemoryWire.this.notifyAll();
                } else if (serverClosed || clientClosed) {
                    return -1;
                } else if (System.nanoTime() > deadline) {
                    throw new AssertionError("nothing came");
                } else {
                    pause(deadline - System.nanoTime());
                }
            }
            return arrived[taken++] & 0xff;
        }

        @Override
        public byte[] read(int count) {
            synchronized (InMemoryWire.this) {
                byte[] octets = new byte[count];
                for (int i = 0; i < count; i++) {
                    int b = next();
                    if (b < 0) {
                        throw new AssertionError("closed after " + i + " octets of " + count);
                    }
                    octets[i] = (byte) b;
                }
                return octets;
            }
        }

        @Override
        public byte[] readToEnd() {
            synchronized (InMemoryWire.this) {
                ByteArrayOutputStream all = new ByteArrayOutputStream();
                for (int b = next(); b >= 0; b = next()) {
                    all.write(b);
                }
                return all.toByteArray();
            }
        }

        @Override
        public void startTls() {
            synchronized (InMemoryWire.this) {
                clientWantsTls = true;
                InMemoryWire.this.notifyAll();
                long deadline = System.nanoTime() + PATIENCE.toNanos();
                while (tls == null && !serverClosed && System.nanoTime() < deadline) {
                    pause(deadline - System.nanoTime());
                }
                if (tls == null) {
                    throw new AssertionError("no TLS");
                }
            }
        }

        @Override
        public void close() {
            synchronized (InMemoryWire.this) {
                clientClosed = true;
                InMemoryWire.this.notifyAll();
            }
        }
    }
}
