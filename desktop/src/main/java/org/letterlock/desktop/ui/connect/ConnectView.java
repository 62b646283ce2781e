package org.letterlock.desktop.ui.connect;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.ProgressIndicator;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.letterlock.desktop.deploy.Takeover;
import org.letterlock.desktop.text.Texts;
import org.letterlock.desktop.ui.FileWanted;
import org.letterlock.desktop.ui.Look;
import org.letterlock.desktop.ui.server.ServerView;
import org.letterlock.protocol.Finding;

/** The screen by which this computer connects to servers that are set up already. */
public final class ConnectView {

    private final ConnectViewModel model;
    private final Texts texts;
    private final VBox page = new VBox();

    private ConnectView(ConnectViewModel model, Texts texts) {
        this.model = model;
        this.texts = texts;
    }

    /** Its nodes. */
    public static Node of(ConnectViewModel model, Texts texts) {
        ConnectView view = new ConnectView(model, texts);
        Look.follow(view.page, model.stage(), view::show);
        return view.page;
    }

    private void show(ConnectViewModel.Stage stage) {
        boolean own = stage != ConnectViewModel.Stage.ENTER;
        page.getStyleClass().setAll(own ? List.of("page") : List.of());
        page.getChildren()
                .setAll(
                        switch (stage) {
                            case CHOOSE -> choose();
                            case FILE -> file();
                            case TAKING -> waiting("connect.taking");
                            case TAKEN -> taken();
                            case ENTER -> enter();
                            case LOOKING -> waiting("connect.looking");
                            case FOUND -> found();
                            case NOT_FOUND -> notFound();
                        });
        Look.beginAtTheFirstField(page);
    }

    private Button back() {
        return Look.button(texts.get("connect.back"), model::back);
    }

    private List<Node> choose() {
        return List.of(
                Look.heading(texts.get("connect.title")),
                Look.text(texts.get("connect.lead"), "lead"),
                way("file", model::byFile),
                way("entry", model::byEntry),
                Look.actions(back()));
    }

    private Node way(String which, Runnable action) {
        VBox card = new VBox(
                8,
                Look.text(texts.get("connect." + which + ".title"), "sentence"),
                Look.text(texts.get("connect." + which + ".what")),
                Look.actions(Look.button(texts.get("connect." + which + ".go"), action)));
        card.getStyleClass().add("card");
        return card;
    }

    private List<Node> file() {
        Label chosen = Look.text("", "value");
        Look.follow(chosen, model.file(), file -> {
            chosen.setText(file == null ? "" : file.toString());
            chosen.setManaged(file != null);
        });
        return List.of(
                Look.heading(texts.get("connect.file.title")),
                Look.text(texts.get("connect.file.lead"), "lead"),
                Look.actions(Look.button(texts.get("connect.file.choose"), this::chooseFile)),
                chosen,
                Look.secret(texts.get("connect.copy.passphrase"), model.passphrase()),
                Look.place(model.problem(), texts),
                Look.actions(Look.primary(texts.get("connect.open"), model::open), back()));
    }

    private void chooseFile() {
        FileWanted.toRead(page, CopyView.EXTENSION, model::choose);
    }

    private List<Node> waiting(String sentence) {
        ProgressBar bar = new ProgressBar(ProgressIndicator.INDETERMINATE_PROGRESS);
        bar.setMaxWidth(480);
        bar.setAccessibleText(texts.get(sentence));
        return List.of(
                Look.heading(texts.get("connect.title")),
                Look.text(texts.get(sentence), "lead"),
                bar,
                Look.actions(Look.button(texts.get("connect.cancel"), model::back)));
    }

    private List<Node> taken() {
        List<Node> nodes = new ArrayList<>(
                List.of(Look.heading(texts.get("connect.taken.title")), Look.text(texts.get("connect.taken"), "lead")));
        for (Takeover.Taken each : model.taken()) {
            Map<String, String> server =
                    Map.of("server", each.server().address().toString());
            if (each.why().isPresent()) {
                Texts.Told why = texts.told(each.why().get());
                nodes.add(Look.card(
                        Finding.LOOK,
                        texts.get("connect.taken.later", server),
                        texts.together(why.sentence(), why.remedy()),
                        each.why().get().detail(),
                        texts));
            } else {
                HBox row = new HBox(
                        8,
                        Look.sign(Finding.FINE),
                        Look.text(texts.get(each.known() ? "connect.taken.known" : "connect.taken.own", server)));
                row.setAlignment(Pos.CENTER_LEFT);
                nodes.add(row);
            }
        }
        nodes.add(Look.place(model.problem(), texts));
        HBox actions = Look.actions(Look.primary(texts.get("connect.go"), model::goOn));
        if (model.isAnyLater()) {
            actions.getChildren().add(Look.button(texts.get("connect.taken.again"), model::again));
        }
        nodes.add(actions);
        return nodes;
    }

    private List<Node> enter() {
        VBox below = new VBox(Look.actions(back()));
        below.getStyleClass().add("below");
        return List.of(ServerView.of(model.servers(), texts), below);
    }

    private List<Node> found() {
        ConnectViewModel.Found there = model.found().get();
        if (there == null) {
            return List.of();
        }
        Map<String, String> values = Map.of(
                "server", there.status().hostname(),
                "version", there.status().engineVersion(),
                "domains", String.join(", ", there.domains()),
                "count", Integer.toString(there.mailboxes().size()));
        List<Node> nodes = new ArrayList<>(
                List.of(new HBox(10, Look.sign(Finding.FINE), Look.heading(texts.get("connect.found.title", values)))));
        if (!there.domains().isEmpty()) {
            nodes.add(Look.text(texts.get("connect.found", values), "lead"));
        }
        if (there.fingerprint() == null) {
            nodes.add(Look.text(texts.get("connect.found.no-kit")));
        } else {
            nodes.add(Look.text(texts.get("connect.found.kit")));
            nodes.add(Look.line(texts.get("connect.kit"), texts.get("connect.kit.hint"), model.kit()));
        }
        if (there.isHalfMade()) {
            nodes.add(Look.text(texts.get("connect.found.half")));
        }
        nodes.add(Look.place(model.problem(), texts));
        nodes.add(Look.actions(
                Look.primary(texts.get(there.isHalfMade() ? "connect.set-up" : "connect.connect"), model::connect),
                back()));
        return nodes;
    }

    private List<Node> notFound() {
        return List.of(
                Look.heading(texts.get("connect.missing.title")),
                Look.text(texts.get("connect.missing"), "lead"),
                Look.place(model.problem(), texts),
                Look.actions(
                        Look.primary(texts.get("connect.again"), model::look),
                        Look.button(texts.get("connect.set-up"), model::setUp),
                        back()));
    }
}
