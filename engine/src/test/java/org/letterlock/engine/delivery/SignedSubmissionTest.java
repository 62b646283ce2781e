package org.letterlock.engine.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.engine.corpus.RawLetter;
import org.letterlock.engine.directory.Directory;
import org.letterlock.engine.directory.DkimKey;
import org.letterlock.engine.directory.DkimKey.State;
import org.letterlock.engine.directory.Route;
import org.letterlock.engine.dkim.DkimResult;
import org.letterlock.engine.dkim.DkimVerifier;
import org.letterlock.engine.dns.FakeDns;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mail.ReversePath;
import org.letterlock.engine.mail.SendingLimits;
import org.letterlock.engine.queue.Consignment;
import org.letterlock.engine.queue.NewMail;
import org.letterlock.engine.queue.Origin;
import org.letterlock.engine.queue.QueueId;
import org.letterlock.engine.queue.SettableClock;
import org.letterlock.engine.queue.TlsWish;
import org.letterlock.engine.smtp.FutureRelease;
import org.letterlock.engine.smtp.MailParameters;
import org.letterlock.engine.smtp.RcptParameters;
import org.letterlock.engine.smtpclient.Courier;
import org.letterlock.engine.smtpclient.Outcome;

/** Letters leave with signatures by the keys of their author's domain. */
final class SignedSubmissionTest {

    private static final DomainName DOMAIN = new DomainName("example.test");
    private static final AccountId ANNA = new AccountId("0".repeat(32));
    private static final String LETTER =
            "From: anna@example.test\r\nBcc: eve@example.net\r\nSubject: x\r\n\r\nbody\r\n";

    private final List<String> queued = new ArrayList<>();
    private final SettableClock clock = new SettableClock();
    private final FakeDns dns = new FakeDns();
    private final List<String> logged = new ArrayList<>();
    private final SecureRandom random = new SecureRandom();

    @TempDir
    private Path folder;

    private Directory open() {
        return Directory.open(folder.resolve("directory.db"), new byte[32], clock);
    }

    private DomainKeys keys(Directory directory) {
        return new DomainKeys(directory, dns, (kind, connection, detail) -> logged.add(detail), clock, random);
    }

    private void submit(Directory directory) {
        Submission submission = new Submission(
                new RoutingAlike(new Route.NotLocal(), Optional.of(DOMAIN)),
                new Submission.Ways(
                        (recipients, from, provenance, received, content) -> {},
                        mails -> mails.forEach(mail -> queued.add(text(mail.content()))),
                        RoutingAlike.webhooks(),
                        RoutingAlike.nobodyAway()),
                new LetterSigner(keys(directory)::of, clock),
                new DomainName("mx.example.test"),
                clock,
                random);
        byte[] octets = LETTER.getBytes(StandardCharsets.UTF_8);
        try (IncomingHeader header = new IncomingHeader(65536, HeaderRoom.ofHeap())) {
            header.take(octets);
            EmailAddress to = EmailAddress.parse("ben@example.org").orElseThrow();
            Trace trace = new Trace(
                    "client",
                    Optional.empty(),
                    new DomainName("mx.example.test"),
                    Optional.of(new Trace.Protocol(true, false, true, true, false)),
                    Optional.empty(),
                    "c-1-1");
            assertThat(submission.accept(
                            trace,
                            new Submission.Submitted(
                                    ANNA,
                                    ReversePath.of(EmailAddress.parse("anna@example.test")
                                            .orElseThrow()),
                                    MailParameters.NONE,
                                    List.of(Recipient.outside(to, RcptParameters.NONE)),
                                    header,
                                    Octets.of(octets))))
                    .isEqualTo(Submission.Outcome.ACCEPTED);
        }
    }

