package org.letterlock.engine.smtpclient;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.letterlock.engine.mail.StatusCode;
import org.letterlock.engine.queue.Answer;

class SetbackTest {

    private static Answer said(String reply) {
        String[] words = reply.split(" ", 3);
        String[] numbers = words[1].split("\\.", -1);
        return new Answer(
                new StatusCode(
                        Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]), Integer.parseInt(numbers[2])),
                reply,
                Optional.of("mx.example.org"));
    }

    /** In the manner of what large receivers and common servers say. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    450 4.2.0 <bert@example.org>: Recipient address rejected: Greylisted, see http://postgrey.example    | GREYLISTED
                    451 4.7.1 Greylisting in action, please come back in 00:05:00                                        | GREYLISTED
                    452 4.2.2 The recipient's inbox is out of storage space                                              | MAILBOX_FULL
                    552 5.2.2 Something in another language                                                              | MAILBOX_FULL
                    554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.example                     | BLOCKLISTED
                    550 5.7.1 messages from [192.0.2.1] weren't sent. part of their network is on our block list (S3140) | BLOCKLISTED
                    421 4.7.0 Our system has detected low reputation of the sending address                              | BLOCKLISTED
                    550 5.7.25 The IP address sending this message does not have a PTR record set up                     | NO_REVERSE_NAME
                    550 5.7.26 This mail is unauthenticated, which poses a security risk                                 | NOT_AUTHENTICATED
                    550 5.7.515 Access denied, the sending domain does not meet the required authentication level        | NOT_AUTHENTICATED
                    421 4.7.28 Our system has detected an unusual rate of mail from your IP address                      | TOO_MUCH
                    451 4.7.650 The mail server has been temporarily limited                                             | TOO_MUCH
                    421 4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred                                       | TOO_MUCH
                    421 4.3.2 too many connections from you                                                              | TOO_MUCH
                    452 4.5.3 Too many recipients                                                                        | OTHER
                    451 4.3.0 Temporary lookup failure                                                                   | OTHER
                    550 5.1.1 no such user at marble.example                                                             | OTHER
                    """)
    void readsWhatServersSay(String reply, Setback expected) {
        assertThat(Setback.of(said(reply.strip()))).isEqualTo(expected);
    }

    @Test
    void whatWeSayOurselvesIsNoServersWord() {
        assertThat(Setback.of(Answer.ours(new StatusCode(4, 4, 1), "greylist.example: no connection")))
                .isEqualTo(Setback.UNREACHABLE);
        assertThat(Setback.of(Answer.ours(new StatusCode(4, 7, 5), "TLS is required")))
                .isEqualTo(Setback.OTHER);
    }

    @Test
    void tellsPeopleWhatItMeans() {
        assertThat(Setback.BLOCKLISTED.meaning()).get().asString().contains("blocklist", "relay");
        assertThat(Setback.OTHER.meaning()).isEmpty();
        assertThat(Setback.UNREACHABLE.meaning()).isEmpty();
    }
}
