package org.letterlock.desktop.ui.install;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javafx.scene.Node;
import javafx.scene.control.ProgressBar;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.letterlock.desktop.text.Texts;
import org.letterlock.desktop.ui.Look;
import org.letterlock.protocol.Finding;
import org.letterlock.protocol.InstallReport;

/** The screen on which Letterlock is installed. */
public final class InstallView {

    private final InstallViewModel model;
    private final Texts texts;
    private final VBox page = new VBox();

    private InstallView(InstallViewModel model, Texts texts) {
        this.model = model;
        this.texts = texts;
        page.getStyleClass().add("page");
    }

    /** Its nodes. */
    public static Node of(InstallViewModel model, Texts texts) {
        InstallView view = new InstallView(model, texts);
        Look.follow(model.stage(), view::show);
        return view.page;
    }

    private void show(InstallViewModel.Stage stage) {
        page.getChildren()
                .setAll(
                        switch (stage) {
                            case ASK -> ask();
                            case INSTALLING -> installing();
                            case INSTALLED -> installed();
                        });
    }

    private Map<String, String> server() {
        return Map.of("server", model.server().address().toString());
    }

    private List<Node> ask() {
        return List.of(
                Look.heading(texts.get("install.title")),
                Look.text(texts.get("install.lead", server()), "lead"),
                Look.line(texts.get("install.hostname"), "mail.example.org", model.hostname()),
                Look.text(texts.get("install.hostname.hint"), "lead"),
                Look.place(model.problem(), texts),
                Look.actions(Look.primary(texts.get("install.go"), model::install)));
    }

    private List<Node> installing() {
        VBox steps = new VBox(8);
        Look.follow(model.done(), done -> steps.getChildren().setAll(steps(done.intValue())));
        ProgressBar bar = new ProgressBar();
        bar.setMaxWidth(480);
        bar.progressProperty().bind(model.done().divide((double) InstallViewModel.STEPS.size()));
        bar.setAccessibleText(texts.get("install.title"));
        return List.of(
                Look.heading(texts.get("install.title")), Look.text(texts.get("install.goes-on"), "lead"), bar, steps);
    }

    private List<Node> steps(int done) {
        List<Node> rows = new ArrayList<>();
        for (int i = 0; i < InstallViewModel.STEPS.size(); i++) {
            String text = texts.get("install.step." + InstallViewModel.STEPS.get(i));
            if (i < done) {
                rows.add(new HBox(8, Look.sign(Finding.FINE), Look.text(text)));
            } else if (i == done) {
                rows.add(Look.text(text, "sentence"));
            } else {
                rows.add(Look.text(text, "lead"));
            }
        }
        return rows;
    }

    private List<Node> installed() {
        InstallReport report = model.report().get();
        if (report == null) {
            return List.of();
        }
        List<Node> nodes = new ArrayList<>(List.of(
                new HBox(10, Look.sign(Finding.FINE), Look.heading(texts.get("install.done.title"))),
                Look.text(
                        texts.get(
                                "install.done",
                                Map.of(
                                        "server",
                                        model.server().address().toString(),
                                        "version",
                                        report.engineVersion())),
                        "lead")));
        String before = report.before();
        if (before != null && !before.equals(report.release())) {
            nodes.add(Look.text(texts.get("install.done.before", Map.of("before", before))));
        }
        // Told by the server, so in its words.
        report.notes().forEach(note -> nodes.add(Look.card(Finding.LOOK, note, "", null, texts)));
        nodes.add(Look.text(texts.get("install.done.next"), "lead"));
        return nodes;
    }
}
