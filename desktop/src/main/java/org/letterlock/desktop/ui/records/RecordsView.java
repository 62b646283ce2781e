package org.letterlock.desktop.ui.records;

import atlantafx.base.theme.Styles;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressIndicator;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.dnsplan.DnsHost;
import org.letterlock.desktop.dnsplan.PlannedRecord;
import org.letterlock.desktop.dnsplan.RecordForm;
import org.letterlock.desktop.dnsplan.RecordSight;
import org.letterlock.desktop.dnsplan.TypedDomain;
import org.letterlock.desktop.text.Texts;
import org.letterlock.desktop.ui.FileWanted;
import org.letterlock.desktop.ui.Look;
import org.letterlock.protocol.Finding;

/** The screen of a domain's records. */
public final class RecordsView {

    private static final List<RecordForm> FORMS = List.of(
            new RecordForm(RecordForm.Names.AT, false),
            new RecordForm(RecordForm.Names.BLANK, false),
            new RecordForm(RecordForm.Names.AT, true),
            new RecordForm(RecordForm.Names.BLANK, true),
            RecordForm.ZONE_FILE);

    private final RecordsViewModel model;
    private final Texts texts;
    private final VBox where = new VBox(8);
    private final VBox writing = new VBox();
    private final VBox list = new VBox(12);
    private final VBox end = new VBox(12);

    private final boolean atHome;

    private RecordsView(RecordsViewModel model, Texts texts, boolean atHome) {
        this.model = model;
        this.texts = texts;
        this.atHome = atHome;
    }

    /** Its nodes as a step of the wizard, which goes on from there. */
    public static Node of(RecordsViewModel model, WritingViewModel writing, Texts texts) {
        return new RecordsView(model, texts, false).page(writing);
    }

    /** Its nodes as a page of home, from which one goes back to where one came from. */
    public static Node atHome(RecordsViewModel model, WritingViewModel writing, Texts texts) {
        VBox page = new RecordsView(model, texts, true).page(writing);
        Button back = Look.button(texts.get("domain.write.back"), model::goOn);
        back.getStyleClass().add(Styles.FLAT);
        page.getChildren().addFirst(Look.actions(back));
        return page;
    }

    private VBox page(WritingViewModel part) {
        VBox page = new VBox(
                Look.heading(texts.get("records.title")),
                Look.text(texts.get("records.lead"), "lead"),
                where,
                Look.place(model.problem(), texts),
                writing,
                list,
                end,
                takenAway());
        page.getStyleClass().add("page");
        Look.follow(page, model.host(), this::where);
        Look.follow(page, model.sights(), sights -> list());
        Look.follow(page, model.form(), form -> list());
        Look.follow(page, model.sights(), sights -> end());
        writing.getChildren().setAll(WritingView.of(part, texts));
        Look.follow(page, model.sights(), sights -> writing(part));
        return page;
    }

    /** Nobody is asked for a token where nothing is known of the records, or nothing is left to be written. */
    private void writing(WritingViewModel part) {
        boolean quiet = part.stage().get() == WritingViewModel.Stage.CLOSED;
        boolean wanted = !model.sights().get().isEmpty() && !(quiet && model.isComplete());
        writing.setVisible(wanted);
        writing.setManaged(wanted);
    }

    private void where(@Nullable DnsHost host) {
        String zone = new TypedDomain.Domain(model.zone()).shown();
        where.getChildren()
                .setAll(Look.text(
                        host == null
                                ? texts.get("records.where.other", Map.of("zone", zone))
                                : texts.get(
                                        "records.where",
                                        Map.of("host", host.name(), "panel", host.panel(), "zone", zone))));
    }

    private void list() {
        List<Node> nodes = new ArrayList<>();
        if (model.sights().get().isEmpty()) {
            nodes.add(Look.text(texts.get("records.asking"), "lead"));
        } else {
            nodes.add(tools());
            model.sights().get().forEach(sight -> nodes.add(record(sight)));
        }
        list.getChildren().setAll(nodes);
    }