    private static String text(Octets content) {
        try (InputStream in = content.open()) {
            byte[] all = in.readAllBytes();
            assertThat(content.length()).isEqualTo(all.length);
            return new String(all, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void passesByBothKeysThatArePublished() throws IOException {
        try (Directory directory = open()) {
            directory.addDomain(DOMAIN);
            keys(directory).ensure(DOMAIN);
        }
        try (Directory directory = open()) {
            List<DkimKey> keys = directory.dkimKeys(DOMAIN);
            assertThat(keys).extracting(DkimKey::algorithm).containsExactly("rsa-sha256", "ed25519-sha256");
            keys.forEach(key -> dns.txt(key.selector() + "._domainkey.example.test", key.record()));
            keys(directory).ensure(DOMAIN);
            assertThat(directory.dkimKeys(DOMAIN)).hasToString(keys.toString());
            submit(directory);
        }
        RawLetter letter = RawLetter.of(queued.getFirst());
        assertThat(new DkimVerifier(dns, clock).verify(letter.header(), letter.octets(), letter.bodyStart()))
                .hasSize(2)
                .allMatch(DkimResult::passes);
        assertThat(letter.text()).doesNotContain("eve@example.net");
    }

    /** What was held for longer than a signature holds leaves with new ones; what is fresh leaves as it is. */
    @Test
    void signsAnewWhatLayTooLong() throws IOException {
        try (Directory directory = open()) {
            directory.addDomain(DOMAIN);
            DomainKeys keys = keys(directory);
            keys.ensure(DOMAIN);
            publish(directory);
            submit(directory);
            RawLetter old = RawLetter.of(queued.getFirst());
            List<Octets> carried = new ArrayList<>();
            Courier next = new Courier() {
                @Override
                public void deliver(Consignment letter, Consumer<Map<Consignment.Recipient, Outcome>> outcomes) {
                    carried.add(letter.content());
                }

                @Override
                public void abort() {}

                @Override
                public void close() {}
            };
            ResigningCourier courier = new ResigningCourier(next, new LetterSigner(keys::of, clock), clock);
            Octets octets = Octets.of(old.text().getBytes(StandardCharsets.UTF_8));
            clock.advance(Duration.ofDays(6));
            assertThat(courier.renewed(octets)).isEmpty();
            clock.advance(Duration.ofSeconds(1));
            assertThat(courier.renewed(octets)).isPresent();
            clock.advance(Duration.ofDays(10));
            assertThat(new DkimVerifier(dns, clock).verify(old.header(), old.octets(), old.bodyStart()))
                    .noneMatch(DkimResult::passes);
            courier.deliver(
                    new Consignment(
                            new QueueId("q-1"),
                            ReversePath.none(),
                            new DomainName("example.org"),
                            List.of(),
                            octets,
                            false,
                            false,
                            Optional.empty(),
                            false,
                            TlsWish.NONE,
                            Optional.empty(),
                            Optional.empty(),
                            clock.instant()),
                    _ -> {});
            RawLetter renewed = RawLetter.of(text(carried.getFirst()));
            assertThat(new DkimVerifier(dns, clock).verify(renewed.header(), renewed.octets(), renewed.bodyStart()))
                    .hasSize(2)
                    .allMatch(DkimResult::passes);
            assertThat(renewed.text().substring(renewed.text().indexOf("Received:")))
                    .isEqualTo(old.text().substring(old.text().indexOf("Received:")));
            for (String other : List.of(
                    "",
                    "D",
                    "DKIM-Signature",
                    "DKIM-Signature: v=1; x=1",
                    "DKIM-Signature: v=1; x=1\r\n",
                    "DKIM-Signature: v=1; x=1\r\nSubject: nobody\r\n\r\n",
                    "DKIM-Signature: v=1; x=1\r\nFrom: eve@example.net\r\n\r\n",
                    "DKIM-Signature: v=1\r\nFrom: anna@example.test\r\n\r\n",
                    "Received: x\r\nDKIM-Signature: v=1; x=1\r\nFrom: anna@example.test\r\n\r\n")) {
                assertThat(courier.renewed(Octets.of(other.getBytes(StandardCharsets.US_ASCII))))
                        .as(other)
                        .isEmpty();
            }
        }
    }

    /** What is to leave later for our own people is not counted as what goes outside. */
    @Test
    void countsNothingThatStaysHereUntilLater() {
        List<NewMail> mails = new ArrayList<>();
        Submission submission = new Submission(
                new RoutingAlike(new Route.NotLocal(), Optional.of(DOMAIN)),
                new Submission.Ways(
                        (recipients, from, provenance, received, content) -> {},
                        mails::addAll,
                        RoutingAlike.webhooks(),
                        RoutingAlike.nobodyAway()),
                new LetterSigner(_ -> List.of(), clock),
                new DomainName("mx.example.test"),
                clock,
                random);
        byte[] octets = LETTER.getBytes(StandardCharsets.UTF_8);
        try (IncomingHeader header = new IncomingHeader(65536, HeaderRoom.ofHeap())) {
            header.take(octets);
            MailParameters none = MailParameters.NONE;
            submission.accept(
                    new Trace(
                            "client",
                            Optional.empty(),
                            new DomainName("mx.example.test"),
                            Optional.of(new Trace.Protocol(true, false, true, true, false)),
                            Optional.empty(),
                            "c-1-1"),
                    new Submission.Submitted(
                            ANNA,
                            ReversePath.of(
                                    EmailAddress.parse("anna@example.test").orElseThrow()),
                            new MailParameters(
                                    none.size(),
                                    false,
                                    false,
                                    false,
                                    none.envelopeId(),
                                    Optional.of(new FutureRelease.After(Duration.ofHours(1))),
                                    false,
                                    none.deliverBy()),
                            List.of(
                                    Recipient.stored(
                                            EmailAddress.parse("ben@example.test")
                                                    .orElseThrow(),
                                            List.of(),
                                            RcptParameters.NONE),
                                    Recipient.outside(
                                            EmailAddress.parse("friend@example.org")
                                                    .orElseThrow(),
                                            RcptParameters.NONE)),
                            header,
                            Octets.of(octets)));
        }
        assertThat(mails)
                .extracting(mail -> mail.to() + " " + ((Origin.Submitted) mail.origin()).limits())
                .containsExactly(
                        "[ben@example.test] " + SendingLimits.UNLIMITED,
                        "[friend@example.org] " + SendingLimits.DEFAULT);
        assertThat(mails)
                .allMatch(mail -> ((Origin.Submitted) mail.origin())
                        .notBefore()
                        .filter(clock.instant().plusSeconds(3600)::equals)
                        .isPresent());
    }

    private void publish(Directory directory) {
        directory
                .dkimKeys(DOMAIN)
                .forEach(key -> dns.txt(
                        key.selector() + "._domainkey.example.test",
                        key.record().replace("; p=", ";  p = ").concat(" ;")));
    }

    /** The selectors by which a letter is signed now; all its signatures hold. */
    private List<String> signedBy(Directory directory) throws IOException {
        queued.clear();
        submit(directory);
        RawLetter letter = RawLetter.of(queued.getFirst());
        assertThat(new DkimVerifier(dns, clock).verify(letter.header(), letter.octets(), letter.bodyStart()))
                .isNotEmpty()
                .allMatch(DkimResult::passes);
        return letter.text()
                .lines()
                .filter(line -> line.contains("; s="))
                .map(line -> line.replaceAll(".*; s=([^;]*);.*", "$1"))
                .toList();
    }

    @Test
    void keysTakeOverWithAnOverlap() throws IOException {
        try (Directory directory = open()) {
            directory.addDomain(DOMAIN);
            DomainKeys keys = keys(directory);
            keys.ensure(DOMAIN);
            publish(directory);
            List<String> first = signedBy(directory);
            assertThat(first).containsExactly("rsa-20261122", "ed25519-20261122");
            clock.advance(DomainKeys.AGE);
            assertThat(keys.isRotationDue(DOMAIN)).isFalse();
            clock.advance(Duration.ofSeconds(1));
            assertThat(keys.isRotationDue(DOMAIN)).isTrue();
            assertThat(keys.switchOver(DOMAIN, true)).isEqualTo(DomainKeys.Switched.NO_NEW_KEYS);
            assertThat(keys.rotate(DOMAIN)).isTrue();
            assertThat(keys.rotate(DOMAIN)).isFalse();
            assertThat(keys.isRotationDue(DOMAIN)).isFalse();
            assertThat(signedBy(directory)).isEqualTo(first);
            assertThat(keys.switchOver(DOMAIN, false)).isEqualTo(DomainKeys.Switched.NOT_SHOWN);
            keys.tend();
            assertThat(signedBy(directory)).isEqualTo(first);
        }
        try (Directory directory = open()) {
            DomainKeys keys = keys(directory);
            // One record of two is not enough.
            DkimKey rsa = keys.all(DOMAIN).get(2);
            assertThat(rsa.state()).isEqualTo(State.NEW);
            dns.txt(rsa.selector() + "._domainkey.example.test", rsa.record());
            keys.tend();
            assertThat(signedBy(directory)).containsExactly("rsa-20261122", "ed25519-20261122");
            publish(directory);
            keys.tend();
            assertThat(signedBy(directory)).containsExactly("rsa-20270523", "ed25519-20270523");
            assertThat(logged).contains("new keys of example.test sign");
        }
        try (Directory directory = open()) {
            DomainKeys keys = keys(directory);
            List<DkimKey> old = keys.all(DOMAIN).subList(0, 2);
            assertThat(old).allSatisfy(key -> {
                assertThat(key.state()).isEqualTo(State.OLD);
                assertThat(key.privateKey()).isEmpty();
                assertThat(keys.shown(DOMAIN, key)).isEqualTo(DomainKeys.Shown.YES);
                assertThat(keys.removableFrom(key)).contains(clock.instant().plus(DomainKeys.OVERLAP));
            });
            clock.advance(DomainKeys.OVERLAP.plusSeconds(1));
            keys.tend();
            assertThat(keys.all(DOMAIN)).hasSize(4);
        }
        try (Directory directory = open()) {
            FakeDns emptied = new FakeDns();
            DomainKeys keys = new DomainKeys(directory, emptied, (kind, connection, detail) -> {}, clock, random);
            keys.tend();
            assertThat(keys.all(DOMAIN)).hasSize(2).allMatch(key -> key.state() == State.SIGNING);
            // Two rotations on one day have selectors of their own.
            assertThat(keys.rotate(DOMAIN)).isTrue();
            assertThat(keys.switchOver(DOMAIN, true)).isEqualTo(DomainKeys.Switched.DONE);
            assertThat(keys.rotate(DOMAIN)).isTrue();
            assertThat(keys.all(DOMAIN)).extracting(DkimKey::selector).doesNotHaveDuplicates();
        }
    }

    @Test
    void leavesUnsignedWhereThereAreNoKeys() {
        try (Directory directory = open()) {
            directory.addDomain(DOMAIN);
            submit(directory);
        }
        assertThat(queued).singleElement().asString().startsWith("Received: ");
    }
}
