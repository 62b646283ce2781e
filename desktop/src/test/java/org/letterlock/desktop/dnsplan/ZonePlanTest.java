package org.letterlock.desktop.dnsplan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.letterlock.protocol.DnsRecord;

/** What is changed in a zone, and above all what is not. */
final class ZonePlanTest {

    private static final String ZONE = "example.org";

    private static ZoneRecord there(String name, String type, String value) {
        return new ZoneRecord(name, type, value, 300, "id-" + value.hashCode(), false);
    }

    private static ZonePlan plan(ZoneRecord... there) {
        return ZonePlan.of(ZONE, PlannedRecords.usual(), List.of(there));
    }

    private static List<String> lines(List<ZoneChange> changes) {
        return changes.stream()
                .map(change -> switch (change) {
                    case ZoneChange.Create(ZoneRecord record) -> "+ " + line(record);
                    case ZoneChange.Replace(ZoneRecord before, ZoneRecord after) ->
                        "~ " + line(before) + " > " + after.value();
                    case ZoneChange.Remove(ZoneRecord record) -> "- " + line(record);
                })
                .toList();
    }

    private static String line(ZoneRecord record) {
        return record.type() + " " + record.name() + " " + record.value();
    }

    private static List<ZoneRecord> standing(List<ZoneChange> changes) {
        return changes.stream()
                .map(change -> switch (change) {
                    case ZoneChange.Create(ZoneRecord record) -> record;
                    case ZoneChange.Replace(ZoneRecord before, ZoneRecord after) -> after;
                    case ZoneChange.Remove(ZoneRecord record) -> throw new AssertionError("removes " + record);
                })
                .toList();
    }

    @Test
    void createsAllInAnEmptyZoneAndNothingTheSecondTime() {
        ZonePlan plan = plan();
        assertThat(lines(plan.changes()))
                .hasSize(7)
                .contains(
                        "+ A mail.example.org 203.0.113.5",
                        "+ MX example.org 10 mail.example.org",
                        "+ TXT example.org v=spf1 mx -all");
        assertThat(plan.conflicts()).isEmpty();
        ZonePlan again = ZonePlan.of(ZONE, PlannedRecords.usual(), standing(plan.changes()));
        assertThat(again.isDone()).as(again.toString()).isTrue();
    }

    @Test
    void leavesWhatStandsBesideAndTakesItsTtl() {
        ZonePlan plan = plan(there(ZONE, "TXT", "google-site-verification=abc"), there(ZONE, "A", "198.51.100.7"));
        assertThat(lines(plan.changes()))
                .contains("+ TXT example.org v=spf1 mx -all")
                .noneMatch(line -> line.startsWith("-"));
        assertThat(standing(plan.changes()).stream()
                        .filter(record -> record.value().startsWith("v=spf1")))
                .extracting(ZoneRecord::ttl)
                .containsExactly(300L);
        assertThat(plan.conflicts()).isEmpty();
    }

    @Test
    void makesOneOfTwoSenderPolicies() {
        ZonePlan plan = plan(there(ZONE, "TXT", "v=spf1 include:_spf.google.com ~all"), there(ZONE, "TXT", "keep me"));
        assertThat(lines(plan.changes()))
                .contains(
                        "~ TXT example.org v=spf1 include:_spf.google.com ~all > v=spf1 mx include:_spf.google.com ~all")
                .noneMatch(line -> line.contains("keep me"));
        ZonePlan two = plan(
                there(ZONE, "TXT", "v=spf1 include:a.example ~all"),
                there(ZONE, "TXT", "v=spf1 include:b.example ~all"));
        assertThat(lines(two.changes()))
                .contains(
                        "~ TXT example.org v=spf1 include:a.example ~all > v=spf1 mx include:a.example include:b.example ~all",
                        "- TXT example.org v=spf1 include:b.example ~all");
    }

    @Test
    void asksWhereOneSenderPolicyForBothWouldBeBroken() {
        String full = "v=spf1 a a:1 a:2 a:3 a:4 a:5 a:6 a:7 a:8 a:9 ~all";
        ZonePlan plan = plan(there(ZONE, "TXT", full), there(ZONE, "TXT", "keep me"));
        assertThat(lines(plan.changes())).noneMatch(line -> line.contains("TXT example.org "));
        assertThat(plan.conflicts()).singleElement().satisfies(conflict -> {
            assertThat(conflict.purpose()).isEqualTo(PlannedRecord.Purpose.SPF);
            assertThat(conflict.crowded()).isTrue();
            assertThat(conflict.found()).containsExactly(full);
            assertThat(lines(conflict.changes())).containsExactly("~ TXT example.org " + full + " > v=spf1 mx -all");
        });
    }

