package org.letterlock.desktop.ui.domains;

import atlantafx.base.theme.Styles;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.text.Texts;
import org.letterlock.desktop.ui.Look;
import org.letterlock.desktop.ui.home.Parts;
import org.letterlock.protocol.DkimInfo;
import org.letterlock.protocol.DnsRecord;
import org.letterlock.protocol.Finding;

/** The page of one domain. */
final class DomainView {

    private static final List<String> STATES = List.of("new", "signing", "old", "remove");

    private final DomainViewModel model;
    private final Texts texts;
    private final Parts parts;

    private DomainView(DomainViewModel model, Texts texts) {
        this.model = model;
        this.texts = texts;
        this.parts = new Parts(texts);
    }

    /** Its nodes. */
    static Node of(DomainViewModel model, Texts texts) {
        DomainView view = new DomainView(model, texts);
        Button back = Look.button(texts.get("domain.back"), model::back);
        back.getStyleClass().add(Styles.FLAT);
        VBox page = view.parts.page(
                model.name(),
                model.domain(),
                view.parts.confirmation(model.confirmation()),
                Parts.live(model.domain().answer(), view::records),
                Parts.part(
                        texts.get("domain.keys"),
                        Look.place(model.keys().problem(), texts),
                        view.parts.working(model.keys()),
                        Parts.live(model.keys().answer(), view::keys)),
                Parts.live(model.domain().answer(), view::rest));
        page.getChildren().addFirst(Look.actions(back));
        return page;
    }

    private List<Node> records(DomainViewModel.@Nullable Domain domain) {
        if (domain == null) {
            return List.of();
        }
        VBox part = Parts.part(texts.get("domain.records"), Look.text(texts.get("domain.records.lead"), "lead"));
        if (model.isForRecords()) {
            part.getChildren().add(Look.actions(Look.button(texts.get("domain.write"), model::toRecords)));
        }
        domain.records().forEach(record -> part.getChildren().add(record(record)));
        return List.of(part);
    }

    private Node record(DnsRecord record) {
        Label value = Look.text(record.value(), "detail");
        HBox actions = Look.actions(
                copy("domain.copy.name", record.name(), record), copy("domain.copy.value", record.value(), record));
        return Parts.row(record.type() + " · " + record.name(), List.of(value), actions);
    }

    private Button copy(String key, String what, DnsRecord record) {
        Button button = Look.button(texts.get(key), () -> Look.copy(what));
        button.getStyleClass().add(Styles.SMALL);
        button.setAccessibleText(button.getText() + ", " + record.type() + " " + record.name());
        return button;
    }

    private List<Node> keys(@Nullable DkimInfo keys) {
        if (keys == null) {
            return List.of(Look.text(texts.get("domain.keys.asking"), "quiet"));
        }
        List<Node> nodes = new ArrayList<>();
        nodes.add(Look.text(texts.get("domain.keys.lead"), "lead"));
        boolean waiting = keys.keys().stream().anyMatch(key -> key.state().equals("new"));
        keys.keys().forEach(key -> nodes.add(key(key)));
        if (waiting) {
            nodes.add(Look.actions(
                    Look.button(texts.get("domain.keys.look"), model.keys()::ask),
                    Look.button(texts.get("domain.keys.switch"), model::switchKeys),
                    Look.button(texts.get("domain.keys.unseen"), model::switchUnseen)));
        } else {
            if (keys.rotationDue()) {
                nodes.add(Look.card(
                        Finding.LOOK, texts.get("domain.keys.due"), texts.get("domain.keys.due.remedy"), null, texts));
            }
            nodes.add(Look.actions(Look.button(texts.get("domain.keys.rotate"), model::rotate)));
        }
        return nodes;
    }

    private Node key(DkimInfo.Key key) {
        Instant now = model.home().clock().instant();
        List<Label> below = new ArrayList<>();
        below.add(Look.text(texts.get(
                STATES.contains(key.state()) ? "domain.key." + key.state() : "domain.key.old",
                Map.of("ago", parts.moments().ago(Instant.parse(key.since()), now)))));
        Boolean shown = key.shown();
        below.add(Look.text(
                texts.get(
                        shown == null
                                ? "domain.key.shown.unknown"
                                : shown ? "domain.key.shown.yes" : "domain.key.shown.no"),
                "quiet"));
        String level = !key.state().equals("remove") && Boolean.FALSE.equals(shown) ? Finding.LOOK : Finding.FINE;
        HBox row = Parts.row(
                key.selector() + " · " + key.algorithm(),
                below,
                copy("domain.copy.value", key.record().value(), key.record()));
        row.getChildren().addFirst(Look.sign(level));
        return row;
    }

    private List<Node> rest(DomainViewModel.@Nullable Domain domain) {
        return domain == null ? List.of() : List.of(catchAll(domain), ReportsPart.of(domain.reports(), texts));
    }

    private Node catchAll(DomainViewModel.Domain domain) {
        ComboBox<String> choice = new ComboBox<>();
        String nobody = texts.get("domain.catch-all.nobody");
        choice.getItems()
                .setAll(Stream.concat(Stream.of(nobody), domain.mailboxes().stream())
                        .toList());
        String now = domain.catchAll();
        choice.setAccessibleText(texts.get("domain.catch-all"));
        choice.setOnAction(event -> model.setCatchAll(choice.getValue().equals(nobody) ? null : choice.getValue()));
        Parts.answered(choice, model.domain(), () -> choice.setValue(now == null ? nobody : now));
        return Parts.part(
                texts.get("domain.catch-all"), Look.text(texts.get("domain.catch-all.means"), "quiet"), choice);
    }
}
