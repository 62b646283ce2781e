package org.letterlock.engine.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.letterlock.engine.crypto.SealKeyPair;
import org.letterlock.engine.directory.Account;
import org.letterlock.engine.directory.Route;
import org.letterlock.engine.directory.Vacation;
import org.letterlock.engine.dkim.DkimResult;
import org.letterlock.engine.dkim.DkimVerifier;
import org.letterlock.engine.dkim.SignatureAlgorithm;
import org.letterlock.engine.dkim.SigningKey;
import org.letterlock.engine.dns.FakeDns;
import org.letterlock.engine.dsn.DsnLetter;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mail.ReversePath;
import org.letterlock.engine.mail.SendingLimits;
import org.letterlock.engine.mime.HeaderFields;
import org.letterlock.engine.queue.SettableClock;
import org.letterlock.engine.smtp.RcptParameters;
import org.letterlock.engine.sqlite.DatabaseException;

/** Who is answered while somebody is away, and with what (RFC 3834, RFC 5230). */
final class VacationRepliesTest {

    private static final DomainName HOST = new DomainName("mx.example.test");
    private static final DomainName OURS = new DomainName("example.test");
    private static final Account ANNA = account("0", "anna@example.test");
    private static final Account BEN = account("1", "ben@example.test");
    private static final String LETTER = "From: Ann <ann@example.org>\r\nTo: Anna <anna@example.test>\r\n"
            + "Subject: Lunch?\r\nMessage-ID: <1@example.org>\r\n";
    private static final SigningKey.Fresh KEY =
            SigningKey.generate(SignatureAlgorithm.ED25519_SHA256, new SecureRandom());

    private final SettableClock clock = new SettableClock();
    private final List<DsnLetter> answers = new ArrayList<>();
    private final List<String> noted = new ArrayList<>();
    private final List<String> logged = new ArrayList<>();
    private boolean due = true;
    private Vacation vacation = saying("I am away until Monday.");

    private static Account account(String id, String address) {
        return new Account(
                new AccountId(id.repeat(32)),
                "x",
                EmailAddress.parse(address).orElseThrow(),
                new byte[16],
                4096,
                SealKeyPair.generate(new SecureRandom()).publicKey(),
                Optional.empty(),
                Instant.EPOCH,
                true);
    }

    private static Vacation saying(String text) {
        return new Vacation(text, Optional.empty(), 7, Optional.empty(), Optional.empty());
    }

    /** Anna has each address of ours that begins with her name, Ben the others. */
    private final class Home implements Addresses {
        @Override
        public Route route(EmailAddress recipient) {
            return recipient.domain().equals(OURS)
                    ? new Route.Ours(List.of(recipient.localPart().startsWith("anna") ? ANNA : BEN), List.of())
                    : new Route.NotLocal();
        }

        @Override
        public boolean maySendAs(AccountId account, EmailAddress sender) {
            return false;
        }

        @Override
        public boolean hasRoom(AccountId account, long octets) {
            return true;
        }

        @Override
        public boolean isOurs(DomainName domain) {
            return domain.equals(OURS);
        }

        @Override
        public SendingLimits sendingLimits(AccountId account) {
            return SendingLimits.DEFAULT;
        }

        @Override
        public Optional<Vacation> vacation(AccountId account, Instant now) {
            return Optional.of(vacation).filter(set -> account.equals(ANNA.id()) && set.isOn(now));
        }

        @Override
        public Optional<EmailAddress> postmaster() {
            return Optional.empty();
        }
    }

    private VacationReplies replies() {
        SigningKey key = SigningKey.of(OURS, "s1", SignatureAlgorithm.ED25519_SHA256, KEY.privateKey());
        return new VacationReplies(
                new Home(),
                (account, sender, about, pause, now) -> {
                    noted.add(sender + " " + pause.toDays() + " " + about.strip());
                    return due;
                },
                new VacationLetter(
                        new LetterSigner(domain -> domain.equals(OURS) ? List.of(key) : List.of(), clock),
                        HOST,
                        clock,
                        new SecureRandom()),
                answers::add,
                (kind, connection, detail) -> logged.add(connection + " " + kind + " " + detail),
                clock);
    }

    private void take(String from, String header, boolean vouched, boolean junk, Account... accounts) {
        ReversePath path = EmailAddress.parse(from).map(ReversePath::of).orElse(ReversePath.none());
        List<Recipient> recipients = List.of(Recipient.stored(
                EmailAddress.parse("anna@example.test").orElseThrow(), List.of(accounts), RcptParameters.NONE));
        HeaderFields fields = HeaderFields.parse((header + "\r\n").getBytes(StandardCharsets.UTF_8));
        replies().answer(new VacationReplies.Taken("c-1-1", path, recipients, fields, true), _ -> vouched, () -> junk);
    }

    private void take(String from, String header) {
        take(from, header, true, false, ANNA);
    }

