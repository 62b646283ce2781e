package org.letterlock.desktop.ui.delivery;

import java.util.List;
import org.letterlock.desktop.FakeEngine;
import org.letterlock.desktop.health.Snapshots;
import org.letterlock.protocol.AddressInfo;
import org.letterlock.protocol.DomainInfo;
import org.letterlock.protocol.LogEvent;
import org.letterlock.protocol.QueueEntry;
import org.letterlock.protocol.QueueEntry.Attempt;
import org.letterlock.protocol.QueueEntry.Recipient;
import org.letterlock.protocol.RelayInfo;
import org.letterlock.protocol.WebhookInfo;

/** An engine with letters on their way, for tests. */
public final class Letters {

    private Letters() {}

    private static Recipient recipient(String address, String state, boolean held, Attempt... story) {
        return new Recipient(
                address,
                state,
                held,
                story.length,
                state.equals("waiting") && !held ? "2026-11-29T12:14:00Z" : null,
                story.length == 0 ? null : story[story.length - 1].reply(),
                story.length == 0 ? null : story[story.length - 1].reason(),
                List.of(story));
    }

    private static Attempt attempt(String at, String result, String reply) {
        return new Attempt(
                at,
                result,
                "mx.example.net",
                "192.0.2.7",
                "TLSv1.3",
                "TLS_AES_256_GCM_SHA384",
                "not",
                reply,
                null,
                null,
                null);
    }

    /** A letter in every state. */
    public static QueueEntry letter() {
        return new QueueEntry(
                "q-1",
                "anna@example.org",
                "2026-11-29T10:00:00Z",
                4_200,
                null,
                false,
                List.of(
                        recipient(
                                "ben@example.net",
                                "waiting",
                                false,
                                attempt("2026-11-29T10:00:02Z", "next-server", "4.4.1 connection refused"),
                                attempt("2026-11-29T10:00:03Z", "deferred", "4.7.1 Greylisted, please come again")),
                        recipient(
                                "eva@example.net", "sent", false, attempt("2026-11-29T10:00:03Z", "sent", "2.0.0 OK")),
                        recipient(
                                "tom@example.net",
                                "failed",
                                false,
                                attempt("2026-11-29T10:00:03Z", "failed", "5.1.1 User unknown")),
                        recipient("zoe@example.net", "waiting", true),
                        recipient("kim@example.net", "removed", false),
                        recipient("lee@example.net", "sending", false)));
    }

    /** One that is held. */
    public static QueueEntry held() {
        return new QueueEntry(
                "q-2",
                "<>",
                "2026-11-29T11:00:00Z",
                900,
                null,
                false,
                List.of(recipient("zoe@example.net", "waiting", true)));
    }

    /** An address whose letters a web server is told of, beside those that get them. */
    private static AddressInfo info() {
        return new AddressInfo(
                "info@example.org",
                List.of("anna@example.org"),
                List.of("office@example.net"),
                List.of(new WebhookInfo(
                        "https://hooks.example.net/a", null, 3, "503 Service Unavailable", "2026-11-29T11:55:00Z")),
                null);
    }

    /** One whose letters go to a web server alone. */
    private static AddressInfo orders() {
        return new AddressInfo(
                "orders@example.org",
                List.of(),
                List.of(),
                List.of(new WebhookInfo("https://shop.example.com:8443/orders", null, 0, null, null)),
                null);
    }

    /** Has an engine know of letters. */
    public static FakeEngine on(FakeEngine engine) {
        new Snapshots().held(12).on(engine);
        return engine.answer("queue", List.of(letter(), held()))
                .answer("queueEntry", order -> String.valueOf(order).contains("q-2") ? held() : letter())
                .answer("holdQueueEntry", letter())
                .answer("releaseQueueEntry", letter())
                .answer("retryQueueEntry", letter())
                .answer("removeQueueEntry", letter())
                .answer(
                        "releaseHeldLetters",
                        order -> new Snapshots().made().sending().getFirst())
                .answer(
                        "removeHeldLetters",
                        order -> new Snapshots().made().sending().getFirst())
                .answer("liftSending", order -> new Snapshots().made().sending().getFirst())
                .answer("domains", List.of(new DomainInfo("example.org", "anna@example.org")))
                .answer("addressRules", List.of(info(), orders()))
                .answer("setAddress", info())
                .answer("removeAddress", List.of())
                .answer(
                        "relays",
                        List.of(
                                new RelayInfo(null, "smtp.example.net", 465, "implicit", "letters@example.net"),
                                new RelayInfo("example.com", "out.example.net", 587, "starttls", null)))
                .answer("setRelay", new RelayInfo(null, "smtp.example.net", 465, "implicit", null))
                .answer("removeRelay", List.of())
                .answer(
                        "log",
                        List.of(
                                new LogEvent(
                                        "2026-11-29T11:58:00Z", "DEFERRED", "q-1", "ben@example.net: 4.7.1 Greylisted"),
                                new LogEvent(
                                        "2026-11-29T11:50:00Z", "AUTHENTICATED", "c-2", "anna@example.org with pixel"),
                                new LogEvent("2026-11-29T11:40:00Z", "LOGIN_REFUSED", "c-3", "root"),
                                new LogEvent("2026-11-29T11:30:00Z", "OF_TOMORROW", "", "something new")));
    }
}
