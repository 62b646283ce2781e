package org.letterlock.desktop.ui.delivery;

import atlantafx.base.theme.Styles;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.health.Reply;
import org.letterlock.desktop.text.Texts;
import org.letterlock.desktop.ui.Look;
import org.letterlock.desktop.ui.home.Parts;
import org.letterlock.protocol.Finding;
import org.letterlock.protocol.QueueEntry;
import org.letterlock.protocol.QueueEntry.Attempt;
import org.letterlock.protocol.QueueEntry.Recipient;

/** The story of one letter, as stations. */
final class LetterView {

    private static final List<String> STATES = List.of("waiting", "sending", "sent", "failed", "removed");
    private static final List<String> RESULTS = List.of("sent", "failed", "deferred", "next-server", "removed");

    /** Holds a moment in each language, on one line. */
    private static final int WHEN = 168;

    private final LetterViewModel model;
    private final Texts texts;
    private final Parts parts;
    private final Instant now;

    private LetterView(LetterViewModel model, Texts texts) {
        this.model = model;
        this.texts = texts;
        this.parts = new Parts(texts);
        this.now = model.home().clock().instant();
    }

    /** Its nodes. */
    static Node of(LetterViewModel model, Texts texts) {
        LetterView view = new LetterView(model, texts);
        Button back = Look.button(texts.get("letter.back"), model::back);
        back.getStyleClass().add(Styles.FLAT);
        VBox page = view.parts.page(
                texts.get("letter.title"),
                model.letter(),
                view.parts.confirmation(model.confirmation()),
                Parts.live(model.letter().answer(), view::story));
        page.getChildren().addFirst(Look.actions(back));
        return page;
    }

    private List<Node> story(@Nullable QueueEntry letter) {
        if (letter == null) {
            return List.of();
        }
        List<Node> nodes = new ArrayList<>();
        nodes.add(Look.text(
                texts.get(
                        "letter.facts",
                        Map.of("from", DeliveryView.sender(texts, letter), "octets", Long.toString(letter.size()))),
                "lead"));
        nodes.add(actions(letter));
        letter.recipients().forEach(recipient -> nodes.add(recipient(letter, recipient)));
        return nodes;
    }

    private Node actions(QueueEntry letter) {
        HBox actions = Look.actions();
        boolean open = letter.recipients().stream().anyMatch(LetterViewModel::isOpen);
        boolean held = letter.recipients().stream()
                .anyMatch(recipient -> LetterViewModel.isOpen(recipient) && recipient.held());
        if (held) {
            actions.getChildren().add(Look.button(texts.get("letter.release"), model::release));
        } else if (open) {
            actions.getChildren()
                    .addAll(
                            Look.button(texts.get("letter.try"), model::tryNow),
                            Look.button(texts.get("letter.hold"), model::hold));
        }
        if (open) {
            actions.getChildren().add(Look.button(texts.get("letter.give-up"), model::giveUp));
        }
        actions.setManaged(open);
        return actions;
    }

    private Node recipient(QueueEntry letter, Recipient recipient) {
        VBox way = Parts.part(texts.get("letter.to", Map.of("address", recipient.address())));
        way.getChildren().add(station(Finding.FINE, letter.queuedAt(), texts.get("letter.taken"), null));
        recipient.story().forEach(attempt -> way.getChildren().add(attempt(attempt)));
        String state = recipient.held() ? "held" : recipient.state();
        String next = recipient.nextAttempt();
        if (LetterViewModel.isOpen(recipient) && next != null && !recipient.held()) {
            way.getChildren()
                    .add(station(
                            Finding.LOOK,
                            null,
                            texts.get(
                                    "delivery.next",
                                    Map.of("time", parts.moments().ahead(Instant.parse(next), now))),
                            null));
        } else if (recipient.held() || (STATES.contains(state) && !state.equals("waiting"))) {
            way.getChildren().add(station(level(state), null, texts.get("letter.state." + state), null));
        }
        return way;
    }

    private static String level(String state) {
        return switch (state) {
            case "sent" -> Finding.FINE;
            case "failed", "removed" -> Finding.STOP;
            default -> Finding.LOOK;
        };
    }

    private Node attempt(Attempt attempt) {
        String result = RESULTS.contains(attempt.result()) ? attempt.result() : "deferred";
        Map<String, String> values = new HashMap<>();
        values.put("host", Objects.requireNonNullElse(attempt.host(), "?"));
        String sentence = attempt.host() == null && !result.equals("sent")
                ? texts.get("letter.attempt.nobody")
                : texts.get("letter.attempt." + result, values);
        if (result.equals("removed")) {
            return station(Finding.STOP, attempt.at(), texts.get("letter.state.removed"), null);
        }
        if (!result.equals("sent")) {
            sentence = texts.together(
                    sentence,
                    texts.get("reply."
                            + Reply.of(attempt.reason(), attempt.reply()).word()));
        } else {
            sentence = texts.together(sentence, texts.get(attempt.tls() == null ? "letter.open" : "letter.encrypted"));
        }
        return station(
                level(result.equals("next-server") ? "deferred" : result), attempt.at(), sentence, attempt.reply());
    }

    /** @param at null where it is now */
    private Node station(String level, @Nullable String at, String sentence, @Nullable String said) {
        VBox words = new VBox(2, Look.text(sentence));
        if (said != null && !said.isBlank()) {
            words.getChildren().add(Look.text("“" + Look.harmless(said) + "”", "detail"));
        }
        HBox.setHgrow(words, Priority.ALWAYS);
        Label when =
                Look.text(at == null ? texts.get("rail.now") : parts.moments().exact(Instant.parse(at)), "quiet");
        if (at != null) {
            when.setTooltip(new Tooltip(parts.moments().ago(Instant.parse(at), now)));
        }
        when.setMinWidth(WHEN);
        when.setPrefWidth(WHEN);
        return new HBox(12, when, Look.sign(level), words);
    }
}
