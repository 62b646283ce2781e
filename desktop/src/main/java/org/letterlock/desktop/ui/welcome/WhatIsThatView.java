package org.letterlock.desktop.ui.welcome;

import java.util.ArrayList;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.letterlock.desktop.text.Texts;
import org.letterlock.desktop.ui.Look;
import org.letterlock.protocol.Finding;

/** What a person needs before they begin: a domain and a server, what they cost, and where servers that may send mail are rented. */
public final class WhatIsThatView {

    /** What a hoster does about outgoing mail; the rest is seen by the check-up. */
    enum Outgoing {
        OPEN("open", Finding.FINE),
        SWITCH("switch", Finding.FINE),
        REQUEST("request", Finding.LOOK),
        OFTEN_REFUSED("often-refused", Finding.LOOK),
        CLOSED("closed", Finding.STOP);

        private final String word;
        private final String level;

        Outgoing(String word, String level) {
            this.word = word;
            this.level = level;
        }
    }

    /** A hoster, by its own name. */
    record Hoster(String name, Outgoing outgoing) {}

    /** What the hosters themselves, or people who asked them, said in public up to 2026. */
    static final List<Hoster> HOSTERS = List.of(
            new Hoster("OVHcloud", Outgoing.OPEN),
            new Hoster("Contabo", Outgoing.OPEN),
            new Hoster("Scaleway", Outgoing.SWITCH),
            new Hoster("Hetzner", Outgoing.REQUEST),
            new Hoster("Akamai (Linode)", Outgoing.REQUEST),
            new Hoster("Amazon Lightsail", Outgoing.REQUEST),
            new Hoster("Vultr", Outgoing.OFTEN_REFUSED),
            new Hoster("DigitalOcean", Outgoing.CLOSED),
            new Hoster("Google Cloud", Outgoing.CLOSED),
            new Hoster("Microsoft Azure", Outgoing.CLOSED));

    /** For the field "cloud-init" or "user data": the system is new when it is first met, and its console shows the host key. */
    static final String CLOUD_INIT = """
            #cloud-config
            package_update: true
            package_upgrade: true
            timezone: Etc/UTC
            ssh:
              emit_keys_to_console: true
            """;

    private WhatIsThatView() {}

    /**
     * Its nodes.
     *
     * @param back leads to where it was opened
     */
    public static Node of(Texts texts, Runnable back) {
        List<Node> nodes = new ArrayList<>(List.of(
                Look.heading(texts.get("what.title")),
                Look.text(texts.get("what.domain"), "sentence"),
                Look.text(texts.get("what.domain.means")),
                Look.text(texts.get("what.server"), "sentence"),
                Look.text(texts.get("what.server.means")),
                Look.text(texts.get("what.choose"), "sentence"),
                Look.text(texts.get("what.choose.means")),
                hosters(texts),
                Look.text(texts.get("what.hosters.change"), "lead"),
                Look.text(texts.get("what.cloud"), "sentence"),
                Look.text(texts.get("what.cloud.means"))));
        Label cloud = Look.text(CLOUD_INIT.strip(), "detail", "record");
        VBox box = new VBox(8, cloud, Look.button(texts.get("common.copy"), () -> Look.copy(CLOUD_INIT)));
        box.getStyleClass().add("card");
        nodes.add(box);
        nodes.add(Look.actions(Look.primary(texts.get("what.back"), back)));
        VBox page = new VBox();
        page.getChildren().setAll(nodes);
        page.getStyleClass().add("page");
        return page;
    }

    private static Node hosters(Texts texts) {
        GridPane grid = new GridPane();
        grid.setHgap(12);
        grid.setVgap(8);
        ColumnConstraints name = new ColumnConstraints();
        name.setMinWidth(160);
        ColumnConstraints sign = new ColumnConstraints();
        sign.setMinWidth(20);
        ColumnConstraints says = new ColumnConstraints();
        says.setHgrow(Priority.ALWAYS);
        grid.getColumnConstraints().setAll(name, sign, says);
        for (int row = 0; row < HOSTERS.size(); row++) {
            Hoster hoster = HOSTERS.get(row);
            grid.addRow(
                    row,
                    Look.text(hoster.name()),
                    Look.sign(hoster.outgoing().level),
                    Look.text(texts.get("what.outgoing." + hoster.outgoing().word)));
        }
        return grid;
    }
}