    @Test
    void asksBeforeTheExchangersOfOthersGo() {
        ZonePlan plan = plan(there(ZONE, "MX", "1 aspmx.l.google.com"), there(ZONE, "MX", "5 alt1.aspmx.l.google.com"));
        assertThat(lines(plan.with(Set.of()))).noneMatch(line -> line.contains("MX"));
        assertThat(plan.conflicts()).singleElement().satisfies(conflict -> {
            assertThat(conflict.purpose()).isEqualTo(PlannedRecord.Purpose.EXCHANGER);
            assertThat(conflict.found()).containsExactly("1 aspmx.l.google.com", "5 alt1.aspmx.l.google.com");
        });
        assertThat(lines(plan.with(Set.copyOf(plan.conflicts()))))
                .contains(
                        "+ MX example.org 10 mail.example.org",
                        "- MX example.org 1 aspmx.l.google.com",
                        "- MX example.org 5 alt1.aspmx.l.google.com");
    }

    /** It says that the domain takes no mail (RFC 7505 §3). */
    @Test
    void asksBeforeANullExchangerGoes() {
        ZonePlan plan = plan(there(ZONE, "MX", ZoneRecord.plain("MX", "0 .")));
        assertThat(plan.conflicts())
                .singleElement()
                .satisfies(conflict -> assertThat(lines(conflict.changes()))
                        .containsExactly("+ MX example.org 10 mail.example.org", "- MX example.org 0 ."));
    }

    @Test
    void asksBeforeOurOwnExchangerStandsAlone() {
        ZonePlan plan = plan(there(ZONE, "MX", "20 mail.example.org"), there(ZONE, "MX", "10 backup.example.net"));
        assertThat(plan.conflicts()).hasSize(1);
        assertThat(lines(plan.conflicts().getFirst().changes()))
                .containsExactly("- MX example.org 10 backup.example.net");
        assertThat(plan(there(ZONE, "MX", "20 mail.example.org")).conflicts())
                .as("another priority is no matter")
                .isEmpty();
    }

    @Test
    void asksBeforeAnAliasOrAnotherAddressGoes() {
        ZonePlan plan = plan(there("mail.example.org", "CNAME", "ghs.example.net"));
        assertThat(lines(plan.changes())).noneMatch(line -> line.contains(" mail.example.org "));
        assertThat(lines(plan.with(Set.copyOf(plan.conflicts()))))
                .contains(
                        "+ A mail.example.org 203.0.113.5",
                        "+ AAAA mail.example.org 2001:db8:0:0:0:0:0:5",
                        "- CNAME mail.example.org ghs.example.net")
                .doesNotHaveDuplicates();
        ZonePlan other = plan(there("mail.example.org", "A", "198.51.100.7"));
        assertThat(other.conflicts()).hasSize(1);
        assertThat(lines(other.changes())).contains("+ AAAA mail.example.org 2001:db8:0:0:0:0:0:5");
        assertThat(plan(there(ZONE, "CNAME", "pages.example.net")).conflicts())
                .as("an alias of the zone itself is a website that its keeper answers as addresses")
                .isEmpty();
    }

    @Test
    void asksBeforeAPolicyOfOthersGoes() {
        ZonePlan plan = plan(there("_dmarc.example.org", "TXT", "v=DMARC1; p=reject"));
        assertThat(lines(plan.changes())).noneMatch(line -> line.contains("_dmarc"));
        assertThat(lines(plan.with(Set.copyOf(plan.conflicts()))))
                .contains("~ TXT _dmarc.example.org v=DMARC1; p=reject > v=DMARC1; p=none;"
                        + " rua=mailto:postmaster@example.org");
    }

    @Test
    void mendsQuotesAndAddressesThatAreAnsweredByOthers() {
        ZonePlan plan = ZonePlan.of(
                ZONE,
                PlannedRecords.usual(),
                List.of(
                        new ZoneRecord("mail.example.org", "A", "203.0.113.5", 1, "a", true),
                        there(ZONE, "TXT", "\"v=spf1 mx -all\"")));
        assertThat(lines(plan.changes()))
                .contains(
                        "~ A mail.example.org 203.0.113.5 > 203.0.113.5",
                        "~ TXT example.org \"v=spf1 mx -all\" > v=spf1 mx -all");
        assertThat(plan.changes().getFirst())
                .isInstanceOfSatisfying(
                        ZoneChange.Replace.class,
                        change -> assertThat(change.after().proxied()).isFalse());
    }

    @Test
    void saysWhatItCannotWrite() {
        List<PlannedRecord> planned = PlannedRecord.of(
                "mail.example.net",
                List.of("203.0.113.5"),
                List.of(
                        new DnsRecord(ZONE, "MX", "10 mail.example.net.", "MX"),
                        new DnsRecord("_443._tcp.example.org", "TLSA", "3 1 1 ab", "DANE"),
                        new DnsRecord(ZONE, "TXT", "\"something new\"", "a new thing")));
        ZonePlan plan = ZonePlan.of(ZONE, planned, List.of(there(ZONE, "TXT", "something else")));
        assertThat(plan.elsewhere())
                .extracting(one -> one.record().name())
                .containsExactly("mail.example.net", "_443._tcp.example.org");
        assertThat(lines(plan.changes()))
                .containsExactly("+ MX example.org 10 mail.example.net", "+ TXT example.org something new");
    }
}
