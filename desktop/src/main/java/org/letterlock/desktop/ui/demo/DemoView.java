package org.letterlock.desktop.ui.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javafx.scene.Node;
import javafx.scene.control.ProgressBar;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.demo.DemoEngine;
import org.letterlock.desktop.text.Texts;
import org.letterlock.desktop.ui.Look;
import org.letterlock.protocol.Finding;

/** The screen from which a mail server on this computer is tried. */
public final class DemoView {

    private DemoView() {}

    /** Its nodes. */
    public static Node of(DemoViewModel model, Texts texts) {
        VBox work = new VBox(16);
        Look.follow(work, model.stage(), stage -> work.getChildren().setAll(work(model, stage, texts)));
        VBox page = new VBox(
                Look.heading(texts.get("demo.title")),
                Look.text(texts.get("demo.lead"), "lead"),
                Look.place(model.problem(), texts),
                work);
        page.getStyleClass().add("page");
        return page;
    }

    private static List<Node> work(DemoViewModel model, DemoViewModel.Stage stage, Texts texts) {
        Node back = Look.button(texts.get("what.back"), model::back);
        Node remove = Look.button(texts.get("demo.remove"), model::remove);
        return switch (stage) {
            case NOTHING -> List.of(Look.actions(Look.primary(texts.get("demo.start"), model::start), back));
            case THERE ->
                List.of(
                        Look.text(texts.get("demo.there")),
                        Look.actions(Look.primary(texts.get("demo.start"), model::start), remove, back));
            case STARTING ->
                waiting(texts.get("demo.starting"), Look.button(texts.get("common.cancel"), model::cancel));
            case REMOVING -> waiting(texts.get("demo.removing"), null);
            case RUNNING ->
                List.of(
                        new HBox(
                                10,
                                Look.sign(Finding.FINE),
                                Look.text(texts.get("demo.running", Map.of("domain", DemoEngine.DOMAIN)), "verdict")),
                        Look.text(texts.get("demo.running.means")),
                        Look.actions(Look.primary(texts.get("demo.look"), model::look), remove, back));
        };
    }

    private static List<Node> waiting(String sentence, @Nullable Node cancel) {
        ProgressBar bar = new ProgressBar();
        bar.setMaxWidth(480);
        bar.setAccessibleText(sentence);
        List<Node> nodes = new ArrayList<>(List.of(Look.text(sentence), bar));
        if (cancel != null) {
            nodes.add(Look.actions(cancel));
        }
        return nodes;
    }
}
