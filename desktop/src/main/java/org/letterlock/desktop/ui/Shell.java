package org.letterlock.desktop.ui;

import atlantafx.base.theme.Styles;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import javafx.beans.value.ObservableValue;
import javafx.geometry.Pos;
import javafx.scene.Group;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.scene.shape.Circle;
import javafx.scene.shape.SVGPath;
import org.letterlock.desktop.health.Section;
import org.letterlock.desktop.health.Standing;
import org.letterlock.desktop.text.Language;
import org.letterlock.desktop.text.Moments;
import org.letterlock.desktop.text.Texts;
import org.letterlock.protocol.Finding;

/** The frame around the screens: the rail with the mark, the steps and the settings, and the page. It stays while the screens change; of the screen's thread. */
public final class Shell {

    /** The least size of the window, in pixels. */
    public static final int LEAST_WIDTH = 960;

    public static final int LEAST_HEIGHT = 640;

    private static final int RAIL = 232;
    private static final int PAGE = 880;

    /** The steps of setting up that there are. */
    public enum Step {
        SERVER("rail.server"),
        CHECK("rail.check"),
        DOMAIN("rail.domain"),
        YOU("rail.you"),
        INSTALL("rail.install"),
        RECORDS("rail.records"),
        DEVICES("rail.devices"),
        PROOF("rail.proof"),
        KIT("rail.kit");

        private final String key;

        Step(String key) {
            this.key = key;
        }

        /** What it is called where it is noted; stable. */
        public String word() {
            return key.substring(key.indexOf('.') + 1);
        }

        /** The step that is called so; empty where it is one of another app. */
        public static Optional<Step> of(String word) {
            return Arrays.stream(values())
                    .filter(step -> step.word().equals(word))
                    .findFirst();
        }
    }

    /** What the rail shows beside the settings. */
    public sealed interface Rail {

        /** Nothing: no server is known yet. */
        record Bare() implements Rail {}

        /**
         * The steps of setting up.
         *
         * @param left the steps before that were left for later, as far as anybody knows
         */
        record SettingUp(Step now, Set<Step> left) implements Rail {}

        /**
         * The sections of a server's home.
         *
         * @param sections those that there are
         * @param servers the names of all servers
         * @param server which of them it is
         * @param go leads to a section
         * @param other leads to another server
         */
        record AtHome(
                Section now,
                List<Section> sections,
                List<String> servers,
                int server,
                ObservableValue<Standing> standing,
                Consumer<Section> go,
                IntConsumer other)
                implements Rail {}
    }

    /** What the rail leads to. */
    public interface Choices {
        /** Another language. */
        void language(Language language);

        /** Light or dark. */
        void dark(boolean dark);

        /** Back to a step that is done. */
        void step(Step step);
    }

    private final Texts texts;
    private final Choices choices;
    private final BorderPane root = new BorderPane();
    private final VBox entries = new VBox();
    private final ScrollPane scroll = new ScrollPane();

    /** A frame that shows nothing yet. */
    public Shell(Texts texts, boolean dark, Choices choices) {
        this.texts = texts;
        this.choices = choices;
        root.getStyleClass().addAll("root", "lang-" + texts.language().code());
        if (dark) {
            root.getStyleClass().add("dark");
        }
        root.setLeft(rail(dark));
        scroll.setFitToWidth(true);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        scroll.getStyleClass().add("page-scroll");
        // The toolkit keeps a picture of what scrolls, as large as the window; pages scroll seldom.
        Look.follow(
                scroll,
                scroll.skinProperty(),
                skin -> scroll.lookupAll(".viewport").forEach(view -> view.setCache(false)));
        root.setCenter(scroll);
    }

    /** What lies in the window. */
    public Parent root() {
        return root;
    }

    /** Shows a page, from its beginning, and what the rail says beside it. */
    public void show(Rail what, Node page) {
        entries.getChildren().setAll(entries(texts, what, choices));
        if (page instanceof Region region) {
            region.setMaxWidth(PAGE);
        }
        scroll.setContent(page);
        scroll.setVvalue(0);
    }

    private VBox rail(boolean dark) {
        HBox mark = new HBox(10, mark(), Look.text(texts.get("app.name"), "name"));
        mark.setAlignment(Pos.CENTER_LEFT);
        entries.getStyleClass().add("entries");
        Region space = new Region();
        VBox.setVgrow(space, Priority.ALWAYS);
        ComboBox<Language> language = new ComboBox<>();
        language.getItems().setAll(Language.values());
        language.setValue(texts.language());
        language.setMaxWidth(Double.MAX_VALUE);
        language.setAccessibleText(texts.get("rail.language"));
        language.valueProperty().addListener((property, before, chosen) -> choices.language(chosen));
        ComboBox<String> theme = new ComboBox<>();
        List<String> themes = List.of(texts.get("rail.theme.light"), texts.get("rail.theme.dark"));
        theme.getItems().setAll(themes);
        theme.setValue(themes.get(dark ? 1 : 0));
        theme.setMaxWidth(Double.MAX_VALUE);
        theme.setAccessibleText(texts.get("rail.theme"));
        theme.valueProperty().addListener((property, before, chosen) -> choices.dark(themes.indexOf(chosen) == 1));
        Label languageName = Look.text(texts.get("rail.language"), "state");
        languageName.setLabelFor(language);
        Label themeName = Look.text(texts.get("rail.theme"), "state");
        themeName.setLabelFor(theme);
        VBox rail = new VBox(mark, entries, space, languageName, language, themeName, theme);
        rail.getStyleClass().add("rail");
        rail.setMinWidth(RAIL);
        rail.setPrefWidth(RAIL);
        rail.setMaxWidth(RAIL);
        return rail;
    }

