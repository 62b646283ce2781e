package org.letterlock.tests.system.hostile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A connection in clear text that sends anything and reads what comes. */
final class RawConnection implements AutoCloseable {

    private final Socket socket = new Socket();

    RawConnection(InetSocketAddress address) {
        this(address, new InetSocketAddress(0).getAddress());
    }

    /** From an address of this machine. */
    RawConnection(InetSocketAddress address, InetAddress from) {
        try {
            socket.bind(new InetSocketAddress(from, 0));
            socket.connect(address, 20_000);
            patience(Duration.ofSeconds(30));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void patience(Duration patience) {
        try {
            socket.setSoTimeout(Math.toIntExact(patience.toMillis()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    RawConnection send(String text) {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    RawConnection send(byte[] octets) {
        try {
            socket.getOutputStream().write(octets);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends as long as the other side takes it; whether it took all. */
    boolean sendAsLongAsItIsTaken(byte[] octets) {
        try {
            socket.getOutputStream().write(octets);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** A line without its end; empty when the connection is closed. */
    String line() {
        StringBuilder line = new StringBuilder();
        try {
            for (int octet = socket.getInputStream().read();
                    octet >= 0;
                    octet = socket.getInputStream().read()) {
                if (octet == '\n') {
                    return line.toString().stripTrailing();
                }
                line.append((char) octet);
            }
        } catch (java.net.SocketTimeoutException e) {
            throw new UncheckedIOException("nothing came", e);
        } catch (IOException e) {
            // Reset: closed, with octets of ours unread.
        }
        return line.toString();
    }

    /** The next line that begins with one of {@code starts}; empty when the connection is closed before. */
    String lineThatStarts(String... starts) {
        while (true) {
            String line = line();
            if (line.isEmpty()) {
                return line;
            }
            for (String start : starts) {
                if (line.startsWith(start)) {
                    return line;
                }
            }
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