    private Node tools() {
        ComboBox<RecordForm> form = new ComboBox<>();
        form.getItems().setAll(FORMS);
        form.setValue(model.form().get());
        form.setConverter(new StringConverter<>() {
            @Override
            public String toString(@Nullable RecordForm shown) {
                return shown == null ? "" : texts.get("records.form." + word(shown));
            }

            @Override
            public RecordForm fromString(String text) {
                return RecordForm.USUAL;
            }
        });
        form.valueProperty()
                .addListener((property, before, chosen) -> model.form().set(chosen));
        Label name = Look.text(texts.get("records.form"), "field-name");
        name.setLabelFor(form);
        form.setAccessibleText(texts.get("records.form"));
        form.setMaxWidth(480);
        return new VBox(6, name, form);
    }

    private static String word(RecordForm form) {
        return switch (form.names()) {
            case AT -> form.quoted() ? "at-quoted" : "at";
            case BLANK -> form.quoted() ? "blank-quoted" : "blank";
            case WHOLE -> "whole";
        };
    }

    private Node record(RecordSight sight) {
        String level = level(sight.state());
        Label what = Look.text(texts.get("records.purpose." + purpose(sight.planned())), "sentence");
        HBox.setHgrow(what, Priority.ALWAYS);
        what.setMaxWidth(Double.MAX_VALUE);
        Node sign = level.isEmpty() ? dot() : Look.sign(level);
        VBox card = new VBox(new HBox(8, sign, what), Look.text(state(sight)));
        if (sight.state() != RecordSight.State.SEEN) {
            card.getChildren().add(fields(sight));
        }
        card.getStyleClass().add("card");
        if (!level.isEmpty()) {
            card.getStyleClass().add(level);
        }
        card.setAccessibleText(what.getText() + " " + state(sight));
        return card;
    }

    private static Node dot() {
        Region dot = new Region();
        dot.getStyleClass().addAll("step-dot", "now");
        return dot;
    }

    private static String level(RecordSight.State state) {
        return switch (state) {
            case SEEN, SPREADING -> Finding.FINE;
            case UNHEARD, OTHER, MERGE, CROWDED, QUOTED, DOUBLED -> Finding.LOOK;
            case MISSING, UNKNOWN -> "";
        };
    }

    private static String purpose(PlannedRecord planned) {
        return switch (planned.purpose()) {
            case ADDRESS -> "address";
            case EXCHANGER -> "exchanger";
            case SPF -> "spf";
            case DKIM -> "dkim";
            case DMARC -> "dmarc";
            case TLS_REPORTS -> "tls-reports";
            case OTHER -> "other";
        };
    }

    private String state(RecordSight sight) {
        Map<String, String> values = Map.of(
                "seen",
                String.valueOf(sight.seenBy()),
                "asked",
                String.valueOf(sight.asked()),
                "found",
                Look.harmless(String.join(", ", sight.found())));
        return switch (sight.state()) {
            case UNKNOWN -> texts.get("records.state.unknown");
            case SEEN -> texts.get("records.state.seen");
            case UNHEARD -> texts.get("records.state.unheard");
            case SPREADING -> texts.get("records.state.spreading", values);
            case MISSING -> texts.get("records.state.missing");
            case OTHER -> texts.get("records.state.other", values);
            case MERGE -> texts.get("records.state.merge", values);
            case CROWDED -> texts.get("records.state.crowded", values);
            case QUOTED -> texts.get("records.state.quoted");
            case DOUBLED -> texts.get("records.state.doubled");
        };
    }

