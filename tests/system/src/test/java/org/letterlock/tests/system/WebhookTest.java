package org.letterlock.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.net.SelfSigned;
import org.letterlock.engine.net.TlsIdentity;
import org.letterlock.protocol.EngineApi;
import org.letterlock.protocol.QueueEntry;
import org.letterlock.tests.kit.ControlClient;
import org.letterlock.tests.kit.EngineProcess;
import org.letterlock.tests.kit.LetterMaker;
import org.letterlock.tests.kit.LetterMaker.Letter;
import org.letterlock.tests.kit.SmtpTestClient;
import org.letterlock.tests.kit.TempFolder;
import org.letterlock.tests.kit.Waiting;

/** An address that tells a web server of its letters: set on the command line, told across kills, and not told inside unless the engine was started so. */
final class WebhookTest {

    private static final String HOST = "hooks.example.org";
    private static final String ROBOT = "robot@example.test";
    private static final char[] NO_PASSWORD = "changeit".toCharArray();
    private static final Pattern LENGTH = Pattern.compile("Content-Length: ([0-9]+)");

    private static TempFolder folder;
    private static SignedRoot dns;
    private static Path anchors;
    private static EngineProcess engine;
    private static SSLServerSocket listener;
    private static volatile String answer = "HTTP/1.1 503 x\r\n\r\n";
    private static final List<String> heads = new CopyOnWriteArrayList<>();
    private static final List<byte[]> bodies = new CopyOnWriteArrayList<>();

    private final LetterMaker letters = new LetterMaker(System.nanoTime());

    @BeforeAll
    static void start() throws IOException, GeneralSecurityException {
        folder = new TempFolder();
        dns = new SignedRoot();
        dns.address(HOST);
        anchors = folder.path().resolve("anchors");
        Files.writeString(anchors, dns.anchor());
        Path tls = Files.createDirectory(folder.path().resolve("tls"));
        TlsIdentity identity = SelfSigned.in(tls, new DomainName(HOST), new SecureRandom(), Clock.systemUTC());
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        keys.setKeyEntry("web", identity.key(), NO_PASSWORD, identity.chain().toArray(X509Certificate[]::new));
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, NO_PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        listener = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(WebhookTest::serve);
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("web", identity.chain().getFirst());
        Path store = folder.path().resolve("trusted.p12");
        try (var out = Files.newOutputStream(store)) {
            trusted.store(out, NO_PASSWORD);
        }
        engine = EngineProcess.start(new EngineProcess.Settings(
                folder.path().resolve("here"),
                "mail.example.test",
                Map.of(),
                List.of(
                        "-Djavax.net.ssl.trustStore=" + store,
                        "-Djavax.net.ssl.trustStorePassword=" + new String(NO_PASSWORD))));
        Mailboxes.domain(engine, "example.test");
    }

    @AfterAll
    static void stop() throws IOException {
        engine.close();
        listener.close();
        dns.close();
        folder.close();
    }

