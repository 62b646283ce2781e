package org.letterlock.engine.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.letterlock.engine.mail.DomainName;

/** Wires over loopback whose server side a test holds in its hand. */
public final class TcpWires implements AutoCloseable {

    private final SecureRandom random = new SecureRandom();
    private final EventLoops loops = new EventLoops(1, random);
    private final TlsIdentity identity = SelfSigned.make(new DomainName("mx.example.test"), random, Clock.systemUTC());
    private final BlockingQueue<Wire> accepted = new LinkedBlockingQueue<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final Listener listener;

    /** Listens on loopback. */
    public TcpWires(Listener.TlsMode mode, Duration writeTimeout) {
        try {
            listener = Listener.start(
                    loops,
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                    Listener.Settings.of(mode, Optional.of(new Tls(() -> identity, List.of())))
                            .withWriteTimeout(writeTimeout),
                    Holding::new);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return listener.address();
    }

    EventLoops loops() {
        return loops;
    }

    TlsIdentity identity() {
        return identity;
    }

    /** The server side of the connection that was made last. */
    public Wire accepted() {
        try {
            Wire wire = accepted.poll(20, TimeUnit.SECONDS);
            if (wire == null) {
                throw new AssertionError("no connection");
            }
            return wire;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        over.countDown();
        listener.close();
        loops.close();
    }

    private final class Holding implements Session {
        private final Wire wire;

        Holding(Wire wire) {
            this.wire = wire;
        }

        @Override
        public void run() {
            accepted.add(wire);
            try {
                over.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void stop() {
            wire.wake();
        }
    }
}