    private Node fields(RecordSight sight) {
        RecordForm form = model.form().get();
        PlannedRecord planned = sight.planned();
        GridPane grid = new GridPane();
        grid.setHgap(12);
        grid.setVgap(6);
        ColumnConstraints names = new ColumnConstraints();
        names.setMinWidth(88);
        ColumnConstraints values = new ColumnConstraints();
        values.setHgrow(Priority.ALWAYS);
        values.setFillWidth(true);
        ColumnConstraints copies = new ColumnConstraints();
        copies.setMinWidth(Region.USE_PREF_SIZE);
        grid.getColumnConstraints().setAll(names, values, copies);
        row(grid, "records.type", planned.record().type(), false);
        String name = form.name(planned, model.zone());
        row(grid, "records.name", name.isEmpty() ? texts.get("records.name.blank") : name, !name.isEmpty());
        String priority = RecordForm.priority(planned);
        if (priority != null) {
            row(grid, "records.priority", priority, false);
        }
        row(grid, "records.value", form.value(sight), true);
        return grid;
    }

    private void row(GridPane grid, String key, String value, boolean copied) {
        int row = grid.getRowCount();
        Label name = Look.text(texts.get(key), "lead");
        Label text = Look.text(value, "detail", "record");
        name.setLabelFor(text);
        grid.addRow(row, name, text);
        if (copied) {
            var copy = Look.button(texts.get("common.copy"), () -> Look.copy(value));
            copy.setAccessibleText(texts.get("common.copy") + ": " + texts.get(key));
            grid.add(copy, 2, row);
        }
    }

    private void end() {
        List<Node> nodes = new ArrayList<>();
        boolean known = !model.sights().get().isEmpty();
        Set<RecordsViewModel.Lack> lacks = model.lacks();
        if (model.isComplete()) {
            nodes.add(new HBox(10, Look.sign(Finding.FINE), Look.text(texts.get("records.complete"), "verdict")));
        } else if (known) {
            String watched = texts.get(atHome ? "records.watching.home" : "records.watching");
            HBox watching = new HBox(10, small(), Look.text(watched, "lead"));
            nodes.add(watching);
            lacks.forEach(lack -> nodes.add(Look.text(texts.get("records.without." + lack(lack)))));
        }
        // More than have room beside each other in some languages.
        FlowPane actions = new FlowPane(8, 8);
        if (!atHome) {
            actions.getChildren()
                    .add(Look.primary(
                            texts.get(lacks.isEmpty() && known ? "common.go" : "records.go.early"), model::goOn));
        }
        if (known) {
            actions.getChildren()
                    .addAll(
                            Look.button(texts.get("records.look"), model::look),
                            Look.button(texts.get("records.mail"), this::mail),
                            Look.button(texts.get("records.save"), this::save));
        } else {
            actions.getChildren().add(Look.button(texts.get("records.look"), model::look));
        }
        nodes.add(actions);
        end.getChildren().setAll(nodes);
    }

    /** What came of the last attempt to take the records elsewhere. */
    private Node takenAway() {
        VBox begun = new VBox();
        Look.follow(begun, model.begun(), now -> {
            begun.getChildren().setAll(now ? List.of(Look.text(texts.get("records.mail.begun"))) : List.of());
            begun.setManaged(now);
        });
        return new VBox(begun, Look.place(model.notTakenAway(), texts));
    }

    private static Node small() {
        ProgressIndicator busy = new ProgressIndicator();
        busy.setPrefSize(18, 18);
        busy.setMinSize(18, 18);
        return busy;
    }

    private static String lack(RecordsViewModel.Lack lack) {
        return switch (lack) {
            case RECEIVING -> "receiving";
            case TRUST -> "trust";
            case REPORTS -> "reports";
        };
    }

    private void mail() {
        String domain = new TypedDomain.Domain(model.subject().domain()).shown();
        model.mail(
                texts.get("records.mail.subject", Map.of("domain", domain)),
                texts.get("records.mail.lead"),
                texts.get("records.name.blank"));
    }

    private void save() {
        FileWanted.toWrite(end, model.subject().domain() + ".zone.txt", model::save);
    }
}
