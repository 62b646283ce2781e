package org.letterlock.engine.http;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.net.Connector;
import org.letterlock.engine.net.Wire;
import org.letterlock.engine.net.WireException;

/** Asks web servers on this machine, in clear text: nobody is in between. Safe for any number of threads; blocks, on virtual threads. */
public final class LocalClient {

    private static final DomainName NAME = new DomainName("localhost");

    private final Connector connector;

    public LocalClient(Connector connector) {
        this.connector = connector;
    }

    /**
     * A field of a request.
     *
     * @param value any text; what does not print in ASCII becomes a question mark
     */
    public record Field(String name, String value) {
        private String line() {
            StringBuilder line = new StringBuilder(name).append(": ");
            value.codePoints().limit(MOST).forEach(c -> line.append(c >= ' ' && c < 0x7f ? (char) c : '?'));
            return line.append("\r\n").toString();
        }

        private static final int MOST = 500;
    }

    /**
     * POST.
     *
     * @param server on a loopback address
     * @throws IllegalArgumentException when it is elsewhere
     */
    public HttpResult post(
            InetSocketAddress server, String path, List<Field> fields, Octets body, HttpsClient.Limits limits) {
        if (!server.getAddress().isLoopbackAddress()) {
            throw new IllegalArgumentException("not on this machine");
        }
        StringBuilder head = new StringBuilder("POST " + path + " HTTP/1.1\r\nHost: localhost:" + server.getPort()
                + "\r\nUser-Agent: Letterlock\r\nContent-Length: " + body.length() + "\r\n");
        fields.forEach(field -> head.append(field.line()));
        head.append("Connection: close\r\n\r\n");
        long end = System.nanoTime() + limits.time().toNanos();
        Duration connect = HttpResponse.left(end);
        try (Wire wire = connector.connect(server, connect, NAME, end)) {
            wire.write(head.toString().getBytes(StandardCharsets.US_ASCII));
            HttpResponse.write(wire, body, end);
            return new HttpResponse(wire, end, limits.octets()).read();
        } catch (WireException e) {
            return new HttpResult.Failed(false, "it could not be spoken to: " + e.getMessage());
        } catch (HttpResponse.Unusable e) {
            return new HttpResult.Failed(false, "it answered in a way that cannot be used: " + e.words);
        }
    }
}
