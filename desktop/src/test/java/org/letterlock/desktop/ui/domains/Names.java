package org.letterlock.desktop.ui.domains;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.FakeEngine;
import org.letterlock.desktop.health.Snapshots;
import org.letterlock.protocol.DkimInfo;
import org.letterlock.protocol.DnsRecord;
import org.letterlock.protocol.DomainInfo;
import org.letterlock.protocol.ReportsInfo;

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

    private static ReportsInfo.Letters letters(long count, boolean passed, String outcome) {
        return new ReportsInfo.Letters("192.0.2.7", count, passed, passed, false, outcome, "In English.", null);
    }

    private static ReportsInfo reports() {
        return new ReportsInfo(
                "example.org",
                "2026-10-30T00:00:00Z",
                "mail-reports@example.org",
                List.of(),
                List.of(
                        letters(120, true, "taken"),
                        letters(2, true, "put-aside"),
                        letters(1, true, "refused"),
                        letters(3, false, "taken"),
                        letters(4, false, "put-aside"),
                        letters(40, false, "refused"),
                        letters(5, true, "taken")),
                List.of(new ReportsInfo.Sessions("sts", "example.org", 300, 2)),
                List.of(new ReportsInfo.TlsFailure(
                        "certificate-expired", "mail.example.org", "Example Mail", 2, "In English.", "In English.")),
                List.of(new ReportsInfo.Returned(
                        "bounced",
                        "example.net",
                        "mailbox full",
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
