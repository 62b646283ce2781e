package org.letterlock.desktop.ui.overview;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.health.Attention;
import org.letterlock.desktop.health.Section;
import org.letterlock.desktop.health.Snapshot;
import org.letterlock.desktop.health.Standing;
import org.letterlock.desktop.text.Texts;
import org.letterlock.desktop.ui.Look;
import org.letterlock.desktop.ui.home.HomeViewModel;
import org.letterlock.desktop.ui.home.Parts;
import org.letterlock.protocol.AccountInfo;
import org.letterlock.protocol.EngineStatus;
import org.letterlock.protocol.Finding;

/** The overview: one sentence, what deserves attention, and quiet facts. */
public final class OverviewView {

    private final HomeViewModel model;
    private final Texts texts;
    private final Parts parts;
    private final List<Section> sections;
    private final Consumer<Section> go;

    private OverviewView(HomeViewModel model, Texts texts, List<Section> sections, Consumer<Section> go) {
        this.sections = sections;
        this.model = model;
        this.texts = texts;
        this.parts = new Parts(texts);
        this.go = go;
    }

    /**
     * Its nodes.
     *
     * @param sections those that there are
     * @param go leads to the section where something is repaired
     */
    public static Node of(HomeViewModel model, Texts texts, List<Section> sections, Consumer<Section> go) {
        OverviewView view = new OverviewView(model, texts, sections, go);
        Label age = Look.text("", "quiet");
        Look.follow(age, model.standing(), now -> age.setText(view.age(now)));
        return view.parts.page(
                texts.get("section.overview"),
                model.snapshot(),
                Parts.live(model.standing().map(Standing::state), view::verdict),
                Look.actions(age, Look.button(texts.get("overview.again"), model::refresh)),
                Parts.live(model.attentions(), view::cards),
                Parts.live(model.snapshot().answer(), view::tiles));
    }

    /** The one sentence. What is known of a server that does not answer is not told as if it were so now. */
    private List<Node> verdict(Standing.State state) {
        Label sentence = Look.text(texts.get("overview." + state.word()), "verdict");
        HBox.setHgrow(sentence, Priority.ALWAYS);
        return List.of(new HBox(10, Look.sign(level(state)), sentence));
    }

    private static String level(Standing.State state) {
        return switch (state) {
            case FINE -> Finding.FINE;
            case STOP -> Finding.STOP;
            case LOOK, UNASKED, REMEMBERED, UNREACHED -> Finding.LOOK;
        };
    }

    private String age(Standing now) {
        Instant asked = now.asked();
        return asked == null
                ? texts.get("overview.never")
                : texts.get("overview.asked", Map.of("ago", parts.moments().ago(asked, now.now())));
    }

    private List<Node> cards(List<Attention> found) {
        List<Node> cards = new ArrayList<>();
        for (Attention each : found) {
            Attention.Concern concern = each.concern();
            String key = "health." + concern.word();
            Map<String, String> values = told(each.values());
            VBox card =
                    Look.card(concern.level(), texts.get(key, values), texts.get(key + ".remedy", values), null, texts);
            if (sections.contains(concern.repair())) {
                card.getChildren()
                        .add(Look.actions(Look.button(
                                texts.get("overview.repair." + concern.repair().word()),
                                () -> go.accept(concern.repair()))));
            }
            cards.add(card);
        }
        return cards;
    }

    /** Moments among the values as people tell them. */
    private Map<String, String> told(Map<String, String> values) {
        Map<String, String> told = new HashMap<>(values);
        Instant now = model.clock().instant();
        told.computeIfPresent("since", (name, since) -> parts.moments().ago(Instant.parse(since), now));
        told.computeIfPresent("until", (name, until) -> parts.moments().date(Instant.parse(until)));
        return told;
    }

    private List<Node> tiles(@Nullable Snapshot seen) {
        if (seen == null) {
            return List.of();
        }
        Instant now = model.clock().instant();
        Instant midnight = LocalDate.ofInstant(now, ZoneId.systemDefault())
                .atStartOfDay(ZoneId.systemDefault())
                .toInstant();
        EngineStatus status = seen.status();
        FlowPane tiles = new FlowPane(12, 12);
        long octets = seen.accounts().stream().mapToLong(AccountInfo::octets).sum();
        tiles.getChildren()
                .addAll(
                        Parts.tile(
                                texts.get("overview.tile.mailboxes"),
                                texts.get(
                                        "overview.tile.mailboxes.value",
                                        Map.of(
                                                "count",
                                                Integer.toString(status.accounts()),
                                                "open",
                                                Integer.toString(status.unlockedAccounts()
                                                        .size())))),
                        Parts.tile(
                                texts.get("overview.tile.storage"),
                                texts.get("overview.tile.storage.value", Map.of("octets", Long.toString(octets)))),
                        Parts.tile(
                                texts.get("overview.tile.today"),
                                texts.get(
                                        "overview.tile.today.value",
                                        Map.of(
                                                "in",
                                                Long.toString(seen.count("ACCEPTED", midnight)),
                                                "out",
                                                Long.toString(seen.count("SENT", midnight))))),
                        Parts.tile(texts.get("overview.tile.queue"), queue(seen, now)),
                        Parts.tile(texts.get("overview.tile.sealed"), Long.toString(status.intakeCount())));
        EngineStatus.CertificateInfo certificate = status.certificate();
        if (certificate != null) {
            tiles.getChildren()
                    .add(Parts.tile(
                            texts.get("overview.tile.certificate"),
                            parts.moments().date(Instant.parse(certificate.until()))));
        }
        tiles.getChildren().add(Parts.tile(texts.get("overview.tile.version"), status.engineVersion()));
        return List.of(tiles);
    }

    private String queue(Snapshot seen, Instant now) {
        Instant oldest = seen.oldestWaiting();
        return oldest.equals(Instant.MAX)
                ? texts.get("overview.tile.queue.empty")
                : texts.get(
                        "overview.tile.queue.value",
                        Map.of(
                                "count",
                                Long.toString(seen.status().queueLength()),
                                "ago",
                                parts.moments().ago(oldest, now)));
    }
}
