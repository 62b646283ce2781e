package org.letterlock.engine.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.letterlock.engine.crypto.SealKeyPair;
import org.letterlock.engine.directory.Account;
import org.letterlock.engine.directory.OffAnswer;
import org.letterlock.engine.directory.Route;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mail.ReversePath;
import org.letterlock.engine.queue.Consignment;
import org.letterlock.engine.queue.NewMail;
import org.letterlock.engine.queue.Origin;
import org.letterlock.engine.queue.QueueId;
import org.letterlock.engine.queue.TlsWish;
import org.letterlock.engine.smtpclient.Courier;
import org.letterlock.engine.smtpclient.Outcome;

/** What waited in the queue for our own people gets into the intake, and the rest is carried by others. */
final class HomeCourierTest {

    private static final EmailAddress BEN = address("ben@example.test");
    private static final EmailAddress FRIEND = address("friend@example.org");
    private static final Account ACCOUNT = new Account(
            new AccountId("0".repeat(32)),
            "ben",
            BEN,
            new byte[16],
            4096,
            SealKeyPair.generate(new SecureRandom()).publicKey(),
            Optional.empty(),
            Instant.EPOCH,
            true);

    private final List<String> stored = new ArrayList<>();
    private final List<NewMail> queued = new ArrayList<>();
    private final List<Consignment> carried = new ArrayList<>();

    private static EmailAddress address(String text) {
        return EmailAddress.parse(text).orElseThrow();
    }

    private Map<String, Outcome> deliver(Route route, EmailAddress... to) {
        Courier others = new Courier() {
            @Override
            public void deliver(Consignment consignment, Consumer<Map<Consignment.Recipient, Outcome>> outcomes) {
                carried.add(consignment);
            }

            @Override
            public void abort() {}

            @Override
            public void close() {}
        };
        Courier courier = new HomeCourier(
                others,
                new RoutingAlike(route),
                (reception, from, provenance, received, content) ->
                        stored.add(reception.addresses() + " " + from + " " + content.length()),
                queued::addAll,
                RoutingAlike.webhooks(),
                Clock.systemUTC());
        List<Consignment.Recipient> recipients = new ArrayList<>();
        for (EmailAddress one : to) {
            recipients.add(new Consignment.Recipient(recipients.size(), one, 0, Set.of(), Optional.empty()));
        }
        Map<String, Outcome> told = new LinkedHashMap<>();
        courier.deliver(
                new Consignment(
                        new QueueId("q-1"),
                        ReversePath.of(address("anna@example.test")),
                        new DomainName("example.test"),
                        recipients,
                        Octets.of("Subject: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII)),
                        false,
                        false,
                        Optional.empty(),
                        false,
                        TlsWish.NONE,
                        Optional.empty(),
                        Optional.empty(),
                        Instant.EPOCH),
                outcomes -> outcomes.forEach(
                        (recipient, outcome) -> told.put(recipient.address().toString(), outcome)));
        return told;
    }

    @Test
    void storesAndSendsOn() {
        Map<String, Outcome> told = deliver(new Route.Ours(List.of(ACCOUNT), List.of(FRIEND)), BEN);
        assertThat(told.get("ben@example.test")).isInstanceOfSatisfying(Outcome.Accepted.class, accepted -> {
            assertThat(accepted.answer().status()).hasToString("2.1.5");
            assertThat(accepted.answer().remote()).isEmpty();
            assertThat(accepted.tellsSuccess()).isFalse();
        });
        String returnPath = "Return-Path: <anna@example.test>\r\n";
        assertThat(stored).containsExactly("[ben@example.test] <anna@example.test> " + (returnPath.length() + 14));
        assertThat(queued).singleElement().satisfies(mail -> {
            assertThat(mail.to()).containsExactly(FRIEND);
            assertThat(mail.origin()).isEqualTo(new Origin.Forwarded(BEN));
        });
        assertThat(carried).isEmpty();
    }

    @Test
    void answersAsTheAddressDoesNow() {
        assertThat(deliver(new Route.Unknown(), BEN).values()).allMatch(Outcome.Refused.class::isInstance);
        assertThat(deliver(new Route.Off(OffAnswer.REFUSE), BEN).values()).allMatch(Outcome.Refused.class::isInstance);
        assertThat(deliver(new Route.Off(OffAnswer.LATER), BEN).values()).allMatch(Outcome.Later.class::isInstance);
        assertThat(deliver(new Route.Off(OffAnswer.DROP), BEN).values()).allMatch(Outcome.Accepted.class::isInstance);
        assertThat(stored).isEmpty();
        assertThat(queued).isEmpty();
        assertThat(carried).isEmpty();
    }

    @Test
    void leavesTheRestToOthers() {
        assertThat(deliver(new Route.NotLocal(), FRIEND)).isEmpty();
        assertThat(carried).hasSize(1);
    }
}
