package org.letterlock.engine.report;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.letterlock.engine.log.Printable;
import org.letterlock.engine.report.TlsReport.Failure;
import org.letterlock.engine.report.TlsReport.Policy;
import org.letterlock.engine.report.TlsReport.PolicyResult;
import org.letterlock.engine.report.TlsReport.PolicyType;

/** Reads the JSON of RFC 8460 §4.4: members in any order, others passed over. What is too long is cut, what is too many is left. */
final class TlsReportReader {

    private static final int MOST_NAME = 200;
    private static final int MOST_TEXT = 500;
    private static final int MOST_POLICIES = 100;
    private static final int MOST_FAILURES = 100;
    private static final int MOST_STRINGS = 100;
    private static final long MOST_SESSIONS = 1_000_000_000;

    private final JsonReader json;

    private TlsReportReader(JsonReader json) {
        this.json = json;
    }

    /**
     * Reads a report.
     *
     * @param in bounded by whoever opened it
     * @throws ReportException when it is none
     */
    static TlsReport read(InputStream in) throws IOException {
        try {
            return new TlsReportReader(new JsonReader(new InputStreamReader(in, StandardCharsets.UTF_8))).report();
        } catch (ReportException e) {
            throw e;
        } catch (com.google.gson.stream.MalformedJsonException
                | java.io.EOFException
                | IllegalStateException
                | NumberFormatException e) {
            throw new ReportException("its JSON is not well-formed");
        }
    }

    private TlsReport report() throws IOException {
        Optional<String> organization = Optional.empty();
        Optional<String> id = Optional.empty();
        Optional<String> contact = Optional.empty();
        Optional<Instant> begin = Optional.empty();
        Optional<Instant> end = Optional.empty();
        List<PolicyResult> policies = new ArrayList<>();
        json.beginObject();
        while (json.hasNext()) {
            switch (json.nextName()) {
                case "organization-name" -> organization = text(MOST_NAME);
                case "report-id" -> id = text(MOST_NAME);
                case "contact-info" -> contact = text(MOST_NAME);
                case "date-range" -> {
                    json.beginObject();
                    while (json.hasNext()) {
                        switch (json.nextName()) {
                            case "start-datetime" -> begin = time();
                            case "end-datetime" -> end = time();
                            default -> json.skipValue();
                        }
                    }
                    json.endObject();
                }
                case "policies" -> policies(policies);
                default -> json.skipValue();
            }
        }
        json.endObject();
        if (json.peek() != JsonToken.END_DOCUMENT || policies.isEmpty()) {
            throw new ReportException("it is no report on TLS");
        }
        return new TlsReport(
                organization.orElse("somebody"),
                id.orElseThrow(() -> new ReportException("it has no report id")),
                contact,
                begin.orElseThrow(() -> new ReportException("it does not say for which time it is")),
                end.orElse(begin.get()),
                policies);
    }

    private void policies(List<PolicyResult> policies) throws IOException {
        json.beginArray();
        while (json.hasNext()) {
            if (policies.size() < MOST_POLICIES) {
                policies.add(policy());
            } else {
                json.skipValue();
            }
        }
        json.endArray();
    }

    private PolicyResult policy() throws IOException {
        Optional<Policy> policy = Optional.empty();
        long successful = 0;
        long failed = 0;
        List<Failure> failures = new ArrayList<>();
        json.beginObject();
        while (json.hasNext()) {
            switch (json.nextName()) {
                case "policy" -> policy = Optional.of(published());
                case "summary" -> {
                    json.beginObject();
                    while (json.hasNext()) {
                        switch (json.nextName()) {
                            case "total-successful-session-count" -> successful = count();
                            case "total-failure-session-count" -> failed = count();
                            default -> json.skipValue();
                        }
                    }
                    json.endObject();
                }
                case "failure-details" -> failures(failures);
                default -> json.skipValue();
            }
        }
        json.endObject();
        return new PolicyResult(
                policy.orElseThrow(() -> new ReportException("it does not say what a result is about")),
                successful,
                failed,
                failures);
    }

    private Policy published() throws IOException {
        PolicyType type = PolicyType.NO_POLICY_FOUND;
        List<String> strings = List.of();
        String domain = "";
        List<String> mxHosts = List.of();
        json.beginObject();
        while (json.hasNext()) {
            switch (json.nextName()) {
                case "policy-type" -> type = PolicyType.of(text(MOST_NAME).orElse(""));
                case "policy-string" -> strings = texts();
                case "policy-domain" -> domain = text(MOST_NAME).orElse("");
                case "mx-host", "mx-host-pattern" -> mxHosts = texts();
                default -> json.skipValue();
            }
        }
        json.endObject();
        return new Policy(type, strings, domain, mxHosts);
    }

    private void failures(List<Failure> failures) throws IOException {
        if (json.peek() != JsonToken.BEGIN_ARRAY) {
            json.skipValue();
            return;
        }
        json.beginArray();
        while (json.hasNext()) {
            if (failures.size() < MOST_FAILURES) {
                failures.add(failure());
            } else {
                json.skipValue();
            }
        }
        json.endArray();
    }

    private Failure failure() throws IOException {
        TlsFailure type = TlsFailure.OTHER;
        Optional<String> sending = Optional.empty();
        Optional<String> host = Optional.empty();
        Optional<String> address = Optional.empty();
        long sessions = 0;
        Optional<String> reason = Optional.empty();
        Optional<String> information = Optional.empty();
        json.beginObject();
        while (json.hasNext()) {
            switch (json.nextName()) {
                case "result-type" ->
                    type = text(MOST_NAME).flatMap(TlsFailure::of).orElse(TlsFailure.OTHER);
                case "sending-mta-ip" -> sending = text(MOST_NAME);
                case "receiving-mx-hostname" -> host = text(MOST_NAME);
                case "receiving-ip" -> address = text(MOST_NAME);
                case "failed-session-count" -> sessions = count();
                case "failure-reason-code" -> reason = text(MOST_TEXT);
                case "additional-information", "additional-info-uri" -> information = text(MOST_TEXT);
                default -> json.skipValue();
            }
        }
        json.endObject();
        return new Failure(type, sending, host, address, sessions, reason, information);
    }

    private Optional<String> text(int most) throws IOException {
        if (json.peek() != JsonToken.STRING && json.peek() != JsonToken.NUMBER) {
            json.skipValue();
            return Optional.empty();
        }
        String said = json.nextString().strip();
        return said.isEmpty() ? Optional.empty() : Optional.of(Printable.of(said, most));
    }

    /** Several texts, or one that stands alone. */
    private List<String> texts() throws IOException {
        List<String> all = new ArrayList<>();
        if (json.peek() != JsonToken.BEGIN_ARRAY) {
            text(MOST_TEXT).ifPresent(all::add);
            return all;
        }
        json.beginArray();
        while (json.hasNext()) {
            if (all.size() < MOST_STRINGS) {
                text(MOST_TEXT).ifPresent(all::add);
            } else {
                json.skipValue();
            }
        }
        json.endArray();
        return all;
    }

    private long count() throws IOException {
        return Math.clamp(json.nextLong(), 0, MOST_SESSIONS);
    }

    private Optional<Instant> time() throws IOException {
        Optional<String> said = text(MOST_NAME);
        try {
            return said.map(OffsetDateTime::parse).map(OffsetDateTime::toInstant);
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }
}
