package org.letterlock.engine.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.letterlock.engine.directory.Account;
import org.letterlock.engine.directory.Webhook;
import org.letterlock.engine.dns.FakeDns;
import org.letterlock.engine.dsn.DsnLetter;
import org.letterlock.engine.dsn.DsnWriter;
import org.letterlock.engine.http.HttpsClient;
import org.letterlock.engine.http.WebServer;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mail.Provenance;
import org.letterlock.engine.mail.ReversePath;
import org.letterlock.engine.net.Connector;
import org.letterlock.engine.net.EventLoops;
import org.letterlock.engine.pkix.TestAuthority;
import org.letterlock.engine.pkix.TrustedRoots;
import org.letterlock.engine.queue.Consignment;
import org.letterlock.engine.queue.MailQueue;
import org.letterlock.engine.queue.QueueId;
import org.letterlock.engine.queue.RecipientState;
import org.letterlock.engine.queue.SettableClock;
import org.letterlock.engine.smtp.RcptParameters;
import org.letterlock.engine.smtpclient.Courier;
import org.letterlock.engine.smtpclient.Notices;
import org.letterlock.engine.smtpclient.Outcome;
import org.letterlock.engine.smtpclient.QueueEvent;
import org.letterlock.engine.smtpclient.QueueRunner;
import org.letterlock.engine.smtpclient.RetrySchedule;
import org.letterlock.engine.sqlite.SqliteThreads;

/** Web servers that are told of letters through the real queue, over real TLS: well-behaved ones, and others. */
final class WebhookCourierTest {

    private static final TestAuthority ROOT = TestAuthority.root("root");
    private static final String LETTER = "From: ann@example.org\r\nSubject: 手紙\r\n\r\nHello, robot.\r\n";
    private static final EmailAddress ROBOT =
            EmailAddress.parse("robot@example.test").orElseThrow();
    private static final Pattern FIELD = Pattern.compile("(?m)^(webhook-[a-z]+): (.*)$");

    @TempDir
    Path folder;

    private final SettableClock clock = new SettableClock();
    private final SqliteThreads threads = new SqliteThreads(1, 2);
    private final EventLoops loops = new EventLoops(1, new SecureRandom());
    private final FakeDns dns = new FakeDns().address("hooks.example.com", "127.0.0.1");
    private final WebServer server = new WebServer(ROOT.server("hooks.example.com"));
    private final List<QueueEvent> events = new CopyOnWriteArrayList<>();
    private final List<DsnLetter> notices = new CopyOnWriteArrayList<>();
    private final byte[] secret = Webhook.newSecret(new SecureRandom());
    private volatile boolean inner = true;
    private Optional<Webhook> known = Optional.empty();
    private MailQueue queue;

    @BeforeEach
    void open() {
        queue = new MailQueue(folder.resolve("queue.sqlite"), new byte[32], threads, new SecureRandom(), clock);
        known = Optional.of(hook(server.port()));
    }

    @AfterEach
    void close() {
        assertThat(queue.verify()).isEmpty();
        assertThat(notices).as("nobody outside is told").isEmpty();
        queue.close();
        threads.close();
        server.close();
        loops.close();
    }

    private Webhook hook(int port) {
        return Webhook.parse("https://hooks.example.com:" + port + "/in?token=hidden", secret)
                .orElseThrow();
    }

    private QueueId enqueue(Webhook hook, Octets letter) {
        Recipient recipient =
                new Recipient(ROBOT, List.<Account>of(), List.of(), List.of(hook), false, RcptParameters.NONE);
        return queue.enqueueAll(RoutingAlike.webhooks()
                        .of(
                                List.of(recipient),
                                new Webhooks.Told(
                                        "c-1-1",
                                        ReversePath.of(EmailAddress.parse("ann@example.org")
                                                .orElseThrow()),
                                        Provenance.read("outside author-proven no-host-name"),
                                        () -> "mx.example.test; spf=pass",
                                        clock.instant(),
                                        letter),
                                List.of()))
                .getFirst();
    }

    private QueueId enqueue() {
        return enqueue(known.orElseThrow(), Octets.of(LETTER.getBytes(StandardCharsets.UTF_8)));
    }

    private QueueRunner runner() {
        HttpsClient client = new HttpsClient(
                new Connector(loops, Duration.ofSeconds(5)),
                dns,
                new HttpsClient.Reach(
                        443,
                        address -> inner || HttpsClient.Reach.PUBLIC.allowed().test(address)),
                TrustedRoots.of(List.of(ROOT.certificate())),
                Clock.systemUTC());
        Courier nobody = new Courier() {
            @Override
            public void deliver(Consignment letter, Consumer<Map<Consignment.Recipient, Outcome>> outcomes) {
                throw new AssertionError("it is no mail");
            }

            @Override
            public void abort() {}

            @Override
            public void close() {}
        };
        QueueRunner runner = new QueueRunner(
                queue,
                new WebhookCourier(
                        nobody,
                        client,
                        (address, url) -> known.filter(
                                hook -> address.equals(ROBOT) && hook.url().equals(url)),
                        clock),
                new Notices(new DsnWriter(clock, new SecureRandom()), new DomainName("mx.example.test"), notices::add),
                new RetrySchedule(new SecureRandom()),
                new QueueRunner.Settings(4, 2, Duration.ofSeconds(2)),
                clock,
                events::add);
        runner.start();
        return runner;
    }

