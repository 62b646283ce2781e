package org.letterlock.desktop.ui;

import atlantafx.base.theme.Styles;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.application.Platform;
import javafx.beans.binding.Bindings;
import javafx.beans.property.StringProperty;
import javafx.beans.value.ObservableValue;
import javafx.collections.ObservableList;
import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.PasswordField;
import javafx.scene.control.TextField;
import javafx.scene.control.TextInputControl;
import javafx.scene.control.TitledPane;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.input.DataFormat;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.scene.shape.FillRule;
import javafx.scene.shape.SVGPath;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.model.Problem;
import org.letterlock.desktop.text.Texts;
import org.letterlock.protocol.Finding;

/** The parts that screens are made of, so that all look alike. */
public final class Look {

    private static final int MOST_DETAIL = 2_000;

    /** Marks what lies in the clipboard as a secret of ours; it goes when something else is copied. */
    private static final DataFormat SECRET = new DataFormat("application/x-letterlock-secret");

    private Look() {}

    /** A text that wraps, and is cut only where it is longer than anybody reads. Whoever wrote it: what is no text is left out. */
    public static Label text(String text, String... styles) {
        Label label = new Label(harmless(text));
        label.setWrapText(true);
        label.setMinHeight(Region.USE_PREF_SIZE);
        label.getStyleClass().addAll(styles);
        return label;
    }

    /** What a screen is called. */
    public static Label heading(String text) {
        Label label = text(text, "heading");
        label.setAccessibleRole(AccessibleRole.TEXT);
        return label;
    }

    /** The one action that a screen is about. */
    public static Button primary(String text, Runnable action) {
        Button button = button(text, action);
        button.getStyleClass().add(Styles.ACCENT);
        button.setDefaultButton(true);
        return button;
    }

    /** Another action. */
    public static Button button(String text, Runnable action) {
        Button button = new Button(harmless(text));
        button.setMinWidth(Region.USE_PREF_SIZE);
        button.setOnAction(event -> action.run());
        return button;
    }

    /** A row of actions. */
    public static HBox actions(Node... nodes) {
        HBox row = new HBox(nodes);
        row.getStyleClass().add("actions");
        return row;
    }

    /** A field with its name. */
    public static VBox field(String name, TextInputControl field, StringProperty value) {
        Label label = text(name, "field-name");
        label.setLabelFor(field);
        field.setAccessibleText(name);
        field.textProperty().bindBidirectional(value);
        field.setMaxWidth(480);
        VBox box = new VBox(label, field);
        box.getStyleClass().add("form");
        return box;
    }

    /** A field for what nobody may see. */
    public static VBox secret(String name, StringProperty value) {
        return field(name, new PasswordField(), value);
    }

    /** A field for one line. */
    public static VBox line(String name, String hint, StringProperty value) {
        TextField field = new TextField();
        field.setPromptText(hint);
        return field(name, field, value);
    }

    /** What went wrong: the sentence, what to do, and details to open. */
    public static Node problem(Texts texts, Problem problem) {
        Texts.Told told = texts.told(problem);
        VBox card = card(Finding.STOP, told.sentence(), told.remedy(), problem.detail(), texts);
        card.setAccessibleText(told.sentence() + " " + told.remedy());
        return card;
    }

    /** Where what goes wrong is shown, and nothing while nothing does. */
    public static Node place(ObservableValue<? extends @Nullable Problem> problem, Texts texts) {
        VBox place = new VBox();
        follow(place, problem, now -> {
            place.getChildren().setAll(now == null ? List.of() : List.of(problem(texts, now)));
            place.setManaged(now != null);
        });
        return place;
    }

    /** What was found, in the app's words where it has some. */
    public static VBox card(Finding found, Texts texts) {
        return card(found.level(), texts.sentence(found), texts.remedy(found), found.detail(), texts);
    }

