package org.letterlock.desktop.dnsplan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.letterlock.protocol.DnsRecord;

/** What may differ and what may not. */
final class RecordMatchTest {

    private static final String KEY = "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAabcdefghijklmnopqrstuvwx";

    private static PlannedRecord planned(String type, String value, PlannedRecord.Purpose purpose) {
        return new PlannedRecord(purpose, new DnsRecord("example.org", type, value, "x"));
    }

    private static RecordMatch.Fit fit(PlannedRecord planned, String... found) {
        return RecordMatch.of(planned, List.of(planned.record().value()), List.of(found))
                .fit();
    }

    private static RecordMatch spf(String... found) {
        PlannedRecord planned = planned("TXT", "\"v=spf1 mx -all\"", PlannedRecord.Purpose.SPF);
        return RecordMatch.of(planned, List.of(planned.record().value()), List.of(found));
    }

    @ParameterizedTest
    @CsvSource({
        "10 mail.example.org, FITS",
        "20 MAIL.Example.Org., FITS",
        "10 mx.example.net, OTHER",
        "0 ., OTHER",
    })
    void knowsTheExchangerWhateverItsPriority(String found, RecordMatch.Fit fit) {
        PlannedRecord planned = planned("MX", "10 mail.example.org.", PlannedRecord.Purpose.EXCHANGER);
        assertThat(fit(planned, found)).isEqualTo(fit);
    }

    @Test
    void missesAnExchangerAndMindsAnotherBesideIt() {
        PlannedRecord planned = planned("MX", "10 mail.example.org.", PlannedRecord.Purpose.EXCHANGER);
        assertThat(fit(planned)).isEqualTo(RecordMatch.Fit.ABSENT);
        assertThat(fit(planned, "10 mail.example.org", "20 mx.example.net")).isEqualTo(RecordMatch.Fit.OTHER);
    }

    @Test
    void readsAddressesInAnySpelling() {
        PlannedRecord six = planned("AAAA", "2001:db8::5", PlannedRecord.Purpose.ADDRESS);
        assertThat(fit(six, "2001:DB8:0:0:0:0:0:5")).isEqualTo(RecordMatch.Fit.FITS);
        assertThat(fit(six, "2001:db8::6")).isEqualTo(RecordMatch.Fit.OTHER);
        PlannedRecord four = planned("A", "203.0.113.5", PlannedRecord.Purpose.ADDRESS);
        List<String> ours = List.of("203.0.113.5", "203.0.113.6");
        assertThat(RecordMatch.of(four, ours, List.of("203.0.113.6", "203.0.113.5"))
                        .fit())
                .isEqualTo(RecordMatch.Fit.FITS);
        assertThat(RecordMatch.of(four, ours, List.of("203.0.113.6")).fit()).isEqualTo(RecordMatch.Fit.ABSENT);
        assertThat(fit(four, "203.0.113.5", "198.51.100.1")).isEqualTo(RecordMatch.Fit.OTHER);
    }

    @ParameterizedTest
    @CsvSource({
        "v=DKIM1; k=rsa; p=" + KEY + ", FITS",
        "v=DKIM1;k=rsa;p=" + KEY + ";, FITS",
        "p=" + KEY + " ; V = dkim1 ; K = RSA, FITS",
        "k=rsa; p=" + KEY + ", FITS",
        "v=DKIM1; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A MIIBCgKCAQEAabcdefghijklmnopqrstuvwx, FITS",
        "'\"v=DKIM1; k=rsa; p=" + KEY + "\"', QUOTED",
        "v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAABCDEFGHIJKLMNOPQRSTUVWX, OTHER",
        "v=DKIM1; k=rsa; p=, OTHER",
        "v=DKIM1; k=ed25519; p=" + KEY + ", OTHER",
        "something else, OTHER",
        "'', OTHER",
    })
    void comparesAKeyByItsTags(String found, RecordMatch.Fit fit) {
        PlannedRecord planned = planned(
                "TXT",
                "\"v=DKIM1; k=rsa; p=" + KEY.substring(0, 40) + "\" \"" + KEY.substring(40) + "\"",
                PlannedRecord.Purpose.DKIM);
        assertThat(fit(planned, found)).isEqualTo(fit);
    }

    @Test
    void mindsTwoPoliciesAtOneName() {
        PlannedRecord planned =
                planned("TXT", "\"v=DMARC1; p=none; rua=mailto:a@example.org\"", PlannedRecord.Purpose.DMARC);
        assertThat(fit(planned, "v=DMARC1;rua=mailto:A@EXAMPLE.org;p=NONE")).isEqualTo(RecordMatch.Fit.FITS);
        assertThat(fit(planned, "v=DMARC1; p=none; rua=mailto:a@example.org", "v=DMARC1; p=reject"))
                .isEqualTo(RecordMatch.Fit.OTHER);
        assertThat(fit(planned, "v=DMARC1; p=reject; rua=mailto:a@example.org")).isEqualTo(RecordMatch.Fit.OTHER);
        assertThat(fit(planned)).isEqualTo(RecordMatch.Fit.ABSENT);
    }

    @ParameterizedTest
    @CsvSource({
        "v=spf1 mx -all",
        "V=SPF1  MX  ~all",
        "v=spf1 +mx -all",
        "v=spf1 include:_spf.example.net mx ~all",
        "v=spf1 mx -all exp=why.example.org",
        "v=spf1 mx redirect=_spf.example.net",
    })
    void isContentWithWhateverLetsUsSend(String found) {
        assertThat(spf(found, "google-site-verification=abc").fit()).isEqualTo(RecordMatch.Fit.FITS);
    }

