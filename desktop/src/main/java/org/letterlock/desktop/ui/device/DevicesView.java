package org.letterlock.desktop.ui.device;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javafx.beans.binding.Bindings;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.scene.shape.Arc;
import javafx.scene.shape.ArcType;
import javafx.scene.shape.Circle;
import org.letterlock.desktop.device.AppleProfile;
import org.letterlock.desktop.device.MailSettings;
import org.letterlock.desktop.device.Program;
import org.letterlock.desktop.text.Texts;
import org.letterlock.desktop.ui.Code;
import org.letterlock.desktop.ui.FileWanted;
import org.letterlock.desktop.ui.Look;
import org.letterlock.protocol.ClientSettings.Server;
import org.letterlock.protocol.CredentialInfo;
import org.letterlock.protocol.Finding;

/** The screen on which a device gets a password of its own. */
public final class DevicesView {

    private static final double RING = 22;
    private static final int SQUARE = 4;

    private final DevicesViewModel model;
    private final Texts texts;
    private final VBox page = new VBox();

    private DevicesView(DevicesViewModel model, Texts texts) {
        this.model = model;
        this.texts = texts;
        page.getStyleClass().add("page");
    }

    /** Its nodes. */
    public static Node of(DevicesViewModel model, Texts texts) {
        DevicesView view = new DevicesView(model, texts);
        Look.follow(view.page, model.stage(), view::show);
        view.page.sceneProperty().addListener((property, before, now) -> {
            if (now == null) {
                model.rest();
            } else {
                model.watch();
            }
        });
        return view.page;
    }

    private void show(DevicesViewModel.Stage stage) {
        page.getChildren()
                .setAll(
                        switch (stage) {
                            case CHOOSE -> choose();
                            case PREPARE -> prepare();
                            case MAKING -> making();
                            case WAITING -> waiting();
                            case SIGNED_IN -> signedIn();
                        });
        Look.beginAtTheFirstField(page);
    }

    private String text(String key) {
        return texts.get("device." + key);
    }

    private String text(String key, String name, String value) {
        return texts.get("device." + key, Map.of(name, value));
    }

    private List<Node> choose() {
        FlowPane cards = new FlowPane(12, 12);
        for (Program program : Program.values()) {
            Button card = Look.button(texts.get("device.program." + program.word()), () -> model.choose(program));
            card.getStyleClass().add("choice");
            cards.getChildren().add(card);
        }
        List<Node> nodes = new ArrayList<>(List.of(
                Look.heading(text("title")), Look.text(text("lead", "account", model.account()), "lead"), cards));
        if (!model.devices().isEmpty()) {
            nodes.add(fine(text("devices", "devices", String.join(", ", model.devices()))));
        }
        nodes.add(Look.actions(
                model.devices().isEmpty()
                        ? Look.button(text("later"), model::goOn)
                        : Look.primary(text("go"), model::goOn)));
        return nodes;
    }

    private static Node fine(String text) {
        HBox row = new HBox(8, Look.sign(Finding.FINE), Look.text(text));
        row.setAlignment(Pos.CENTER_LEFT);
        return row;
    }

    private String program() {
        return texts.get("device.program." + model.program().get().word());
    }

    private List<Node> prepare() {
        List<Node> nodes = new ArrayList<>(List.of(
                Look.heading(program()),
                Look.text(texts.get("device.how." + model.program().get().word()), "lead"),
                Look.line(text("name"), texts.get("device.name.hint"), model.name())));
        if (model.program().get() == Program.OTHER) {
            CheckBox only = new CheckBox(text("send-only"));
            only.setWrapText(true);
            only.selectedProperty().bindBidirectional(model.sendOnly());
            nodes.add(only);
        }
        nodes.add(Look.place(model.problem(), texts));
        nodes.add(Look.actions(Look.primary(text("make"), model::make), Look.button(text("back"), model::back)));
        return nodes;
    }

    private List<Node> making() {
        ProgressBar bar = new ProgressBar(ProgressBar.INDETERMINATE_PROGRESS);
        bar.setMaxWidth(480);
        bar.setAccessibleText(text("making"));
        return List.of(
                Look.heading(program()),
                Look.text(text("making"), "lead"),
                bar,
                Look.actions(Look.button(text("cancel"), model::back)));
    }

    private List<Node> waiting() {
        String name = model.name().get().strip();
        Label waits = Look.text(text("waiting", "name", name), "sentence");
        ProgressBar bar = new ProgressBar(ProgressBar.INDETERMINATE_PROGRESS);
        bar.setPrefWidth(80);
        bar.setAccessibleText(waits.getText());
        HBox row = new HBox(12, bar, waits);
        row.setAlignment(Pos.CENTER_LEFT);
        VBox secret = new VBox(12);
        Look.follow(
                secret,
                Bindings.createBooleanBinding(() -> model.password().get().isEmpty(), model.password()),
                gone -> secret.getChildren().setAll(gone ? gone() : shown()));
        return List.of(
                Look.heading(name),
                secret,
                saved(),
                row,
                problem(),
                settings(),
                Look.actions(Look.button(text("another"), model::another), Look.button(text("later"), model::goOn)));
    }

