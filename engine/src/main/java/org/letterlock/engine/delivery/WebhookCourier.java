package org.letterlock.engine.delivery;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.letterlock.engine.directory.Webhook;
import org.letterlock.engine.http.HttpResult;
import org.letterlock.engine.http.HttpsClient;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mail.StatusCode;
import org.letterlock.engine.queue.Answer;
import org.letterlock.engine.queue.Consignment;
import org.letterlock.engine.queue.Hook;
import org.letterlock.engine.smtpclient.Courier;
import org.letterlock.engine.smtpclient.Outcome;

/**
 * Tells web servers of letters, and has another courier carry the rest. Used by many threads at once.
 *
 * <p>Anything but 2xx is asked again later, because its owner may mend it and nothing is to be lost; 410 ends it. What is told is signed as Standard Webhooks says: HMAC-SHA256 over the id, the time and the
 * body. The id stays the same however often it is told, so that who hears it twice can know.
 */
public final class WebhookCourier implements Courier {

    private static final String MAC = "HmacSHA256";
    private static final int GONE = 410;

    /** How long a web server may take, the letter's way there among it. */
    private static final Duration TIME = Duration.ofSeconds(60);

    private final Courier others;
    private final HttpsClient client;
    private final Registry registry;
    private final Clock clock;

    /** Which web servers there are. */
    @FunctionalInterface
    public interface Registry {

        /** The web server that an address tells of its letters under {@code url}; empty where it does so no more. */
        Optional<Webhook> find(EmailAddress address, String url);
    }

    /** @param others for what is no webhook */
    public WebhookCourier(Courier others, HttpsClient client, Registry registry, Clock clock) {
        this.others = others;
        this.client = client;
        this.registry = registry;
        this.clock = clock;
    }

    @Override
    public void deliver(Consignment consignment, Consumer<Map<Consignment.Recipient, Outcome>> outcomes) {
        if (consignment.hook().isEmpty()) {
            others.deliver(consignment, outcomes);
            return;
        }
        Hook hook = consignment.hook().get();
        for (Consignment.Recipient recipient : consignment.recipients()) {
            Map<Consignment.Recipient, Outcome> one = new LinkedHashMap<>();
            one.put(
                    recipient,
                    registry.find(recipient.address(), hook.url())
                            .map(found -> tell(found, consignment, hook))
                            .orElseGet(() -> new Outcome.Refused(Answer.ours(
                                    new StatusCode(5, 1, 1),
                                    "the address tells this web server of nothing any more"))));
            outcomes.accept(one);
        }
    }

    private Outcome tell(Webhook webhook, Consignment consignment, Hook hook) {
        Instant now = clock.instant();
        Octets body = WebhookBody.of(hook.about(), consignment.content(), now);
        String id = consignment.id().value();
        String time = Long.toString(now.getEpochSecond());
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("Content-Type", "application/json");
        fields.put("webhook-id", id);
        fields.put("webhook-timestamp", time);
        fields.put("webhook-signature", "v1," + signature(webhook.secret(), id + "." + time + ".", body));
        HttpsClient.Target target = new HttpsClient.Target(webhook.host(), webhook.port(), webhook.path());
        return switch (client.post(target, fields, body, TIME)) {
            case HttpResult.Answered(int status, Optional<String> _, byte[] _) -> outcome(webhook, status);
            case HttpResult.Failed(boolean certificate, String reason) ->
                new Outcome.Later(
                        certificate
                                ? Answer.ours(new StatusCode(4, 7, 5), reason)
                                : Answer.ours(new StatusCode(4, 4, 1), reason));
        };
    }

    private static Outcome outcome(Webhook webhook, int status) {
        String text = webhook + " answered " + status;
        Optional<String> host = Optional.of(webhook.host().ascii());
        if (status >= 200 && status < 300) {
            return new Outcome.Accepted(new Answer(new StatusCode(2, 0, 0), text, host), true);
        }
        return status == GONE
                ? new Outcome.Refused(new Answer(new StatusCode(5, 1, 1), text, host))
                : new Outcome.Later(new Answer(new StatusCode(4, 3, 0), text, host));
    }

    static String signature(byte[] secret, String before, Octets body) {
        try (InputStream in = body.open()) {
            Mac mac = Mac.getInstance(MAC);
            mac.init(new SecretKeySpec(secret, MAC));
            mac.update(before.getBytes(StandardCharsets.US_ASCII));
            byte[] piece = new byte[64 * 1024];
            for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                mac.update(piece, 0, read);
            }
            return Base64.getEncoder().encodeToString(mac.doFinal());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException("queue", e);
        }
    }

    @Override
    public void abort() {
        others.abort();
    }

    @Override
    public void close() {
        others.close();
    }
}
