package org.letterlock.engine.delivery;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.letterlock.engine.directory.Directory;
import org.letterlock.engine.directory.DkimKey;
import org.letterlock.engine.directory.DkimKey.State;
import org.letterlock.engine.dkim.SignatureAlgorithm;
import org.letterlock.engine.dkim.SigningKey;
import org.letterlock.engine.dns.DnsAnswer;
import org.letterlock.engine.dns.DnsClient;
import org.letterlock.engine.journal.EventLog;
import org.letterlock.engine.journal.MailLog;
import org.letterlock.engine.mail.DnsName;
import org.letterlock.engine.mail.DomainName;

/**
 * The keys by which our domains sign their letters: one of RSA, which everybody knows, and one of Ed25519. New ones take over with an overlap: they are published
 * first, sign once the DNS shows them, and the old ones stay published while letters that they signed may be on their way. Safe for any number of threads.
 */
public final class DomainKeys {

    /** How long a key stays published after its last signature: that one is good for a week, and what is put off may be checked late. */
    public static final Duration OVERLAP = Duration.ofDays(14);

    /** After how long a key should be replaced: two times a year. */
    public static final Duration AGE = Duration.ofDays(182);

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyyMMdd", Locale.ROOT);

    private final Directory directory;
    private final DnsClient dns;
    private final EventLog log;
    private final Clock clock;
    private final SecureRandom random;

    /** @param log told of each change of keys */
    public DomainKeys(Directory directory, DnsClient dns, EventLog log, Clock clock, SecureRandom random) {
        this.directory = directory;
        this.dns = dns;
        this.log = log;
        this.clock = clock;
        this.random = random;
    }

    /** Whether the DNS shows a key. */
    public enum Shown {
        YES,
        /** There is no record, or another one. */
        NO,
        /** The DNS does not answer. */
        UNKNOWN
    }

    /** What became of the wish to have new keys sign. */
    public enum Switched {
        DONE,
        /** There are none. */
        NO_NEW_KEYS,
        /** The DNS does not show all of them. */
        NOT_SHOWN
    }

    /** Makes keys for {@code domain} if it has none: takes some tenths of a second, and they are durable when it returns. */
    public synchronized void ensure(DomainName domain) {
        if (directory.isLocal(domain) && directory.dkimKeys(domain).isEmpty()) {
            directory.setDkimKeys(domain, fresh(List.of(), State.SIGNING));
        }
    }

    /** All keys of {@code domain}, oldest first. */
    public List<DkimKey> all(DomainName domain) {
        return directory.dkimKeys(domain);
    }

    /** What {@code domain} signs with; nothing where it has no keys. */
    public List<SigningKey> of(DomainName domain) {
        return all(domain).stream()
                .filter(key -> key.state() == State.SIGNING)
                .map(key -> SigningKey.of(
                        domain,
                        key.selector(),
                        SignatureAlgorithm.parse(key.algorithm()).orElseThrow(),
                        key.privateKey()))
                .toList();
    }

    /** Whether the keys by which {@code domain} signs are so old that others should take over. */
    public boolean isRotationDue(DomainName domain) {
        Instant limit = clock.instant().minus(AGE);
        return all(domain).stream().noneMatch(key -> key.state() == State.NEW)
                && all(domain).stream()
                        .anyMatch(key ->
                                key.state() == State.SIGNING && key.since().isBefore(limit));
    }

    /** From when on the record of an old key should go; empty while the key is of use. */
    public Optional<Instant> removableFrom(DkimKey key) {
        return key.state() == State.OLD ? Optional.of(key.since().plus(OVERLAP)) : Optional.empty();
    }

    /** Makes new keys, which sign once they are published; false where some wait for that already. */
    public synchronized boolean rotate(DomainName domain) {
        List<DkimKey> before = all(domain);
        if (before.stream().anyMatch(key -> key.state() == State.NEW)) {
            return false;
        }
        List<DkimKey> keys = new ArrayList<>(before);
        keys.addAll(fresh(before, State.NEW));
        directory.setDkimKeys(domain, keys);
        log.record(MailLog.Kind.DKIM_KEYS, "", "new keys of " + domain + " wait to be published");
        return true;
    }

