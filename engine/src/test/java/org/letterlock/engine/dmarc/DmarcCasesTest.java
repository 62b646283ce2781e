package org.letterlock.engine.dmarc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.letterlock.engine.dns.FakeDns;
import org.letterlock.engine.mail.DomainName;

/** The cases of another implementation of RFC 9989. */
final class DmarcCasesTest {

    private static final Path FILE =
            Path.of(System.getProperty("letterlock.corpora", "")).resolve("dmarc/mailauth-rfc9989-cases.json");

    /** We read RFC 9989 §4.10 otherwise: several records are discarded, and the walk goes on, so that they hide no policy above them. */
    private static final Set<String> READ_OTHERWISE =
            Set.of("does not inherit the org policy when the author domain publishes multiple records (§4.10 step 2)");

    /** What is asked of parts that we do not have, or that other tests ask. */
    private static final Set<String> OF_OTHER_PARTS = Set.of(
            "result.rr",
            "resolver.calls.filter.(fn).map.(fn)",
            "result.alignment.dkim.strict",
            "result.alignment.dkim.underSized",
            "result2.alignment.dkim.underSized",
            "result2.alignment.dkim.result",
            "result.alignment.spf.result");

    @Test
    void agreesOnEachCase() throws IOException {
        assumeTrue(Files.exists(FILE), "corpus dmarc is not here");
        List<String> wrong = new ArrayList<>();
        int compared = 0;
        for (JsonElement element :
                JsonParser.parseString(Files.readString(FILE)).getAsJsonObject().getAsJsonArray("cases")) {
            JsonObject test = element.getAsJsonObject();
            String name = test.get("name").getAsString();
            if (READ_OTHERWISE.contains(name)) {
                continue;
            }
            JsonArray calls = test.getAsJsonArray("calls");
            for (JsonElement expected : test.getAsJsonArray("expect")) {
                JsonObject expect = expected.getAsJsonObject();
                String path = expect.get("path").getAsString();
                if (OF_OTHER_PARTS.contains(path) || expect.has("not")) {
                    continue;
                }
                JsonObject call = calls.get(path.startsWith("result2") ? 1 : 0).getAsJsonObject();
                compared++;
                String actual = value(path.replace("result2", "result"), check(call), call);
                if (!actual.equals(expect.get("arg").getAsString())) {
                    wrong.add(name + ": " + path + " is " + actual + ", not " + expect.get("arg"));
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(compared).isGreaterThan(30);
    }

    private static DmarcVerdict check(JsonObject call) {
        FakeDns dns = new FakeDns();
        for (var name : call.getAsJsonObject("zone").entrySet()) {
            dns.empty(name.getKey());
            for (JsonElement text : texts(name.getValue().getAsJsonObject())) {
                StringBuilder joined = new StringBuilder();
                text.getAsJsonArray().forEach(part -> joined.append(part.getAsString()));
                dns.txt(name.getKey(), joined.toString());
            }
        }
        JsonObject input = call.getAsJsonObject("input");
        String author = input.get("headerFrom").getAsString();
        return new DmarcChecker(dns)
                .check(
                        new DomainName(author.substring(author.indexOf('@') + 1)),
                        new DmarcChecker.Identifiers(
                                domains(input, "spfDomains").stream().findFirst(), domains(input, "dkimDomains")));
    }

    private static JsonArray texts(JsonObject records) {
        return Optional.ofNullable(records.getAsJsonArray("TXT")).orElse(new JsonArray());
    }

    private static List<DomainName> domains(JsonObject input, String name) {
        List<DomainName> domains = new ArrayList<>();
        if (input.has(name)) {
            input.getAsJsonArray(name)
                    .forEach(one -> domains.add(
                            new DomainName(one.getAsJsonObject().get("domain").getAsString())));
        }
        return domains;
    }

    private static String value(String path, DmarcVerdict verdict, JsonObject call) {
        return switch (path) {
            case "result.status.result" -> verdict.result().word();
            case "result.policy" -> verdict.policy().word();
            case "result.domain" ->
                verdict.policyDomain().map(DomainName::ascii).orElse("");
            case "result.status.header.from" -> verdict.author().ascii();
            case "result.status.header.d" ->
                verdict.policyDomain().map(DomainName::ascii).orElse("");
            default -> throw new IllegalStateException(path + " of " + call);
        };
    }
}
