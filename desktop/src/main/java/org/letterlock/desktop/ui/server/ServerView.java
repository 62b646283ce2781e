package org.letterlock.desktop.ui.server;

import java.util.List;
import java.util.Map;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.RadioButton;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.VBox;
import org.letterlock.desktop.model.HostKey;
import org.letterlock.desktop.model.ServerProfile;
import org.letterlock.desktop.text.Texts;
import org.letterlock.desktop.ui.Look;
import org.letterlock.desktop.ui.home.Parts;

/** The screen on which a server is met and entered. */
public final class ServerView {

    private final ServerViewModel model;
    private final Texts texts;
    private final VBox page = new VBox();

    private ServerView(ServerViewModel model, Texts texts) {
        this.model = model;
        this.texts = texts;
        page.getStyleClass().add("page");
    }

    /** Its nodes. */
    public static Node of(ServerViewModel model, Texts texts) {
        ServerView view = new ServerView(model, texts);
        Look.follow(view.page, model.stage(), view::show);
        return view.page;
    }

    private void show(ServerViewModel.Stage stage) {
        page.getChildren()
                .setAll(
                        switch (stage) {
                            case ASK -> ask();
                            case MEETING -> waiting("server.title", "server.meeting");
                            case COMPARE -> compare();
                            case ENTERING, ENTERED -> waiting("server.title", "server.entering");
                        });
    }

    private Map<String, String> server() {
        return Map.of("server", model.address().get().strip());
    }

    private List<Node> ask() {
        ToggleGroup how = new ToggleGroup();
        RadioButton byPassword = new RadioButton(texts.get("server.by.password"));
        RadioButton byKey = new RadioButton(texts.get("server.by.key"));
        byPassword.setToggleGroup(how);
        byKey.setToggleGroup(how);
        (model.byKey().get() ? byKey : byPassword).setSelected(true);
        byKey.selectedProperty()
                .addListener((property, before, now) -> model.byKey().set(now));
        VBox secret = new VBox(12);
        Look.follow(secret, model.byKey(), now -> secret.getChildren().setAll(now ? key() : password()));
        Node problem = Look.place(model.problem(), texts);
        VBox known = new VBox(8);
        model.refresh();
        Look.follow(known, model.known(), servers -> {
            known.setManaged(!servers.isEmpty());
            known.getChildren().clear();
            if (!servers.isEmpty()) {
                known.getChildren().add(Look.text(texts.get("server.known"), "field-name"));
                servers.forEach(server -> known.getChildren().add(known(server)));
            }
        });
        return List.of(
                Look.heading(texts.get("server.title")),
                Look.text(texts.get("server.lead"), "lead"),
                new Parts(texts).confirmation(model.confirmation()),
                known,
                Look.line(texts.get("server.address"), texts.get("server.address.hint"), model.address()),
                Look.line(texts.get("server.user"), "root", model.user()),
                new VBox(8, byPassword, byKey),
                secret,
                problem,
                Look.actions(Look.primary(texts.get("server.connect"), model::connect)));
    }

    private Node known(ServerProfile server) {
        Map<String, String> values = Map.of("server", server.address().toString());
        Button use = Look.button(texts.get("server.known.use", values), () -> model.choose(server));
        if (!model.isRemovable(server)) {
            return Look.actions(use);
        }
        Button remove = Look.button(texts.get("server.remove"), () -> model.remove(server));
        remove.setAccessibleText(texts.get("server.remove.ask", values));
        return Look.actions(use, remove);
    }

    private List<Node> password() {
        return List.of(Look.secret(texts.get("server.password"), model.password()));
    }

    private List<Node> key() {
        TextArea area = new TextArea();
        area.setPrefRowCount(4);
        area.getStyleClass().add("detail");
        Node sudo = Look.secret(texts.get("server.sudo"), model.sudo());
        sudo.visibleProperty().bind(model.user().isNotEqualTo("root"));
        sudo.managedProperty().bind(sudo.visibleProperty());
        return List.of(
                Look.field(texts.get("server.key"), area, model.key()),
                Look.secret(texts.get("server.key.passphrase"), model.password()),
                sudo);
    }

    private List<Node> waiting(String title, String sentence) {
        ProgressBar bar = new ProgressBar(ProgressBar.INDETERMINATE_PROGRESS);
        bar.setMaxWidth(480);
        bar.setAccessibleText(texts.get(sentence, server()));
        return List.of(
                Look.heading(texts.get(title)),
                Look.text(texts.get(sentence, server()), "lead"),
                bar,
                Look.actions(Look.button(texts.get("server.cancel"), model::back)));
    }

    private List<Node> compare() {
        HostKey key = model.shown().get();
        if (key == null) {
            return List.of();
        }
        TextField fingerprint = new TextField(key.fingerprint());
        fingerprint.setEditable(false);
        fingerprint.getStyleClass().add("fingerprint");
        fingerprint.setPrefColumnCount(48);
        fingerprint.setAccessibleText(key.fingerprint());
        return List.of(
                Look.heading(texts.get("server.compare.title")),
                Look.text(texts.get("server.compare.lead", server()), "lead"),
                fingerprint,
                Look.text(texts.get("server.compare.kind") + ": " + key.type()),
                Look.actions(
                        Look.primary(texts.get("server.compare.yes"), model::trust),
                        Look.button(texts.get("server.compare.no"), model::back)));
    }
}
