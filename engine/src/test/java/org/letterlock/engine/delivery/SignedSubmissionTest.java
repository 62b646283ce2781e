package org.letterlock.engine.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.engine.corpus.RawLetter;
import org.letterlock.engine.directory.Directory;
import org.letterlock.engine.directory.Directory.DkimKey;
import org.letterlock.engine.directory.Directory.Route;
import org.letterlock.engine.dkim.DkimResult;
import org.letterlock.engine.dkim.DkimVerifier;
import org.letterlock.engine.dns.FakeDns;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mail.ReversePath;
import org.letterlock.engine.smtp.MailParameters;
import org.letterlock.engine.smtp.RcptParameters;

/** Letters leave with signatures by the keys of their author's domain. */
final class SignedSubmissionTest {

    private static final DomainName DOMAIN = new DomainName("example.test");
    private static final AccountId ANNA = new AccountId("0".repeat(32));
    private static final String LETTER =
            "From: anna@example.test\r\nBcc: eve@example.net\r\nSubject: x\r\n\r\nbody\r\n";

    private final List<String> queued = new ArrayList<>();
    private final Clock clock = Clock.systemUTC();
    private final SecureRandom random = new SecureRandom();

    @TempDir
    private Path folder;

    private Directory open() {
        return Directory.open(folder.resolve("directory.db"), new byte[32], clock);
    }

    private void submit(Directory directory) {
        Submission submission = new Submission(
                new RoutingAlike(new Route.NotLocal(), Optional.of(DOMAIN)),
                (recipients, from, received, content) -> {},
                mails -> mails.forEach(mail -> queued.add(text(mail.content()))),
                new LetterSigner(new DomainKeys(directory, clock, random)::of, clock),
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
                    new Trace.Protocol(true, false, true, true),
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
        FakeDns dns = new FakeDns();
        try (Directory directory = open()) {
            directory.addDomain(DOMAIN);
            new DomainKeys(directory, clock, random).ensure(DOMAIN);
        }
        try (Directory directory = open()) {
            List<DkimKey> keys = directory.dkimKeys(DOMAIN);
            assertThat(keys).extracting(DkimKey::algorithm).containsExactly("rsa-sha256", "ed25519-sha256");
            keys.forEach(key -> dns.txt(key.selector() + "._domainkey.example.test", key.record()));
            new DomainKeys(directory, clock, random).ensure(DOMAIN);
            assertThat(directory.dkimKeys(DOMAIN)).hasToString(keys.toString());
            submit(directory);
        }
        RawLetter letter = RawLetter.of(queued.getFirst());
        assertThat(new DkimVerifier(dns, clock).verify(letter.header(), letter.octets(), letter.bodyStart()))
                .hasSize(2)
                .allMatch(DkimResult::passes);
        assertThat(letter.text()).doesNotContain("eve@example.net");
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