    private List<DkimKey> fresh(List<DkimKey> before, State state) {
        Set<String> taken = before.stream().map(DkimKey::selector).collect(Collectors.toSet());
        List<DkimKey> keys = new ArrayList<>();
        for (SignatureAlgorithm algorithm : SignatureAlgorithm.values()) {
            SigningKey.Fresh fresh = SigningKey.generate(algorithm, random);
            String name = algorithm.keyType() + "-" + DAY.format(clock.instant().atZone(ZoneOffset.UTC));
            String selector = name;
            for (int more = 2; taken.contains(selector); more++) {
                selector = name + "-" + more;
            }
            keys.add(new DkimKey(
                    selector, algorithm.token(), fresh.privateKey(), fresh.record(), state, clock.instant()));
        }
        return keys;
    }

    /** Whether the DNS shows the public half of {@code key}. Asks it. */
    public Shown shown(DomainName domain, DkimKey key) {
        DnsName name = DnsName.parse(key.selector() + "._domainkey." + domain.ascii())
                .orElseThrow(() -> new IllegalStateException("a selector is none"));
        return switch (dns.txt(name)) {
            case DnsAnswer.Records<String>(List<String> records) ->
                records.stream().anyMatch(record -> published(record).equals(published(key.record())))
                        ? Shown.YES
                        : Shown.NO;
            case DnsAnswer.NoData<String>(), DnsAnswer.NoName<String>() -> Shown.NO;
            case DnsAnswer.TemporaryFailure<String>(String _) -> Shown.UNKNOWN;
        };
    }

    /** The key in a record, whatever else somebody wrote around it; empty where there is none. */
    private static Optional<String> published(String record) {
        return Arrays.stream(record.split(";", -1))
                .map(tag -> tag.replaceAll("\\s", ""))
                .filter(tag -> tag.startsWith("p="))
                .findFirst();
    }

    /**
     * Lets the new keys of {@code domain} sign, and the others no more; the private halves of these are gone.
     *
     * @param unseen whether to do so although the DNS does not show them: letters fail checks until it does
     */
    public Switched switchOver(DomainName domain, boolean unseen) {
        List<DkimKey> fresh =
                all(domain).stream().filter(key -> key.state() == State.NEW).toList();
        if (fresh.isEmpty()) {
            return Switched.NO_NEW_KEYS;
        }
        if (!unseen && !fresh.stream().allMatch(key -> shown(domain, key) == Shown.YES)) {
            return Switched.NOT_SHOWN;
        }
        Instant now = clock.instant();
        change(domain, key -> switch (key.state()) {
            case NEW -> fresh.contains(key) ? key.in(State.SIGNING, now) : key;
            case SIGNING -> key.retired(now);
            case OLD -> key;
        });
        log.record(MailLog.Kind.DKIM_KEYS, "", "new keys of " + domain + " sign");
        return Switched.DONE;
    }

    private synchronized void change(DomainName domain, UnaryOperator<DkimKey> change) {
        directory.setDkimKeys(domain, all(domain).stream().map(change).toList());
    }

    /** Lets new keys sign that the DNS shows, and forgets old ones whose time is over and that it does not show any more. */
    public void tend() {
        for (DomainName domain : directory.domains()) {
            switchOver(domain, false);
            Instant now = clock.instant();
            List<DkimKey> gone = all(domain).stream()
                    .filter(key -> removableFrom(key).filter(now::isAfter).isPresent())
                    .filter(key -> shown(domain, key) == Shown.NO)
                    .toList();
            if (!gone.isEmpty()) {
                forget(domain, gone);
            }
        }
    }

    private synchronized void forget(DomainName domain, List<DkimKey> gone) {
        directory.setDkimKeys(
                domain, all(domain).stream().filter(key -> !gone.contains(key)).toList());
        log.record(
                MailLog.Kind.DKIM_KEYS,
                "",
                "old keys of " + domain + " are gone: "
                        + gone.stream().map(DkimKey::selector).collect(Collectors.joining(" ")));
    }
}
