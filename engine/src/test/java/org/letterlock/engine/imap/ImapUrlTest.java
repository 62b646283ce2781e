package org.letterlock.engine.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.letterlock.engine.mail.MailboxName;

/** Relative IMAP URLs (RFC 5092 §7, RFC 4469 appendix A). */
final class ImapUrlTest {

    @Test
    void readsMailboxMessageAndPart() {
        assertThat(ImapUrl.parse("/Drafts;UIDVALIDITY=385759045/;UID=20/;section=1.MIME"))
                .contains(new ImapUrl(
                        MailboxName.parse("Drafts"),
                        Optional.of(385759045L),
                        20,
                        new Section(List.of(1), Section.Text.MIME, List.of()),
                        Optional.empty()));
        assertThat(ImapUrl.parse("/Drafts/;UID=3002"))
                .contains(new ImapUrl(
                        MailboxName.parse("Drafts"), Optional.empty(), 3002, Section.WHOLE, Optional.empty()));
        assertThat(ImapUrl.parse("/;UID=1/;SECTION=HEADER.FIELDS%20(Date)/;PARTIAL=2.5"))
                .contains(new ImapUrl(
                        Optional.empty(),
                        Optional.empty(),
                        1,
                        new Section(List.of(), Section.Text.HEADER_FIELDS, List.of("Date")),
                        Optional.of(new Section.Partial(2, 5))));
        assertThat(ImapUrl.parse("a/%E6%97%A5/;uid=7").flatMap(ImapUrl::mailbox))
                .isEqualTo(MailboxName.parse("a/\u65e5"));
    }

    @Test
    void refusesWhatIsNoneOrLeadsElsewhere() {
        for (String url : List.of(
                "",
                "/Drafts",
                "//other/Drafts/;UID=1",
                "imap://other.example/Drafts/;UID=1/;UID=2",
                "/Drafts;UID=1",
                "/Drafts/;UID=0",
                "/Drafts/;UID=4294967296",
                "/Drafts/;UID=x",
                "/Drafts;UIDVALIDITY=/;UID=1",
                "/Dra%zzfts/;UID=1",
                "/Dra%4",
                "/%ff/;UID=1",
                "/a/../b/;UID=1",
                "/Drafts/;UID=1/;SECTION=X",
                "/Drafts/;UID=1/;SECTION=1/;SECTION=1",
                "/Drafts/;UID=1/;PARTIAL=1.0")) {
            assertThat(ImapUrl.parse(url)).as(url).isEmpty();
        }
    }

    @Test
    void answersAnythingWithoutFailing() {
        Random random = new Random(5);
        for (int round = 0; round < 20_000; round++) {
            StringBuilder url =
                    new StringBuilder(String.join("%", "/a", "20b;UIDVALIDITY=7/;UID=20/;SECTION=1.MIME/;PARTIAL=1.2"));
            for (int i = random.nextInt(5); i >= 0; i--) {
                url.setCharAt(random.nextInt(url.length()), (char) random.nextInt(300));
            }
            assertThat(ImapUrl.parse(url.substring(random.nextInt(url.length()))))
                    .isNotNull();
        }
    }
}
