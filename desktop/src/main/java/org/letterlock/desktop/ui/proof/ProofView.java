package org.letterlock.desktop.ui.proof;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javafx.collections.ObservableList;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.ProgressIndicator;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.scene.shape.Circle;
import org.letterlock.desktop.text.Moments;
import org.letterlock.desktop.text.Texts;
import org.letterlock.desktop.ui.Look;
import org.letterlock.protocol.Finding;

/** The screen on which letters go their way. */
public final class ProofView {

    private static final double DOT = 5;

    private final ProofViewModel model;
    private final Texts texts;
    private final Clock clock;
    private final VBox page = new VBox();
    private final HBox actions = Look.actions();

    private ProofView(ProofViewModel model, Texts texts, Clock clock) {
        this.model = model;
        this.texts = texts;
        this.clock = clock;
        page.getStyleClass().add("page");
    }

    /** Its nodes. */
    public static Node of(ProofViewModel model, Texts texts, Clock clock) {
        ProofView view = new ProofView(model, texts, clock);
        Look.follow(view.page, model.stage(), view::show);
        view.page.sceneProperty().addListener((property, before, now) -> {
            if (now == null) {
                model.rest();
            } else {
                model.watch();
            }
        });
        return view.page;
    }

    private void show(ProofViewModel.Stage stage) {
        page.getChildren()
                .setAll(
                        switch (stage) {
                            case ASK -> ask();
                            case SENDING -> sending();
                            case UNDER_WAY, ANSWERED, ENDED -> underWay();
                        });
        Look.beginAtTheFirstField(page);
    }

    private List<Node> ask() {
        return List.of(
                Look.heading(texts.get("proof.title")),
                Look.text(texts.get("proof.lead", Map.of("account", model.account())), "lead"),
                Look.line(texts.get("proof.to"), "name@example.com", model.to()),
                Look.place(model.problem(), texts),
                Look.actions(
                        Look.primary(texts.get("proof.send"), () -> model.send(letters())),
                        Look.button(texts.get("proof.later"), model::goOn)));
    }

    private ProofViewModel.Letters letters() {
        return new ProofViewModel.Letters(letter("home"), letter("out"));
    }

    private ProofViewModel.Letter letter(String which) {
        Map<String, String> account = Map.of("account", model.account());
        return new ProofViewModel.Letter(
                texts.get("proof.letter." + which + ".subject"), texts.get("proof.letter." + which + ".text", account));
    }

    private List<Node> sending() {
        ProgressBar bar = new ProgressBar(ProgressIndicator.INDETERMINATE_PROGRESS);
        bar.setMaxWidth(480);
        bar.setAccessibleText(texts.get("proof.sending"));
        return List.of(
                Look.heading(texts.get("proof.title")),
                Look.text(texts.get("proof.sending"), "lead"),
                bar,
                Look.actions(Look.button(texts.get("proof.cancel"), model::cancel)));
    }

    private List<Node> underWay() {
        VBox home = way(model.home());
        VBox out = way(model.out());
        Look.follow(out, model.out(), stations -> act());
        List<Node> nodes = new ArrayList<>();
        if (model.stage().get() == ProofViewModel.Stage.ANSWERED) {
            HBox verdict = new HBox(10, Look.sign(Finding.FINE), Look.heading(texts.get("proof.done.title")));
            verdict.setAlignment(Pos.CENTER_LEFT);
            nodes.add(verdict);
            nodes.add(Look.text(texts.get("proof.done"), "lead"));
        } else {
            nodes.add(Look.heading(texts.get("proof.title")));
        }
        nodes.addAll(List.of(
                Look.text(
                        texts.get("proof.way.out", Map.of("to", model.to().get().strip())), "field-name"),
                out,
                Look.text(texts.get("proof.way.home"), "field-name"),
                home,
                Look.place(model.problem(), texts),
                actions));
        return nodes;
    }

    private void act() {
        List<Node> buttons = new ArrayList<>();
        boolean done = model.stage().get() == ProofViewModel.Stage.ANSWERED;
        buttons.add(
                done
                        ? Look.primary(texts.get("proof.go"), model::goOn)
                        : Look.button(texts.get("proof.later"), model::goOn));
        if (model.isLate()) {
            buttons.add(Look.button(texts.get("proof.now"), model::tryNow));
        }
        if (!done) {
            buttons.add(Look.button(texts.get("proof.another"), model::another));
        }
        actions.getChildren().setAll(buttons);
    }

    private VBox way(ObservableList<Station> stations) {
        VBox rows = new VBox(0);
        rows.getStyleClass().add("card");
        Look.follow(
                rows,
                stations,
                now -> rows.getChildren().setAll(now.stream().map(this::row).toList()));
        return rows;
    }

    private Node row(Station station) {
        Map<String, String> values = new HashMap<>(station.values());
        values.computeIfPresent(
                "next",
                (name, at) -> new Moments(texts, ZoneId.systemDefault()).ahead(Instant.parse(at), clock.instant()));
        String sentence = texts.get("proof.station." + station.word(), values);
        VBox said = new VBox(4, Look.text(sentence, station.mark() == Station.Mark.AHEAD ? "quiet" : "station"));
        if (station.mark() == Station.Mark.NOW) {
            said.getChildren().getFirst().getStyleClass().add("sentence");
        }
        if (station.detail() != null && station.mark() != Station.Mark.DONE) {
            said.getChildren().add(Look.text(Look.harmless(station.detail()), "detail"));
        }
        HBox.setHgrow(said, Priority.ALWAYS);
        StackPane sign = new StackPane(sign(station.mark()));
        sign.setMinWidth(18);
        sign.setAlignment(Pos.TOP_CENTER);
        HBox row = new HBox(12, sign, said);
        row.getStyleClass().add("way");
        return row;
    }

    private static Node sign(Station.Mark mark) {
        return switch (mark) {
            case DONE -> Look.sign(Finding.FINE);
            case LATE -> Look.sign(Finding.LOOK);
            case ENDED -> Look.sign(Finding.STOP);
            case NOW -> dot("now");
            case AHEAD -> dot("ahead");
        };
    }

    private static Node dot(String style) {
        Circle dot = new Circle(DOT);
        dot.getStyleClass().addAll("dot", style);
        return dot;
    }
}
