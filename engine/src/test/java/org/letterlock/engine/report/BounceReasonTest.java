package org.letterlock.engine.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.letterlock.engine.mail.StatusCode;

/** What a status code and words tell of why a letter came back. */
final class BounceReasonTest {

    private static Optional<StatusCode> status(String text) {
        if (text == null) {
            return Optional.empty();
        }
        String[] parts = text.split("\\.", -1);
        return Optional.of(
                new StatusCode(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2])));
    }

    @ParameterizedTest
    @CsvSource({
        "5.1.1, '', NO_SUCH_ADDRESS",
        "5.1.1, mailbox is full, NO_SUCH_ADDRESS",
        "5.1.2, '', NO_SUCH_DOMAIN",
        "5.1.10, '', NO_SUCH_DOMAIN",
        "5.4.4, '', NO_SUCH_DOMAIN",
        "5.1.8, '', REFUSED",
        "5.2.1, '', MAILBOX_OFF",
        "5.2.1, User unknown, NO_SUCH_ADDRESS",
        "5.2.2, '', MAILBOX_FULL",
        "5.3.4, '', TOO_LARGE",
        "4.4.1, Connection refused, UNREACHABLE",
        "4.4.7, '', UNREACHABLE",
        "4.4.7, blocked using zen.example.org, BLOCKLISTED",
        "5.7.1, 'Message rejected because of SPF policy: spf fail', NOT_AUTHENTICATED",
        "5.7.1, '', REFUSED",
        "5.7.25, '', NO_REVERSE_NAME",
        "5.7.26, '', NOT_AUTHENTICATED",
        "5.7.515, '', NOT_AUTHENTICATED",
        "5.7.13, '', MAILBOX_OFF",
        "4.7.28, '', TOO_MUCH",
        "5.0.0, 'MAILBOX   IS\tFULL', MAILBOX_FULL",
        "5.6.0, '', CONTENT",
        "5.0.0, 'This message looks like SPAM', CONTENT",
        "5.0.0, Relay access denied, REFUSED",
        ", No such user here, NO_SUCH_ADDRESS",
        ", Host or domain name not found: NXDOMAIN, NO_SUCH_DOMAIN",
        ", ユーザーが見つかりません, OTHER",
        "5.5.0, '', OTHER"
    })
    void isReadFromCodesWhereTheyLeaveNoDoubtElseFromWords(String status, String words, BounceReason expected) {
        assertThat(BounceReason.of(status(status), words)).isEqualTo(expected);
    }
}
