package org.letterlock.tests.kit;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A strict POP3 client (RFC 1939) over a raw socket. Used by one thread. */
public final class Pop3TestClient implements AutoCloseable {

    private final LineSocket socket;

    private Pop3TestClient(LineSocket socket) {
        this.socket = socket;
        expectOk(socket.readLine());
    }

    /** Connects in clear text and reads the greeting. */
    public static Pop3TestClient connect(InetSocketAddress address) {
        return new Pop3TestClient(new LineSocket(address, false, Duration.ofSeconds(30)));
    }

    /** Connects with TLS from the first octet and reads the greeting. */
    public static Pop3TestClient connectTls(InetSocketAddress address) {
        return new Pop3TestClient(new LineSocket(address, true, Duration.ofSeconds(30)));
    }

    private static String expectOk(String line) {
        if (!line.startsWith("+OK")) {
            throw new ProtocolException(line);
        }
        return line;
    }

    public Pop3TestClient startTls() {
        command("STLS");
        socket.startTls();
        return this;
    }

    /** USER and PASS. */
    public Pop3TestClient login(String user, String password) {
        command("USER " + user);
        command("PASS " + password);
        return this;
    }

    /** AUTH SCRAM-SHA-256 (RFC 7677); the server has proven itself where this returns. */
    public Pop3TestClient authenticateScram(String user, String password) {
        ScramTestClient scram = new ScramTestClient(user, password);
        String first = attempt("AUTH SCRAM-SHA-256 " + scram.first());
        String last = attempt(scram.answer(first.substring(2)));
        scram.verify(last.substring(2));
        expectOk(attempt(""));
        return this;
    }

    /** Sends a command and expects {@code +OK}; its line. */
    public String command(String command) {
        return expectOk(attempt(command));
    }

    /** Sends a command and takes any first line. */
    public String attempt(String command) {
        send(command);
        return line();
    }

    /** Sends a command without waiting. */
    public void send(String command) {
        socket.write(command + "\r\n");
        socket.flush();
    }

    /** The next line. */
    public String line() {
        return socket.readLine();
    }

    /** Sends a command and expects lines; those behind the first, without stuffed dots. */
    public List<String> lines(String command) {
        command(command);
        List<String> lines = new ArrayList<>();
        for (String line = socket.readLine(); !line.equals("."); line = socket.readLine()) {
            lines.add(line.startsWith(".") ? line.substring(1) : line);
        }
        return lines;
    }

    /** RETR: the octets of a letter. */
    public byte[] retr(int number) {
        List<String> lines = lines("RETR " + number);
        return (String.join("\r\n", lines) + (lines.isEmpty() ? "" : "\r\n")).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** QUIT, and waits for the end of the connection. */
    public void quit() {
        command("QUIT");
        if (!socket.atEnd()) {
            throw new ProtocolException("more behind QUIT");
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
