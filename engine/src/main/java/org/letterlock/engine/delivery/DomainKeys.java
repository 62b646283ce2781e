package org.letterlock.engine.delivery;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.letterlock.engine.directory.Directory;
import org.letterlock.engine.directory.Directory.DkimKey;
import org.letterlock.engine.dkim.SignatureAlgorithm;
import org.letterlock.engine.dkim.SigningKey;
import org.letterlock.engine.mail.DomainName;

/** The keys by which our domains sign their letters: one of RSA, which everybody knows, and one of Ed25519. Safe for any number of threads. */
public final class DomainKeys {

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyyMMdd", Locale.ROOT);

    private final Directory directory;
    private final Clock clock;
    private final SecureRandom random;

    public DomainKeys(Directory directory, Clock clock, SecureRandom random) {
        this.directory = directory;
        this.clock = clock;
        this.random = random;
    }

    /** Makes keys for {@code domain} if it has none: takes some tenths of a second, and they are durable when it returns. */
    public void ensure(DomainName domain) {
        if (directory.isLocal(domain) && directory.dkimKeys(domain).isEmpty()) {
            List<DkimKey> keys = new ArrayList<>();
            for (SignatureAlgorithm algorithm : SignatureAlgorithm.values()) {
                SigningKey.Fresh fresh = SigningKey.generate(algorithm, random);
                String selector =
                        algorithm.keyType() + "-" + DAY.format(clock.instant().atZone(ZoneOffset.UTC));
                keys.add(new DkimKey(selector, algorithm.token(), fresh.privateKey(), fresh.record()));
            }
            directory.setDkimKeys(domain, keys);
        }
    }

    /** What {@code domain} signs with; nothing where it has no keys. */
    public List<SigningKey> of(DomainName domain) {
        return directory.dkimKeys(domain).stream()
                .map(key -> SigningKey.of(
                        domain,
                        key.selector(),
                        SignatureAlgorithm.parse(key.algorithm()).orElseThrow(),
                        key.privateKey()))
                .toList();
    }
}
