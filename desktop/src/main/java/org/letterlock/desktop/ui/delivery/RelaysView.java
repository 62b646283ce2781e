package org.letterlock.desktop.ui.delivery;

import atlantafx.base.theme.Styles;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.RadioButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.text.Texts;
import org.letterlock.desktop.ui.Look;
import org.letterlock.desktop.ui.home.Parts;
import org.letterlock.protocol.RelayInfo;

/** The part of the page of deliveries about servers of others that letters leave over. */
final class RelaysView {

    private final RelaysViewModel model;
    private final Texts texts;

    private RelaysView(RelaysViewModel model, Texts texts) {
        this.model = model;
        this.texts = texts;
    }

    /** Its nodes. */
    static Node of(RelaysViewModel model, Texts texts) {
        RelaysView view = new RelaysView(model, texts);
        return Parts.part(
                texts.get("delivery.relays"),
                Look.text(texts.get("delivery.relays.lead"), "quiet"),
                Parts.live(model.relays().answer(), view::rows),
                Parts.live(model.adding(), adding -> adding ? view.form() : List.of()),
                Look.place(model.relays().problem(), texts),
                new Parts(texts).working(model.relays()),
                Parts.live(model.adding(), adding -> List.of(view.actions(adding))));
    }

    private List<Node> rows(@Nullable List<RelayInfo> relays) {
        if (relays == null) {
            return List.of();
        }
        if (relays.isEmpty()) {
            return List.of(Look.text(texts.get("delivery.relays.none")));
        }
        List<Node> rows = new ArrayList<>();
        for (RelayInfo relay : relays) {
            String domain = relay.destination();
            String title = domain == null
                    ? texts.get("delivery.relay.all", Map.of("server", relay.host()))
                    : texts.get("delivery.relay.one", Map.of("server", relay.host(), "domain", domain));
            String user = relay.user();
            String login = user == null
                    ? texts.get("delivery.relay.unnamed")
                    : texts.get("delivery.relay.user", Map.of("user", user));
            String how = relay.tls().equals(RelaysViewModel.STARTTLS) ? "STARTTLS" : "TLS";
            Button remove = Look.button(texts.get("delivery.relay.remove"), () -> model.remove(relay));
            remove.setAccessibleText(remove.getText() + ", " + relay.host());
            rows.add(Parts.row(
                    title,
                    List.of(
                            Look.text(login, "quiet"),
                            Look.text(relay.host() + ":" + relay.port() + ", " + how, "detail")),
                    remove));
        }
        return rows;
    }

    private List<Node> form() {
        ToggleGroup group = new ToggleGroup();
        VBox tls = new VBox(6, Look.text(texts.get("delivery.relay.tls"), "field-name"));
        for (String word : List.of(RelaysViewModel.IMPLICIT, RelaysViewModel.STARTTLS)) {
            RadioButton button = new RadioButton(texts.get("delivery.relay.tls." + word));
            button.setWrapText(true);
            button.setMinHeight(Region.USE_PREF_SIZE);
            button.setToggleGroup(group);
            button.setSelected(word.equals(model.tls().get()));
            button.setOnAction(event -> model.tls().set(word));
            tls.getChildren().add(button);
        }
        VBox form = new VBox(
                12,
                Look.line(texts.get("delivery.relay.host"), "smtp.example.net", model.host()),
                tls,
                Look.line(texts.get("delivery.relay.port"), texts.get("delivery.relay.port.hint"), model.port()),
                Look.line(texts.get("delivery.relay.name"), texts.get("delivery.relay.name.hint"), model.user()),
                Look.secret(texts.get("delivery.relay.password"), model.password()),
                Look.text(texts.get("delivery.relay.password.means"), "quiet"),
                Look.line(
                        texts.get("delivery.relay.domain"),
                        texts.get("delivery.relay.domain.hint"),
                        model.destination()));
        form.getStyleClass().add("card");
        Look.beginAtTheFirstField(form);
        return List.of(form);
    }

    private Node actions(boolean adding) {
        if (!adding) {
            return Look.actions(Look.button(
                    texts.get("delivery.relay.add"), () -> model.adding().set(true)));
        }
        Button set = Look.button(texts.get("delivery.relay.set"), model::set);
        set.getStyleClass().add(Styles.ACCENT);
        Button leave = Look.button(texts.get("home.leave"), model::leave);
        leave.setCancelButton(true);
        return Look.actions(set, leave);
    }
}
