package org.letterlock.tests.kit.peer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/**
 * Passes connections on between ports of loopback and Unix sockets. Loopback is another one in each network namespace; a Unix socket is reached from all of them, so
 * two tunnels are a way into a namespace that has no other network.
 */
public final class Tunnel implements AutoCloseable {

    private final ServerSocketChannel front;
    private final SocketAddress back;

    /** Listens at {@code front} and passes on to {@code back}. */
    public Tunnel(SocketAddress front, SocketAddress back) throws IOException {
        this.back = back;
        this.front = ServerSocketChannel.open(
                front instanceof UnixDomainSocketAddress ? StandardProtocolFamily.UNIX : StandardProtocolFamily.INET);
        this.front.bind(front);
        Thread.ofVirtual().start(this::serve);
    }

    /** Opens the tunnels {@code FRONT=BACK}, where either is a port or the path of a socket, until it is killed. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        for (String argument : arguments) {
            String[] ends = argument.split("=", 2);
            new Tunnel(address(ends[0]), address(ends[1]));
        }
        Thread.currentThread().join();
    }

    private static SocketAddress address(String end) {
        return end.startsWith("/")
                ? UnixDomainSocketAddress.of(Path.of(end))
                : new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(end));
    }

    private void serve() {
        try {
            while (true) {
                SocketChannel client = front.accept();
                Thread.ofVirtual().start(() -> pass(client));
            }
        } catch (ClosedChannelException e) {
            return;
        } catch (IOException e) {
            throw new IllegalStateException("a tunnel broke down", e);
        }
    }

    private void pass(SocketChannel client) {
        try (client;
                SocketChannel server = SocketChannel.open(back)) {
            Thread there = Thread.ofVirtual().start(() -> copy(client, server));
            copy(server, client);
            there.join();
        } catch (IOException e) {
            // Nobody is behind it yet: the client finds its connection closed.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void copy(SocketChannel from, SocketChannel to) {
        ByteBuffer octets = ByteBuffer.allocate(16 * 1024);
        try {
            while (from.read(octets.clear()) >= 0) {
                octets.flip();
                while (octets.hasRemaining()) {
                    to.write(octets);
                }
            }
            to.shutdownOutput();
        } catch (IOException e) {
            // The one end is gone, so the other goes, too.
            close(from);
            close(to);
        }
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new IllegalStateException("a socket cannot be closed", e);
        }
    }

    @Override
    public void close() throws IOException {
        front.close();
    }
}
