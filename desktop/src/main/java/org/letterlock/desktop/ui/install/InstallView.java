package org.letterlock.desktop.ui.install;

import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javafx.animation.Animation;
import javafx.animation.KeyFrame;
import javafx.animation.Timeline;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.TitledPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.text.Texts;
import org.letterlock.desktop.ui.Look;
import org.letterlock.protocol.Finding;
import org.letterlock.protocol.InstallReport;

/** The screen on which Letterlock is installed. */
public final class InstallView {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneId.systemDefault());

    private final InstallViewModel model;
    private final Texts texts;
    private final VBox head = new VBox(16);
    private final VBox steps = new VBox(8);
    private final VBox actions = new VBox(12);
    private final Label log = Look.text("", "detail");
    private final Timeline second = new Timeline(new KeyFrame(javafx.util.Duration.seconds(1)));

    private InstallView(InstallViewModel model, Texts texts) {
        this.model = model;
        this.texts = texts;
    }

    /** Its nodes. */
    public static Node of(InstallViewModel model, Texts texts) {
        InstallView view = new InstallView(model, texts);
        TitledPane happens = new TitledPane(
                texts.get("install.log"),
                new VBox(8, view.log, Look.button(texts.get("common.copy"), () -> Look.copy(view.log.getText()))));
        happens.setExpanded(false);
        happens.setAnimated(false);
        happens.setManaged(false);
        happens.setVisible(false);
        VBox page = new VBox(view.head, view.actions, view.steps, happens);
        page.getStyleClass().add("page");
        view.second.getKeyFrames().setAll(new KeyFrame(javafx.util.Duration.seconds(1), event -> model.tick()));
        view.second.setCycleCount(Animation.INDEFINITE);
        // A screen that nobody sees any more does not count seconds.
        page.sceneProperty().addListener((property, before, now) -> {
            if (now == null) {
                view.second.stop();
            } else {
                view.second.play();
            }
        });
        Look.follow(page, model.stage(), view::show);
        Look.follow(page, model.steps(), view::steps);
        Look.follow(page, model.log(), entries -> {
            view.log.setText(view.told());
            happens.setManaged(!entries.isEmpty());
            happens.setVisible(!entries.isEmpty());
        });
        return page;
    }

    private void show(InstallViewModel.Stage stage) {
        Map<String, String> values = model.values();
        head.getChildren()
                .setAll(
                        switch (stage) {
                            case ASK -> asked(values);
                            case INSTALLING -> lead("install.title", "install.goes-on", values);
                            case WAITING -> lead("install.title", "install.waiting", values);
                            case UNDOING -> lead("install.title", "install.undoing", values);
                            case FAILED -> failed(values);
                            case INSTALLED -> installed();
                        });
        boolean shown = stage != InstallViewModel.Stage.INSTALLED;
        steps.setManaged(shown);
        steps.setVisible(shown);
        actions.getChildren()
                .setAll(
                        switch (stage) {
                            case ASK -> List.of(Look.actions(Look.primary(texts.get("install.go"), model::install)));
                            case INSTALLING, UNDOING -> List.<Node>of();
                            case WAITING ->
                                List.of(Look.actions(
                                        Look.primary(texts.get("install.now"), model::install),
                                        Look.button(texts.get("install.stop-waiting"), model::stopWaiting)));
                            case FAILED ->
                                List.of(
                                        Look.actions(
                                                Look.primary(texts.get("install.again"), model::install),
                                                Look.button(texts.get("install.undo"), model::undo)),
                                        Look.text(texts.get("install.undo.means"), "lead"));
                            case INSTALLED ->
                                List.of(Look.actions(Look.primary(texts.get("install.records"), model::goOn)));
                        });
    }

    private List<Node> lead(String title, String sentence, Map<String, String> values) {
        return List.of(Look.heading(texts.get(title)), Look.text(texts.get(sentence, values), "lead"));
    }

    private List<Node> asked(Map<String, String> values) {
        return List.of(
                Look.heading(texts.get("install.title")),
                Look.text(texts.get("install.lead", values), "lead"),
                Look.text(texts.get("install.chosen", values)));
    }

    private List<Node> failed(Map<String, String> values) {
        List<Node> nodes = new ArrayList<>(lead("install.title", "install.failed", values));
        nodes.add(Look.place(model.problem(), texts));
        return nodes;
    }

    private void steps(List<InstallViewModel.Step> now) {
        steps.getChildren().setAll(now.stream().map(this::row).toList());
    }

    private Node row(InstallViewModel.Step step) {
        String name = texts.get("install.step." + step.name());
        Label label = switch (step.state()) {
            case TO_COME -> Look.text(name, "lead");
            case NOW, FAILED -> Look.text(name, "sentence");
            case DONE -> Look.text(name);
        };
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        HBox row = new HBox(8, sign(step.state()), label, space);
        Duration took = step.took();
        if (took != null) {
            row.getChildren().add(Look.text(seconds(took), "lead"));
        }
        row.setAccessibleText(name + ", " + texts.get("install.state." + word(step.state())));
        row.setFocusTraversable(false);
        return row;
    }

    private static String word(InstallViewModel.State state) {
        return switch (state) {
            case TO_COME -> "to-come";
            case NOW -> "now";
            case DONE -> "done";
            case FAILED -> "failed";
        };
    }

    private static Node sign(InstallViewModel.State state) {
        Node sign = switch (state) {
            case TO_COME, NOW -> new Region();
            case DONE -> Look.sign(Finding.FINE);
            case FAILED -> Look.sign(Finding.STOP);
        };
        if (sign instanceof Region space) {
            space.getStyleClass().addAll("step-dot", word(state));
        }
        return sign;
    }

    private String seconds(Duration took) {
        return texts.get("install.seconds", Map.of("seconds", String.valueOf(took.toSeconds())));
    }

    private String told() {
        return model.log().stream().map(this::line).collect(Collectors.joining("\n"));
    }

    private String line(InstallViewModel.Entry entry) {
        String what = entry.step().isEmpty() ? "" : texts.get("install.step." + entry.step()) + " · ";
        String more = entry.detail().isEmpty() ? "" : " · " + Look.harmless(entry.detail());
        return TIME.format(entry.at()) + "  " + what + texts.get("install.event." + entry.event()) + more;
    }

    private List<Node> installed() {
        @Nullable InstallReport report = model.report().get();
        if (report == null) {
            return List.of();
        }
        Map<String, String> values =
                Map.of("server", model.server().address().toString(), "version", report.engineVersion());
        List<Node> nodes = new ArrayList<>(List.of(
                new HBox(10, Look.sign(Finding.FINE), Look.heading(texts.get("install.done.title"))),
                Look.text(texts.get("install.done", values), "lead")));
        String before = report.before();
        if (before != null && !before.equals(report.release())) {
            nodes.add(Look.text(texts.get("install.done.before", Map.of("before", before))));
        }
        String exposure = report.exposure();
        if (exposure != null) {
            nodes.add(Look.text(texts.get("install.done.exposure", Map.of("exposure", exposure))));
        }
        report.notes().forEach(note -> nodes.add(Look.card(note, texts)));
        nodes.add(Look.text(texts.get("install.done.mailbox", model.values()), "lead"));
        return nodes;
    }
}
