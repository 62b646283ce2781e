package org.letterlock.tests.kit;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/** A strict SMTP client (RFC 5321) over a raw socket. Used by one thread. */
public final class SmtpTestClient implements AutoCloseable {

    private static final Pattern REPLY_LINE = Pattern.compile("[2-5][0-5][0-9]([ -].*)?");

    private final LineSocket socket;
    private final Reply greeting;
    private List<String> extensions = List.of();

    private SmtpTestClient(LineSocket socket) {
        this.socket = socket;
        this.greeting = reply();
    }

    /** Connects in clear text and reads the greeting. */
    public static SmtpTestClient connect(InetSocketAddress address) {
        return new SmtpTestClient(new LineSocket(address, false, Duration.ofSeconds(30)));
    }

    /** The same, from an address of choice. */
    public static SmtpTestClient connect(InetAddress from, InetSocketAddress address) {
        return new SmtpTestClient(new LineSocket(from, address, false, Duration.ofSeconds(30)));
    }

    /** Connects with TLS from the first octet and reads the greeting. */
    public static SmtpTestClient connectTls(InetSocketAddress address) {
        return new SmtpTestClient(new LineSocket(address, true, Duration.ofSeconds(30)));
    }

    public Reply greeting() {
        return greeting;
    }

    /** The keywords that EHLO listed, with their parameters. */
    public List<String> extensions() {
        return extensions;
    }

    /** How long to wait for an answer. */
    public void patience(Duration patience) {
        socket.patience(patience);
    }

    /** Sends a command and reads its reply. */
    public Reply command(String line) {
        send(line);
        return reply();
    }

    /** Sends a line without waiting. */
    public void send(String line) {
        socket.write(line + "\r\n");
        socket.flush();
    }

    /** Sends octets as they are. */
    public void sendRaw(byte[] octets) {
        socket.write(octets);
        socket.flush();
    }

    /** Reads one reply. */
    public Reply reply() {
        List<String> lines = new ArrayList<>();
        while (true) {
            String line = socket.readLine();
            if (!REPLY_LINE.matcher(line).matches()) {
                throw new ProtocolException("not a reply line: " + line);
            }
            lines.add(line.length() > 4 ? line.substring(4) : "");
            if (line.length() == 3 || line.charAt(3) == ' ') {
                return new Reply(Integer.parseInt(line.substring(0, 3)), List.copyOf(lines));
            }
        }
    }

    /** EHLO; the keywords are {@link #extensions} afterwards. */
    public SmtpTestClient ehlo() {
        return ehlo("client.example.org");
    }

    /** EHLO under a name of choice. */
    public SmtpTestClient ehlo(String name) {
        Reply reply = command("EHLO " + name).expect(250);
        extensions = reply.lines().subList(1, reply.lines().size());
        return this;
    }

    /** STARTTLS and EHLO again. */
    public SmtpTestClient startTls() {
        command("STARTTLS").expect(220);
        socket.startTls();
        return ehlo();
    }

    /** AUTH PLAIN with an initial response (RFC 4954). */
    public Reply authPlain(String user, String password) {
        byte[] message = ("\0" + user + "\0" + password).getBytes(StandardCharsets.UTF_8);
        return command("AUTH PLAIN " + Base64.getEncoder().encodeToString(message));
    }

    /** AUTH SCRAM-SHA-256 (RFC 7677); the server has proven itself where the reply is positive. */
    public Reply authScram(String user, String password) {
        return authenticate("SCRAM-SHA-256", new ScramTestClient(user, password));
    }

    /** The channel binding tls-exporter of our end (RFC 9266). */
    public byte[] exported() {
        return socket.exported();
    }

    /** AUTH with a mechanism of SCRAM. */
    public Reply authenticate(String mechanism, ScramTestClient scram) {
        Reply first = command("AUTH " + mechanism + " " + scram.first());
        if (first.code() != 334) {
            return first;
        }
        Reply last = command(scram.answer(first.lines().getFirst()));
        if (last.code() != 334) {
            return last;
        }
        scram.verify(last.lines().getFirst());
        return command("");
    }

    /** One letter by MAIL, RCPT and DATA, one after the other; the reply to the first command that failed, or to the data. */
    public Reply deliver(String from, List<String> to, byte[] letter) {
        Reply mail = command("MAIL FROM:<" + from + ">");
        if (!mail.isPositive()) {
            return mail;
        }
        for (String recipient : to) {
            Reply rcpt = command("RCPT TO:<" + recipient + ">");
            if (!rcpt.isPositive()) {
                command("RSET");
                return rcpt;
            }
        }
        Reply data = command("DATA");
        return data.code() == 354 ? data(letter) : data;
    }

    /** One letter with MAIL, RCPT and DATA in one packet (RFC 2920). */
    public Reply deliverPipelined(String from, String to, byte[] letter) {
        socket.write("MAIL FROM:<" + from + ">\r\nRCPT TO:<" + to + ">\r\nDATA\r\n");
        socket.flush();
        Reply mail = reply();
        Reply rcpt = reply();
        Reply data = reply();
        if (data.code() == 354) {
            return data(letter);
        }
        return mail.isPositive() ? (rcpt.isPositive() ? data : rcpt) : mail;
    }

    /** What follows 354: the letter with its dots doubled, and the end (RFC 5321 §4.5.2). */
    public Reply data(byte[] letter) {
        socket.write(stuffed(letter));
        socket.flush();
        return reply();
    }

    /** The letter as DATA carries it, with the final dot. */
    public static byte[] stuffed(byte[] letter) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(letter.length + 64);
        boolean lineStart = true;
        for (byte octet : letter) {
            if (lineStart && octet == '.') {
                out.write('.');
            }
            out.write(octet);
            lineStart = octet == '\n';
        }
        if (!lineStart) {
            out.writeBytes(new byte[] {'\r', '\n'});
        }
        out.writeBytes(new byte[] {'.', '\r', '\n'});
        return out.toByteArray();
    }

    /** Whether the server has closed the connection. */
    public boolean isClosedByServer() {
        return socket.atEnd();
    }

    /** QUIT, politely. */
    public void quit() {
        command("QUIT").expect(221);
        close();
    }

    @Override
    public void close() {
        socket.close();
    }

    /**
     * A reply.
     *
     * @param code 200 to 559
     * @param lines the texts behind the code
     */
    public record Reply(int code, List<String> lines) {

        public boolean isPositive() {
            return code < 400;
        }

        /** Itself, when it has this code. */
        public Reply expect(int wanted) {
            if (code != wanted) {
                throw new ProtocolException("expected " + wanted + ", got " + this);
            }
            return this;
        }

        @Override
        public String toString() {
            return code + " " + String.join(" / ", lines);
        }
    }
}
