package org.letterlock.desktop.ssh;

import com.jcraft.jsch.SocketFactory;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Connects to each address of a name until one answers; remembers which, and the first it said. Closes a connection whose other end takes nothing for a while: who writes
 * there holds what the question whether it lives would be sent by.
 */
final class Sockets implements SocketFactory {

    private static final int MOST_HEARD = 1024;

    private final int patienceMillis;
    private final int stuckMillis;
    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
    private volatile String reachedAt = "";

    /**
     * @param patienceMillis how long each address may take to answer
     * @param stuckMillis how long the other end may take none of what is written
     */
    Sockets(int patienceMillis, int stuckMillis) {
        this.patienceMillis = patienceMillis;
        this.stuckMillis = stuckMillis;
    }

    /** The numeric address; empty before. */
    String reachedAt() {
        return reachedAt;
    }

    /** Whether something was said, and not what an SSH server begins with: a line of its version, after lines of others at most. */
    boolean heardNoSsh() {
        String said = heard.toString(StandardCharsets.ISO_8859_1);
        return !said.isEmpty() && said.lines().noneMatch(line -> line.startsWith("SSH-"));
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        IOException failed = null;
        for (InetAddress address : InetAddress.getAllByName(host)) {
            Socket socket = new Socket();
            try {
                socket.connect(new InetSocketAddress(address, port), patienceMillis);
                socket.setTcpNoDelay(true);
                reachedAt = address.getHostAddress();
                return socket;
            } catch (IOException e) {
                socket.close();
                failed = failed == null ? e : failed;
            }
        }
        throw failed == null ? new IOException("no address") : failed;
    }

    @Override
    public InputStream getInputStream(Socket socket) throws IOException {
        return new FilterInputStream(socket.getInputStream()) {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] octets, int offset, int length) throws IOException {
                int count = in.read(octets, offset, length);
                if (count > 0 && heard.size() < MOST_HEARD) {
                    heard.write(octets, offset, Math.min(count, MOST_HEARD - heard.size()));
                }
                return count;
            }
        };
    }

    @Override
    public OutputStream getOutputStream(Socket socket) throws IOException {
        OutputStream out = socket.getOutputStream();
        return new FilterOutputStream(out) {
            @Override
            public void write(int octet) throws IOException {
                write(new byte[] {(byte) octet}, 0, 1);
            }

            @Override
            public void write(byte[] octets, int offset, int length) throws IOException {
                CompletableFuture<Void> written = new CompletableFuture<>();
                CompletableFuture<Void> _ = written.orTimeout(stuckMillis, TimeUnit.MILLISECONDS)
                        .exceptionally(e -> {
                            end(socket);
                            return null;
                        });
                try {
                    out.write(octets, offset, length);
                } finally {
                    written.complete(null);
                }
            }
        };
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone all the same.
        }
    }
}
