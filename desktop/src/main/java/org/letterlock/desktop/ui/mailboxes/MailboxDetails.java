package org.letterlock.desktop.ui.mailboxes;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.TitledPane;
import javafx.scene.layout.TilePane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.text.Texts;
import org.letterlock.desktop.ui.Look;
import org.letterlock.desktop.ui.home.Parts;
import org.letterlock.protocol.ImapCapabilities;
import org.letterlock.protocol.SendingInfo;

/** The part of a mailbox's page that few need, folded: how much it may send, and what programs are offered. */
final class MailboxDetails {

    private final MailboxViewModel model;
    private final Texts texts;
    private final Parts parts;

    private MailboxDetails(MailboxViewModel model, Texts texts) {
        this.model = model;
        this.texts = texts;
        this.parts = new Parts(texts);
    }

    /** Its nodes. */
    static Node of(MailboxViewModel model, Mailbox mailbox, Texts texts) {
        MailboxDetails details = new MailboxDetails(model, texts);
        VBox all = new VBox();
        mailbox.sent().ifPresent(sending -> all.getChildren().add(details.sending(sending)));
        all.getChildren().add(details.programs(mailbox.choices().programs()));
        TitledPane pane = new TitledPane(texts.get("mailbox.details"), all);
        pane.setAnimated(false);
        // The page is made again after each change; what was opened stays open.
        pane.expandedProperty().bindBidirectional(model.detailed());
        return pane;
    }

    private Node sending(SendingInfo now) {
        List<Node> nodes = new ArrayList<>();
        nodes.add(Look.text(texts.get("mailbox.sending.lead"), "quiet"));
        nodes.add(told("mailbox.sending.letters", "mailbox.sending.letters.free", now.usedLetters(), now.letters()));
        nodes.add(
                told("mailbox.sending.people", "mailbox.sending.people.free", now.usedRecipients(), now.recipients()));
        String lifted = now.liftedUntil();
        if (lifted != null) {
            String until = parts.moments()
                    .ahead(Instant.parse(lifted), model.home().clock().instant());
            nodes.add(Look.text(texts.get("mailbox.sending.lifted", Map.of("time", until))));
        }
        nodes.add(Look.line(texts.get("mailbox.sending.most"), "1000", model.mostLetters()));
        nodes.add(Look.line(texts.get("mailbox.sending.most.people"), "200", model.mostPeople()));
        nodes.add(Look.actions(
                Look.button(texts.get("mailbox.sending.set"), model::setSending),
                Look.button(texts.get("mailbox.sending.usual"), model::sendAsUsual)));
        nodes.add(Look.actions(
                Look.button(texts.get("delivery.held.lift"), model::liftSending),
                Look.button(texts.get("mailbox.sending.none"), model::sendWithoutLimit)));
        return Parts.part(texts.get("mailbox.sending"), nodes.toArray(Node[]::new));
    }

    private Node told(String limited, String free, long used, @Nullable Long limit) {
        return Look.text(
                limit == null
                        ? texts.get(free, Map.of("used", Long.toString(used)))
                        : texts.get(limited, Map.of("used", Long.toString(used), "limit", Long.toString(limit))));
    }

    private Node programs(ImapCapabilities offered) {
        TilePane tiles = new TilePane(16, 8);
        tiles.setPrefColumns(3);
        tiles.setTileAlignment(Pos.CENTER_LEFT);
        for (ImapCapabilities.Capability each : offered.capabilities()) {
            tiles.getChildren()
                    .add(Parts.check(
                            Look.harmless(each.name()),
                            each.on(),
                            model.mailbox(),
                            on -> model.offer(each.name(), on)));
        }
        return Parts.part(texts.get("mailbox.programs"), Look.text(texts.get("mailbox.programs.lead"), "quiet"), tiles);
    }
}
