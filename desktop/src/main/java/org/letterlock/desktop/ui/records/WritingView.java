package org.letterlock.desktop.ui.records;

import atlantafx.base.theme.Styles;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javafx.scene.Node;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressIndicator;
import javafx.scene.control.RadioButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.letterlock.desktop.dnsplan.ZoneChange;
import org.letterlock.desktop.dnsplan.ZonePlan;
import org.letterlock.desktop.dnsplan.ZoneRecord;
import org.letterlock.desktop.model.DnsAccess;
import org.letterlock.desktop.text.Texts;
import org.letterlock.desktop.ui.Look;
import org.letterlock.protocol.Finding;

/** The part of the screen of records by which the app writes them itself. */
final class WritingView {

    private final WritingViewModel model;
    private final Texts texts;
    private final VBox part = new VBox(12);

    private WritingView(WritingViewModel model, Texts texts) {
        this.model = model;
        this.texts = texts;
    }

    /** Its nodes. */
    static Node of(WritingViewModel model, Texts texts) {
        WritingView view = new WritingView(model, texts);
        Look.follow(view.part, model.stage(), stage -> view.build());
        Look.follow(view.part, model.host(), host -> view.build());
        Look.follow(view.part, model.kept(), kept -> view.build());
        return view.part;
    }

    private void build() {
        WritingViewModel.Stage stage = model.stage().get();
        List<Node> nodes = new ArrayList<>(
                switch (stage) {
                    case CLOSED -> offer();
                    case ASK -> form();
                    case READING, WRITING -> busy(stage);
                    case PLAN -> plan();
                    case DONE -> done();
                });
        if (stage != WritingViewModel.Stage.CLOSED) {
            nodes.addFirst(Look.text(texts.get("records.write.title"), "sentence"));
            nodes.add(nodes.size() - 1, Look.place(model.problem(), texts));
        }
        boolean card = stage != WritingViewModel.Stage.CLOSED || model.isOffered();
        part.getStyleClass().setAll(card ? List.of("card") : List.of());
        part.getChildren().setAll(nodes);
    }

    private List<Node> offer() {
        Node open = Look.button(texts.get("records.write.open"), model::open);
        return model.isOffered()
                ? List.of(Look.text(texts.get("records.write.offer")), Look.actions(open))
                : List.of(Look.actions(open));
    }

    private List<Node> form() {
        ToggleGroup kinds = new ToggleGroup();
        VBox choice = new VBox(6);
        VBox fields = new VBox(12);
        for (String kind : List.of(DnsAccess.CLOUDFLARE, DnsAccess.UPDATE)) {
            RadioButton radio = new RadioButton(texts.get(
                    kind.equals(DnsAccess.CLOUDFLARE) ? "records.write.kind.cloudflare" : "records.write.kind.update"));
            radio.setToggleGroup(kinds);
            radio.setWrapText(true);
            radio.setSelected(model.kind().get().equals(kind));
            radio.setOnAction(event -> {
                model.kind().set(kind);
                fields.getChildren().setAll(fields());
            });
            choice.getChildren().add(radio);
        }
        fields.getChildren().setAll(fields());
        CheckBox keep = new CheckBox(texts.get("records.write.keep"));
        keep.setWrapText(true);
        keep.selectedProperty().bindBidirectional(model.keep());
        HBox actions = Look.actions(
                Look.button(texts.get("records.write.read"), model::read),
                Look.button(texts.get("records.write.close"), model::close));
        actions.getChildren().getFirst().getStyleClass().add(Styles.ACCENT);
        if (model.kept().get()) {
            actions.getChildren().add(Look.button(texts.get("records.write.forget"), model::forget));
        }
        return List.of(choice, fields, keep, actions);
    }

    private List<Node> fields() {
        if (model.kind().get().equals(DnsAccess.CLOUDFLARE)) {
            return List.of(
                    Look.text(texts.get("records.write.cloudflare.how", Map.of("zone", model.zone()))),
                    Look.secret(texts.get("records.write.token"), model.token()));
        }
        ToggleGroup group = new ToggleGroup();
        HBox algorithms = new HBox(16);
        for (String algorithm : DnsAccess.ALGORITHMS) {
            RadioButton radio = new RadioButton(algorithm);
            radio.setToggleGroup(group);
            radio.setSelected(model.algorithm().get().equals(algorithm));
            radio.setOnAction(event -> model.algorithm().set(algorithm));
            algorithms.getChildren().add(radio);
        }
        return List.of(
                Look.text(texts.get("records.write.update.how", Map.of("zone", model.zone()))),
                Look.line(texts.get("records.write.server"), "ns1.example.net", model.server()),
                Look.line(texts.get("records.write.key-name"), "letterlock", model.keyName()),
                algorithms,
                Look.secret(texts.get("records.write.key"), model.key()));
    }

