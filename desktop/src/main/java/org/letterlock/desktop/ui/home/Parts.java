package org.letterlock.desktop.ui.home;

import atlantafx.base.theme.Styles;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import javafx.animation.PauseTransition;
import javafx.beans.property.Property;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.beans.value.ObservableValue;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressIndicator;
import javafx.scene.control.RadioButton;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleGroup;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.util.Duration;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.text.Moments;
import org.letterlock.desktop.text.Texts;
import org.letterlock.desktop.ui.Look;
import org.letterlock.protocol.Finding;

/** What the views of home are made of beyond {@link Look}. */
public final class Parts {

    /** What takes longer shows that it works. */
    private static final Duration PATIENCE = Duration.millis(150);

    private final Texts texts;
    private final Moments moments;

    public Parts(Texts texts) {
        this.texts = texts;
        this.moments = new Moments(texts, ZoneId.systemDefault());
    }

    /** Moments in this language. */
    public Moments moments() {
        return moments;
    }

    /** A page with its heading, and what is to know beside it while it is asked. */
    public VBox page(String heading, Asked<?> asked, Node... nodes) {
        HBox top = new HBox(12, Look.heading(heading), working(asked));
        top.setAlignment(Pos.CENTER_LEFT);
        VBox page = new VBox(top, Look.place(asked.problem(), texts));
        page.getChildren().addAll(nodes);
        page.getStyleClass().add("page");
        // What went wrong is told on top, and an action may be far below.
        Look.follow(page, asked.problem(), why -> {
            if (why != null) {
                toTop(page);
            }
        });
        return page;
    }

    private static void toTop(Node node) {
        for (Parent above = node.getParent(); above != null; above = above.getParent()) {
            if (above instanceof ScrollPane scroll) {
                scroll.setVvalue(0);
            }
        }
    }

    /** Shows that it works, where that takes a while, and lets it be cancelled. */
    public Node working(Asked<?> asked) {
        ProgressIndicator circle = new ProgressIndicator();
        circle.setPrefSize(20, 20);
        circle.setMinSize(20, 20);
        circle.setAccessibleText(texts.get("home.working"));
        Button stop = Look.button(texts.get("home.cancel"), asked::cancel);
        stop.getStyleClass().addAll(Styles.FLAT, Styles.SMALL);
        HBox box = new HBox(8, circle, stop);
        box.setAlignment(Pos.CENTER_LEFT);
        box.setVisible(false);
        box.managedProperty().bind(box.visibleProperty());
        PauseTransition wait = new PauseTransition(PATIENCE);
        wait.setOnFinished(event -> box.setVisible(asked.busy().get()));
        Look.follow(box, asked.busy(), busy -> {
            box.setVisible(false);
            if (busy) {
                wait.playFromStart();
            } else {
                wait.stop();
            }
        });
        return box;
    }

    /** A question before something that cannot be taken back; nothing while there is none. */
    public Node confirmation(Property<@Nullable Confirmation> asked) {
        VBox place = new VBox();
        Look.follow(place, asked, now -> {
            place.setManaged(now != null);
            place.getChildren().setAll(now == null ? List.of() : List.of(confirm(now, () -> asked.setValue(null))));
            if (now != null) {
                toTop(place);
                place.lookupAll(".question").forEach(Node::requestFocus);
            }
        });
        return place;
    }

    private Node confirm(Confirmation asked, Runnable away) {
        String sentence = texts.get(asked.key() + "ask", asked.values());
        VBox card = Look.card(Finding.LOOK, sentence, texts.get(asked.key() + "lost", asked.values()), null, texts);
        StringProperty typed = new SimpleStringProperty("");
        Button yes = Look.button(texts.get(asked.key() + "yes", asked.values()), () -> {
            away.run();
            asked.yes().run();
        });
        yes.getStyleClass().add(Styles.DANGER);
        String wanted = asked.typed();
        if (wanted != null) {
            TextField field = new TextField();
            card.getChildren().add(Look.field(texts.get("home.type", Map.of("name", wanted)), field, typed));
            field.getStyleClass().add("question");
            yes.disableProperty().bind(typed.isNotEqualTo(wanted));
        }
        Button no = Look.button(texts.get("home.leave"), away);
        no.setCancelButton(true);
        if (wanted == null) {
            no.getStyleClass().add("question");
        }
        card.getChildren().add(Look.actions(yes, no));
        return card;
    }

    /** A moment that is past, with the exact one to point at. */
    public Label ago(Instant then, Instant now) {
        Label label = Look.text(moments.ago(then, now), "quiet");
        label.setTooltip(new Tooltip(moments.exact(then)));
        return label;
    }

    /** A value with its name; quiet. */
    public static VBox tile(String name, String value) {
        Label first = Look.text(name, "quiet");
        Label second = Look.text(value, "sentence");
        VBox tile = new VBox(4, first, second);
        tile.getStyleClass().add("tile");
        tile.setAccessibleText(name + ": " + value);
        return tile;
    }

    /** A line of a list: what it is, what is to know of it, and what can be done with it. */
    public static HBox row(String title, List<? extends Node> below, Node... actions) {
        VBox words = new VBox(2, Look.text(title, "sentence"));
        words.getChildren().addAll(below);
        HBox.setHgrow(words, Priority.ALWAYS);
        HBox row = new HBox(8, words);
        row.getChildren().addAll(actions);
        row.getStyleClass().add("row");
        return row;
    }

    /** A part of a page with its name. */
    public static VBox part(String name, Node... nodes) {
        VBox part = new VBox(Look.text(name, "verdict"));
        part.getChildren().addAll(nodes);
        part.getStyleClass().add("part");
        return part;
    }

    /**
     * A control that changes something on the server: it rests while that is asked or changed, and then shows what the server said last, however that ended. Where the
     * server said something new, another control takes its place.
     *
     * @param back has it show what the server said
     */
    public static <N extends Node> N answered(N control, Asked<?> asked, Runnable back) {
        Look.follow(control, asked.busy(), busy -> {
            control.setDisable(busy);
            if (!busy) {
                back.run();
            }
        });
        return control;
    }

    /** Yes or no. */
    public static CheckBox check(String name, boolean on, Asked<?> asked, Consumer<Boolean> choose) {
        CheckBox box = new CheckBox(name);
        box.setWrapText(true);
        box.setMinHeight(Region.USE_PREF_SIZE);
        box.setOnAction(event -> choose.accept(box.isSelected()));
        return answered(box, asked, () -> box.setSelected(on));
    }

    /** One of several, by words; the texts are under {@code key.WORD}. */
    public VBox choice(String key, List<String> words, String chosen, Asked<?> asked, Consumer<String> choose) {
        ToggleGroup group = new ToggleGroup();
        VBox box = new VBox(8);
        for (String word : words) {
            RadioButton button = new RadioButton(texts.get(key + word));
            button.setWrapText(true);
            button.setMinHeight(Region.USE_PREF_SIZE);
            button.setToggleGroup(group);
            button.setUserData(word);
            button.setOnAction(event -> choose.accept(word));
            box.getChildren().add(button);
        }
        return answered(
                box,
                asked,
                () -> group.selectToggle(group.getToggles().stream()
                        .filter(each -> chosen.equals(each.getUserData()))
                        .findFirst()
                        .orElse(null)));
    }

    /** Nodes that are made again whenever the value is another one. */
    public static <T extends @Nullable Object> VBox live(
            ObservableValue<T> value, Function<T, List<? extends Node>> nodes) {
        VBox box = new VBox(12);
        Look.follow(box, value, now -> Unfolding.into(box, () -> nodes.apply(now)));
        return box;
    }
}
