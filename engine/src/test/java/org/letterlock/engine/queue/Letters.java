package org.letterlock.engine.queue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mail.ReversePath;
import org.letterlock.engine.mail.StatusCode;

/** Letters and answers for tests. */
public final class Letters {

    public static final String TEXT = "From: anna@example.test\r\nSubject: hello\r\n\r\nHello.\r\n";

    private Letters() {}

    public static EmailAddress address(String text) {
        return EmailAddress.parse(text).orElseThrow();
    }

    public static NewMail letter(String... to) {
        return letter(TEXT.getBytes(StandardCharsets.US_ASCII), Dsn.NONE, to);
    }

    public static NewMail letter(byte[] content, Dsn dsn, String... to) {
        return new NewMail(
                ReversePath.of(address("anna@example.test")),
                Stream.of(to).map(Letters::address).toList(),
                Octets.of(content),
                false,
                false,
                new Origin.Notice(),
                dsn,
                TlsWish.NONE);
    }

    /** A letter whose sender wants this of TLS. */
    public static NewMail letter(TlsWish tls, String to) {
        NewMail plain = letter(to);
        return new NewMail(
                plain.from(),
                plain.to(),
                plain.content(),
                plain.eightBit(),
                plain.smtpUtf8(),
                plain.origin(),
                plain.dsn(),
                tls);
    }

    /** A letter that has a time of its own. */
    public static NewMail letter(Deadline deadline, Dsn dsn, String... to) {
        NewMail plain = letter(TEXT.getBytes(StandardCharsets.US_ASCII), dsn, to);
        return new NewMail(
                plain.from(),
                plain.to(),
                plain.content(),
                plain.eightBit(),
                plain.smtpUtf8(),
                plain.origin(),
                plain.dsn(),
                plain.tls(),
                Optional.of(deadline));
    }

    /** One that an address of ours sends on. */
    public static NewMail forwarded(String by, String... to) {
        return new NewMail(
                ReversePath.of(address("SRS0=x=y=example.net=anna@example.test")),
                Stream.of(to).map(Letters::address).toList(),
                Octets.of(TEXT.getBytes(StandardCharsets.US_ASCII)),
                false,
                false,
                new Origin.Forwarded(address(by)),
                Dsn.NONE,
                TlsWish.NONE);
    }

    public static NewMail notice(String... to) {
        return new NewMail(
                ReversePath.none(),
                List.copyOf(Stream.of(to).map(Letters::address).toList()),
                Octets.of(TEXT.getBytes(StandardCharsets.US_ASCII)),
                false,
                false,
                new Origin.Notice(),
                Dsn.NONE,
                TlsWish.NONE);
    }

    public static Answer accepted() {
        return new Answer(new StatusCode(2, 0, 0), "250 2.0.0 taken", Optional.of("mx.example.org"));
    }

    public static Answer refused() {
        return new Answer(new StatusCode(5, 1, 1), "550 5.1.1 no such user", Optional.of("mx.example.org"));
    }

    public static Answer busy() {
        return new Answer(new StatusCode(4, 3, 0), "451 4.3.0 later", Optional.of("mx.example.org"));
    }
}