    private static List<Node> entries(Texts texts, Rail what, Choices choices) {
        List<Node> entries = new ArrayList<>();
        switch (what) {
            case Rail.Bare() -> {}
            case Rail.SettingUp(Step now, Set<Step> left) -> {
                entries.add(Look.text(texts.get("rail.setup"), "section"));
                for (Step step : Step.values()) {
                    entries.add(step(texts, step, now, left.contains(step), choices));
                }
            }
            case Rail.AtHome home -> {
                entries.add(server(texts, home));
                entries.add(state(texts, home.standing()));
                for (Section section : home.sections()) {
                    entries.add(section(texts, section, home));
                }
            }
        }
        return entries;
    }

    /** The name of the server, and the way to the others. */
    private static Node server(Texts texts, Rail.AtHome home) {
        String name = home.servers().get(home.server());
        if (home.servers().size() == 1) {
            return Look.text(name, "server");
        }
        ComboBox<String> servers = new ComboBox<>();
        servers.getItems().setAll(home.servers());
        servers.getSelectionModel().select(home.server());
        servers.setMaxWidth(Double.MAX_VALUE);
        servers.setAccessibleText(texts.get("home.servers"));
        servers.getSelectionModel()
                .selectedIndexProperty()
                .addListener((property, before, chosen) -> home.other().accept(chosen.intValue()));
        return servers;
    }

    /** How it stands, and the age of that. */
    private static Node state(Texts texts, ObservableValue<Standing> standing) {
        Label words = Look.text("", "state");
        HBox row = new HBox(8);
        row.getStyleClass().add("standing");
        Moments moments = new Moments(texts, ZoneId.systemDefault());
        Look.follow(row, standing, now -> {
            String word = texts.get("home.state." + now.state().word());
            Instant asked = now.asked();
            words.setText(asked == null ? word : word + "\n" + moments.ago(asked, now.now()));
            row.getChildren()
                    .setAll(
                            Look.sign(
                                    switch (now.state()) {
                                        case FINE -> Finding.FINE;
                                        case STOP -> Finding.STOP;
                                        case LOOK, UNASKED, REMEMBERED, UNREACHED -> Finding.LOOK;
                                    }),
                            words);
        });
        return row;
    }

    private static Node section(Texts texts, Section section, Rail.AtHome home) {
        Button button = Look.button(
                texts.get("section." + section.word()), () -> home.go().accept(section));
        button.setMaxWidth(Double.MAX_VALUE);
        button.setAlignment(Pos.CENTER_LEFT);
        button.getStyleClass().addAll(Styles.FLAT, "back");
        if (section == home.now()) {
            button.getStyleClass().add("now");
            button.setAccessibleText(button.getText() + ", " + texts.get("rail.now"));
        }
        return button;
    }

    private static Node step(Texts texts, Step step, Step now, boolean left, Choices choices) {
        if (step.compareTo(now) < 0) {
            return back(texts, step, left, choices);
        }
        Label name = Look.text(texts.get(step.key));
        HBox row = new HBox(name);
        row.getStyleClass().add("step");
        if (step == now) {
            Region space = new Region();
            HBox.setHgrow(space, Priority.ALWAYS);
            Label state = Look.text(texts.get("rail.now"), "state");
            state.setMinWidth(Region.USE_PREF_SIZE);
            row.getChildren().addAll(space, state);
            row.getStyleClass().add("now");
        }
        return row;
    }

    /** A step that is done, or was left for later, to go back to. */
    private static Node back(Texts texts, Step step, boolean left, Choices choices) {
        Button back = Look.button(texts.get(step.key), () -> choices.step(step));
        back.setGraphic(left ? open() : Look.sign(Finding.FINE));
        back.setMaxWidth(Double.MAX_VALUE);
        back.setAlignment(Pos.CENTER_LEFT);
        back.getStyleClass().addAll(Styles.FLAT, "back");
        back.setAccessibleText(texts.get(step.key) + ", " + texts.get(left ? "rail.left" : "rail.done"));
        return back;
    }

    private static Node open() {
        Region dot = new Region();
        dot.getStyleClass().addAll("step-dot", "to-come");
        return dot;
    }

    /** A letter folded and locked in itself, as letters were before envelopes. */
    static Node mark() {
        SVGPath letter = new SVGPath();
        letter.setContent("M2 5h24v18H2zM2 5l12 10L26 5M2 23l8.5-10.9M26 23l-8.5-10.9");
        letter.getStyleClass().add("mark");
        Circle seal = new Circle(14, 15, 3.6);
        seal.getStyleClass().add("seal");
        return new Group(letter, seal);
    }
}
