package org.letterlock.desktop.dnsplan;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.net.ConnectException;
import java.net.IDN;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.model.Problem;
import org.letterlock.desktop.model.ProblemException;

/** A zone at Cloudflare, by version 4 of its interface. Changes are one batch, which Cloudflare does as a whole or not at all. */
public final class CloudflareZone implements DnsZone {

    /** Where the interface is. */
    public static final URI WORLD = URI.create("https://api.cloudflare.com/client/v4/");

    private static final String WHO = "Cloudflare";
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long LARGEST_ANSWER = 1024 * 1024;
    private static final int PAGE = 100;
    private static final int MOST_PAGES = 10;
    private static final int MOST_DETAIL = 500;
    private static final int AUTOMATIC_TTL = 1;
    /** How long Cloudflare refuses whom it heard too often, unless it says otherwise: in seconds. */
    private static final String USUAL_WAIT = "300";

    private static final Pattern IDENTIFIER = Pattern.compile("[0-9a-zA-Z]{1,64}");
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,5}");
    /** A token that is none, is not known, or is out of date. */
    private static final Set<Integer> TOKEN_CODES = Set.of(1000, 6003, 6103, 6111, 9106);
    /** Something stands there that cannot stand beside what was sent. */
    private static final Set<Integer> CONFLICT_CODES = Set.of(81053, 81054, 81055, 81056, 81057, 81058, 81062);

    /** Answers that do not say whether an order was followed. */
    private static final Set<String> UNSAID = Set.of("down", "odd-answer");

    private final URI api;
    private final String zone;
    private final String token;
    private final Duration patience;

    /**
     * A zone; nobody is asked yet.
     *
     * @param zone its name
     * @param token as {@link org.letterlock.desktop.model.DnsAccess#wrong} lets pass
     */
    public CloudflareZone(URI api, String zone, String token) {
        this(api, zone, token, PATIENCE);
    }

    /** @param patience for one answer */
    CloudflareZone(URI api, String zone, String token, Duration patience) {
        this.api = api;
        this.zone = zone;
        this.token = token;
        this.patience = patience;
    }

    @Override
    public List<ZoneRecord> read(List<PlannedRecord> records) throws ProblemException {
        Set<String> names = new LinkedHashSet<>();
        records.forEach(planned ->
                names.add(ZoneRecord.planned(planned, planned.record().value(), AUTOMATIC_TTL)
                        .name()));
        try (HttpClient http = client()) {
            return read(http, id(http), names);
        }
    }

    @Override
    public void write(List<ZoneRecord> seen, List<ZoneChange> changes) throws ProblemException {
        try (HttpClient http = client()) {
            String id = id(http);
            Set<String> names = new TreeSet<>();
            changes.forEach(change -> names.add(name(change)));
            List<ZoneRecord> before = seen.stream()
                    .filter(record -> names.contains(record.name()))
                    .toList();
            if (!Set.copyOf(read(http, id, names)).equals(Set.copyOf(before))) {
                throw problem("changed", Map.of(), null);
            }
            ask(http, "zones/" + id + "/dns_records/batch", batch(changes));
        }
    }

    private static String name(ZoneChange change) {
        return switch (change) {
            case ZoneChange.Create(ZoneRecord record) -> record.name();
            case ZoneChange.Replace(ZoneRecord before, ZoneRecord after) -> before.name();
            case ZoneChange.Remove(ZoneRecord record) -> record.name();
        };
    }

    private static JsonObject batch(List<ZoneChange> changes) {
        JsonArray deletes = new JsonArray();
        JsonArray patches = new JsonArray();
        JsonArray posts = new JsonArray();
        for (ZoneChange change : changes) {
            switch (change) {
                case ZoneChange.Create(ZoneRecord record) -> posts.add(written(record));
                case ZoneChange.Replace(ZoneRecord before, ZoneRecord after) -> patches.add(written(after));
                case ZoneChange.Remove(ZoneRecord record) -> {
                    JsonObject gone = new JsonObject();
                    gone.addProperty("id", record.id());
                    deletes.add(gone);
                }
            }
        }
        JsonObject batch = new JsonObject();
        batch.add("deletes", deletes);
        batch.add("patches", patches);
        batch.add("posts", posts);
        return batch;
    }

    private static JsonObject written(ZoneRecord record) {
        JsonObject json = new JsonObject();
        if (record.id() != null) {
            json.addProperty("id", record.id());
        }
        json.addProperty("type", record.type());
        json.addProperty("name", record.name());
        json.addProperty("ttl", record.ttl());
        switch (record.type()) {
            case "MX" -> {
                json.addProperty(
                        "content", record.value().substring(record.value().indexOf(' ') + 1));
                json.addProperty("priority", record.priority());
            }
            case "TXT" -> json.addProperty("content", TextStrings.quote(record.value()));
            default -> {
                json.addProperty("content", record.value());
                json.addProperty("proxied", false);
            }
        }
        return json;
    }

    /** The zone's identifier. */
    private String id(HttpClient http) throws ProblemException {
        // Zones are known by their names in Unicode, records by A-labels; nobody says by which a zone is found.
        for (String name : new LinkedHashSet<>(List.of(zone, IDN.toUnicode(zone)))) {
            JsonObject answer = ask(http, "zones?name=" + encoded(name), null);
            for (JsonElement found : array(answer)) {
                if (labels(text(found, "name")).equals(zone)) {
                    return identifier(found);
                }
            }
        }
        throw problem("zone-missing", Map.of(), null);
    }

    /** A name in A-labels and lower case (RFC 5890 §2.3.2.1); one that has no such form stays as it is. */
    private static String labels(String name) {
        try {
            return IDN.toASCII(name).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            return name;
        }
    }

    private List<ZoneRecord> read(HttpClient http, String id, Set<String> names) throws ProblemException {
        List<ZoneRecord> all = new ArrayList<>();
        for (String name : names) {
            int page = 1;
            JsonArray found;
            do {
                JsonObject answer = ask(
                        http,
                        "zones/" + id + "/dns_records?name=" + encoded(name) + "&per_page=" + PAGE + "&page=" + page,
                        null);
                found = array(answer);
                for (JsonElement one : found) {
                    if (labels(text(one, "name")).equals(name)) {
                        all.add(record(name, one));
                    }
                }
                page++;
            } while (found.size() >= PAGE && page <= MOST_PAGES);
            if (found.size() >= PAGE) {
                throw odd("more than " + PAGE * MOST_PAGES + " records at " + name);
            }
        }
        return List.copyOf(all);
    }

    private ZoneRecord record(String name, JsonElement json) throws ProblemException {
        String type = text(json, "type");
        String content = text(json, "content");
        String value = type.equals("MX") ? number(json, "priority") + " " + content : content;
        boolean proxied = json.getAsJsonObject().get("proxied") instanceof JsonPrimitive flag && flag.getAsBoolean();
        return new ZoneRecord(
                name, type, ZoneRecord.plain(type, value), number(json, "ttl"), identifier(json), proxied);
    }

    private String identifier(JsonElement json) throws ProblemException {
        String id = text(json, "id");
        // It becomes part of an address.
        if (!IDENTIFIER.matcher(id).matches()) {
            throw odd("an identifier that is none");
        }
        return id;
    }

    private String text(JsonElement json, String key) throws ProblemException {
        if (json.isJsonObject() && json.getAsJsonObject().get(key) instanceof JsonPrimitive value) {
            return value.getAsString();
        }
        throw odd("no " + key);
    }

    private int number(JsonElement json, String key) throws ProblemException {
        String number = text(json, key);
        if (!Pattern.matches("[0-9]{1,9}", number)) {
            throw odd("no " + key);
        }
        return Integer.parseInt(number);
    }

    private JsonArray array(JsonObject answer) throws ProblemException {
        if (answer.get("result") instanceof JsonArray result) {
            return result;
        }
        throw odd("no result");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private HttpClient client() {
        return HttpClient.newBuilder()
                .connectTimeout(patience)
                // Nobody else is told the token.
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /** @param order what is to be done; null to only read */
    private JsonObject ask(HttpClient http, String path, @Nullable JsonObject order) throws ProblemException {
        HttpRequest.Builder request = HttpRequest.newBuilder(api.resolve(path))
                .timeout(patience)
                .header("Authorization", "Bearer " + token)
                .header("Accept", "application/json");
        if (order != null) {
            request.header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(new Gson().toJson(order)));
        }
        HttpResponse<String> response = send(http, request.build(), order != null);
        try {
            return understood(response);
        } catch (ProblemException e) {
            boolean said = !UNSAID.contains(e.problem().code());
            throw order == null || said
                    ? e
                    : problem("unsure", Map.of(), e.problem().detail());
        }
    }

    private HttpResponse<String> send(HttpClient http, HttpRequest request, boolean changes) throws ProblemException {
        CompletableFuture<HttpResponse<String>> answer = http.sendAsync(
                request,
                HttpResponse.BodyHandlers.limiting(
                        HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8), LARGEST_ANSWER));
        // Once an order went out, nobody knows what became of it unless an answer came.
        String lost = changes ? "unsure" : "silent";
        try {
            // The request's own patience ends where the answer begins.
            return answer.get(2 * patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            http.shutdownNow();
            boolean neverSent = e.getCause() instanceof ConnectException;
            throw problem(neverSent ? "silent" : lost, Map.of(), String.valueOf(e.getCause()));
        } catch (TimeoutException e) {
            http.shutdownNow();
            throw problem(lost, Map.of(), "the answer did not end");
        } catch (InterruptedException e) {
            http.shutdownNow();
            Thread.currentThread().interrupt();
            throw problem(lost, Map.of(), "cancelled");
        }
    }

    private JsonObject understood(HttpResponse<String> response) throws ProblemException {
        int status = response.statusCode();
        JsonObject answer = null;
        try {
            if (JsonParser.parseString(response.body()) instanceof JsonObject object) {
                answer = object;
            }
        } catch (JsonParseException e) {
            // What is no JSON is told by its status alone.
        }
        if (status == 200
                && answer != null
                && answer.get("success") instanceof JsonPrimitive success
                && success.getAsBoolean()) {
            return answer;
        }
        throw refusal(status, answer, response);
    }

    private ProblemException refusal(int status, @Nullable JsonObject answer, HttpResponse<String> response) {
        List<String> words = new ArrayList<>();
        Set<Integer> codes = new TreeSet<>();
        if (answer != null && answer.get("errors") instanceof JsonArray errors) {
            for (JsonElement error : errors) {
                if (error instanceof JsonObject one && one.get("code") instanceof JsonPrimitive code) {
                    words.add(code + " " + one.get("message"));
                    if (SECONDS.matcher(code.toString()).matches()) {
                        codes.add(Integer.parseInt(code.toString()));
                    }
                }
            }
        }
        String detail = status + " " + String.join(", ", words);
        if (status == 429 || codes.contains(10429)) {
            String wait = response.headers()
                    .firstValue("Retry-After")
                    .filter(value -> SECONDS.matcher(value).matches())
                    .orElse(USUAL_WAIT);
            return problem("too-often", Map.of("seconds", wait), detail);
        }
        if (status == 401 || codes.stream().anyMatch(TOKEN_CODES::contains)) {
            return problem("token-refused", Map.of(), detail);
        }
        if (codes.stream().anyMatch(CONFLICT_CODES::contains)) {
            return problem("changed", Map.of(), detail);
        }
        if (status >= 500) {
            return problem("down", Map.of(), detail);
        }
        if (answer == null) {
            return odd("HTTP status " + status + ", and no JSON");
        }
        return switch (status) {
            case 403 -> problem("no-right", Map.of(), detail);
            case 404 -> problem("zone-missing", Map.of(), detail);
            case 200 -> words.isEmpty() ? odd("neither done nor refused") : problem("refused", Map.of(), detail);
            default -> problem("refused", Map.of(), detail);
        };
    }

    private ProblemException odd(String detail) {
        return problem("odd-answer", Map.of(), detail);
    }

    private ProblemException problem(String code, Map<String, String> values, @Nullable String detail) {
        Map<String, String> all = new HashMap<>(values);
        all.put("who", WHO);
        all.put("zone", zone);
        // Whoever answers may say the token back.
        String shown = detail == null ? null : detail.replace(token, "…");
        return new ProblemException(Problem.of(
                "dnswrite",
                code,
                all,
                shown == null || shown.length() <= MOST_DETAIL ? shown : shown.substring(0, MOST_DETAIL)));
    }
}
