package org.letterlock.desktop.dnsplan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.FutureTask;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.letterlock.desktop.model.Problem;
import org.letterlock.desktop.model.ProblemException;

/** A zone at Cloudflare, as far as its documents tell what it answers. */
final class CloudflareZoneTest {

    private static final String ZONE = "example.org";
    private static final List<PlannedRecord> PLANNED = PlannedRecords.usual();
    private static final String SITE =
            "{'type':'A','name':'example.org','content':'198.51.100.7','ttl':1,'proxied':true}".replace('\'', '"');
    private static final String GOOGLE =
            "{'type':'MX','name':'example.org','content':'aspmx.l.google.com','priority':1,'ttl':1}".replace('\'', '"');

    private TestCloudflare cloudflare;

    @BeforeEach
    void start() throws IOException {
        cloudflare = new TestCloudflare(ZONE);
    }

    @AfterEach
    void stop() {
        cloudflare.close();
    }

    private CloudflareZone zone() {
        return new CloudflareZone(cloudflare.api(), ZONE, TestCloudflare.TOKEN, Duration.ofSeconds(20));
    }

    private static ZonePlan plan(DnsZone zone) throws ProblemException {
        return ZonePlan.of(ZONE, PLANNED, zone.read(PLANNED));
    }

    private static Problem problem(ThrowingCallable work) {
        ProblemException thrown = catchThrowableOfType(ProblemException.class, work);
        assertThat(thrown).as("refused").isNotNull();
        assertThat(thrown.problem().area()).isEqualTo("dnswrite");
        assertThat(thrown + " " + thrown.problem()).doesNotContain(TestCloudflare.TOKEN);
        return thrown.problem();
    }

    @Test
    void writesWhatIsMissingAndLeavesTheWebsite() throws ProblemException {
        cloudflare.with(SITE);
        ZonePlan plan = plan(zone());
        zone().write(plan.seen(), plan.with(Set.of()));
        assertThat(cloudflare.records())
                .contains(
                        "A example.org 198.51.100.7 proxied",
                        "A mail.example.org 203.0.113.5",
                        "AAAA mail.example.org 2001:db8:0:0:0:0:0:5",
                        "MX example.org 10 mail.example.org",
                        "TXT example.org \"v=spf1 mx -all\"")
                .anyMatch(record -> record.startsWith("TXT ll1._domainkey.example.org \"v=DKIM1; k=rsa; p=A")
                        && record.contains("A\" \"A"))
                .hasSize(8);
        assertThat(plan(zone()).isDone()).as("nothing is left to be done").isTrue();
    }

    @Test
    void deletesWhatThePersonSaidAndMendsInPlace() throws ProblemException {
        cloudflare
                .with(GOOGLE)
                .with(
                        "{\"type\":\"TXT\",\"name\":\"example.org\",\"content\":\"v=spf1 include:_spf.google.com ~all\",\"ttl\":1}")
                .with(
                        "{\"type\":\"A\",\"name\":\"mail.example.org\",\"content\":\"203.0.113.5\",\"ttl\":1,\"proxied\":true,"
                                + "\"comment\":\"mine\"}");
        ZonePlan plan = plan(zone());
        zone().write(plan.seen(), plan.with(Set.copyOf(plan.conflicts())));
        assertThat(cloudflare.records())
                .contains(
                        "MX example.org 10 mail.example.org",
                        "A mail.example.org 203.0.113.5",
                        "TXT example.org \"v=spf1 mx include:_spf.google.com ~all\"")
                .noneMatch(record -> record.contains("aspmx"))
                .hasSize(7);
    }