    private static String text(Octets octets) {
        try (var in = octets.open()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A letter that was taken stays taken, whatever its answer stumbles over. */
    @Test
    void noFaultOfTheAnswerReachesTheLetter() {
        HeaderFields fields = HeaderFields.parse((LETTER + "\r\n").getBytes(StandardCharsets.UTF_8));
        VacationReplies.Taken letter = new VacationReplies.Taken(
                "c-1-1",
                ReversePath.of(EmailAddress.parse("ann@example.org").orElseThrow()),
                List.of(Recipient.stored(ANNA.address(), List.of(ANNA), RcptParameters.NONE)),
                fields,
                false);
        replies().answer(letter, _ -> true, () -> {
            throw new IllegalStateException("the judge");
        });
        replies().answer(letter, _ -> true, () -> {
            throw new StackOverflowError("the judge");
        });
        replies()
                .answer(
                        letter,
                        _ -> {
                            throw new DatabaseException(DatabaseException.Reason.LOCKED, "the disk");
                        },
                        () -> false);
        assertThat(answers).isEmpty();
        assertThat(logged).containsExactly("c-1-1 REFUSED not answered, the disk failed: LOCKED");
    }

    @Test
    void answersThePersonWhoWrote() throws IOException {
        take("ann@example.org", LETTER + "References: <0@example.org>\r\n");
        DsnLetter answer = answers.getFirst();
        assertThat(answers).hasSize(1);
        assertThat(answer.to()).hasToString("ann@example.org");
        assertThat(answer.requireTls()).isTrue();
        assertThat(answer.eightBit()).isFalse();
        assertThat(text(answer.content()))
                .contains("\r\nFrom: <anna@example.test>\r\nTo: <ann@example.org>\r\n")
                .contains("\r\nSubject: Auto: Lunch?\r\n")
                .contains("\r\nIn-Reply-To: <1@example.org>\r\nReferences: <0@example.org>\r\n <1@example.org>\r\n")
                .contains("\r\nAuto-Submitted: auto-replied\r\n")
                .endsWith("\r\n\r\nI am away until Monday.\r\n");
        HeaderFields header = HeaderFields.parse(text(answer.content()).getBytes(StandardCharsets.UTF_8));
        int body = text(answer.content()).indexOf("\r\n\r\n") + 4;
        assertThat(new DkimVerifier(new FakeDns().txt("s1._domainkey.example.test", KEY.record()), clock)
                        .verify(header, answer.content(), body))
                .extracting(DkimResult::passes)
                .containsExactly(true);
        assertThat(noted).containsExactly("ann@example.org 7 I am away until Monday.");
        assertThat(logged).containsExactly("c-1-1 ANSWERED anna@example.test is away: answered ann@example.org");
    }

    /** RFC 3834 §2, RFC 5230 §4.6: who is no person. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "owner-list@example.org",
                "list-owner@example.org",
                "List-Request@example.org",
                "list-bounces@example.org",
                "bounces+anna=example.test@example.org",
                "bounce-17@example.org",
                "MAILER-DAEMON@example.org",
                "mailer_daemon@example.org",
                "listserv@example.org",
                "majordomo@example.org",
                "postmaster@example.org",
                "no-reply@example.org",
                "noreply@example.org",
                "DoNotReply@example.org",
                "orders-noreply@example.org",
                "list-return-12-anna=example.test@example.org",
                "SRS0=x=y=example.net=ann@example.org"
            })
    void answersNobodyWhoIsNoPerson(String from) {
        take(from, LETTER);
        assertThat(answers).isEmpty();
        assertThat(noted).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"reply@example.org", "bouncer@example.org", "owner@example.org", "anna.request@example.org"})
    void answersWhoOnlyLooksLikeOne(String from) {
        take(from, LETTER);
        assertThat(answers).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Auto-Submitted: auto-replied",
                "Auto-Submitted: auto-generated; type=x",
                "auto-submitted: (why) no",
                "Precedence: bulk",
                "Precedence: JUNK",
                "Precedence: list",
                "List-Id: <friends.example.org>",
                "List-Unsubscribe: <mailto:x@example.org>",
                "List-Whatever: x",
                "X-Auto-Response-Suppress: DR, OOF, AutoReply",
                "X-Autoreply: yes",
                "X-Loop: anna@example.test",
                "Feedback-ID: 1:2:3:x",
                "Content-Type: multipart/report; report-type=delivery-status; boundary=x"
            })
    void answersNoProgram(String field) {
        take("ann@example.org", LETTER + field + "\r\n");
        assertThat(answers).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Auto-Submitted: no", "Precedence: first-class", "X-Auto-Response-Suppress: None", "Listing: x"})
    void answersAPersonWhoSaysSo(String field) {
        take("ann@example.org", LETTER + field + "\r\n");
        assertThat(answers).hasSize(1);
    }

    @Test
    void answersNothingThatIsForgedOrJunkOrNotAddressedToTheAccount() {
        take("ann@example.org", LETTER, false, false, ANNA);
        take("ann@example.org", LETTER, true, true, ANNA);
        take("ann@example.org", LETTER.replace("To: Anna <anna@example.test>", "To: undisclosed-recipients:;"));
        take("ann@example.org", LETTER.replace("anna@example.test", "ben@example.test"));
        take("ann@example.org", LETTER.replace("anna@example.test", "anna@example.org"));
        take("anna@example.test", LETTER);
        take("ann@example.org", LETTER, true, false, BEN);
        assertThat(answers).isEmpty();
        assertThat(noted).isEmpty();
        due = false;
        take("ann@example.org", LETTER);
        assertThat(answers).isEmpty();
        assertThat(noted).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Cc", "Bcc", "Resent-To", "Resent-Cc", "Resent-Bcc"})
    void answersWhatIsAddressedInOtherFields(String name) {
        take("ann@example.org", LETTER.replace("To: Anna", name + ": friends: eve@example.net, Anna"));
        assertThat(answers).hasSize(1);
    }

    @Test
    void answersFromTheAddressThatWasWrittenTo() {
        take("ann@example.org", LETTER.replace("Anna <anna@example.test>", "ben@example.test, anna+shop@example.test"));
        assertThat(text(answers.getFirst().content())).contains("\r\nFrom: <anna+shop@example.test>\r\n");
    }

    @Test
    void answersFromItsBeginningToItsEnd() {
        Instant now = clock.instant();
        vacation = new Vacation("Away.", Optional.empty(), 7, Optional.of(now), Optional.of(now.plusSeconds(60)));
        clock.set(now.minusMillis(1));
        take("ann@example.org", LETTER);
        clock.set(now.plusSeconds(60));
        take("ann@example.org", LETTER);
        assertThat(answers).isEmpty();
        clock.set(now);
        take("ann@example.org", LETTER);
        clock.set(now.plusSeconds(60).minusMillis(1));
        take("ann@example.org", LETTER);
        assertThat(answers).hasSize(2);
    }

    @Test
    void writesEveryLanguage() {
        vacation = new Vacation(
                "休暇中です。\nЯ в отпуске.",
                Optional.of("不在のお知らせ: 長い件名は言葉の途中で切られず、次の行に続きます"),
                31,
                Optional.empty(),
                Optional.empty());
        take("ann@example.org", LETTER);
        String answer = text(answers.getFirst().content());
        assertThat(answer.chars().allMatch(c -> c < 0x7f)).isTrue();
        assertThat(answer.lines()).allMatch(line -> line.length() <= 78);
        HeaderFields header = HeaderFields.parse(answer.getBytes(StandardCharsets.US_ASCII));
        assertThat(header.first("Subject").orElseThrow().decoded())
                .isEqualTo(vacation.subject().orElseThrow());
        String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
        assertThat(new String(Base64.getMimeDecoder().decode(body), StandardCharsets.UTF_8))
                .isEqualTo("休暇中です。\r\nЯ в отпуске.\r\n");
        assertThat(noted.getFirst()).startsWith("ann@example.org 31 ");
    }

    /** What a stranger wrote stays text: it ends no line of ours, and is not longer than we like. */
    @Test
    void takesNothingFromTheLetterThatBreaksTheAnswer() {
        take(
                "ann@example.org",
                "From: x\r\nTo: anna@example.test\r\nSubject: =?utf-8?q?a=0D=0ABcc:_eve=40example.net?= "
                        + "x".repeat(5000)
                        + "\r\nMessage-ID: <a b> <" + "y".repeat(300) + ">\r\nReferences: "
                        + "<r@example.org>\r\n ".repeat(500) + "\r\n");
        String answer = text(answers.getFirst().content());
        HeaderFields header = HeaderFields.parse(answer.getBytes(StandardCharsets.US_ASCII));
        assertThat(header.first("Bcc")).isEmpty();
        assertThat(header.first("References")).isEmpty();
        assertThat(answer.length()).isLessThan(3000);
        take("ann@example.org", LETTER + "References: " + "<r@example.org>\r\n ".repeat(500) + "\r\n");
        assertThat(text(answers.getLast().content()).split("<r@example.org>", -1))
                .hasSize(21);
    }

    @Test
    void takesALetterWhoseAnswerFails() {
        VacationReplies failing = new VacationReplies(
                new Home(),
                (account, sender, about, pause, now) -> {
                    throw new DatabaseException(DatabaseException.Reason.FULL, "queue: the disk is full");
                },
                new VacationLetter(new LetterSigner(_ -> List.of(), clock), HOST, clock, new SecureRandom()),
                answers::add,
                (kind, connection, detail) -> logged.add(connection + " " + kind + " " + detail),
                clock);
        failing.answer(
                new VacationReplies.Taken(
                        "c-1-1",
                        ReversePath.of(EmailAddress.parse("ann@example.org").orElseThrow()),
                        List.of(Recipient.stored(ANNA.address(), List.of(ANNA), RcptParameters.NONE)),
                        HeaderFields.parse((LETTER + "\r\n").getBytes(StandardCharsets.UTF_8)),
                        false),
                _ -> true,
                () -> false);
        assertThat(logged).containsExactly("c-1-1 REFUSED not answered, the disk failed: FULL");
    }
}