    /** One thing that was found. */
    public static VBox card(String level, String sentence, String remedy, @Nullable String detail, Texts texts) {
        Label first = text(sentence, "sentence");
        HBox row = new HBox(8, sign(level), first);
        HBox.setHgrow(first, Priority.ALWAYS);
        VBox card = new VBox(row);
        if (!remedy.isEmpty()) {
            card.getChildren().add(text(remedy));
        }
        if (detail != null && !detail.isBlank()) {
            card.getChildren().add(details(texts, detail));
        }
        card.getStyleClass().addAll("card", level);
        return card;
    }

    /** A sign that says a level without its colour. */
    public static Node sign(String level) {
        SVGPath path = new SVGPath();
        path.setContent(
                switch (level) {
                    case Finding.FINE ->
                        "M9 1a8 8 0 1 0 0 16A8 8 0 0 0 9 1zm-1.2 11.6L4.4 9.2l1.3-1.3 2.1 2.1 4.5-4.5 1.3 1.3z";
                    case Finding.LOOK -> "M9 1.5 17.5 16.5H.5zM8.1 7v4.6h1.8V7zm0 5.8v1.8h1.8v-1.8z";
                    default -> "M5.7 1h6.6L17 5.7v6.6L12.3 17H5.7L1 12.3V5.7zM8.1 4.6v5.6h1.8V4.6zm0 7v1.8h1.8v-1.8z";
                });
        path.getStyleClass().addAll("sign", level);
        path.setFillRule(FillRule.EVEN_ODD);
        return path;
    }

    private static Node details(Texts texts, String detail) {
        String shown = harmless(detail);
        Label words = text(shown, "detail");
        TitledPane pane = new TitledPane(
                texts.get("common.details"), new VBox(8, words, button(texts.get("common.copy"), () -> copy(shown))));
        pane.setExpanded(false);
        pane.setAnimated(false);
        pane.getStyleClass().add(Styles.DENSE);
        return pane;
    }

    /** What others wrote: without what is no text, and not endless. */
    public static String harmless(String text) {
        String clean = text.codePoints()
                .filter(c -> c == '\n' || !(Character.isISOControl(c) || Character.getType(c) == Character.FORMAT))
                .limit(MOST_DETAIL)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return clean.strip();
    }

    /** Has the keyboard begin at the first field of a page, as soon as that lies in a window; where it has none, nothing changes. */
    public static void beginAtTheFirstField(Parent page) {
        firstField(page).ifPresent(field -> Platform.runLater(field::requestFocus));
    }

    private static Optional<Node> firstField(Node node) {
        if (node instanceof TextInputControl field) {
            return field.isEditable() ? Optional.of(field) : Optional.empty();
        }
        return node instanceof Parent parent
                ? parent.getChildrenUnmodifiable().stream()
                        .flatMap(child -> firstField(child).stream())
                        .findFirst()
                : Optional.empty();
    }

    /** Puts a text where other programs find it. */
    public static void copy(String text) {
        ClipboardContent content = new ClipboardContent();
        content.putString(text);
        Clipboard.getSystemClipboard().setContent(content);
    }

    /** Puts a secret there, until {@link #takeBack}. */
    public static void copySecret(String secret) {
        ClipboardContent content = new ClipboardContent();
        content.putString(secret);
        content.put(SECRET, "");
        Clipboard.getSystemClipboard().setContent(content);
    }

    /** Takes the secret away from there that was copied last, unless something else was copied since. On the screen's thread. */
    public static void takeBack() {
        if (Clipboard.getSystemClipboard().hasContent(SECRET)) {
            Clipboard.getSystemClipboard().clear();
        }
    }

    /** Does something with the value now, and whenever it is another while the node lies in a window; holds neither when it does not. */
    public static <T extends @Nullable Object> void follow(Node shown, ObservableValue<T> value, Consumer<T> change) {
        ObservableValue<Boolean> inWindow =
                shown.sceneProperty().map(scene -> true).orElse(false);
        value.when(inWindow).addListener((property, before, now) -> change.accept(now));
        change.accept(value.getValue());
    }

    /** The same with a list. */
    public static <T> void follow(Node shown, ObservableList<T> list, Consumer<List<T>> change) {
        follow(shown, Bindings.createObjectBinding(() -> List.copyOf(list), list), change);
    }
}
