package org.letterlock.desktop.ui.you;

import java.util.Map;
import javafx.beans.binding.Bindings;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.RadioButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.VBox;
import org.letterlock.desktop.text.Texts;
import org.letterlock.desktop.ui.Look;

/** The screen on which the first mailbox is chosen. */
public final class YouView {

    private YouView() {}

    /** Its nodes. */
    public static Node of(YouViewModel model, Texts texts) {
        Map<String, String> domain = Map.of("domain", model.shownDomain());
        Label address = Look.text("", "verdict");
        address.textProperty()
                .bind(Bindings.createStringBinding(
                        () -> model.address().orElse("… @" + model.shownDomain()), model.person(), model.local()));
        ToggleGroup choice = new ToggleGroup();
        RadioButton kit = radio(texts.get("you.kit"), choice);
        RadioButton alone = radio(texts.get("you.alone"), choice);
        (model.recoverable().get() ? kit : alone).setSelected(true);
        kit.selectedProperty()
                .addListener((property, before, now) -> model.recoverable().set(now));
        VBox choices = new VBox(
                12,
                Look.text(texts.get("you.choice"), "field-name"),
                new VBox(4, kit, indented(texts.get("you.kit.means"))),
                new VBox(4, alone, indented(texts.get("you.alone.means"))));
        VBox page = new VBox(
                Look.heading(texts.get("you.title")),
                Look.text(texts.get("you.lead"), "lead"),
                Look.line(texts.get("you.name"), texts.get("you.name.hint"), model.person()),
                Look.line(texts.get("you.local", domain), texts.get("you.local.hint"), model.local()),
                address,
                choices,
                Look.place(model.problem(), texts),
                Look.actions(Look.primary(texts.get("common.go"), model::goOn)));
        page.getStyleClass().add("page");
        return page;
    }

    private static RadioButton radio(String text, ToggleGroup group) {
        RadioButton button = new RadioButton(text);
        button.setToggleGroup(group);
        button.setWrapText(true);
        return button;
    }

    private static Node indented(String text) {
        VBox box = new VBox(Look.text(text, "lead"));
        box.getStyleClass().add("indented");
        return box;
    }
}
