package org.letterlock.desktop.ui.mailboxes;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.FakeEngine;
import org.letterlock.desktop.health.Snapshots;
import org.letterlock.protocol.AccountInfo;
import org.letterlock.protocol.AddressInfo;
import org.letterlock.protocol.ClientSettings;
import org.letterlock.protocol.CredentialInfo;
import org.letterlock.protocol.EngineApi;
import org.letterlock.protocol.ImapCapabilities;
import org.letterlock.protocol.NewCredential;
import org.letterlock.protocol.QuotaInfo;
import org.letterlock.protocol.VacationInfo;
import org.letterlock.protocol.WebhookInfo;

/** An engine with Anna's mailbox, for tests. */
public final class Household {

    public static final String ANNA = "anna@example.org";

    private static final String PROGRAMS =
            "ID COMPRESS=DEFLATE IDLE NOTIFY NAMESPACE UNSELECT UIDPLUS MOVE CHILDREN SPECIAL-USE"
                    + " CREATE-SPECIAL-USE LIST-EXTENDED LIST-STATUS LIST-METADATA METADATA STATUS=SIZE ESEARCH SEARCHRES SORT"
                    + " CONTEXT=SEARCH THREAD=ORDEREDSUBJECT CONDSTORE QRESYNC UIDONLY UTF8=ACCEPT";

    private Household() {}

    /** Has an engine know all of Anna's mailbox. */
    public static FakeEngine on(FakeEngine engine) {
        AccountInfo anna = new AccountInfo(
                ANNA,
                "Anna",
                List.of(ANNA, "info@example.org"),
                "2026-10-01T08:00:00Z",
                true,
                0,
                3_200_000_000L,
                41_200);
        new Snapshots().on(engine);
        return engine.answer(
                        "credentials",
                        List.of(
                                new CredentialInfo(
                                        ANNA,
                                        "pixel",
                                        List.of("mail"),
                                        "2026-10-01T08:00:00Z",
                                        "2026-11-29T11:50:00Z",
                                        "IMAP",
                                        "198.51.100.7"),
                                new CredentialInfo(
                                        ANNA, "old laptop", List.of(), "2026-10-01T08:00:00Z", null, null, null)))
                .answer("addresses", List.of(ANNA, "info@example.org"))
                .answer(
                        "addressRules",
                        List.of(
                                new AddressInfo(ANNA, List.of(ANNA), List.of(), List.of(), null),
                                new AddressInfo(
                                        "info@example.org",
                                        List.of(ANNA, "paul@example.org"),
                                        List.of("office@example.net"),
                                        List.of(new WebhookInfo("https://hooks.example.net/a", null, 0, null, null)),
                                        "later"),
                                new AddressInfo(
                                        "paul@example.org", List.of("paul@example.org"), List.of(), List.of(), null)))
                .answer("quotas", List.of(quota(20_000_000_000L)))
                .answer("vacation", new VacationInfo(ANNA, false, null, null, 7, null, null))
                .answer("pop3", new EngineApi.Pop3Choice(ANNA, "trash"))
                .answer("junk", new EngineApi.JunkChoice(ANNA, "normal", "visible"))
                .answer(
                        "capabilities",
                        new ImapCapabilities(
                                ANNA,
                                Stream.of(PROGRAMS.split(" ", -1))
                                        .map(name -> new ImapCapabilities.Capability(name, !name.equals("UIDONLY")))
                                        .toList()))
                .answer("switchCapabilities", new ImapCapabilities(ANNA, List.of()))
                .answer("setSending", order -> new Snapshots().made().sending().getFirst())
                .answer("liftSending", order -> new Snapshots().made().sending().getFirst())
                .answer(
                        "addAccount",
                        new NewCredential(
                                new AccountInfo(
                                        "eva@example.org",
                                        "Eva",
                                        List.of("eva@example.org"),
                                        "2026-11-29T12:00:00Z",
                                        false,
                                        0,
                                        0,
                                        0),
                                "phone",
                                "k7wq-m3xp-9tdf-v2hn-c8rb-z4ys",
                                new ClientSettings(
                                        "eva@example.org",
                                        List.of(new ClientSettings.Server("IMAP", "mail.example.org", 993, "TLS")),
                                        List.of(new ClientSettings.Server("SMTP", "mail.example.org", 465, "TLS")))))
                .answer("lockAccount", anna)
                .answer("addAddress", anna)
                .answer("setAddress", order -> new AddressInfo("", List.of(), List.of(), List.of(), null))
                .answer("switchAddress", order -> new AddressInfo("", List.of(), List.of(), List.of(), null))
                .answer("removeAddress", List.of())
                .answer(
                        "removeCredential",
                        order -> new CredentialInfo(ANNA, "", List.of(), "2026-11-29T12:00:00Z", null, null, null))
                .answer("setQuota", quota(null))
                .answer("setVacation", order -> new VacationInfo(ANNA, true, "", null, 7, null, null))
                .answer("endVacation", order -> new VacationInfo(ANNA, false, null, null, 7, null, null))
                .answer("choosePop3", order -> Objects.requireNonNull(order))
                .answer("chooseJunk", order -> Objects.requireNonNull(order))
                .answer("chooseRecovery", new Snapshots().made().recovery())
                .answer("eraseAccount", new org.letterlock.protocol.ErasedAccount(ANNA, 0, List.of()));
    }

    private static QuotaInfo quota(@Nullable Long octets) {
        return new QuotaInfo(
                "account", ANNA, new QuotaInfo.Limits(octets, null, null), octets, null, 3_200_000_000L, 41_200);
    }
}