    @ParameterizedTest
    @CsvSource({
        "v=spf1 include:_spf.Example.net ~all, v=spf1 mx include:_spf.Example.net ~all",
        "v=spf1 -all, v=spf1 mx -all",
        "v=spf1 a ip4:198.51.100.7, v=spf1 mx a ip4:198.51.100.7 ~all",
        "v=spf1 ?mx a -all, v=spf1 mx ?mx a -all",
        "v=spf1 mx +all, v=spf1 mx ~all",
        "v=spf1 a ALL, v=spf1 mx a ~all",
        "v=spf1 -all mx, v=spf1 mx -all",
        "v=spf1 a -all include:_spf.example.net exp=why.example.org, v=spf1 mx a exp=why.example.org -all",
        "v=spf1 a redirect=_spf.example.net ?all, v=spf1 mx a ?all",
        "v=spf1 redirect=_spf.example.net, v=spf1 mx redirect=_spf.example.net",
    })
    void makesOneOfWhatIsThereAndOurs(String found, String merged) {
        assertThat(spf(found)).isEqualTo(new RecordMatch(RecordMatch.Fit.MERGE, merged));
    }

    /** More than ten terms that look up are none (RFC 7208 §4.6.4). */
    @ParameterizedTest
    @CsvSource({
        "include:a.example a mx:b.example ptr exists:%{i}.c.example ?include:d.example A/24 -a:e.example redirect=f.example, MERGE",
        "include:a.example a mx:b.example ptr exists:%{i}.c.example ?include:d.example A/24 -a:e.example +a redirect=f.example, CROWDED",
        "a a:1 a:2 a:3 a:4 a:5 a:6 a:7 a:8 ip4:198.51.100.1 ip6:2001:db8::1 ~all exp=a.example, MERGE",
        "a a:1 a:2 a:3 a:4 a:5 a:6 a:7 a:8 a:9 ip4:198.51.100.1 ~all, CROWDED",
        "a a:1 a:2 a:3 a:4 a:5 a:6 a:7 a:8 a:9 a:10 ~all, CROWDED",
        "a a:1 a:2 a:3 a:4 a:5 a:6 a:7 a:8 mx ~all, FITS"
    })
    void makesNoneOfMoreLookUpsThanAreAllowed(String found, RecordMatch.Fit fit) {
        assertThat(spf("v=spf1 " + found).fit()).isEqualTo(fit);
    }

    /** Two are none to whoever looks (RFC 7208 §4.5). */
    @Test
    void makesOneOfTwo() {
        assertThat(spf("v=spf1 mx -all", "v=spf1 include:_spf.example.net a ~all"))
                .isEqualTo(new RecordMatch(RecordMatch.Fit.MERGE, "v=spf1 mx include:_spf.example.net a ~all"));
    }

    @Test
    void leavesOtherTextsOfTheDomainAlone() {
        assertThat(spf("google-site-verification=abc").fit()).isEqualTo(RecordMatch.Fit.ABSENT);
        assertThat(spf("\"v=spf1 mx -all\"").fit()).isEqualTo(RecordMatch.Fit.QUOTED);
    }

    @Test
    void writesTextsAsZoneFilesAndPanelsWantThem() {
        String longText = "v=DKIM1; p=" + "A".repeat(400);
        PlannedRecord dkim = new PlannedRecord(
                PlannedRecord.Purpose.DKIM,
                new DnsRecord("s1._domainkey.example.org", "TXT", TextStrings.quote(longText), "DKIM"));
        assertThat(new RecordForm(RecordForm.Names.AT, false).value(dkim)).isEqualTo(longText);
        String quoted = new RecordForm(RecordForm.Names.AT, true).value(dkim);
        assertThat(quoted).startsWith("\"v=DKIM1; p=A").contains("A\" \"A").endsWith("A\"");
        assertThat(TextStrings.join(quoted)).isEqualTo(longText);
        assertThat(quoted.indexOf("\" \"")).isEqualTo(256);
        assertThat(new RecordForm(RecordForm.Names.AT, false).name(dkim, "example.org"))
                .isEqualTo("s1._domainkey");
        assertThat(new RecordForm(RecordForm.Names.WHOLE, true).name(dkim, "example.org"))
                .isEqualTo("s1._domainkey.example.org");
        PlannedRecord mx = planned("MX", "10 mail.example.org.", PlannedRecord.Purpose.EXCHANGER);
        assertThat(RecordForm.USUAL.name(mx, "example.org")).isEqualTo("@");
        assertThat(new RecordForm(RecordForm.Names.BLANK, false).name(mx, "example.org"))
                .isEmpty();
        assertThat(RecordForm.USUAL.value(mx)).isEqualTo("mail.example.org");
        assertThat(RecordForm.priority(mx)).isEqualTo("10");
        assertThat(RecordForm.USUAL.name(mx, "org")).isEqualTo("example");
        assertThat(RecordForm.zoneFile(List.of(RecordSight.unknown(mx), RecordSight.unknown(dkim)))
                        .lines())
                .containsExactly(
                        "example.org.\t3600\tIN\tMX\t10 mail.example.org.",
                        "s1._domainkey.example.org.\t3600\tIN\tTXT\t" + quoted);
        assertThat(TextStrings.join(TextStrings.quote("a\"b\\c"))).isEqualTo("a\"b\\c");
        assertThat(TextStrings.quote("")).isEqualTo("\"\"");
    }
}
