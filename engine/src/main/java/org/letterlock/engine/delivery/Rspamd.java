package org.letterlock.engine.delivery;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.letterlock.engine.directory.RspamdRule;
import org.letterlock.engine.http.HttpResult;
import org.letterlock.engine.http.HttpsClient;
import org.letterlock.engine.http.LocalClient;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mail.Opinion;

/**
 * Asks an rspamd on this machine about letters, where the owner has one. What is silent, slow, or speaks nonsense has no opinion. Safe for any number of threads.
 */
public final class Rspamd implements OtherFilter {

    /** How long it holds up a letter at most, and how much it may say. */
    public static final HttpsClient.Limits LIMITS = new HttpsClient.Limits(256 * 1024, Duration.ofSeconds(10));

    private static final long MOST_OCTETS = 20L << 20;
    private static final int OK = 200;

    private final LocalClient client;
    private final Supplier<Optional<RspamdRule>> rule;
    private final HttpsClient.Limits limits;

    /** @param rule where it is, asked for each letter */
    public Rspamd(LocalClient client, Supplier<Optional<RspamdRule>> rule, HttpsClient.Limits limits) {
        this.client = client;
        this.rule = rule;
        this.limits = limits;
    }

    @Override
    public boolean mayRefuse() {
        return rule.get().filter(RspamdRule::refuses).isPresent();
    }

    @Override
    public Optional<Opinion> ask(About about, Octets letter) {
        Optional<RspamdRule> where = rule.get();
        if (where.isEmpty() || letter.length() > MOST_OCTETS) {
            return Optional.empty();
        }
        List<LocalClient.Field> fields = new ArrayList<>();
        about.trace().remote().ifPresent(remote -> fields.add(new LocalClient.Field("IP", remote.getHostAddress())));
        fields.add(new LocalClient.Field("Helo", about.trace().helo()));
        fields.add(new LocalClient.Field(
                "From", about.from().address().map(EmailAddress::toString).orElse("")));
        about.recipients()
                .forEach(recipient -> fields.add(
                        new LocalClient.Field("Rcpt", recipient.address().toString())));
        about.hostName().ifPresent(name -> fields.add(new LocalClient.Field("Hostname", name.ascii())));
        fields.add(new LocalClient.Field("Queue-Id", about.trace().id()));
        fields.add(new LocalClient.Field("MTA-Name", about.trace().by().ascii()));
        return switch (client.post(where.get().server(), "/checkv2", fields, letter, limits)) {
            case HttpResult.Answered(int status, Optional<String> _, byte[] body) when status == OK -> read(body);
            case HttpResult.Answered _, HttpResult.Failed _ -> Optional.empty();
        };
    }

    /** What an answer says; empty where it is none. */
    static Optional<Opinion> read(byte[] body) {
        try {
            if (!(JsonParser.parseString(new String(body, StandardCharsets.UTF_8)) instanceof JsonObject answer)
                    || !answer.has("score")
                    || !answer.has("action")) {
                return Optional.empty();
            }
            return Optional.of(new Opinion(
                    tenths(answer.get("score")),
                    answer.get("action").getAsString().equals("reject"),
                    symbols(answer.get("symbols"))));
        } catch (JsonParseException | IllegalStateException | UnsupportedOperationException | NumberFormatException _) {
            return Optional.empty();
        }
    }

    private static int tenths(JsonElement score) {
        return (int) Math.round(Math.clamp(score.getAsDouble(), -1000.0, 1000.0) * 10);
    }

    /** Those that weigh something, the weightiest first. */
    private static List<String> symbols(JsonElement symbols) {
        return symbols instanceof JsonObject named
                ? named.entrySet().stream()
                        .map(symbol -> Map.entry(symbol.getKey(), weight(symbol.getValue())))
                        .filter(symbol -> symbol.getValue() != 0)
                        .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                        .map(Map.Entry::getKey)
                        .toList()
                : List.of();
    }

    private static int weight(JsonElement symbol) {
        return symbol instanceof JsonObject details && details.has("score") ? tenths(details.get("score")) : 0;
    }
}