    /** It knows zones by names in Unicode, and records by A-labels, or the other way round. */
    @ParameterizedTest
    @ValueSource(strings = {"münchen.example", "xn--mnchen-3ya.example", "MÜNCHEN.example"})
    void knowsAZoneByItsNameInUnicode(String shown) throws IOException, ProblemException {
        List<PlannedRecord> planned =
                PlannedRecord.of("mail.xn--mnchen-3ya.example", List.of("203.0.113.5"), List.of());
        try (TestCloudflare other = new TestCloudflare(shown)) {
            other.with("{\"type\":\"A\",\"name\":\"mail.xn--mnchen-3ya.example\",\"shown\":\"mail." + shown
                    + "\",\"content\":\"203.0.113.5\",\"ttl\":1}");
            CloudflareZone zone = new CloudflareZone(other.api(), "xn--mnchen-3ya.example", TestCloudflare.TOKEN);
            ZonePlan plan = ZonePlan.of("xn--mnchen-3ya.example", planned, zone.read(planned));
            assertThat(plan.isDone()).isTrue();
        }
    }

    @Test
    void readsMoreThanOnePage() throws ProblemException {
        for (int i = 0; i < 250; i++) {
            cloudflare.with("{\"type\":\"TXT\",\"name\":\"example.org\",\"content\":\"" + i + "\",\"ttl\":1}");
        }
        cloudflare.with("{\"type\":\"TXT\",\"name\":\"example.org\",\"content\":\"v=spf1 mx -all\",\"ttl\":1}");
        assertThat(plan(zone()).changes()).hasSize(6);
    }

    @Test
    void writesNothingWhereSomethingElseStandsThereByNow() throws ProblemException {
        ZonePlan plan = plan(zone());
        cloudflare.with(GOOGLE);
        assertThat(problem(() -> zone().write(plan.seen(), plan.changes())).code())
                .isEqualTo("changed");
        assertThat(cloudflare.records()).hasSize(1);
    }

    @Test
    void tellsWhatCameInBetweenAndLeavesAllAsItWas() throws ProblemException {
        ZonePlan plan = plan(zone());
        cloudflare.beforeBatch(() -> cloudflare.with(
                "{\"type\":\"CNAME\",\"name\":\"mail.example.org\",\"content\":\"x.example\",\"ttl\":1}"));
        assertThat(problem(() -> zone().write(plan.seen(), plan.changes())).code())
                .isEqualTo("changed");
        assertThat(cloudflare.records()).hasSize(1);
    }

