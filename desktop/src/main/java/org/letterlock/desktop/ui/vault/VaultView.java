package org.letterlock.desktop.ui.vault;

import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.VBox;
import org.letterlock.desktop.text.Texts;
import org.letterlock.desktop.ui.Look;
import org.letterlock.desktop.ui.home.Parts;

/** The screen of the passphrase. */
public final class VaultView {

    private VaultView() {}

    /** Its nodes. */
    public static Node of(VaultViewModel model, Texts texts) {
        String kind = model.isFresh() ? "new" : "open";
        VBox page = new VBox(
                Look.heading(texts.get("vault." + kind + ".title")),
                Look.text(texts.get("vault." + kind + ".lead"), "lead"),
                Look.secret(texts.get("vault.passphrase"), model.passphrase()));
        if (model.isFresh()) {
            page.getChildren().add(Look.secret(texts.get("vault.again"), model.again()));
        }
        Node problem = Look.place(model.problem(), texts);
        Button go = Look.primary(texts.get(model.isFresh() ? "vault.create" : "vault.open"), model::submit);
        go.disableProperty().bind(model.busy());
        Label busy = Look.text(texts.get("vault.busy"), "lead");
        busy.visibleProperty().bind(model.busy());
        busy.managedProperty().bind(model.busy());
        Label asking = Look.text(texts.get("vault.asking"), "lead");
        asking.visibleProperty().bind(model.asking());
        asking.managedProperty().bind(model.asking());
        page.getChildren().addAll(problem, Look.actions(go), busy, asking);
        if (!model.isFresh()) {
            Button forgotten = Look.button(texts.get("vault.forgotten"), model::forgotten);
            forgotten.disableProperty().bind(model.busy());
            page.getChildren().addAll(new Parts(texts).confirmation(model.confirmation()), Look.actions(forgotten));
        }
        page.getStyleClass().add("page");
        return page;
    }
}
