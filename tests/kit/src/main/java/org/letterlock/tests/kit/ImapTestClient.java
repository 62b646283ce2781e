package org.letterlock.tests.kit;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A strict IMAP client (RFC 9051, RFC 3501) over a raw socket. Used by one thread. */
public final class ImapTestClient implements AutoCloseable {

    private static final Pattern LITERAL = Pattern.compile("~?\\{(\\d+)}$");
    private static final Pattern UID = Pattern.compile("[( ]UID (\\d+)");
    private static final Pattern EXISTS = Pattern.compile("\\* (\\d+) EXISTS");
    private static final Pattern APPENDED = Pattern.compile("\\[APPENDUID (\\d+) (\\d+)]");

    private final LineSocket socket;
    private final Response greeting;
    private int tags;

    private ImapTestClient(LineSocket socket) {
        this.socket = socket;
        this.greeting = response();
        if (!greeting.line().startsWith("* OK")) {
            throw new ProtocolException("not welcome: " + greeting.line());
        }
    }

    /** Connects in clear text and reads the greeting. */
    public static ImapTestClient connect(InetSocketAddress address) {
        return new ImapTestClient(new LineSocket(address, false, Duration.ofSeconds(30)));
    }

    /** Connects with TLS from the first octet and reads the greeting. */
    public static ImapTestClient connectTls(InetSocketAddress address) {
        return new ImapTestClient(new LineSocket(address, true, Duration.ofSeconds(30)));
    }

    public Response greeting() {
        return greeting;
    }

    /** How long to wait for a response. */
    public void patience(Duration patience) {
        socket.patience(patience);
    }

    /** STARTTLS with one version of TLS, such as {@code TLSv1.2}. */
    public ImapTestClient startTls(String protocol) {
        command("STARTTLS");
        socket.startTls(List.of(protocol));
        return this;
    }

    /** The channel binding tls-exporter of our end (RFC 9266). */
    public byte[] exported() {
        return socket.exported();
    }

    /** The certificate that the server showed. */
    public X509Certificate serverCertificate() {
        return socket.serverCertificate();
    }

    public ImapTestClient startTls() {
        command("STARTTLS");
        socket.startTls();
        return this;
    }

    public ImapTestClient login(String user, String password) {
        command("LOGIN " + quoted(user) + " " + quoted(password));
        return this;
    }

    /** AUTHENTICATE SCRAM-SHA-256 (RFC 7677); the server has proven itself where the result is OK. */
    public Result authenticateScram(String user, String password) {
        return authenticate("SCRAM-SHA-256", new ScramTestClient(user, password));
    }

