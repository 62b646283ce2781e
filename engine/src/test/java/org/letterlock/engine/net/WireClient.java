package org.letterlock.engine.net;

import java.nio.charset.StandardCharsets;

/** The other end of a wire, as tests use it: over a socket or in memory, with the same meaning. Every method that waits gives up with an AssertionError. */
public interface WireClient extends AutoCloseable {

    /** Sends octets. */
    void send(byte[] octets);

    /** Sends text as UTF-8; write {@code \r\n} where it is meant. */
    default void send(String text) {
        send(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The next line without its CRLF, as ISO-8859-1 so that every octet is seen. */
    String readLine();

    /** Exactly {@code count} octets. */
    byte[] read(int count);

    /** Everything until the server closes. */
    byte[] readToEnd();

    /** Waits until the server has closed, and says whether it did without another octet. */
    default boolean isClosedByServer() {
        return readToEnd().length == 0;
    }

    /** Starts TLS as the client; any certificate will do. */
    void startTls();

    /** Closes both directions. */
    @Override
    void close();
}
