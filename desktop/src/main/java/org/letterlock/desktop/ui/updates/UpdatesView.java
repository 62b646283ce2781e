package org.letterlock.desktop.ui.updates;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javafx.scene.Node;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ProgressBar;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.text.Texts;
import org.letterlock.desktop.ui.Look;
import org.letterlock.desktop.ui.home.Parts;
import org.letterlock.protocol.EngineStatus;
import org.letterlock.protocol.Finding;
import org.letterlock.protocol.InstallReport;
import org.letterlock.protocol.UpdatesInfo;

/** The releases, and what is proven before the switch. */
public final class UpdatesView {

    /** The server's part of an installation. */
    private static final List<String> STEPS =
            List.of("user", "release", "data", "self-test", "unit", "firewall", "switch");

    private final UpdatesViewModel model;
    private final Texts texts;
    private final Parts parts;

    private UpdatesView(UpdatesViewModel model, Texts texts) {
        this.model = model;
        this.texts = texts;
        this.parts = new Parts(texts);
    }

    /** Its nodes. */
    public static Node of(UpdatesViewModel model, Texts texts) {
        UpdatesView view = new UpdatesView(model, texts);
        return view.parts.page(
                texts.get("section.updates"),
                model.engine(),
                Parts.live(model.report(), view::report),
                Parts.live(model.engine().answer(), view::releases),
                Parts.live(model.engine().answer(), status -> view.age()),
                Parts.live(model.done().map(Number::intValue), view::install),
                Parts.part(
                        texts.get("updates.system"),
                        Look.place(model.system().problem(), texts),
                        view.parts.working(model.system()),
                        Parts.live(model.system().answer(), view::system)));
    }

    private List<Node> report(@Nullable InstallReport report) {
        if (report == null) {
            return List.of();
        }
        List<Node> nodes = new ArrayList<>();
        nodes.add(Look.card(
                Finding.FINE,
                texts.get("updates.done", Map.of("version", report.engineVersion())),
                texts.get("updates.done.means"),
                null,
                texts));
        report.notes().forEach(note -> nodes.add(Look.card(note, texts)));
        return nodes;
    }

    private List<Node> releases(@Nullable EngineStatus status) {
        List<Node> nodes = new ArrayList<>();
        if (status != null) {
            nodes.add(Look.text(texts.get("updates.runs", Map.of("version", status.engineVersion())), "sentence"));
        }
        nodes.add(
                model.release().isEmpty()
                        ? Look.text(texts.get("updates.none"))
                        : Look.text(texts.get("updates.brings", Map.of("version", model.release()))));
        return nodes;
    }

    /** How the release that this app brings stands to the one that runs. */
    private List<Node> age() {
        if (model.release().isEmpty() || model.engine().answer().get() == null || model.compare() > 0) {
            return List.of();
        }
        return model.compare() == 0
                ? List.of(Look.text(texts.get("updates.same"), "quiet"))
                : List.of(Look.card(Finding.LOOK, texts.get("updates.newer"), "", null, texts));
    }

    private List<Node> install(int done) {
        if (model.release().isEmpty()) {
            return List.of();
        }
        if (done < 0) {
            return List.of(Parts.live(model.engine().answer(), status -> offer()));
        }
        ProgressBar bar = new ProgressBar((double) done / STEPS.size());
        bar.setMaxWidth(480);
        VBox steps = new VBox(8);
        for (int i = 0; i < STEPS.size(); i++) {
            String text = texts.get("install.step." + STEPS.get(i));
            steps.getChildren()
                    .add(
                            i < done
                                    ? new HBox(8, Look.sign(Finding.FINE), Look.text(text))
                                    : Look.text(text, i == done ? "sentence" : "quiet"));
        }
        return List.of(Look.text(texts.get("updates.goes-on"), "lead"), bar, steps);
    }

    private List<Node> offer() {
        return model.compare() < 0
                ? List.of()
                : List.of(
                        Look.text(texts.get("updates.means"), "lead"),
                        Look.actions(Look.primary(texts.get("updates.install"), model::install)));
    }

    private List<Node> system(@Nullable UpdatesInfo system) {
        if (system == null) {
            return List.of();
        }
        if (!system.possible()) {
            return List.of(Look.text(texts.get("updates.system.impossible")));
        }
        CheckBox on = Parts.check(texts.get("updates.system.on"), system.on(), model.system(), model::choose);
        // What its owner switched on without us is not ours to switch off.
        Node fixed = new VBox(on);
        fixed.setDisable(system.on() && !system.ours());
        return List.of(fixed, Look.text(texts.get("updates.system.means"), "quiet"));
    }
}
