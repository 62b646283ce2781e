package org.letterlock.desktop.ui.welcome;

import java.util.List;
import java.util.function.Consumer;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Hyperlink;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.text.Texts;
import org.letterlock.desktop.ui.Look;

/** The first screen: doors, and a line that says what is behind them. */
public final class WelcomeView {

    /** What a person may begin with. */
    public enum Way {
        /** Set up a new server. */
        SET_UP("set-up"),
        /** Connect to one that is set up already. */
        CONNECT("connect"),
        /** Try it on this computer. */
        TRY("try");

        private final String word;

        Way(String word) {
            this.word = word;
        }
    }

    private WelcomeView() {}

    /**
     * Its nodes.
     *
     * @param ways those that lead somewhere, in their order
     * @param go is told which one was chosen
     * @param what leads to the page that says what a domain and a server are
     * @param back leads to the servers that there are already; null where there are none
     */
    public static Node of(Texts texts, List<Way> ways, Consumer<Way> go, Runnable what, @Nullable Runnable back) {
        VBox doors = new VBox(12);
        for (Way way : ways) {
            doors.getChildren().add(door(texts, way, way == ways.getFirst(), go));
        }
        Hyperlink ask = new Hyperlink(texts.get("welcome.what"));
        ask.setOnAction(event -> what.run());
        VBox page = new VBox(
                Look.heading(texts.get("welcome.title")),
                Look.text(texts.get("welcome.lead"), "lead"),
                doors,
                new HBox(4, Look.text(texts.get("welcome.need"), "lead"), ask));
        if (back != null) {
            page.getChildren().add(Look.actions(Look.button(texts.get("what.back"), back)));
        }
        page.getStyleClass().add("page");
        return page;
    }

    private static Node door(Texts texts, Way way, boolean first, Consumer<Way> go) {
        String name = texts.get("welcome." + way.word);
        String means = texts.get("welcome." + way.word + ".means");
        Button button = first ? Look.primary(name, () -> go.accept(way)) : Look.button(name, () -> go.accept(way));
        button.setAccessibleText(name + ". " + means);
        VBox door = new VBox(8, button, Look.text(means, "lead"));
        door.getStyleClass().add("card");
        return door;
    }
}
