package org.letterlock.engine.tlspolicy;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.letterlock.engine.dns.DnsClient;
import org.letterlock.engine.http.HttpResult;
import org.letterlock.engine.http.HttpsClient;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mtasts.StsPolicy;
import org.letterlock.engine.mtasts.StsRecord;
import org.letterlock.engine.queue.StsCache;
import org.letterlock.engine.report.TlsFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The MTA-STS policies of other domains (RFC 8461 §5.1). One that was fetched holds for its time, whatever becomes of the DNS and of the web server meanwhile;
 * another takes its place only when the record announces one and it could be fetched, or when it was fetched anew after a day. Safe for any thread; blocks.
 */
public final class StsPolicies {

    private static final Logger LOG = LoggerFactory.getLogger(StsPolicies.class);
    private static final HttpsClient.Limits LIMITS = new HttpsClient.Limits(StsPolicy.MAX_SIZE, Duration.ofMinutes(1));
    private static final Duration PAUSE = Duration.ofMinutes(5);
    private static final Duration REFRESH = Duration.ofDays(1);
    private static final int REFRESHED_AT_ONCE = 1_000;

    private final DnsClient dns;
    private final HttpsClient web;
    private final StsCache cache;
    private final Clock clock;

    /** What could not be fetched, and is left alone for a while. */
    private final Cache<Announced, TlsFailure> failed;

    private record Announced(DomainName domain, String id) {}

    public StsPolicies(DnsClient dns, HttpsClient web, StsCache cache, Clock clock) {
        this.dns = dns;
        this.web = web;
        this.cache = cache;
        this.clock = clock;
        failed = Caffeine.newBuilder()
                .maximumSize(10_000)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .expireAfterWrite(PAUSE)
                .build();
    }

    /**
     * What was found of a domain's policy.
     *
     * @param policy that holds now; empty where there is none, or it says that there is none
     * @param failure why there is none although one is announced (RFC 8460 §4.3.2.2); empty where that is not so
     */
    public record Found(Optional<StsPolicy> policy, Optional<TlsFailure> failure) {

        /** Nothing is announced. */
        public static final Found NONE = new Found(Optional.empty(), Optional.empty());

        /** A policy that holds, unless it says that there is none. */
        public static Found of(StsPolicy policy) {
            return new Found(
                    Optional.of(policy).filter(found -> found.mode() != StsPolicy.Mode.NONE), Optional.empty());
        }
    }

    /** The policy that holds for mail to {@code domain} now. */
    public Found of(DomainName domain) {
        Instant now = clock.instant();
        Optional<StsCache.Kept> kept = cache.find(domain, now);
        Optional<StsRecord> record = record(domain);
        Optional<TlsFailure> failure = Optional.empty();
        if (record.isPresent() && isNews(record.get(), kept, now)) {
            Fetched fetched = fetch(domain, record.get(), kept.isPresent());
            if (fetched.policy().isPresent()) {
                return Found.of(fetched.policy().get());
            }
            failure = fetched.failure();
        }
        Optional<StsPolicy> before = kept.flatMap(k -> StsPolicy.parse(k.policy()));
        return before.isPresent() ? Found.of(before.get()) : new Found(Optional.empty(), failure);
    }

    private record Fetched(Optional<StsPolicy> policy, Optional<TlsFailure> failure) {}

    private static boolean isNews(StsRecord record, Optional<StsCache.Kept> kept, Instant now) {
        return kept.isEmpty()
                || !kept.get().recordId().equals(record.id())
                || kept.get().fetched().plus(REFRESH).isBefore(now);
    }

    private Optional<StsRecord> record(DomainName domain) {
        return DomainName.parse("_mta-sts." + domain)
                .flatMap(name -> StsRecord.among(dns.txt(name).records()));
    }

    private Fetched fetch(DomainName domain, StsRecord record, boolean protectedBefore) {
        Announced announced = new Announced(domain, record.id());
        Optional<DomainName> host = DomainName.parse("mta-sts." + domain);
        Optional<TlsFailure> before = Optional.ofNullable(failed.getIfPresent(announced));
        if (host.isEmpty() || before.isPresent()) {
            return new Fetched(Optional.empty(), before);
        }
        HttpResult result = web.get(host.get(), "/.well-known/mta-sts.txt", LIMITS);
        if (result instanceof HttpResult.Answered(int status, Optional<String> type, byte[] body)
                && status == 200
                && type.equals(Optional.of("text/plain"))) {
            Optional<StsPolicy> policy = StsPolicy.parse(body);
            if (policy.isPresent()) {
                keep(domain, record, policy.get(), body);
                return new Fetched(policy, Optional.empty());
            }
        }
        failed.put(announced, failure(result));
        LOG.atInfo()
                .addKeyValue("domain", domain)
                .addKeyValue("reason", reason(result))
                .addKeyValue("keptHolds", protectedBefore)
                .log("An MTA-STS policy could not be fetched");
        return new Fetched(Optional.empty(), Optional.of(failure(result)));
    }

    private static TlsFailure failure(HttpResult result) {
        return switch (result) {
            case HttpResult.Answered(int status, Optional<String> _, byte[] _) ->
                status == 200 ? TlsFailure.STS_POLICY_INVALID : TlsFailure.STS_POLICY_FETCH_ERROR;
            case HttpResult.Failed(boolean certificate, String _) ->
                certificate ? TlsFailure.STS_WEBPKI_INVALID : TlsFailure.STS_POLICY_FETCH_ERROR;
        };
    }

    private static String reason(HttpResult result) {
        return switch (result) {
            case HttpResult.Answered(int status, Optional<String> _, byte[] _)
            when status != 200 -> "the web server answered " + status;
            case HttpResult.Answered _ -> "it is not plain text, or breaks the grammar";
            case HttpResult.Failed(boolean _, String words) -> words;
        };
    }

    private void keep(DomainName domain, StsRecord record, StsPolicy policy, byte[] body) {
        Instant now = clock.instant();
        cache.keep(domain, new StsCache.Kept(record.id(), body, now, now.plus(policy.maxAge())));
    }

    /** Fetches again the policies that are older than a day, before they run out (RFC 8461 §3.3, §10.2), and drops those that ran out. */
    public void refresh() {
        Instant now = clock.instant();
        cache.sweep(now);
        cache.fetchedBefore(now.minus(REFRESH), REFRESHED_AT_ONCE).forEach(this::of);
    }
}
