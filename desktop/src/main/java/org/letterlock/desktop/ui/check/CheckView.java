package org.letterlock.desktop.ui.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javafx.beans.binding.Bindings;
import javafx.scene.Node;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.TitledPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.letterlock.desktop.text.Texts;
import org.letterlock.desktop.ui.Look;
import org.letterlock.protocol.Finding;
import org.letterlock.protocol.Inspection;

/** The screen on which a server is looked over. */
public final class CheckView {

    private static final List<String> LEVELS = List.of(Finding.STOP, Finding.LOOK, Finding.FINE);

    /** How a relay is set on the server. */
    private static final String RELAY = "letterlock-agent relay set";

    private final CheckViewModel model;
    private final Texts texts;
    private final VBox work = new VBox(12);
    private final VBox found = new VBox(12);

    private CheckView(CheckViewModel model, Texts texts) {
        this.model = model;
        this.texts = texts;
    }

    /** Its nodes. */
    public static Node of(CheckViewModel model, Texts texts) {
        CheckView view = new CheckView(model, texts);
        Map<String, String> server = Map.of("server", model.server().address().toString());
        CheckBox lists =
                new CheckBox(texts.get("check.lists", Map.of("lists", String.join(", ", CheckViewModel.LISTS))));
        lists.setWrapText(true);
        lists.selectedProperty().bindBidirectional(model.askLists());
        VBox page = new VBox(
                Look.heading(texts.get("check.title")),
                Look.text(texts.get("check.lead", server), "lead"),
                lists,
                view.work,
                view.found);
        page.getStyleClass().add("page");
        Look.follow(page, model.stage(), stage -> view.work());
        Look.follow(page, model.problem(), problem -> view.work());
        Look.follow(page, model.inspection(), inspection -> view.found());
        return page;
    }

    private void work() {
        List<Node> nodes = new ArrayList<>();
        switch (model.stage().get()) {
            case IDLE -> nodes.add(Look.actions(Look.primary(texts.get("check.look"), model::look)));
            case LOOKED -> {
                nodes.add(looked());
                if (model.isShutInAlone()) {
                    nodes.add(anyway());
                }
            }
            case ENTERING, LOOKING -> nodes.addAll(progress());
        }
        var problem = model.problem().get();
        if (problem != null) {
            nodes.addFirst(Look.problem(texts, problem));
        }
        work.getChildren().setAll(nodes);
    }

    private Node looked() {
        HBox actions = Look.actions(
                Look.button(texts.get("check.again"), model::look),
                Look.button(texts.get("check.copy"), () -> Look.copy(report())));
        if (model.isReady()) {
            actions.getChildren().addFirst(Look.primary(texts.get("check.go"), model::goOn));
        }
        return actions;
    }

    /** Folded, because it is not what most people should do. */
    private Node anyway() {
        VBox inside = new VBox(
                12,
                Look.text(texts.get("check.anyway.means", Map.of("command", RELAY))),
                Look.actions(Look.button(texts.get("check.anyway"), model::goOn)));
        TitledPane fold = new TitledPane(texts.get("common.details"), inside);
        fold.setAnimated(false);
        fold.setExpanded(false);
        return fold;
    }

    private List<Node> progress() {
        ProgressBar bar = new ProgressBar();
        bar.setMaxWidth(480);
        bar.progressProperty().bind(model.fraction());
        Label what = Look.text("");
        what.textProperty()
                .bind(Bindings.createStringBinding(this::doing, model.stage(), model.step(), model.fraction()));
        bar.accessibleTextProperty().bind(what.textProperty());
        return List.of(what, bar, Look.actions(Look.button(texts.get("check.cancel"), model::cancel)));
    }

    private String doing() {
        if (!model.step().get().isEmpty()) {
            String key = "check.looking." + model.step().get();
            return texts.get(texts.keys().contains(key) ? key : "check.look");
        }
        return model.fraction().get() < 0
                ? texts.get(
                        "check.entering",
                        Map.of("server", model.server().address().toString()))
                : texts.get("check.uploading");
    }

    private void found() {
        Inspection inspection = model.inspection().get();
        if (inspection == null) {
            found.getChildren().clear();
            return;
        }
        String worst = LEVELS.stream()
                .filter(level -> !at(inspection, level).isEmpty())
                .findFirst()
                .orElse(Finding.FINE);
        HBox verdict = new HBox(10, Look.sign(worst), Look.text(texts.get("check.verdict." + worst), "verdict"));
        List<Node> nodes = new ArrayList<>(List.of(verdict));
        for (String level : List.of(Finding.STOP, Finding.LOOK)) {
            List<Finding> some = at(inspection, level);
            if (!some.isEmpty()) {
                nodes.add(Look.text(texts.get("check.level." + level), "level", level));
                some.forEach(finding -> nodes.add(Look.card(finding, texts)));
            }
        }
        List<Finding> fine = at(inspection, Finding.FINE);
        if (!fine.isEmpty()) {
            VBox lines = new VBox(8);
            fine.forEach(finding ->
                    lines.getChildren().add(new HBox(8, Look.sign(Finding.FINE), Look.text(texts.sentence(finding)))));
            TitledPane fold = new TitledPane(texts.get("check.level.fine") + " (" + fine.size() + ")", lines);
            fold.setAnimated(false);
            fold.setExpanded(worst.equals(Finding.FINE));
            nodes.add(fold);
        }
        found.getChildren().setAll(nodes);
    }

    /** A level that this app does not know is not fine. */
    private static List<Finding> at(Inspection inspection, String level) {
        return inspection.findings().stream()
                .filter(finding -> finding.level().equals(level)
                        || (level.equals(Finding.LOOK) && !LEVELS.contains(finding.level())))
                .toList();
    }

    private String report() {
        Inspection inspection = model.inspection().get();
        return inspection == null
                ? ""
                : LEVELS.stream()
                        .flatMap(level -> at(inspection, level).stream()
                                .map(finding -> texts.get("check.level." + level) + ": " + texts.sentence(finding) + " "
                                        + texts.remedy(finding)))
                        .collect(Collectors.joining("\n"));
    }
}
