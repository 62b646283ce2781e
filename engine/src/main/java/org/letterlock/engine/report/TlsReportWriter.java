package org.letterlock.engine.report;

import com.google.gson.stream.JsonWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.letterlock.engine.report.TlsReport.Failure;
import org.letterlock.engine.report.TlsReport.PolicyResult;

/** Writes the JSON of RFC 8460 §4.4, packed by gzip. */
public final class TlsReportWriter {

    private TlsReportWriter() {}

    /** {@code report} as {@code application/tlsrpt+gzip}. */
    public static byte[] packed(TlsReport report) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        try (JsonWriter json =
                new JsonWriter(new OutputStreamWriter(new GZIPOutputStream(octets), StandardCharsets.UTF_8))) {
            write(json, report);
        } catch (IOException e) {
            throw new UncheckedIOException("in memory", e);
        }
        return octets.toByteArray();
    }

    private static void write(JsonWriter json, TlsReport report) throws IOException {
        json.beginObject();
        json.name("organization-name").value(report.organization());
        json.name("date-range").beginObject();
        json.name("start-datetime").value(time(report.begin()));
        json.name("end-datetime").value(time(report.end()));
        json.endObject();
        optional(json, "contact-info", report.contact());
        json.name("report-id").value(report.id());
        json.name("policies").beginArray();
        for (PolicyResult result : report.policies()) {
            write(json, result);
        }
        json.endArray();
        json.endObject();
    }

    private static void write(JsonWriter json, PolicyResult result) throws IOException {
        json.beginObject();
        json.name("policy").beginObject();
        json.name("policy-type").value(result.policy().type().token());
        list(json, "policy-string", result.policy().strings());
        json.name("policy-domain").value(result.policy().domain());
        list(json, "mx-host", result.policy().mxHosts());
        json.endObject();
        json.name("summary").beginObject();
        json.name("total-successful-session-count").value(result.successful());
        json.name("total-failure-session-count").value(result.failed());
        json.endObject();
        if (!result.failures().isEmpty()) {
            json.name("failure-details").beginArray();
            for (Failure failure : result.failures()) {
                write(json, failure);
            }
            json.endArray();
        }
        json.endObject();
    }

    private static void write(JsonWriter json, Failure failure) throws IOException {
        json.beginObject();
        json.name("result-type").value(failure.type().token());
        optional(json, "sending-mta-ip", failure.sendingAddress());
        optional(json, "receiving-mx-hostname", failure.mxHost());
        optional(json, "receiving-ip", failure.mxAddress());
        json.name("failed-session-count").value(failure.sessions());
        optional(json, "additional-information", failure.information());
        optional(json, "failure-reason-code", failure.reason());
        json.endObject();
    }

    private static void list(JsonWriter json, String name, List<String> values) throws IOException {
        if (!values.isEmpty()) {
            json.name(name).beginArray();
            for (String value : values) {
                json.value(value);
            }
            json.endArray();
        }
    }

    private static void optional(JsonWriter json, String name, Optional<String> value) throws IOException {
        if (value.isPresent()) {
            json.name(name).value(value.get());
        }
    }

    private static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
