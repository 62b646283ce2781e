package org.letterlock.desktop.dnsplan;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.xbill.DNS.Message;
import org.xbill.DNS.io.IoClientFactory;
import org.xbill.DNS.io.TcpIoClient;
import org.xbill.DNS.io.UdpIoClient;

/** A connection for each message (RFC 1035 §4.2.2): one that was kept open may be closed by the time an order goes out, and then nobody knows what became of the order. */
final class OneConnection implements IoClientFactory, TcpIoClient {

    @Override
    public TcpIoClient createOrGetTcpClient() {
        return this;
    }

    @Override
    public UdpIoClient createOrGetUdpClient() {
        throw new IllegalStateException("only TCP is spoken");
    }

    @Override
    public CompletableFuture<byte[]> sendAndReceiveTcp(
            InetSocketAddress local, InetSocketAddress remote, Message query, byte[] data, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        try (Socket socket = new Socket()) {
            socket.connect(remote, (int) timeout.toMillis());
            byte[] framed = new byte[2 + data.length];
            framed[0] = (byte) (data.length >> 8);
            framed[1] = (byte) data.length;
            System.arraycopy(data, 0, framed, 2, data.length);
            socket.getOutputStream().write(framed);
            byte[] length = read(socket, 2, deadline);
            int size = Byte.toUnsignedInt(length[0]) << 8 | Byte.toUnsignedInt(length[1]);
            return CompletableFuture.completedFuture(read(socket, size, deadline));
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static byte[] read(Socket socket, int size, long deadline) throws IOException {
        InputStream in = socket.getInputStream();
        byte[] all = new byte[size];
        int have = 0;
        while (have < size) {
            long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
            if (left <= 0) {
                throw new SocketTimeoutException("the answer did not end");
            }
            socket.setSoTimeout((int) left);
            int more = in.read(all, have, size - have);
            if (more < 0) {
                throw new EOFException("the answer ended too soon");
            }
            have += more;
        }
        return all;
    }
}