    /** AUTHENTICATE with a mechanism of SCRAM. */
    public Result authenticate(String mechanism, ScramTestClient scram) {
        String tag = send("AUTHENTICATE " + mechanism + " " + scram.first());
        Response first = response();
        if (!first.line().startsWith("+ ")) {
            return new Result(first.line().substring(tag.length() + 1), List.of());
        }
        sendRaw((scram.answer(first.line().substring(2)) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        Response last = response();
        if (!last.line().startsWith("+ ")) {
            return new Result(last.line().substring(tag.length() + 1), List.of());
        }
        scram.verify(last.line().substring(2));
        sendRaw(new byte[] {'\r', '\n'});
        return result(tag);
    }

    /** SELECT; how many messages there are. */
    public long select(String mailbox) {
        return command("SELECT " + quoted(mailbox)).untagged().stream()
                .map(response -> EXISTS.matcher(response.line()))
                .filter(Matcher::matches)
                .mapToLong(matcher -> Long.parseLong(matcher.group(1)))
                .findFirst()
                .orElseThrow(() -> new ProtocolException("SELECT without EXISTS"));
    }

    /** Sends a command and expects OK. */
    public Result command(String command) {
        Result result = attempt(command);
        if (!result.isOk()) {
            throw new ProtocolException(command.split(" ", 2)[0] + " failed: " + result.text());
        }
        return result;
    }

    /** Sends a command, expects OK and looks at nothing else: for measurements, which are not about this client. */
    public void pass(String command) {
        String tag = send(command);
        String line = socket.lastLine(tag + " ");
        if (!line.startsWith(tag + " OK")) {
            throw new ProtocolException(command.split(" ", 2)[0] + " failed: " + line);
        }
    }

    /** Sends a command and takes any result. */
    public Result attempt(String command) {
        String tag = send(command);
        return result(tag);
    }

    /** Sends a command without waiting; its tag. */
    public String send(String command) {
        String tag = "A" + ++tags;
        socket.write(tag + " " + command + "\r\n");
        socket.flush();
        return tag;
    }

    /** Sends octets as they are. */
    public void sendRaw(byte[] octets) {
        socket.write(octets);
        socket.flush();
    }

    /** Reads to the tagged response of {@code tag}. */
    public Result result(String tag) {
        List<Response> untagged = new ArrayList<>();
        while (true) {
            Response response = response();
            if (response.line().startsWith(tag + " ")) {
                return new Result(response.line().substring(tag.length() + 1), untagged);
            }
            if (response.line().startsWith("* BYE") && !untagged.isEmpty()) {
                throw new ProtocolException("the server ended: " + response.line());
            }
            untagged.add(response);
        }
    }

    /** Reads one response with its literals. */
    public Response response() {
        StringBuilder text = new StringBuilder();
        List<byte[]> literals = new ArrayList<>();
        while (true) {
            String line = socket.readLine();
            text.append(line);
            Matcher literal = LITERAL.matcher(line);
            if (!literal.find()) {
                return new Response(text.toString(), List.copyOf(literals));
            }
            literals.add(socket.readExactly(Integer.parseInt(literal.group(1))));
        }
    }

    /** APPEND with a synchronizing literal; the new UID where the server tells it. */
    public Optional<Long> append(String mailbox, String flags, byte[] letter) {
        String tag = send("APPEND " + quoted(mailbox) + " (" + flags + ") {" + letter.length + "}");
        Response go = response();
        if (!go.line().startsWith("+")) {
            throw new ProtocolException("APPEND refused: " + go.line());
        }
        socket.write(letter);
        socket.write("\r\n");
        socket.flush();
        Result result = result(tag);
        if (!result.isOk()) {
            throw new ProtocolException("APPEND failed: " + result.text());
        }
        Matcher appended = APPENDED.matcher(result.text());
        return appended.find() ? Optional.of(Long.parseLong(appended.group(2))) : Optional.empty();
    }

    /** The octets of one section of each message, by UID: {@code section} such as {@code HEADER.FIELDS (SUBJECT)} or empty for the whole. */
    public Map<Long, byte[]> fetch(String uids, String section) {
        Map<Long, byte[]> bodies = new LinkedHashMap<>();
        for (Response response :
                command("UID FETCH " + uids + " (BODY.PEEK[" + section + "])").untagged()) {
            if (response.line().contains(" FETCH (")) {
                if (response.literals().size() != 1) {
                    throw new ProtocolException("FETCH without the section: " + response.line());
                }
                bodies.put(response.uid(), response.literals().getFirst());
            }
        }
        return bodies;
    }

    /** The values of one header field, one a message, unfolded, in the order of UIDs. */
    public List<String> headers(String uids, String field) {
        return fetch(uids, "HEADER.FIELDS (" + field + ")").values().stream()
                .map(octets -> unfolded(new String(octets, StandardCharsets.UTF_8)))
                .toList();
    }

    private static String unfolded(String header) {
        String line = header.replaceAll("\r\n[ \t]", " ").strip();
        int colon = line.indexOf(':');
        return colon < 0 ? "" : line.substring(colon + 1).strip();
    }

    /** UID SEARCH; the UIDs. */
    public List<Long> search(String criteria) {
        return numbers(command("UID SEARCH " + criteria));
    }

    /** UID SEARCH for one UTF-8 text, in a literal. */
    public List<Long> searchText(String key, String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        String tag = send("UID SEARCH CHARSET UTF-8 " + key + " {" + octets.length + "}");
        Response go = response();
        if (!go.line().startsWith("+")) {
            throw new ProtocolException("SEARCH refused: " + go.line());
        }
        socket.write(octets);
        socket.write("\r\n");
        socket.flush();
        return numbers(result(tag));
    }

    private static List<Long> numbers(Result result) {
        if (!result.isOk()) {
            throw new ProtocolException("SEARCH failed: " + result.text());
        }
        return result.untagged().stream()
                .map(Response::line)
                .filter(line -> line.startsWith("* SEARCH"))
                .flatMap(line -> Arrays.stream(
                        line.substring("* SEARCH".length()).strip().split(" ")))
                .filter(number -> !number.isEmpty())
                .map(Long::valueOf)
                .toList();
    }

    /** Starts IDLE (RFC 2177) and returns its tag once the server idles. */
    public String idle() {
        String tag = send("IDLE");
        Response go = response();
        while (go.line().startsWith("* ")) {
            go = response();
        }
        if (!go.line().startsWith("+")) {
            throw new ProtocolException("IDLE refused: " + go.line());
        }
        return tag;
    }

    /** Ends IDLE. */
    public Result done(String tag) {
        socket.write("DONE\r\n");
        socket.flush();
        return result(tag);
    }

    /** Waits for an untagged response that holds {@code words}. */
    public Response await(String words) {
        Response response = response();
        while (!response.line().contains(words)) {
            response = response();
        }
        return response;
    }

    /** LOGOUT, politely. */
    public void logout() {
        String tag = send("LOGOUT");
        Response response = response();
        while (!response.line().startsWith(tag + " ")) {
            response = response();
        }
        close();
    }

    /** {@code text} as a quoted string. */
    public static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    @Override
    public void close() {
        socket.close();
    }

    /**
     * One response.
     *
     * @param line the line as Latin-1, each literal left out behind its {@code {n}}
     * @param literals the literals in order
     */
    public record Response(String line, List<byte[]> literals) {

        /** The UID that a FETCH response names. */
        public long uid() {
            Matcher uid = UID.matcher(line);
            if (!uid.find()) {
                throw new ProtocolException("no UID in " + line);
            }
            return Long.parseLong(uid.group(1));
        }
    }

    /**
     * How a command ended.
     *
     * @param text the tagged response without its tag
     * @param untagged what came before it
     */
    public record Result(String text, List<Response> untagged) {

        public boolean isOk() {
            return text.startsWith("OK");
        }

        /** The untagged lines. */
        public List<String> lines() {
            return untagged.stream().map(Response::line).toList();
        }
    }
}
