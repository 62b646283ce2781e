package org.letterlock.desktop.dnsplan;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** The part of Cloudflare's interface that the app uses, on loopback, with one zone; it answers as its documents say, or as a test says. */
public final class TestCloudflare implements AutoCloseable {

    /** A token that may write the zone. */
    public static final String TOKEN = "Sn3lZJTBX6kkg7OdcBUAxOO963GEIyGQqnFTOFYY";

    private static final String ZONE_ID = "023e105f4ecef8ad9ca31a8372d0c353";

    private final HttpServer server;
    private final String zone;
    private final Map<String, JsonObject> records = new TreeMap<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);
    private int made;
    private Refusal refusal = new Refusal("", 0, Map.of(), "");
    private boolean silent;
    private boolean dropsAnswers;
    private Runnable beforeBatch = () -> {};

    /** An answer to all requests whose path holds {@code path}; empty for none. */
    private record Refusal(String path, int status, Map<String, String> headers, String body) {}

    public TestCloudflare(String zone) throws IOException {
        this.zone = zone;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/client/v4/", this::serve);
        server.start();
    }

    public URI api() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/client/v4/");
    }

    /** A record that stands there already. */
    public synchronized TestCloudflare with(String json) {
        add(JsonParser.parseString(json).getAsJsonObject());
        return this;
    }

    /** From now on it answers so where a path holds something; a body in single quotes is one in double quotes. */
    public TestCloudflare refuse(String path, int status, Map<String, String> headers, String body) {
        refusal = new Refusal(path, status, headers, body.replace('\'', '"'));
        return this;
    }

    /** From now on nobody answers. */
    public TestCloudflare beSilent() {
        silent = true;
        return this;
    }

    /** From now on a batch is done, and its answer is lost. */
    public TestCloudflare dropAnswersToBatches() {
        dropsAnswers = true;
        return this;
    }

    /** What happens between what was read and the batch. */
    public TestCloudflare beforeBatch(Runnable change) {
        beforeBatch = change;
        return this;
    }

    /** How many requests came. */
    public int asked() {
        return asked.get();
    }

    /** All records, as {@code TYPE name [priority] content [proxied]}, sorted. */
    public synchronized List<String> records() {
        return records.values().stream()
                .map(one ->
                        one.get("type").getAsString() + " " + one.get("name").getAsString() + " "
                                + (one.has("priority") ? one.get("priority").getAsString() + " " : "")
                                + one.get("content").getAsString()
                                + (one.has("proxied") && one.get("proxied").getAsBoolean() ? " proxied" : ""))
                .sorted()
                .toList();
    }

    private void serve(HttpExchange exchange) throws IOException {
        asked.incrementAndGet();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String path = exchange.getRequestURI().toString();
        if (silent) {
            try {
                closed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return;
        }
        if (!refusal.path().isEmpty() && path.contains(refusal.path())) {
            refusal.headers().forEach(exchange.getResponseHeaders()::add);
            answer(exchange, refusal.status(), refusal.body());
            return;
        }
        if (!("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            answer(
                    exchange,
                    403,
                    "{\"success\":false,\"errors\":[{\"code\":9109,\"message\":\"Invalid access token\"}],\"messages\":[],\"result\":null}");
            return;
        }
        Map<String, String> query = query(exchange.getRequestURI());
        if (path.contains("/batch")) {
            beforeBatch.run();
            String result = batch(JsonParser.parseString(body).getAsJsonObject());
            if (dropsAnswers) {
                exchange.close();
                return;
            }
            answer(exchange, result.contains("\"success\":true") ? 200 : 400, result);
        } else if (path.contains("/dns_records")) {
            answer(exchange, 200, list(query));
        } else {
            boolean known = zone.toLowerCase(Locale.ROOT).equals(query.get("name"));
            answer(
                    exchange,
                    200,
                    "{\"success\":true,\"errors\":[],\"messages\":[],\"result\":["
                            + (known
                                    ? "{\"id\":\"" + ZONE_ID + "\",\"name\":\"" + zone + "\",\"status\":\"active\"}"
                                    : "")
                            + "]}");
        }
    }

    private static Map<String, String> query(URI uri) {
        Map<String, String> query = new HashMap<>();
        for (String pair :
                uri.getRawQuery() == null ? new String[0] : uri.getRawQuery().split("&")) {
            String[] parts = pair.split("=", 2);
            query.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return query;
    }

    private synchronized String list(Map<String, String> query) {
        int size = Integer.parseInt(query.get("per_page"));
        int page = Integer.parseInt(query.get("page"));
        JsonArray result = new JsonArray();
        records.values().stream()
                .filter(one -> one.get("name").getAsString().equals(query.get("name")))
                .skip((long) size * (page - 1))
                .limit(size)
                .map(TestCloudflare::shown)
                .forEach(result::add);
        return success(result);
    }

    /** A record is found by one name, and may be shown by another. */
    private static JsonObject shown(JsonObject record) {
        JsonObject shown = record.deepCopy();
        if (shown.has("shown")) {
            shown.add("name", shown.remove("shown"));
        }
        return shown;
    }

    private static String success(JsonElement result) {
        JsonObject answer = new JsonObject();
        answer.addProperty("success", true);
        answer.add("errors", new JsonArray());
        answer.add("messages", new JsonArray());
        answer.add("result", result);
        return answer.toString();
    }

    private void add(JsonObject record) {
        made++;
        String id = "%032x".formatted(made);
        JsonObject kept = record.deepCopy();
        kept.addProperty("id", id);
        records.put(id, kept);
    }

    /** All of it or nothing. */
    private synchronized String batch(JsonObject order) {
        Map<String, JsonObject> before = new TreeMap<>();
        records.forEach((id, record) -> before.put(id, record.deepCopy()));
        for (JsonElement one : order.getAsJsonArray("deletes")) {
            records.remove(one.getAsJsonObject().get("id").getAsString());
        }
        for (JsonElement one : order.getAsJsonArray("patches")) {
            JsonObject kept = Objects.requireNonNull(
                    records.get(one.getAsJsonObject().get("id").getAsString()));
            one.getAsJsonObject().entrySet().forEach(part -> kept.add(part.getKey(), part.getValue()));
        }
        for (JsonElement one : order.getAsJsonArray("posts")) {
            String type = one.getAsJsonObject().get("type").getAsString();
            String name = one.getAsJsonObject().get("name").getAsString();
            boolean inTheWay = (type.equals("A") || type.equals("AAAA"))
                    && records.values().stream()
                            .anyMatch(record -> record.get("name").getAsString().equals(name)
                                    && record.get("type").getAsString().equals("CNAME"));
            if (inTheWay) {
                records.clear();
                records.putAll(before);
                return "{\"success\":false,\"errors\":[{\"code\":81054,\"message\":\"A CNAME record with that host already exists.\"}],\"messages\":[],\"result\":null}";
            }
            add(one.getAsJsonObject());
        }
        return success(new JsonObject());
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] octets = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, octets.length == 0 ? -1 : octets.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(octets);
        } catch (IOException _) {
            // Who asked has hung up.
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
    }
}
