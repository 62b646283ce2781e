package org.letterlock.desktop.ui.connect;

import java.util.List;
import java.util.Map;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.letterlock.desktop.text.Texts;
import org.letterlock.desktop.ui.FileWanted;
import org.letterlock.desktop.ui.Look;
import org.letterlock.protocol.Finding;

/** The screen on which all keys go to a file for a second computer. */
public final class CopyView {

    /** How such a file ends. */
    static final String EXTENSION = ".letterlock";

    private CopyView() {}

    /** Its nodes. */
    public static Node of(CopyViewModel model, Texts texts) {
        VBox page = new VBox();
        Button go = Look.primary(texts.get("connect.copy.write"), () -> write(model, page));
        go.disableProperty().bind(model.busy());
        Label busy = Look.text(texts.get("vault.busy"), "lead");
        busy.visibleProperty().bind(model.busy());
        busy.managedProperty().bind(model.busy());
        VBox done = new VBox();
        Look.follow(done, model.written(), file -> {
            done.getChildren()
                    .setAll(
                            file == null
                                    ? List.of()
                                    : List.of(fine(texts.get("connect.copy.done", Map.of("file", file.toString())))));
            done.setManaged(file != null);
        });
        page.getChildren()
                .addAll(
                        Look.heading(texts.get("connect.copy.title")),
                        Look.text(texts.get("connect.copy.lead"), "lead"),
                        Look.secret(texts.get("connect.copy.passphrase"), model.passphrase()),
                        Look.secret(texts.get("vault.again"), model.again()),
                        Look.place(model.problem(), texts),
                        Look.actions(go),
                        busy,
                        done);
        page.getStyleClass().add("page");
        Look.beginAtTheFirstField(page);
        return page;
    }

    private static Node fine(String text) {
        HBox row = new HBox(8, Look.sign(Finding.FINE), Look.text(text));
        row.setAlignment(Pos.CENTER_LEFT);
        return row;
    }

    private static void write(CopyViewModel model, Node page) {
        if (!model.isReady()) {
            return;
        }
        FileWanted.toWrite(page, "my-servers" + EXTENSION, model::write);
    }
}
