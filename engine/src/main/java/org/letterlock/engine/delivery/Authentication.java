package org.letterlock.engine.delivery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.letterlock.engine.arc.ArcResult;
import org.letterlock.engine.arc.ArcValidator;
import org.letterlock.engine.dkim.DkimResult;
import org.letterlock.engine.dkim.DkimVerifier;
import org.letterlock.engine.dmarc.DmarcChecker;
import org.letterlock.engine.dmarc.DmarcPolicy;
import org.letterlock.engine.dmarc.DmarcVerdict;
import org.letterlock.engine.dns.DnsClient;
import org.letterlock.engine.dns.Iprev;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mail.ReversePath;
import org.letterlock.engine.mime.HeaderFields;
import org.letterlock.engine.spf.SpfChecker;
import org.letterlock.engine.spf.SpfIdentity;
import org.letterlock.engine.spf.SpfResult;
import org.letterlock.engine.spf.SpfVerdict;

/**
 * Finds out whether a letter from outside comes from whom it says: the names of its address, SPF, DKIM and ARC side by side, then DMARC by what SPF and DKIM
 * found. Each step has its time; what is not
 * known by then counts as a failure that may pass. Safe for any number of threads.
 */
public final class Authentication {

    /** RFC 7208 §4.6.4 asks for at least this much; a client waits ten minutes (RFC 5321 §4.5.3.2.6). */
    public static final Duration TIME = Duration.ofSeconds(20);

    private static final String LATE = "the time is over";

    private final DnsClient dns;
    private final SpfChecker spf;
    private final DkimVerifier dkim;
    private final ArcValidator arc;
    private final DmarcChecker dmarc;
    private final Duration time;
    private final Predicate<InetAddress> exempt;

    /**
     * @param host our name
     * @param time for each of the two steps
     * @param exempt whose letters are not checked: an address of this machine says nothing of who sent
     */
    public Authentication(DnsClient dns, DomainName host, Duration time, Predicate<InetAddress> exempt, Clock clock) {
        this.dns = dns;
        this.spf = new SpfChecker(dns, host, time, clock);
        this.dkim = new DkimVerifier(dns, clock);
        this.arc = new ArcValidator(dns, clock);
        this.dmarc = new DmarcChecker(dns);
        this.time = time;
        this.exempt = exempt;
    }

    /** Whether letters of a client at {@code remote} are checked. */
    boolean checks(InetAddress remote) {
        return !exempt.test(remote);
    }

    /**
     * Checks a letter.
     *
     * @param header of it
     * @param bodyStart where its body begins in {@code content}
     * @throws UncheckedIOException when it cannot be read
     */
    Findings check(Trace trace, ReversePath from, HeaderFields header, Octets content, long bodyStart) {
        if (trace.remote().filter(this::checks).isEmpty()) {
            return new Findings.Unchecked();
        }
        InetAddress remote = trace.remote().get();
        try (ExecutorService tasks = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Iprev> host = tasks.submit(() -> Iprev.of(dns, remote));
            Future<SpfVerdict> sender =
                    tasks.submit(() -> spf.check(remote, trace.helo(), SpfIdentity.mailFrom(from, trace.helo())));
            Future<List<DkimResult>> signatures = tasks.submit(() -> dkim.verify(header, content, bodyStart));
            Future<ArcResult> chain = tasks.submit(() -> arc.validate(header, content, bodyStart));
            long end = System.nanoTime() + time.toNanos();
            Iprev iprev = result(host, end, Iprev.without(Iprev.Result.TEMPERROR, LATE));
            SpfVerdict spfVerdict = result(sender, end, new SpfVerdict(SpfResult.TEMPERROR, LATE, Optional.empty()));
            List<DkimResult> dkimResults = result(
                    signatures, end, List.of(new DkimResult(DkimResult.Outcome.TEMPERROR, LATE, Optional.empty())));
            ArcResult arcResult = result(chain, end, ArcResult.failed(LATE, 0));
            Callable<Optional<DmarcVerdict>> author =
                    () -> dmarc(header, identifiers(spfVerdict, dkimResults, from, trace.helo()));
            Optional<DmarcVerdict> dmarcVerdict =
                    result(tasks.submit(author), System.nanoTime() + time.toNanos(), late(header));
            return new Findings.Checked(
                    iprev,
                    new Findings.Sender(from, trace.helo(), remote, spfVerdict),
                    dkimResults,
                    arcResult,
                    dmarcVerdict);
        }
    }

    /** What {@code task} found; {@code otherwise} where its time is over, and then it is told to end. */
    private static <T> T result(Future<T> task, long end, T otherwise) {
        try {
            return task.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            task.cancel(true);
            return otherwise;
        } catch (InterruptedException _) {
            task.cancel(true);
            Thread.currentThread().interrupt();
            return otherwise;
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException unreadable -> throw new UncheckedIOException("spool", unreadable);
                case RuntimeException fault -> throw fault;
                case null, default -> throw new IllegalStateException("a check failed", e);
            }
        }
    }

    private static DmarcChecker.Identifiers identifiers(
            SpfVerdict spf, List<DkimResult> dkim, ReversePath from, String helo) {
        Optional<DomainName> sender = spf.result() == SpfResult.PASS
                ? DomainName.parse(SpfIdentity.mailFrom(from, helo).domain())
                : Optional.empty();
        List<DomainName> signers = dkim.stream()
                .filter(DkimResult::passes)
                .flatMap(result -> result.signature().stream())
                .map(signature -> signature.domain())
                .toList();
        return new DmarcChecker.Identifiers(sender, signers);
    }

    /** Empty where no author has a domain. Where there are several, the strictest policy counts, and none passes (RFC 9989 §11.5). */
    private Optional<DmarcVerdict> dmarc(HeaderFields header, DmarcChecker.Identifiers identifiers) {
        AuthorDomains authors = AuthorDomains.of(header);
        Optional<DmarcVerdict> strictest = authors.domains().stream()
                .map(domain -> dmarc.check(domain, identifiers))
                .reduce((one, next) -> isStricter(next, one) ? next : one);
        return authors.areClear() ? strictest : strictest.map(Authentication::unclear);
    }

    private static boolean isStricter(DmarcVerdict verdict, DmarcVerdict than) {
        boolean fails = verdict.result() == DmarcVerdict.Result.FAIL;
        boolean thanFails = than.result() == DmarcVerdict.Result.FAIL;
        return fails == thanFails ? verdict.policy().compareTo(than.policy()) > 0 : fails;
    }

    private static DmarcVerdict unclear(DmarcVerdict verdict) {
        return verdict.result() == DmarcVerdict.Result.FAIL
                ? verdict
                : new DmarcVerdict(
                        DmarcVerdict.Result.PERMERROR,
                        verdict.author(),
                        verdict.policyDomain(),
                        verdict.policy(),
                        "From does not name one author");
    }

    private static Optional<DmarcVerdict> late(HeaderFields header) {
        return AuthorDomains.of(header).domains().stream()
                .findFirst()
                .map(domain -> new DmarcVerdict(
                        DmarcVerdict.Result.TEMPERROR, domain, Optional.empty(), DmarcPolicy.NONE, LATE));
    }
}
