package org.letterlock.engine.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.letterlock.engine.crypto.SealKeyPair;
import org.letterlock.engine.directory.Account;
import org.letterlock.engine.directory.Route;
import org.letterlock.engine.dsn.DsnLetter;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mail.ReversePath;
import org.letterlock.engine.queue.NewMail;
import org.letterlock.engine.queue.TlsWish;
import org.letterlock.engine.sqlite.DatabaseException;

/** Where notices of our own go. */
final class NoticeDeliveryTest {

    private static final EmailAddress THERE =
            EmailAddress.parse("anna@example.com").orElseThrow();
    private static final Account ANNA = new Account(
            new AccountId("0".repeat(32)),
            "anna",
            EmailAddress.parse("anna@example.test").orElseThrow(),
            new byte[16],
            4096,
            SealKeyPair.generate(new SecureRandom()).publicKey(),
            Optional.empty(),
            Instant.EPOCH,
            true);
    private static final DsnLetter NOTICE = new DsnLetter(
            ANNA.address(),
            Octets.of("Subject: x\r\n\r\nx\r\n".getBytes(StandardCharsets.US_ASCII)),
            false,
            false,
            true);

    private final List<NewMail> queued = new ArrayList<>();

    private NoticeDelivery delivery(LetterIntake intake) {
        return new NoticeDelivery(
                new RoutingAlike(new Route.Ours(List.of(ANNA), List.of(THERE))),
                intake,
                queued::addAll,
                RoutingAlike.webhooks(),
                Clock.systemUTC());
    }

    @Test
    void isStoredAndSentOn() {
        List<String> stored = new ArrayList<>();
        delivery((reception, from, provenance, received, content) -> stored.add(from.toString()))
                .accept(NOTICE);
        assertThat(stored).containsExactly(ReversePath.none().toString());
        assertThat(queued).singleElement().satisfies(mail -> {
            assertThat(mail.to()).containsExactly(THERE);
            assertThat(mail.from()).isEqualTo(ReversePath.none());
            assertThat(mail.tls()).isEqualTo(TlsWish.REQUIRED);
        });
    }

    /** The notice stays due then, and what the queue takes would make it be tried again at once. */
    @Test
    void isNotSentOnWhileItCannotBeStored() {
        NoticeDelivery delivery = delivery((reception, from, provenance, received, content) -> {
            throw new DatabaseException(DatabaseException.Reason.FULL, "intake.db: the disk is full");
        });
        assertThatThrownBy(() -> delivery.accept(NOTICE)).isInstanceOf(DatabaseException.class);
        assertThat(queued).isEmpty();
    }
}
