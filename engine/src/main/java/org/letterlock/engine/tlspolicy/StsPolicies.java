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
    private final Cache<Announced, Boolean> failed;

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

    /** The policy that holds for mail to {@code domain} now; empty where there is none, or it says that there is none. */
    public Optional<StsPolicy> of(DomainName domain) {
        Instant now = clock.instant();
        Optional<StsCache.Kept> kept = cache.find(domain, now);
        Optional<StsRecord> record = record(domain);
        if (record.isPresent() && isNews(record.get(), kept, now)) {
            Optional<StsPolicy> fetched = fetch(domain, record.get(), kept.isPresent());
            if (fetched.isPresent()) {
                return active(fetched);
            }
        }
        return active(kept.flatMap(k -> StsPolicy.parse(k.policy())));
    }

    private static boolean isNews(StsRecord record, Optional<StsCache.Kept> kept, Instant now) {
        return kept.isEmpty()
                || !kept.get().recordId().equals(record.id())
                || kept.get().fetched().plus(REFRESH).isBefore(now);
    }

    private static Optional<StsPolicy> active(Optional<StsPolicy> policy) {
        return policy.filter(p -> p.mode() != StsPolicy.Mode.NONE);
    }

    private Optional<StsRecord> record(DomainName domain) {
        return DomainName.parse("_mta-sts." + domain)
                .flatMap(name -> StsRecord.among(dns.txt(name).records()));
    }

    private Optional<StsPolicy> fetch(DomainName domain, StsRecord record, boolean protectedBefore) {
        Announced announced = new Announced(domain, record.id());
        Optional<DomainName> host = DomainName.parse("mta-sts." + domain);
        if (host.isEmpty() || failed.getIfPresent(announced) != null) {
            return Optional.empty();
        }
        HttpResult result = web.get(host.get(), "/.well-known/mta-sts.txt", LIMITS);
        if (result instanceof HttpResult.Answered(int status, Optional<String> type, byte[] body)
                && status == 200
                && type.equals(Optional.of("text/plain"))) {
            Optional<StsPolicy> policy = StsPolicy.parse(body);
            if (policy.isPresent()) {
                keep(domain, record, policy.get(), body);
                return policy;
            }
        }
        failed.put(announced, true);
        LOG.atInfo()
                .addKeyValue("domain", domain)
                .addKeyValue("reason", reason(result))
                .addKeyValue("keptHolds", protectedBefore)
                .log("An MTA-STS policy could not be fetched");
        return Optional.empty();
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
