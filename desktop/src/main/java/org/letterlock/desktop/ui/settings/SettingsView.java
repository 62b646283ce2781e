package org.letterlock.desktop.ui.settings;

import atlantafx.base.theme.Styles;
import java.util.List;
import java.util.function.Consumer;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.text.Texts;
import org.letterlock.desktop.ui.Look;
import org.letterlock.desktop.ui.home.Parts;

/** The settings: of the server, of this app, and the two ways to part. */
public final class SettingsView {

    private final SettingsViewModel model;
    private final Texts texts;
    private final Parts parts;

    private SettingsView(SettingsViewModel model, Texts texts) {
        this.model = model;
        this.texts = texts;
        this.parts = new Parts(texts);
    }

    /**
     * Where it leads.
     *
     * @param computer to a second computer
     * @param another to another server
     * @param kit to the recovery kit; null where this app does not keep its secret
     */
    public record Ways(
            Runnable computer, Runnable another, @Nullable Runnable kit) {}

    /**
     * Its nodes.
     *
     * @param ways where it leads
     */
    public static Node of(SettingsViewModel model, Texts texts, Ways ways) {
        SettingsView view = new SettingsView(model, texts);
        VBox page = view.parts.page(
                texts.get("section.settings"),
                model.choices(),
                view.parts.confirmation(model.confirmation()),
                Look.place(model.kept().problem(), texts),
                view.parts.working(model.kept()),
                Parts.live(model.choices().answer(), view::choices),
                view.app(ways));
        if (model.isOwn()) {
            page.getChildren().addAll(view.server(ways), view.end());
        }
        return page;
    }

    private List<Node> choices(SettingsViewModel.@Nullable Choices now) {
        if (now == null) {
            return List.of();
        }
        return List.of(Parts.part(
                texts.get("settings.strangers"),
                check("settings.greylisting", now.greylisting().on(), model::greylist),
                Look.text(texts.get("settings.greylisting.means"), "quiet"),
                check("settings.tls", now.tlsReporting().on(), model::tellOfTls),
                Look.text(texts.get("settings.tls.means"), "quiet"),
                check("settings.dmarc", now.dmarcReporting().on(), model::tellOfLetters),
                Look.text(texts.get("settings.dmarc.means"), "quiet"),
                Look.line(texts.get("settings.lists"), "zen.spamhaus.org bl.spamcop.net", model.lists()),
                Look.text(texts.get("settings.lists.means"), "quiet"),
                Look.actions(Look.button(texts.get("settings.lists.set"), model::chooseLists))));
    }

    private Node check(String key, boolean on, Consumer<Boolean> choose) {
        return Parts.check(texts.get(key), on, model.choices(), choose);
    }

    private Node app(Ways ways) {
        if (!model.isOwn()) {
            return Parts.part(
                    texts.get("settings.app"),
                    Look.actions(Look.button(texts.get("settings.another"), ways.another())));
        }
        Label changed = Look.text(texts.get("settings.passphrase.changed"), "sentence");
        changed.visibleProperty().bind(model.changed());
        changed.managedProperty().bind(model.changed());
        VBox store = new VBox(8);
        store.setManaged(model.canBeKept());
        store.setVisible(model.canBeKept());
        if (model.canBeKept()) {
            store.getChildren()
                    .setAll(
                            Parts.live(model.inStore().answer(), this::store),
                            Look.place(model.inStore().problem(), texts),
                            Look.text(texts.get("settings.store.means"), "quiet"));
        }
        return Parts.part(
                texts.get("settings.app"),
                store,
                Look.secret(texts.get("settings.passphrase.now"), model.passphrase()),
                Look.secret(texts.get("settings.passphrase.next"), model.next()),
                Look.secret(texts.get("vault.again"), model.again()),
                Look.actions(Look.button(texts.get("settings.passphrase.change"), model::changePassphrase)),
                changed,
                Look.text(texts.get("settings.more"), "quiet"),
                Look.actions(
                        Look.button(texts.get("settings.computer"), ways.computer()),
                        Look.button(texts.get("settings.another"), ways.another())));
    }

    private List<Node> store(@Nullable Boolean kept) {
        return kept == null
                ? List.of()
                : List.of(Parts.check(texts.get("settings.store"), kept, model.inStore(), model::keepInStore));
    }

    private Node server(Ways ways) {
        VBox kit = new VBox(8);
        Runnable shows = ways.kit();
        kit.setManaged(shows != null);
        if (shows != null) {
            kit.getChildren()
                    .setAll(
                            Look.text(texts.get("settings.kit.means"), "quiet"),
                            Look.actions(Look.button(texts.get("settings.kit"), shows)));
        }
        return Parts.part(
                texts.get("settings.server"),
                Look.line(texts.get("settings.name"), "", model.name()),
                Look.actions(Look.button(texts.get("settings.rename"), model::rename)),
                kit,
                Look.text(texts.get("settings.forget.means"), "quiet"),
                Look.actions(Look.button(texts.get("settings.forget"), model::forget)));
    }

    private Node end() {
        Button erase = Look.button(texts.get("settings.erase"), () -> model.erase(true));
        erase.getStyleClass().addAll(Styles.DANGER, Styles.BUTTON_OUTLINED);
        return Parts.part(
                texts.get("settings.end"),
                Look.text(texts.get("settings.end.means"), "quiet"),
                Look.actions(Look.button(texts.get("settings.uninstall"), () -> model.erase(false)), erase));
    }
}