    @Test
    void doesNothingTwiceWhereTheAnswerWasLost() throws ProblemException {
        cloudflare.dropAnswersToBatches();
        ZonePlan plan = plan(zone());
        assertThat(problem(() -> zone().write(plan.seen(), plan.changes())).code())
                .isEqualTo("unsure");
        assertThat(cloudflare.records()).hasSize(7);
        assertThat(plan(zone()).isDone()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            zones?       | 401 | {'success':false,'errors':[{'code':10000,'message':'Authentication error'}]}                          | token-refused
            zones?       | 400 | {'success':false,'errors':[{'code':6003,'message':'Invalid request headers'}],'result':null}          | token-refused
            zones?       | 403 | {'success':false,'errors':[{'code':9109,'message':'Unauthorized to access requested resource'}]}      | no-right
            zones?       | 200 | {'success':true,'errors':[],'result':[]}                                                              | zone-missing
            zones?       | 200 | {'success':true,'errors':[],'result':[{'id':'023e','name':'other.org'}]}                              | zone-missing
            zones?       | 200 | {'success':true,'errors':[],'result':[{'id':'../../user','name':'example.org'}]}                      | odd-answer
            zones?       | 200 | {'success':true,'errors':[],'result':{}}                                                              | odd-answer
            zones?       | 200 | {'success':'yes'}                                                                                     | odd-answer
            zones?       | 200 | {'success':false,'errors':[{'code':1061,'message':'says Sn3lZJTBX6kkg7OdcBUAxOO963GEIyGQqnFTOFYY'}]}  | refused
            zones?       | 200 | [1]                                                                                                   | odd-answer
            zones?       | 200 | <html>Sign in to this network</html>                                                                  | odd-answer
            zones?       | 200 | ''                                                                                                    | odd-answer
            zones?       | 302 | ''                                                                                                    | odd-answer
            zones?       | 503 | <html>down</html>                                                                                     | down
            dns_records? | 403 | {'success':false,'errors':[{'code':10000,'message':'Authentication error'}]}                          | no-right
            dns_records? | 404 | {'success':false,'errors':[{'code':1001,'message':'Invalid zone identifier'}]}                        | zone-missing
            dns_records? | 200 | {'success':true,'result':[{'id':'1','type':'MX','name':'example.org','content':'x','ttl':1}]}         | odd-answer
            dns_records? | 200 | {'success':true,'result':[{'id':'1','type':'A','name':'example.org','content':'x','ttl':-1}]}         | odd-answer
            dns_records? | 200 | {'success':true,'result':[7]}                                                                         | odd-answer
            batch        | 400 | {'success':false,'errors':[{'code':81057,'message':'The record already exists.'}]}                    | changed
            batch        | 400 | {'success':false,'errors':[{'code':1046,'message':'Record is managed by Email Routing'}]}             | refused
            batch        | 500 | ''                                                                                                    | unsure
            batch        | 200 | <html></html>                                                                                         | unsure
            batch        | 429 | {'success':false,'errors':[{'code':10429,'message':'Rate limited'}]}                                  | too-often
            """)
    void tellsEachRefusalApart(String path, int status, String body, String code) {
        cloudflare.refuse(path, status, Map.of("Location", "https://example.com/"), body == null ? "" : body);
        assertThat(problem(() -> {
                            ZonePlan plan = plan(zone());
                            zone().write(plan.seen(), plan.changes());
                        })
                        .code())
                .isEqualTo(code);
        assertThat(cloudflare.records()).isEmpty();
    }

    @Test
    void saysHowLongToWait() {
        String body = "{'success':false,'errors':[{'code':10429,'message':'Rate limited'}]}";
        cloudflare.refuse("zones", 429, Map.of("Retry-After", "17"), body);
        assertThat(problem(() -> plan(zone())).values()).containsEntry("seconds", "17");
        cloudflare.refuse("zones", 429, Map.of("Retry-After", "soon"), body);
        assertThat(problem(() -> plan(zone()))).satisfies(why -> {
            assertThat(why.code()).isEqualTo("too-often");
            assertThat(why.values()).containsEntry("seconds", "300");
        });
    }

    @Test
    void refusesATokenThatIsNotKnown() {
        CloudflareZone stranger = new CloudflareZone(cloudflare.api(), ZONE, "another-token-that-nobody-knows");
        assertThat(problem(() -> stranger.read(PLANNED)).code()).isEqualTo("no-right");
    }

    @Test
    void readsNoMegabytes() {
        cloudflare.refuse("zones?", 200, Map.of(), "{\"success\":true,\"x\":\"" + "x".repeat(3 * 1024 * 1024) + "\"}");
        assertThat(problem(() -> plan(zone())).code()).isEqualTo("silent");
    }

    @Test
    void readsNoEndlessNesting() {
        cloudflare.refuse("zones?", 200, Map.of(), "[".repeat(500_000));
        assertThat(problem(() -> plan(zone())).code()).isEqualTo("odd-answer");
    }

    @Test
    void waitsForNobodyForEver() {
        cloudflare.beSilent();
        CloudflareZone hasty = new CloudflareZone(cloudflare.api(), ZONE, TestCloudflare.TOKEN, Duration.ofMillis(50));
        assertThat(problem(() -> hasty.read(PLANNED)).code()).isEqualTo("silent");
    }

    @Test
    void tellsWhereNobodyIs() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        CloudflareZone nobody =
                new CloudflareZone(URI.create("http://127.0.0.1:" + port + "/"), ZONE, TestCloudflare.TOKEN);
        assertThat(problem(() -> nobody.read(PLANNED)).code()).isEqualTo("silent");
    }

    @Test
    void stopsWhenItIsTold() throws Exception {
        cloudflare.beSilent();
        FutureTask<Problem> work = new FutureTask<>(() -> problem(() -> plan(zone())));
        Thread thread = Thread.ofPlatform().start(work);
        while (cloudflare.asked() == 0) {
            Thread.onSpinWait();
        }
        thread.interrupt();
        assertThat(work.get().code()).isEqualTo("silent");
    }
}
