package org.letterlock.desktop.ui.delivery;

import atlantafx.base.theme.Styles;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javafx.beans.binding.Bindings;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.text.Texts;
import org.letterlock.desktop.ui.Look;
import org.letterlock.desktop.ui.delivery.WebhooksViewModel.Told;
import org.letterlock.desktop.ui.home.HomeViewModel;
import org.letterlock.desktop.ui.home.Parts;
import org.letterlock.protocol.Finding;

/** The part of the page of deliveries about web servers that are told of letters. */
final class WebhooksView {

    private final WebhooksViewModel model;
    private final HomeViewModel home;
    private final Texts texts;
    private final Parts parts;

    private WebhooksView(WebhooksViewModel model, HomeViewModel home, Texts texts) {
        this.model = model;
        this.home = home;
        this.texts = texts;
        this.parts = new Parts(texts);
    }

    /** Its nodes. */
    static Node of(WebhooksViewModel model, HomeViewModel home, Texts texts) {
        WebhooksView view = new WebhooksView(model, home, texts);
        return Parts.part(
                texts.get("delivery.hooks"),
                Look.text(texts.get("delivery.hooks.lead"), "quiet"),
                Parts.live(model.told().answer(), view::rows),
                Parts.live(model.adding(), adding -> adding ? view.form() : List.of()),
                Look.place(model.told().problem(), texts),
                view.parts.working(model.told()),
                Parts.live(
                        Bindings.createObjectBinding(
                                () -> view.actions(
                                        model.adding().get(), model.made().get()),
                                model.adding(),
                                model.made()),
                        List::of));
    }

    private List<Node> rows(@Nullable List<Told> all) {
        if (all == null) {
            return List.of();
        }
        if (all.isEmpty()) {
            return List.of(Look.text(texts.get("delivery.hooks.none")));
        }
        List<Node> rows = new ArrayList<>();
        for (Told told : all) {
            List<Label> below = new ArrayList<>();
            below.add(Look.text(told.hook().url(), "detail"));
            if (told.alone()) {
                below.add(Look.text(texts.get("delivery.hook.alone"), "quiet"));
            }
            below.add(Look.text(last(told), "quiet"));
            if (told.hook().waiting() > 0) {
                below.add(Look.text(texts.get(
                        "delivery.hook.waiting",
                        Map.of("waiting", Long.toString(told.hook().waiting())))));
            }
            Button remove = Look.button(texts.get("delivery.hook.remove"), () -> model.remove(told));
            remove.setAccessibleText(remove.getText() + ", " + told.address() + ", " + told.server());
            rows.add(Parts.row(told.address(), below, remove));
        }
        return rows;
    }

    private String last(Told told) {
        String answer = told.hook().lastAnswer();
        String at = told.hook().lastAt();
        return answer == null || at == null
                ? texts.get("delivery.hook.unasked")
                : texts.get(
                        "delivery.hook.last",
                        Map.of(
                                "answer",
                                answer,
                                "ago",
                                parts.moments()
                                        .ago(Instant.parse(at), home.clock().instant())));
    }

    private List<Node> form() {
        VBox form = new VBox(
                12,
                Look.line(texts.get("delivery.hook.address"), "info@example.org", model.address()),
                Look.text(texts.get("delivery.hook.address.means"), "quiet"),
                Look.line(texts.get("delivery.hook.url"), "https://hooks.example.com/letters", model.url()));
        form.getStyleClass().add("card");
        Look.beginAtTheFirstField(form);
        return List.of(form);
    }

    private Node actions(boolean adding, @Nullable Told made) {
        if (made != null) {
            return secret(made);
        }
        if (!adding) {
            return Look.actions(Look.button(
                    texts.get("delivery.hook.add"), () -> model.adding().set(true)));
        }
        Button set = Look.button(texts.get("delivery.hook.set"), model::add);
        set.getStyleClass().add(Styles.ACCENT);
        Button leave = Look.button(texts.get("home.leave"), model::leave);
        leave.setCancelButton(true);
        return Look.actions(set, leave);
    }

    private Node secret(Told made) {
        String secret = Objects.requireNonNull(made.hook().secret());
        VBox card = Look.card(
                Finding.FINE,
                texts.get("delivery.hook.made", Map.of("server", made.server(), "address", made.address())),
                texts.get("delivery.hook.made.means"),
                null,
                texts);
        card.getChildren()
                .addAll(
                        Look.text(secret, "fingerprint"),
                        Look.actions(
                                Look.button(texts.get("delivery.hook.made.copy"), () -> Look.copySecret(secret)),
                                Look.button(texts.get("delivery.hook.made.away"), model::putAway)));
        return card;
    }
}
