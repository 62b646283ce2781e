package org.letterlock.desktop.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.letterlock.desktop.text.Language;
import org.letterlock.desktop.text.Texts;
import org.letterlock.protocol.RefusalKind;

/** What other servers mean by what they say. */
final class ReplyTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "4.7.1 Greylisting in action, please come back later | GREYLISTED",
                "4.2.0 Greylisted, see http://postgrey.example.org/ | GREYLISTED",
                "4.2.2 The email account that you tried to reach is over quota | FULL",
                "5.2.2 no more words | FULL",
                "5.7.1 Service unavailable; client [203.0.113.5] blocked using zen.spamhaus.org | LISTED",
                "4.7.0 your network has a poor reputation | LISTED",
                "5.7.25 The IP address sending this message does not have a PTR record | NAMELESS",
                "5.7.26 This message fails the checks | UNPROVEN",
                "5.7.1 rejected due to DMARC policy | UNPROVEN",
                "4.7.28 unusual rate of unsolicited mail | SLOWER",
                "4.5.3 Too many recipients | SLOWER",
                "5.7.1 Message content rejected as SPAM | JUNK",
                "5.1.1 <ben@example.net>: Recipient address rejected: User unknown | NOBODY",
                "5.1.1 x | NOBODY",
                "5.5.0 mailbox unavailable | NOBODY",
                "5.1.2 x | NO_DOMAIN",
                "5.1.10 example.net takes no mail (null MX) | NO_DOMAIN",
                "4.4.3 x | NO_DOMAIN",
                "5.2.1 x | SHUT",
                "5.3.4 Message too big for system | LARGE",
                "5.7.2 x | UNWANTED",
                "5.7.8 x | LOGIN",
                "5.7.1 Relay access denied | LOGIN",
                "4.7.5 x | ENCRYPTION",
                "4.4.1 connection refused | UNREACHED",
                "4.4.2 192.0.2.7 timed out | UNREACHED",
                "5.4.6 Too many hops | LOOP",
                "5.4.7 x | TIRED",
                "4.3.2 x | BUSY",
                "4.3.1 x | BUSY",
                "5.6.0 x | FORM",
                "5.7.1 x | RULES",
                "4.9.9 x | LATER",
                "5.9.9 x | NEVER",
                "550 no | NEVER",
                "450 no | LATER",
                "4.3.0 host 203.0.113.5 said 5.7.1 | BUSY",
                "at 5.1.1.1 nothing | LATER",
                "'' | LATER"
            })
    void understandsTheirWords(String said, Reply meant) {
        assertThat(Reply.of(said)).isEqualTo(meant);
    }

    @ParameterizedTest
    @EnumSource
    void hasASentenceForEach(Reply reply) {
        for (Language language : Language.values()) {
            assertThat(Texts.of(language).keys()).contains("reply." + reply.word());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "mailbox-full, 4.7.1 greylisted, FULL",
        "greylisted, 4.5.3 too many, GREYLISTED",
        "unreachable, 4.7.5 certificate, ENCRYPTION",
        "unreachable, 4.4.1 timed out, UNREACHED",
        "other, 5.1.1 x, NOBODY",
        "of-tomorrow, 5.1.1 x, NOBODY",
        ", 5.1.1 x, NOBODY"
    })
    void believesTheEngineBeforeTheWords(@Nullable String reason, String said, Reply meant) {
        assertThat(Reply.of(reason, said)).isEqualTo(meant);
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"UNREACHABLE", "OTHER"})
    void hasSentencesForWhatTheEngineKnows(RefusalKind kind) {
        assertThat(Reply.of(kind)).isPresent();
    }
}
