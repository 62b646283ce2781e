package org.letterlock.desktop.ui.domains;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.FakeEngine;
import org.letterlock.desktop.health.Snapshots;
import org.letterlock.protocol.DkimInfo;
import org.letterlock.protocol.DnsRecord;
import org.letterlock.protocol.DomainInfo;
import org.letterlock.protocol.RefusalKind;
import org.letterlock.protocol.ReportsInfo;
import org.letterlock.protocol.ReportsInfo.Letters;
import org.letterlock.protocol.ReportsInfo.Returned;
import org.letterlock.protocol.ReportsInfo.TlsFailure;

/** An engine with a domain, for tests. */
public final class Names {

    private static final DnsRecord RECORD = new DnsRecord(
            "s1._domainkey.example.org",
            "TXT",
            "\"v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\"",
            "DKIM");

    private Names() {}

    private static DkimInfo.Key key(String selector, String state, @Nullable Boolean shown) {
        return new DkimInfo.Key(selector, "rsa-sha256", state, "2026-05-29T10:00:00Z", null, RECORD, shown);
    }

    /** Keys in every state. */
    public static DkimInfo keys() {
        return new DkimInfo(
                "example.org",
                false,
                List.of(
                        key("s0", "remove", false),
                        key("s1", "old", true),
                        key("s2", "signing", true),
                        key("s3", "new", false)));
    }

    /** Keys that are due. */
    public static DkimInfo due() {
        return new DkimInfo("example.org", true, List.of(key("s2", "signing", null)));
    }

    private static Letters letters(long count, String outcome, Letters.Kind kind) {
        boolean dkim = kind == Letters.Kind.PROVEN || kind == Letters.Kind.SENT_ON;
        boolean spf = kind == Letters.Kind.PROVEN || kind == Letters.Kind.UNSIGNED;
        return letters(count, outcome, dkim, spf, kind.code());
    }

    private static Letters letters(long count, String outcome, boolean dkim, boolean spf, String code) {
        return new Letters(
                "192.0.2.7",
                count,
                dkim || spf,
                dkim,
                spf,
                outcome,
                code,
                code.equals(Letters.Kind.OTHERS.code()) ? "newsletters.example" : null,
                "in English",
                null);
    }

    private static Returned returned(String kind, String reason) {
        return new Returned(kind, "example.net", reason, null, 3, "2026-11-20T00:00:00Z", "in English", "do this");
    }

    /** Things of which this app knows nothing yet. */
    public static ReportsInfo ofTomorrow() {
        return new ReportsInfo(
                "example.org",
                "2026-10-30T00:00:00Z",
                "mail-reports@example.org",
                List.of(),
                List.of(letters(7, "taken", false, false, "of-tomorrow")),
                List.of(),
                List.of(new TlsFailure("of-tomorrow", null, "Example Mail", 2, "it is so", "do that")),
                List.of(returned("bounced", "of-tomorrow")),
                List.of(returned("complaint", "of-tomorrow")));
    }

    /** A report of everything that can be. */
    public static ReportsInfo everything() {
        return new ReportsInfo(
                "example.org",
                "2026-10-30T00:00:00Z",
                "mail-reports@example.org",
                List.of(),
                Stream.of(Letters.Kind.values())
                        .map(kind -> letters(4, "refused", kind))
                        .toList(),
                List.of(new ReportsInfo.Sessions("sts", "example.org", 300, 2)),
                TlsFailure.TYPES.stream()
                        .map(type ->
                                new TlsFailure(type, "mail.example.org", "Example Mail", 2, "in English", "in English"))
                        .toList(),
                Stream.concat(
                                Stream.of(RefusalKind.values()).map(kind -> returned("bounced", kind.code())),
                                Stream.of(returned("delayed", "unreachable"), returned("forged", "content")))
                        .toList(),
                Stream.concat(Returned.COMPLAINTS.stream(), Stream.of("of-tomorrow"))
                        .map(type -> returned("complaint", type))
                        .toList());
    }

    private static ReportsInfo reports() {
        return new ReportsInfo(
                "example.org",
                "2026-10-30T00:00:00Z",
                "mail-reports@example.org",
                List.of(),
                List.of(
                        letters(120, "taken", Letters.Kind.PROVEN),
                        letters(2, "put-aside", Letters.Kind.SENT_ON),
                        letters(1, "refused", Letters.Kind.UNSIGNED),
                        letters(3, "taken", Letters.Kind.CHANGED),
                        letters(4, "put-aside", Letters.Kind.OTHERS),
                        letters(40, "refused", Letters.Kind.NOBODY),
                        letters(5, "taken", Letters.Kind.UNSIGNED)),
                List.of(new ReportsInfo.Sessions("sts", "example.org", 300, 2)),
                List.of(new ReportsInfo.TlsFailure(
                        "certificate-expired", "mail.example.org", "Example Mail", 2, "In English.", "In English.")),
                List.of(new ReportsInfo.Returned(
                        "bounced",
                        "example.net",
                        "mailbox-full",
                        "5.2.2",
                        3,
                        "2026-11-20T00:00:00Z",
                        "In English.",
                        "In English.")),
                List.of(new ReportsInfo.Returned(
                        "complaint", null, "abuse", null, 1, "2026-11-20T00:00:00Z", "In English.", "In English.")));
    }

    /** Has an engine know a domain. */
    public static FakeEngine on(FakeEngine engine) {
        new Snapshots().on(engine);
        return engine.answer(
                        "domains",
                        List.of(
                                new DomainInfo("example.org", "anna@example.org"),
                                new DomainInfo("xn--bcher-kva.example", null)))
                .answer("addDomain", new DomainInfo("example.com", null))
                .answer(
                        "dnsRecords",
                        List.of(
                                new DnsRecord("example.org", "MX", "10 mail.example.org.", "MX"),
                                new DnsRecord("example.org", "TXT", "\"v=spf1 mx -all\"", "SPF"),
                                RECORD))
                .answer("dkim", keys())
                .answer("rotateDkim", keys())
                .answer("switchDkim", keys())
                .answer("setCatchAll", new DomainInfo("example.org", null))
                .answer("reports", List.of(reports()));
    }
}
