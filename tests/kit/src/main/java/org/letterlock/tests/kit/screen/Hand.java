package org.letterlock.tests.kit.screen;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javafx.event.Event;
import javafx.event.EventType;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.Labeled;
import javafx.scene.control.PasswordField;
import javafx.scene.control.TextInputControl;
import javafx.scene.control.TitledPane;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;

/**
 * Somebody at the keyboard: reads what is shown, types into fields that are called something, and presses what something is written on. What is hidden, folded away or switched
 * off is not there for them. For the screen's thread alone.
 */
public final class Hand {

    private final Supplier<? extends Parent> screen;

    /** @param screen what is shown now */
    public Hand(Supplier<? extends Parent> screen) {
        this.screen = screen;
    }

    /** A node and all that is in it, in the order in which they lie there; also what a control makes of itself when it is first drawn. */
    public static List<Node> all(Node node) {
        node.applyCss();
        return inside(node).toList();
    }

    private static Stream<Node> inside(Node node) {
        Stream<Node> children = node instanceof Parent parent
                ? parent.getChildrenUnmodifiable().stream().flatMap(Hand::inside)
                : Stream.empty();
        return Stream.concat(Stream.of(node), children);
    }

    private static Stream<Node> shown(Node node) {
        if (!node.isVisible()) {
            return Stream.empty();
        }
        Stream<Node> inside = node instanceof Parent parent
                ? parent.getChildrenUnmodifiable().stream()
                        .filter(child -> !(node instanceof TitledPane pane
                                && !pane.isExpanded()
                                && isAround(child, pane.getContent())))
                        .flatMap(Hand::shown)
                : Stream.empty();
        return Stream.concat(Stream.of(node), inside);
    }

    private static boolean isAround(Node outer, Node inner) {
        return Stream.iterate(inner, Objects::nonNull, Node::getParent).anyMatch(outer::equals);
    }

    private <N extends Node> Stream<N> find(Class<N> kind) {
        Parent now = screen.get();
        now.applyCss();
        return shown(now).filter(kind::isInstance).map(kind::cast).toList().stream();
    }

    /** What the page is called. */
    public List<String> headings() {
        return find(Label.class)
                .filter(label -> label.getStyleClass().contains("heading"))
                .map(Label::getText)
                .toList();
    }

    /** All texts in their order, those on buttons and in fields included; no secrets. */
    public List<String> words() {
        return find(Node.class)
                .<String>mapMulti((node, words) -> {
                    if (node instanceof Labeled labeled && labeled.getText() != null) {
                        words.accept(labeled.getText());
                    } else if (node instanceof TextInputControl field && !(node instanceof PasswordField)) {
                        words.accept(field.getText());
                    }
                })
                .filter(text -> !text.isEmpty())
                .toList();
    }

    /** The buttons that can be pressed. */
    public List<String> buttons() {
        return find(Button.class)
                .filter(button -> !button.isDisabled())
                .map(button -> String.valueOf(button.getText()))
                .toList();
    }

    /** What is said of each button to somebody who does not see it. */
    public List<String> spokenButtons() {
        return find(Button.class)
                .map(button -> String.valueOf(button.getAccessibleText()))
                .toList();
    }

    /** What the fields are called. */
    public List<String> fields() {
        return find(TextInputControl.class)
                .map(field -> String.valueOf(field.getAccessibleText()))
                .toList();
    }

    private Optional<TextInputControl> field(String name) {
        return find(TextInputControl.class)
                .filter(field -> name.equals(field.getAccessibleText()))
                .findFirst();
    }

    /** What stands in a field. */
    public Optional<String> typed(String name) {
        return field(name).map(TextInputControl::getText);
    }

    /** Types into a field, instead of what is there; whether there is such a field. */
    public boolean type(String name, String text) {
        Optional<TextInputControl> found =
                field(name).filter(field -> !field.isDisabled()).filter(TextInputControl::isEditable);
        found.ifPresent(field -> {
            field.requestFocus();
            field.selectAll();
            key(field, KeyEvent.KEY_PRESSED, "", KeyCode.DELETE);
            text.codePoints()
                    .mapToObj(Character::toString)
                    .forEach(letter -> key(field, KeyEvent.KEY_TYPED, letter, KeyCode.UNDEFINED));
            if (!text.equals(field.getText())) {
                throw new IllegalStateException("the field " + name + " does not take what is typed");
            }
        });
        return found.isPresent();
    }

    /** Presses what has a text written on it, or is called so; the first of these. Whether there is any that can be pressed. */
    public boolean press(String name) {
        List<ButtonBase> able = find(ButtonBase.class)
                .filter(button -> !button.isDisabled() && button.isFocusTraversable())
                .toList();
        Optional<ButtonBase> wanted = Stream.concat(
                        able.stream().filter(button -> name.equals(button.getText())),
                        able.stream().filter(button -> name.equals(button.getAccessibleText())))
                .findFirst();
        wanted.ifPresent(button -> {
            button.requestFocus();
            key(button, KeyEvent.KEY_PRESSED, "", KeyCode.SPACE);
            key(button, KeyEvent.KEY_RELEASED, "", KeyCode.SPACE);
        });
        return wanted.isPresent() || unfold(name);
    }

    private boolean unfold(String name) {
        Optional<TitledPane> pane = find(TitledPane.class)
                .filter(each -> name.equals(each.getText()))
                .findFirst();
        pane.ifPresent(each -> each.setExpanded(!each.isExpanded()));
        return pane.isPresent();
    }

    private static void key(Node node, EventType<KeyEvent> type, String letter, KeyCode code) {
        Event.fireEvent(node, new KeyEvent(type, letter, "", code, false, false, false, false));
    }

    /** Chooses what is called something from a list that is folded together; whether any list has it. */
    public boolean choose(String item) {
        return find(Node.class).anyMatch(node -> node instanceof ComboBox<?> box && select(box, item));
    }

    private static <T> boolean select(ComboBox<T> box, String item) {
        Optional<T> found = box.getItems().stream()
                .filter(one -> item.equals(
                        box.getConverter() == null
                                ? one.toString()
                                : box.getConverter().toString(one)))
                .findFirst();
        found.ifPresent(box::setValue);
        return found.isPresent();
    }
}