    private static void serve() {
        while (!listener.isClosed()) {
            try (Socket socket = listener.accept()) {
                InputStream in = socket.getInputStream();
                ByteArrayOutputStream head = new ByteArrayOutputStream();
                while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                    head.write(in.read());
                }
                Matcher length = LENGTH.matcher(head.toString(StandardCharsets.ISO_8859_1));
                byte[] body = in.readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0);
                bodies.add(body);
                heads.add(head.toString(StandardCharsets.ISO_8859_1));
                socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
                // A client that went away, or the end of the test.
            }
        }
    }

    private static void restart(String... further) {
        List<String> options = new ArrayList<>(
                List.of("--resolver", "127.0.0.1:" + dns.address().getPort(), "--trust-anchors", anchors.toString()));
        options.addAll(List.of(further));
        engine.options(options);
        engine.kill9();
        engine.startAgain();
    }

    private static Agent.Ran agent(String... words) {
        return Agent.run(engine.socket(), "", words);
    }

    private static QueueEntry only() {
        try (ControlClient control = engine.control()) {
            List<QueueEntry> all = control.queue();
            assertThat(all).hasSize(1);
            return all.getFirst();
        }
    }

    private static String field(String name) {
        return Objects.requireNonNull(heads.getLast()
                        .lines()
                        .filter(line -> line.startsWith(name + ": "))
                        .findFirst()
                        .orElse(null))
                .substring(name.length() + 2);
    }

    @Test
    void tellsAWebServerOfALetterAcrossKills() throws GeneralSecurityException {
        String url = "https://" + HOST + ":" + listener.getLocalPort() + "/letters";
        restart();
        assertThat(agent("address", "set", ROBOT, "--webhook", "http://hooks.example.org/")
                        .err())
                .contains("is no URL of a webhook");
        Agent.Ran set = agent("address", "set", ROBOT, "--webhook", url, "--json");
        assertThat(set.exitCode()).as(set.err()).isZero();
        String secret = JsonParser.parseString(set.out())
                .getAsJsonObject()
                .getAsJsonArray("webhooks")
                .get(0)
                .getAsJsonObject()
                .get("secret")
                .getAsString();
        assertThat(secret).startsWith("whsec_");
        assertThat(agent("address", "set", ROBOT, "--webhook", url, "--json").out())
                .doesNotContain("whsec_");
        assertThat(agent("address", "show", "example.test").out())
                .contains("told to " + url)
                .doesNotContain("whsec_");

        Letter letter = letters.plain("friend@example.net", ROBOT, "Beep", "Boop.\n");
        try (SmtpTestClient smtp = engine.mx().ehlo()) {
            smtp.deliver("friend@example.net", List.of(ROBOT), letter.octets()).expect(250);
        }
        // An inner host is not told.
        assertThat(Waiting.until(
                        Mailboxes.PATIENCE, () -> only().recipients().getFirst().attempts() > 0))
                .isTrue();
        assertThat(only().webhook()).isTrue();
        assertThat(only().recipients().getFirst().lastReply()).contains("has no address that may be used");
        assertThat(agent("address", "show", "example.test").out()).contains("Waiting for " + url + ": 1 letter(s)");
        assertThat(heads).isEmpty();

        restart("--inner-webhooks");
        retry();
        assertThat(Waiting.until(
                        Mailboxes.PATIENCE, () -> only().recipients().getFirst().attempts() > 1))
                .isTrue();
        assertThat(only().recipients().getFirst().lastReply()).contains("the webhook at " + HOST + " answered 503");
        restart("--inner-webhooks");
        answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
        String id = only().id();
        retry();
        try (ControlClient control = engine.control()) {
            assertThat(Waiting.until(Mailboxes.PATIENCE, () -> control.queue().isEmpty()))
                    .isTrue();
        }
        assertThat(field("webhook-id")).isEqualTo(id);
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.substring(6)), "HmacSHA256"));
        mac.update((id + "." + field("webhook-timestamp") + ".").getBytes(StandardCharsets.US_ASCII));
        assertThat(field("webhook-signature"))
                .isEqualTo("v1," + Base64.getEncoder().encodeToString(mac.doFinal(bodies.getLast())));
        JsonObject data = JsonParser.parseString(new String(bodies.getLast(), StandardCharsets.UTF_8))
                .getAsJsonObject()
                .getAsJsonObject("data");
        assertThat(new String(Base64.getDecoder().decode(data.get("letter").getAsString()), StandardCharsets.UTF_8))
                .endsWith(new String(letter.octets(), StandardCharsets.UTF_8));
        assertThat(agent("log").out()).contains("the webhook at " + HOST).doesNotContain("/letters", secret);
        assertThat(agent("address", "remove", ROBOT).exitCode()).isZero();
    }

    private static void retry() {
        String id = only().id();
        try (ControlClient control = engine.control()) {
            control.call(api -> api.retryQueueEntry(new EngineApi.QueueName(id)));
        }
    }
}