    /** Where the profile lies, once it was saved. */
    private Node saved() {
        VBox place = new VBox();
        Look.follow(place, model.saved(), file -> {
            place.getChildren()
                    .setAll(
                            file == null
                                    ? List.of()
                                    : List.of(
                                            fine(texts.get("device.profile.saved", Map.of("file", file.toString())))));
            place.setManaged(file != null);
        });
        return place;
    }

    private Node problem() {
        return Look.place(model.problem(), texts);
    }

    private List<Node> shown() {
        Label password = new Label(model.password().get());
        password.getStyleClass().add("password");
        password.setMinSize(Label.USE_PREF_SIZE, Label.USE_PREF_SIZE);
        password.setAccessibleText(text("password") + ": " + model.password().get());
        Button copy = Look.button(texts.get("common.copy"), this::copyPassword);
        copy.setAccessibleText(texts.get("common.copy") + ": " + text("password"));
        HBox row = new HBox(16, ring(), password, copy);
        row.setAlignment(Pos.CENTER_LEFT);
        VBox card = new VBox(10, row, Look.text(text("password.lead"), "lead"));
        card.getStyleClass().add("card");
        List<Node> nodes = new ArrayList<>(List.of(card));
        model.code().ifPresent(code -> {
            HBox scan = new HBox(16, Code.of(code, SQUARE, text("code")), Look.text(text("code")));
            scan.setAlignment(Pos.CENTER_LEFT);
            nodes.add(scan);
        });
        model.profile().ifPresent(profile -> nodes.add(Look.actions(Look.primary(text("profile"), this::save))));
        return nodes;
    }

    private List<Node> gone() {
        VBox card =
                new VBox(10, Look.text(text("password.gone")), Look.actions(Look.button(text("again"), model::again)));
        card.getStyleClass().add("card");
        return List.of(card);
    }

    /** Empties as the time goes by. */
    private Node ring() {
        Circle whole = new Circle(RING);
        whole.getStyleClass().add("ring");
        Arc rest = new Arc(0, 0, RING, RING, 90, 360);
        rest.setType(ArcType.OPEN);
        rest.getStyleClass().addAll("ring", "rest");
        rest.lengthProperty().bind(model.left().multiply(360));
        Label seconds = new Label();
        seconds.textProperty()
                .bind(Bindings.createStringBinding(
                        () -> Long.toString(Math.round(model.left().get() * DevicesViewModel.SHOWN.toSeconds())),
                        model.left()));
        javafx.scene.Group rings = new javafx.scene.Group(whole, rest);
        StackPane pane = new StackPane(rings, seconds);
        pane.setMinSize(2 * RING + 8, 2 * RING + 8);
        return pane;
    }

    private void copyPassword() {
        Look.copySecret(model.password().get());
        model.takeBack(Look::takeBack);
    }

    private void save() {
        model.profile()
                .ifPresent(profile -> FileWanted.toWrite(
                        page, "letterlock" + AppleProfile.EXTENSION, file -> model.save(file, profile)));
    }

    private Node settings() {
        MailSettings settings = model.settings().get();
        if (settings == null) {
            return new VBox();
        }
        FlowPane box = new FlowPane(40, 16);
        if (!model.sendOnly().get()) {
            box.getChildren().add(fields("reading", settings.reading(), settings.address()));
        }
        box.getChildren().add(fields("sending", settings.sending(), settings.address()));
        return box;
    }

    private Node fields(String which, Server server, String user) {
        GridPane grid = new GridPane(12, 6);
        List<List<String>> rows = List.of(
                List.of("host", server.host()),
                List.of("port", Integer.toString(server.port())),
                List.of("security", texts.get("device.security." + (MailSettings.isTls(server) ? "tls" : "starttls"))),
                List.of("user", user));
        for (int i = 0; i < rows.size(); i++) {
            String name = texts.get("device.field." + rows.get(i).getFirst());
            String value = rows.get(i).getLast();
            Button copy = Look.button(texts.get("common.copy"), () -> Look.copy(value));
            copy.setAccessibleText(texts.get("common.copy") + ": " + name + " " + value);
            copy.getStyleClass().add(atlantafx.base.theme.Styles.SMALL);
            Label label = Look.text(name, "quiet");
            label.setMinWidth(110);
            grid.addRow(i, label, Look.text(value, "value"), copy);
        }
        VBox box = new VBox(6, Look.text(text(which), "field-name"), grid);
        box.setAccessibleText(text(which));
        return box;
    }

    private List<Node> signedIn() {
        CredentialInfo how = model.signedIn().get();
        if (how == null) {
            return List.of();
        }
        HBox verdict = new HBox(10, Look.sign(Finding.FINE), Look.heading(text("signed-in", "name", how.name())));
        verdict.setAlignment(Pos.CENTER_LEFT);
        List<Node> nodes = new ArrayList<>(List.of(verdict));
        if (how.lastProtocol() != null && how.lastAddress() != null) {
            nodes.add(Look.text(
                    texts.get(
                            "device.signed-in.how",
                            Map.of("protocol", how.lastProtocol(), "address", how.lastAddress())),
                    "lead"));
        }
        nodes.add(saved());
        nodes.add(Look.actions(Look.primary(text("go"), model::goOn), Look.button(text("another"), model::another)));
        return nodes;
    }
}