    private void awaitEvents(int count) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (events.size() < count && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(events).hasSizeGreaterThanOrEqualTo(count);
    }

    private static Map<String, String> fields(String request) {
        Map<String, String> found = new HashMap<>();
        Matcher matcher = FIELD.matcher(request.replace("\r\n", "\n"));
        while (matcher.find()) {
            found.put(matcher.group(1), matcher.group(2));
        }
        return found;
    }

    private String signed(Map<String, String> fields, byte[] body) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret, "HmacSHA256"));
        mac.update((fields.get("webhook-id") + "." + fields.get("webhook-timestamp") + ".")
                .getBytes(StandardCharsets.US_ASCII));
        return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
    }

    @Test
    void tellsOfALetterWithItsVerdictAndASignature() throws GeneralSecurityException {
        server.answer("HTTP/1.1 204 No Content\r\n\r\n");
        QueueId id = enqueue();
        try (QueueRunner _ = runner()) {
            awaitEvents(1);
        }
        assertThat(events.getFirst().kind()).isEqualTo(QueueEvent.Kind.SENT);
        assertThat(events.getFirst().answer().text()).isEqualTo("the webhook at hooks.example.com answered 204");
        String request = server.requests().getFirst();
        Map<String, String> fields = fields(request);
        byte[] body = server.bodies().getFirst();
        assertThat(request)
                .startsWith("POST /in?token=hidden HTTP/1.1\r\n")
                .contains("\r\nContent-Type: application/json\r\n");
        assertThat(fields)
                .containsEntry("webhook-id", id.value())
                .containsEntry(
                        "webhook-timestamp", Long.toString(clock.instant().getEpochSecond()))
                .containsEntry("webhook-signature", signed(fields, body));
        JsonObject told =
                JsonParser.parseString(new String(body, StandardCharsets.UTF_8)).getAsJsonObject();
        assertThat(told.get("type").getAsString()).isEqualTo("letter.received");
        JsonObject data = told.getAsJsonObject("data");
        assertThat(data.get("address").getAsString()).isEqualTo("robot@example.test");
        assertThat(data.get("sender").getAsString()).isEqualTo("ann@example.org");
        assertThat(data.get("truncated").getAsBoolean()).isFalse();
        assertThat(new String(Base64.getDecoder().decode(data.get("letter").getAsString()), StandardCharsets.UTF_8))
                .isEqualTo(LETTER);
        JsonObject verdict = data.getAsJsonObject("verdict");
        assertThat(verdict.get("checked").getAsBoolean()).isTrue();
        assertThat(verdict.get("junk").getAsBoolean()).isFalse();
        assertThat(verdict.getAsJsonArray("reasons").toString()).contains("\"no-host-name\"");
        assertThat(verdict.get("results").getAsString()).isEqualTo("mx.example.test; spf=pass");
        assertThat(queue.hookUse(known.orElseThrow().url()).waiting()).isZero();
    }

    /** Everything but 2xx and 410 is asked again, with the same id, until five days are over; a restart forgets nothing. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 500 x\r\n\r\n",
                "HTTP/1.1 503 x\r\nContent-Length: 999999999\r\n\r\n",
                "HTTP/1.1 404 x\r\n\r\n",
                "HTTP/1.1 429 too many\r\n\r\n",
                "HTTP/1.1 302 x\r\nLocation: https://hooks.example.com/\r\n\r\n",
                "HTTP/1.1 101 x\r\n\r\n",
                "220 mx.example.com ESMTP\r\n\r\n",
                ""
            })
    void asksAgainUntilItIsTaken(String answer) throws GeneralSecurityException {
        server.answer(answer);
        QueueId id = enqueue();
        try (QueueRunner _ = runner()) {
            awaitEvents(1);
        }
        assertThat(events.getFirst().kind()).isEqualTo(QueueEvent.Kind.DEFERRED);
        assertThat(events.getFirst().answer().text()).doesNotContain("hidden");
        assertThat(queue.hookUse(known.orElseThrow().url()).waiting()).isOne();
        assertThat(queue.hookUse(known.orElseThrow().url()).last()).isPresent();
        queue.close();
        open();
        clock.advance(Duration.ofHours(1));
        server.answer("HTTP/1.1 200 OK\r\n\r\n");
        try (QueueRunner _ = runner()) {
            awaitEvents(2);
        }
        assertThat(events.getLast().kind()).isEqualTo(QueueEvent.Kind.SENT);
        Map<String, String> first = fields(server.requests().getFirst());
        Map<String, String> last = fields(server.requests().getLast());
        assertThat(last.get("webhook-id")).isEqualTo(first.get("webhook-id")).isEqualTo(id.value());
        assertThat(last.get("webhook-signature"))
                .isEqualTo(signed(last, server.bodies().getLast()));
        assertThat(last).isNotEqualTo(first);
    }

    @Test
    void givesUpAfterFiveDaysAndOn410AndWhereItIsNoWebhookAnyMore() {
        server.answer("HTTP/1.1 500 x\r\n\r\n");
        QueueId id = enqueue();
        clock.advance(RetrySchedule.LIFETIME);
        try (QueueRunner _ = runner()) {
            awaitEvents(1);
        }
        assertThat(events.getLast().kind()).isEqualTo(QueueEvent.Kind.BOUNCED);
        assertThat(queue.show(id).orElseThrow().recipients().getFirst().state()).isEqualTo(RecipientState.FAILED);
        server.answer("HTTP/1.1 410 Gone\r\n\r\n");
        enqueue();
        try (QueueRunner _ = runner()) {
            awaitEvents(2);
        }
        assertThat(events.getLast().kind()).isEqualTo(QueueEvent.Kind.BOUNCED);
        int asked = server.requests().size();
        enqueue();
        known = Optional.empty();
        try (QueueRunner _ = runner()) {
            awaitEvents(3);
        }
        assertThat(events.getLast().kind()).isEqualTo(QueueEvent.Kind.BOUNCED);
        assertThat(server.requests()).hasSize(asked);
    }

    @Test
    void tellsNobodyWhoDoesNotProveToBeTheHostOrIsInside() {
        try (WebServer liar = new WebServer(TestAuthority.root("root").server("hooks.example.com"))) {
            known = Optional.of(hook(liar.port()));
            enqueue();
            try (QueueRunner _ = runner()) {
                awaitEvents(1);
            }
            assertThat(events.getLast().answer().text()).contains("certificate");
            assertThat(liar.requests()).isEmpty();
        }
        known = Optional.of(hook(server.port()));
        inner = false;
        enqueue();
        try (QueueRunner _ = runner()) {
            awaitEvents(2);
        }
        assertThat(events.getLast().answer().text()).isEqualTo("hooks.example.com has no address that may be used");
        assertThat(server.requests()).isEmpty();
        assertThat(events).allMatch(event -> event.kind() == QueueEvent.Kind.DEFERRED);
    }

    /** Who never answers holds up itself alone, and the runner ends all the same. */
    @Test
    void waitsForASilentServerWithoutHoldingUpOthers() throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        server.answer(_ -> {
            asked.countDown();
            release.await();
        });
        try (WebServer other = new WebServer(ROOT.server("other.example.com"))) {
            dns.address("other.example.com", "127.0.0.1");
            other.answer("HTTP/1.1 200 OK\r\n\r\n");
            enqueue();
            try (QueueRunner _ = runner()) {
                assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
                known = Webhook.parse("https://other.example.com:" + other.port() + "/", secret);
                enqueue();
                awaitEvents(1);
                assertThat(events.getFirst().kind()).isEqualTo(QueueEvent.Kind.SENT);
                release.countDown();
            }
        }
    }

    /** The body has the length that it says, at each split of three octets, and a letter that is too large is told in part. */
    @Test
    void writesTheLetterInBase64WhileItIsRead() throws IOException {
        Random random = new Random(3);
        List<Integer> lengths = new ArrayList<>(List.of(0, 1, 2, 3, 4, 49_151, 49_152, 49_153, 98_304, 200_000));
        for (int length : lengths) {
            byte[] letter = new byte[length];
            random.nextBytes(letter);
            check(WebhookBody.of("{\"a\":1}", Octets.of(letter), clock.instant()), letter, false);
        }
        byte[] large = new byte[(int) WebhookBody.MOST + 1];
        random.nextBytes(large);
        check(
                WebhookBody.of("{\"a\":1}", Octets.of(large), clock.instant()),
                Arrays.copyOf(large, (int) WebhookBody.MOST),
                true);
        byte[] just = new byte[(int) WebhookBody.MOST];
        check(WebhookBody.of("{\"a\":1}", Octets.of(just), clock.instant()), just, false);
    }

    private static void check(WebhookBody body, byte[] letter, boolean truncated) throws IOException {
        byte[] octets;
        try (InputStream in = body.open()) {
            octets = in.readAllBytes();
        }
        assertThat(body.length()).isEqualTo(octets.length);
        JsonObject data = JsonParser.parseString(new String(octets, StandardCharsets.US_ASCII))
                .getAsJsonObject()
                .getAsJsonObject("data");
        assertThat(data.get("a").getAsInt()).isOne();
        assertThat(data.get("truncated").getAsBoolean()).isEqualTo(truncated);
        assertThat(Base64.getDecoder().decode(data.get("letter").getAsString())).isEqualTo(letter);
        try (InputStream in = body.open()) {
            for (int i = 0; i < Math.min(octets.length, 1000); i++) {
                assertThat(in.read()).isEqualTo(octets[i] & 0xff);
            }
        }
    }
}
