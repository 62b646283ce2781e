package org.letterlock.desktop.ui.mailboxes;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.text.Texts;
import org.letterlock.desktop.ui.Look;
import org.letterlock.desktop.ui.home.Parts;
import org.letterlock.protocol.AccountInfo;
import org.letterlock.protocol.ClientSettings;
import org.letterlock.protocol.Finding;
import org.letterlock.protocol.NewCredential;

/** The mailboxes: the list and what is needed for a new one, or the one that was chosen. */
public final class MailboxesView {

    private final MailboxesViewModel model;
    private final Texts texts;
    private final Parts parts;

    private MailboxesView(MailboxesViewModel model, Texts texts) {
        this.model = model;
        this.texts = texts;
        this.parts = new Parts(texts);
    }

    /** Its nodes. */
    public static Node of(MailboxesViewModel model, Texts texts) {
        MailboxesView view = new MailboxesView(model, texts);
        StackPane place = new StackPane();
        Look.follow(
                place,
                model.chosen(),
                chosen -> place.getChildren().setAll(chosen == null ? view.list() : MailboxView.of(chosen, texts)));
        return place;
    }

    private Node list() {
        return parts.page(
                texts.get("section.mailboxes"),
                model.asked(),
                Look.text(texts.get("mailboxes.lead"), "lead"),
                parts.confirmation(model.confirmation()),
                Parts.live(model.made(), this::made),
                Parts.live(model.adding(), adding -> adding ? form() : List.of(begin())),
                Parts.live(model.asked().answer(), this::rows));
    }

    private Node begin() {
        return Look.actions(
                Look.primary(texts.get("mailboxes.add"), () -> model.adding().set(true)));
    }

    private List<Node> rows(@Nullable List<AccountInfo> accounts) {
        if (accounts == null) {
            return List.of();
        }
        List<Node> rows = new ArrayList<>();
        for (AccountInfo account : accounts) {
            Button open = Look.button(texts.get("mailboxes.open"), () -> model.choose(account.address()));
            open.setAccessibleText(texts.get("mailboxes.open") + ", " + account.address());
            String title = account.name().equals(account.address())
                    ? account.address()
                    : account.name() + " · " + account.address();
            rows.add(Parts.row(title, List.of(Look.text(state(account), "quiet")), open));
        }
        return rows;
    }

    private String state(AccountInfo account) {
        Map<String, String> values = Map.of(
                "octets",
                Long.toString(account.octets()),
                "messages",
                Long.toString(account.messages()),
                "waiting",
                Long.toString(account.waiting()));
        return texts.get(
                account.unlocked()
                        ? "mailboxes.unlocked"
                        : account.waiting() == 0 ? "mailboxes.locked" : "mailboxes.locked.waiting",
                values);
    }

    private List<Node> form() {
        CheckBox recovery = new CheckBox(texts.get("mailboxes.recovery"));
        recovery.setWrapText(true);
        recovery.selectedProperty().bindBidirectional(model.recovery());
        Button leave = Look.button(texts.get("home.leave"), () -> model.adding().set(false));
        leave.setCancelButton(true);
        VBox form = new VBox(
                12,
                Look.line(texts.get("mailboxes.address"), "anna@example.org", model.address()),
                Look.line(texts.get("mailboxes.name"), "Anna", model.name()),
                Look.line(texts.get("mailboxes.device"), texts.get("mailboxes.device.hint"), model.device()),
                recovery,
                Look.text(texts.get("mailboxes.recovery.means"), "quiet"),
                Look.actions(Look.primary(texts.get("mailboxes.make"), model::add), leave));
        form.getStyleClass().add("card");
        return List.of(form);
    }

    private List<Node> made(@Nullable NewCredential made) {
        if (made == null) {
            return List.of();
        }
        VBox card = Look.card(
                Finding.FINE,
                texts.get("mailboxes.made", Map.of("mailbox", made.account().address())),
                texts.get("mailboxes.made.means"),
                null,
                texts);
        ClientSettings settings = made.settings();
        card.getChildren()
                .addAll(
                        fact("mailboxes.made.user", settings.userName()),
                        fact("mailboxes.made.password", made.password()));
        settings.reading().stream()
                .limit(1)
                .forEach(server -> card.getChildren().add(fact("mailboxes.made.reading", told(server))));
        settings.sending().stream()
                .limit(1)
                .forEach(server -> card.getChildren().add(fact("mailboxes.made.sending", told(server))));
        card.getChildren()
                .add(Look.actions(
                        Look.button(texts.get("mailboxes.made.copy"), () -> Look.copySecret(made.password())),
                        Look.button(texts.get("mailboxes.made.away"), model::putAway)));
        return List.of(card);
    }

    private static String told(ClientSettings.Server server) {
        return server.host() + ", " + server.protocol() + ", " + server.port() + ", " + server.security();
    }

    private Node fact(String key, String value) {
        return new VBox(2, Look.text(texts.get(key), "quiet"), Look.text(value, "fingerprint"));
    }
}
