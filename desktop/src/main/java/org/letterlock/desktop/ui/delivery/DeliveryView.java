package org.letterlock.desktop.ui.delivery;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.health.Reply;
import org.letterlock.desktop.text.Texts;
import org.letterlock.desktop.ui.Look;
import org.letterlock.desktop.ui.home.Parts;
import org.letterlock.protocol.Finding;
import org.letterlock.protocol.LogEvent;
import org.letterlock.protocol.QueueEntry;
import org.letterlock.protocol.QueueEntry.Recipient;
import org.letterlock.protocol.SendingInfo;

/** What is on its way, and what happened; or one letter's story. */
public final class DeliveryView {

    /** What this app has words for; a newer engine may tell of more. */
    private static final List<String> KINDS = List.of(
            "started",
            "stopped",
            "authenticated",
            "login-refused",
            "refused",
            "judged",
            "accepted",
            "held",
            "delivered",
            "answered",
            "sent",
            "deferred",
            "bounced",
            "locked",
            "unlocked",
            "recovery",
            "seal-key",
            "dkim-keys",
            "renumbered",
            "exported",
            "sending-address",
            "reported");

    private final DeliveryViewModel model;
    private final Texts texts;
    private final Parts parts;

    private DeliveryView(DeliveryViewModel model, Texts texts) {
        this.model = model;
        this.texts = texts;
        this.parts = new Parts(texts);
    }

    /** Its nodes. */
    public static Node of(DeliveryViewModel model, Texts texts) {
        DeliveryView view = new DeliveryView(model, texts);
        StackPane place = new StackPane();
        Look.follow(
                place,
                model.chosen(),
                chosen -> place.getChildren().setAll(chosen == null ? view.lists() : LetterView.of(chosen, texts)));
        return place;
    }

    private Node lists() {
        return parts.page(
                texts.get("section.delivery"),
                model.traffic(),
                parts.confirmation(model.confirmation()),
                Parts.live(model.traffic().answer(), this::traffic),
                RelaysView.of(model.relays(), texts),
                WebhooksView.of(model.webhooks(), model.home(), texts),
                Parts.part(
                        texts.get("delivery.log"),
                        Look.line(texts.get("delivery.search"), texts.get("delivery.search.hint"), model.sought()),
                        Look.place(model.log().problem(), texts),
                        Parts.live(model.found(), this::events)));
    }

    private List<Node> traffic(DeliveryViewModel.@Nullable Traffic traffic) {
        if (traffic == null) {
            return List.of();
        }
        List<Node> nodes = new ArrayList<>();
        traffic.held().forEach(held -> nodes.add(held(held)));
        nodes.add(Look.text(texts.get("delivery.waiting"), "verdict"));
        if (traffic.queue().isEmpty()) {
            nodes.add(Look.text(texts.get("delivery.empty"), "lead"));
        }
        traffic.queue().forEach(letter -> nodes.add(letter(letter)));
        return nodes;
    }

    private Node held(SendingInfo held) {
        VBox card = Look.card(
                Finding.STOP,
                texts.get(
                        "health.held", Map.of("mailbox", held.account(), "letters", Long.toString(held.heldLetters()))),
                texts.get("health.held.remedy"),
                null,
                texts);
        card.getChildren()
                .add(Look.actions(
                        Look.button(texts.get("delivery.held.release"), () -> model.release(held)),
                        Look.button(texts.get("delivery.held.lift"), () -> model.lift(held)),
                        Look.button(texts.get("delivery.held.remove"), () -> model.remove(held))));
        return card;
    }

    private Node letter(QueueEntry letter) {
        Instant now = model.home().clock().instant();
        String to = letter.recipients().stream().map(Recipient::address).collect(Collectors.joining(", "));
        List<Label> below = new ArrayList<>();
        below.add(Look.text(texts.get("delivery.from", Map.of("from", sender(texts, letter))), "quiet"));
        letter.recipients().stream()
                .filter(LetterViewModel::isOpen)
                .limit(1)
                .forEach(recipient -> below.add(Look.text(state(recipient, now))));
        below.add(parts.ago(Instant.parse(letter.queuedAt()), now));
        Button story = Look.button(texts.get("delivery.story"), () -> model.choose(letter.id()));
        story.setAccessibleText(texts.get("delivery.story") + ", " + to);
        return Parts.row(to, below, story);
    }

    /** Who wrote it; a notice has no reverse-path. */
    static String sender(Texts texts, QueueEntry letter) {
        return letter.from().equals("<>") ? texts.get("delivery.notice") : letter.from();
    }

    private String state(Recipient recipient, Instant now) {
        if (recipient.held()) {
            return texts.get("delivery.held");
        }
        String said = recipient.lastReply();
        String next = recipient.nextAttempt();
        String why = texts.get(
                said == null
                        ? "delivery.first"
                        : "reply." + Reply.of(recipient.lastReason(), said).word());
        return next == null
                ? why
                : texts.together(
                        why,
                        texts.get(
                                "delivery.next", Map.of("time", parts.moments().ahead(Instant.parse(next), now))));
    }

    private List<Node> events(List<LogEvent> events) {
        if (events.isEmpty()) {
            return List.of(Look.text(texts.get("delivery.log.none"), "quiet"));
        }
        Instant now = model.home().clock().instant();
        List<Node> rows = new ArrayList<>();
        for (LogEvent event : events) {
            Label when = parts.ago(Instant.parse(event.at()), now);
            when.setMinWidth(130);
            when.setPrefWidth(130);
            String kind = event.kind().toLowerCase(Locale.ROOT).replace('_', '-');
            VBox words = new VBox(
                    2,
                    Look.text(KINDS.contains(kind) ? texts.get("event." + kind) : event.kind(), "sentence"),
                    Look.text(Look.harmless(event.detail()), "detail"));
            HBox.setHgrow(words, Priority.ALWAYS);
            HBox row = new HBox(12, when, words);
            if (event.connection().startsWith("q-")) {
                Button story = Look.button(texts.get("delivery.story"), () -> model.choose(event.connection()));
                row.getChildren().add(story);
            }
            row.getStyleClass().add("row");
            rows.add(row);
        }
        return rows;
    }
}
