package org.letterlock.desktop.health;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.letterlock.desktop.health.Attention.Concern;
import org.letterlock.protocol.BlockInfo;
import org.letterlock.protocol.EngineStatus;
import org.letterlock.protocol.QuotaInfo;
import org.letterlock.protocol.RecoveryStatus;
import org.letterlock.protocol.SendingInfo;

/** Judges what a server said of itself: what deserves its owner's attention, the worst first. */
public final class Health {

    /** A letter that waits longer than this is told of; most servers that put letters off take them within an hour. */
    static final Duration LONG_WAIT = Duration.ofHours(4);

    /** A certificate is renewed a month before it ends; one that has less than this was not. */
    static final Duration SHORT_CERTIFICATE = Duration.ofDays(14);

    /** So many different wrong passwords are no mistyping. */
    static final int GUESSES = 5;

    private static final int NEARLY = 90;
    private static final int ALL = 100;

    private Health() {}

    /** What deserves attention at {@code now}. */
    public static List<Attention> judge(Snapshot seen, Instant now) {
        List<Attention> found = new ArrayList<>();
        server(seen.status(), now, found);
        seen.quotas().forEach(quota -> quota(quota, found));
        seen.sending().forEach(sending -> sending(sending, found));
        seen.blocks().forEach(block -> block(block, found));
        Instant oldest = seen.oldestWaiting();
        if (oldest.isBefore(now.minus(LONG_WAIT))) {
            found.add(new Attention(Concern.WAITING, Map.of("since", oldest.toString())));
        }
        if (!seen.accounts().isEmpty()) {
            recovery(seen.recovery(), found);
        }
        found.sort(Comparator.comparing(Attention::concern));
        return found;
    }

    private static void server(EngineStatus status, Instant now, List<Attention> found) {
        if (status.listeners().stream().noneMatch(listener -> listener.service().equals("mx"))) {
            found.add(new Attention(Concern.DEAF, Map.of()));
        }
        if (status.domains() == 0) {
            found.add(new Attention(Concern.NO_DOMAIN, Map.of()));
        } else if (status.accounts() == 0) {
            found.add(new Attention(Concern.NO_MAILBOX, Map.of()));
        }
        EngineStatus.CertificateInfo certificate = status.certificate();
        if (certificate != null) {
            certificate(certificate, now, found);
        }
    }

    private static void certificate(EngineStatus.CertificateInfo certificate, Instant now, List<Attention> found) {
        Instant until = Instant.parse(certificate.until());
        if (!until.isAfter(now)) {
            found.add(new Attention(Concern.CERTIFICATE_OVER, Map.of("until", certificate.until())));
        } else if (until.isBefore(now.plus(SHORT_CERTIFICATE))) {
            found.add(new Attention(Concern.CERTIFICATE_ENDS, Map.of("until", certificate.until())));
        } else if (certificate.selfSigned()) {
            found.add(new Attention(Concern.CERTIFICATE_OWN, Map.of()));
        }
    }

    private static void quota(QuotaInfo quota, List<Attention> found) {
        Long octets = quota.octets();
        if (!quota.kind().equals("account") || octets == null || octets < 0) {
            return;
        }
        long percent = octets == 0 ? ALL : quota.usedOctets() * ALL / octets;
        if (percent >= NEARLY) {
            found.add(new Attention(
                    percent >= ALL ? Concern.FULL : Concern.NEARLY_FULL,
                    Map.of(
                            "mailbox",
                            quota.name(),
                            "used",
                            Long.toString(quota.usedOctets()),
                            "limit",
                            Long.toString(octets))));
        }
    }

    private static void sending(SendingInfo sending, List<Attention> found) {
        if (sending.heldLetters() > 0) {
            found.add(new Attention(
                    Concern.HELD,
                    Map.of("mailbox", sending.account(), "letters", Long.toString(sending.heldLetters()))));
        }
    }

    /** Strangers who try names that do not exist are everywhere, and come to nothing. */
    private static void block(BlockInfo block, List<Attention> found) {
        String account = block.account();
        if (account != null && block.wrongPasswords() >= GUESSES) {
            found.add(new Attention(
                    Concern.GUESSING, Map.of("mailbox", account, "count", Integer.toString(block.wrongPasswords()))));
        }
    }

    private static void recovery(RecoveryStatus recovery, List<Attention> found) {
        if (recovery.fingerprint() == null) {
            found.add(new Attention(Concern.NO_RECOVERY, Map.of()));
            return;
        }
        recovery.accounts().stream()
                .filter(account -> account.chosen() && !account.sealed())
                .forEach(account -> found.add(new Attention(Concern.NOT_SEALED, Map.of("mailbox", account.account()))));
    }
}
