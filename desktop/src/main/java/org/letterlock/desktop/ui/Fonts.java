package org.letterlock.desktop.ui;

import java.util.stream.Stream;
import javafx.scene.Group;
import javafx.scene.Scene;
import javafx.scene.text.Text;
import org.letterlock.desktop.text.Texts;

/** Has the toolkit open the fonts of a language before a screen needs them, because that takes longer than a screen may stand still. */
public final class Fonts {

    private Fonts() {}

    /**
     * Opens them. Beside the screen: what is made for it lies in no window, and is texts alone, for controls share things that belong to the screen's thread.
     *
     * @param stylesheet which names them
     */
    public static void open(Texts texts, String stylesheet) {
        Group all = new Group();
        all.getStyleClass().addAll("root", "lang-" + texts.language().code());
        Stream.of("heading", "lead", "sentence", "quiet").forEach(style -> {
            Text text = new Text(texts.get("overview.fine") + texts.get("welcome.title"));
            text.getStyleClass().add(style);
            all.getChildren().add(text);
        });
        Scene scene = new Scene(all);
        scene.getStylesheets().setAll(stylesheet);
        all.applyCss();
        all.getChildren().forEach(text -> text.prefWidth(-1));
    }
}