    private List<Node> busy(WritingViewModel.Stage stage) {
        ProgressIndicator busy = new ProgressIndicator();
        busy.setPrefSize(18, 18);
        busy.setMinSize(18, 18);
        String word = stage == WritingViewModel.Stage.READING ? "reading" : "writing";
        return List.of(
                new HBox(10, busy, Look.text(texts.get("records.write." + word), "lead")),
                Look.actions(Look.button(texts.get("common.cancel"), model::cancel)));
    }

    private List<Node> plan() {
        ZonePlan plan = model.plan().get();
        if (plan == null) {
            return List.of(new VBox());
        }
        List<Node> nodes = new ArrayList<>();
        if (plan.isDone()) {
            nodes.add(Look.text(texts.get("records.write.nothing")));
        } else {
            nodes.add(Look.text(texts.get("records.write.plan", Map.of("zone", model.zone())), "lead"));
        }
        plan.changes().forEach(change -> nodes.add(change(change)));
        plan.conflicts().forEach(conflict -> nodes.add(conflict(conflict)));
        if (!plan.elsewhere().isEmpty()) {
            String names = String.join(
                    ", ",
                    plan.elsewhere().stream()
                            .map(one -> one.record().type() + " " + one.record().name())
                            .toList());
            nodes.add(Look.text(texts.get("records.write.elsewhere", Map.of("records", names, "zone", model.zone()))));
        }
        VBox actions = new VBox();
        Look.follow(actions, model.taken(), taken -> actions.getChildren().setAll(agree()));
        nodes.add(actions);
        return nodes;
    }

    private Node agree() {
        int count = model.changes().size();
        HBox actions = Look.actions();
        if (count > 0) {
            var write =
                    Look.button(texts.get("records.write.write", Map.of("count", String.valueOf(count))), model::write);
            write.getStyleClass().add(Styles.ACCENT);
            actions.getChildren().add(write);
        }
        actions.getChildren().add(Look.button(texts.get("records.write.close"), model::close));
        return actions;
    }

    private Node change(ZoneChange change) {
        return switch (change) {
            case ZoneChange.Create(ZoneRecord record) -> line("create", record.type(), record.name(), record.value());
            case ZoneChange.Replace(ZoneRecord before, ZoneRecord after) -> {
                VBox lines = line("change", after.type(), after.name(), after.value());
                lines.getChildren()
                        .add(Look.text(
                                before.proxied() && before.value().equals(after.value())
                                        ? texts.get("records.write.unproxied")
                                        : texts.get("records.write.before", Map.of("value", before.value())),
                                "lead"));
                yield lines;
            }
            case ZoneChange.Remove(ZoneRecord record) -> line("remove", record.type(), record.name(), record.value());
        };
    }

    private VBox line(String word, String type, String name, String value) {
        Label what = Look.text(texts.get("records.write." + word, Map.of("type", type, "name", name)));
        VBox lines = new VBox(2, what, Look.text(value, "detail", "record"));
        lines.setFillWidth(true);
        return lines;
    }

    private Node conflict(ZonePlan.Conflict conflict) {
        Map<String, String> values = Map.of(
                "type",
                conflict.type(),
                "name",
                conflict.name(),
                "found",
                Look.harmless(String.join(", ", conflict.found())));
        Label what = Look.text(
                texts.get(conflict.crowded() ? "records.write.conflict.crowded" : "records.write.conflict", values));
        HBox.setHgrow(what, Priority.ALWAYS);
        CheckBox take = new CheckBox(texts.get("records.write.take"));
        take.setWrapText(true);
        take.setSelected(model.taken().get().contains(conflict));
        take.setOnAction(event -> {
            Set<ZonePlan.Conflict> taken = new HashSet<>(model.taken().get());
            if (take.isSelected()) {
                taken.add(conflict);
            } else {
                taken.remove(conflict);
            }
            model.taken().set(Set.copyOf(taken));
        });
        VBox lines = new VBox(6, new HBox(8, Look.sign(Finding.LOOK), what), take);
        conflict.changes().forEach(change -> lines.getChildren().add(change(change)));
        lines.getChildren().add(Look.text(texts.get(takes(conflict)), "lead"));
        lines.getStyleClass().addAll("card", Finding.LOOK);
        return lines;
    }

    private static String takes(ZonePlan.Conflict conflict) {
        if (conflict.crowded()) {
            return "records.write.take.crowded";
        }
        return conflict.type().equals("MX") ? "records.write.take.exchanger" : "records.write.take.other";
    }

    private List<Node> done() {
        HBox actions = Look.actions(Look.button(texts.get("records.write.done.close"), model::close));
        if (model.kept().get()) {
            actions.getChildren().add(Look.button(texts.get("records.write.forget"), model::forget));
        }
        return List.of(
                new HBox(10, Look.sign(Finding.FINE), Look.text(texts.get("records.write.done"))),
                Look.text(
                        texts.get(model.kept().get() ? "records.write.done.kept" : "records.write.done.forgotten"),
                        "lead"),
                actions);
    }
}
