package org.letterlock.desktop.ui.mailboxes;

import atlantafx.base.theme.Styles;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javafx.beans.property.Property;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.DatePicker;
import javafx.scene.control.Label;
import javafx.scene.control.TextArea;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.text.Texts;
import org.letterlock.desktop.ui.Look;
import org.letterlock.desktop.ui.home.Parts;
import org.letterlock.protocol.AccountInfo;
import org.letterlock.protocol.AddressInfo;
import org.letterlock.protocol.CredentialInfo;
import org.letterlock.protocol.EngineApi;
import org.letterlock.protocol.QuotaInfo;
import org.letterlock.protocol.RecoveryStatus;
import org.letterlock.protocol.VacationInfo;

/** The page of one mailbox. */
final class MailboxView {

    private static final Set<String> OFF = Set.of("refuse", "later", "drop");
    private static final List<String> LEVELS = List.of("off", "watch", "normal", "strict");
    private static final List<String> PLACES = List.of("visible", "junk");
    private static final List<String> DELETED = List.of("trash", "gone");

    private final MailboxViewModel model;
    private final Texts texts;
    private final Parts parts;

    private MailboxView(MailboxViewModel model, Texts texts) {
        this.model = model;
        this.texts = texts;
        this.parts = new Parts(texts);
    }

    /** Its nodes. */
    static Node of(MailboxViewModel model, Texts texts) {
        MailboxView view = new MailboxView(model, texts);
        Button back = Look.button(texts.get("mailbox.back"), model::back);
        back.getStyleClass().add(Styles.FLAT);
        VBox page = view.parts.page(
                model.address(),
                model.mailbox(),
                view.parts.confirmation(model.confirmation()),
                Parts.live(model.mailbox().answer(), view::all));
        page.getChildren().addFirst(Look.actions(back));
        return page;
    }

    private List<Node> all(@Nullable Mailbox mailbox) {
        return mailbox == null
                ? List.of()
                : List.of(
                        lock(mailbox),
                        devices(mailbox),
                        addresses(mailbox),
                        storage(mailbox),
                        recovery(mailbox),
                        answers(mailbox.choices().vacation()),
                        junk(mailbox.choices().junk()),
                        pop3(mailbox.choices().pop3()),
                        MailboxDetails.of(model, mailbox, texts),
                        end());
    }

    private Node lock(Mailbox mailbox) {
        AccountInfo account = mailbox.account();
        if (!account.unlocked()) {
            return Look.text(texts.get(
                    account.waiting() == 0 ? "mailbox.locked" : "mailbox.locked.waiting",
                    Map.of("waiting", Long.toString(account.waiting()))));
        }
        return new VBox(
                8,
                Look.text(texts.get("mailbox.unlocked")),
                Look.actions(Look.button(texts.get("mailbox.lock"), model::lock)));
    }

    private Node devices(Mailbox mailbox) {
        Instant now = model.home().clock().instant();
        VBox part = Parts.part(texts.get("mailbox.devices"), Look.text(texts.get("mailbox.devices.lead"), "quiet"));
        for (CredentialInfo device : mailbox.devices()) {
            String last = device.lastUsed();
            List<Label> below = new ArrayList<>();
            below.add(last == null ? Look.text(texts.get("mailbox.device.never"), "quiet") : used(device, last, now));
            part.getChildren()
                    .add(Parts.row(
                            device.name(),
                            below,
                            named(
                                    Look.button(texts.get("mailbox.device.revoke"), () -> model.revoke(device)),
                                    device.name())));
        }
        if (model.isForDevices()) {
            part.getChildren().add(Look.actions(Look.button(texts.get("mailbox.device.add"), model::addDevice)));
        }
        return part;
    }

    private Label used(CredentialInfo device, String last, Instant now) {
        Map<String, String> values = new HashMap<>(
                Map.of("ago", parts.moments().ago(Instant.parse(last), now), "protocol", "", "address", ""));
        values.computeIfPresent("protocol", (name, none) -> device.lastProtocol());
        values.computeIfPresent("address", (name, none) -> device.lastAddress());
        Label label = Look.text(texts.get("mailbox.device.used", values), "quiet");
        label.setTooltip(new javafx.scene.control.Tooltip(parts.moments().exact(Instant.parse(last))));
        return label;
    }

    /** A button that says to a screen reader what it is about. */
    private static Button named(Button button, String what) {
        button.setAccessibleText(button.getText() + ", " + what);
        return button;
    }

    private Node addresses(Mailbox mailbox) {
        VBox part = Parts.part(texts.get("mailbox.addresses"));
        for (AddressInfo rule : mailbox.addresses()) {
            part.getChildren().add(address(mailbox, rule));
        }
        part.getChildren()
                .addAll(
                        Look.line(
                                texts.get("mailbox.address.new"),
                                texts.get("mailbox.address.hint"),
                                model.newAddress()),
                        Look.actions(Look.button(texts.get("mailbox.address.add"), model::addAddress)),
                        Look.line(texts.get("mailbox.forward"), "anna@example.net", model.forward()),
                        Look.text(texts.get("mailbox.forward.means"), "quiet"));
        return part;
    }

    private Node address(Mailbox mailbox, AddressInfo rule) {
        List<Label> below = new ArrayList<>();
        List<String> others = rule.accounts().stream()
                .filter(account -> !account.equals(mailbox.account().address()))
                .toList();
        if (!others.isEmpty()) {
            below.add(Look.text(
                    texts.get("mailbox.address.others", Map.of("mailboxes", String.join(", ", others))), "quiet"));
        }
        if (!rule.forwards().isEmpty()) {
            below.add(Look.text(
                    texts.get("mailbox.address.forwards", Map.of("addresses", String.join(", ", rule.forwards()))),
                    "quiet"));
        }
        if (!rule.webhooks().isEmpty()) {
            below.add(Look.text(
                    texts.get(
                            "mailbox.address.webhooks",
                            Map.of("count", Integer.toString(rule.webhooks().size()))),
                    "quiet"));
        }
        String off = rule.off();
        if (off != null) {
            below.add(Look.text(
                    texts.get(OFF.contains(off) ? "mailbox.address.off." + off : "mailbox.address.off.refuse"),
                    "quiet"));
        }
        HBox actions = Look.actions(
                named(Look.button(texts.get("mailbox.forward.add"), () -> model.addForward(rule)), rule.address()));
        rule.forwards()
                .forEach(there -> actions.getChildren()
                        .add(Look.button(
                                texts.get("mailbox.forward.remove", Map.of("address", there)),
                                () -> model.removeForward(rule, there))));
        if (off == null) {
            actions.getChildren()
                    .add(named(
                            Look.button(texts.get("mailbox.address.refuse"), () -> model.switchAddress(rule, "refuse")),
                            rule.address()));
        } else {
            actions.getChildren()
                    .add(named(
                            Look.button(texts.get("mailbox.address.on"), () -> model.switchAddress(rule, null)),
                            rule.address()));
        }
        if (!rule.address().equals(mailbox.account().address())) {
            actions.getChildren()
                    .add(named(
                            Look.button(texts.get("mailbox.address.remove"), () -> model.removeAddress(rule)),
                            rule.address()));
        }
        actions.getChildren().forEach(button -> button.getStyleClass().add(Styles.SMALL));
        List<Node> all = new ArrayList<>(below);
        all.add(actions);
        return Parts.row(rule.address(), all);
    }

    private Node storage(Mailbox mailbox) {
        AccountInfo account = mailbox.account();
        VBox part = Parts.part(texts.get("mailbox.storage"));
        Map<String, String> values = new HashMap<>(Map.of(
                "octets", Long.toString(account.octets()), "messages", Long.toString(account.messages()), "limit", ""));
        mailbox.quota()
                .map(QuotaInfo::octets)
                .filter(octets -> octets >= 0)
                .ifPresent(octets -> values.put("limit", Long.toString(octets)));
        boolean limited = !values.getOrDefault("limit", "").isEmpty();
        part.getChildren()
                .addAll(
                        Look.text(texts.get(limited ? "mailbox.storage.of" : "mailbox.storage.free", values)),
                        Look.line(texts.get("mailbox.limit"), "20", model.limit()));
        HBox actions = Look.actions(Look.button(texts.get("mailbox.limit.set"), model::setLimit));
        if (limited) {
            actions.getChildren().add(Look.button(texts.get("mailbox.limit.none"), model::removeLimit));
        }
        part.getChildren().add(actions);
        return part;
    }

    private Node recovery(Mailbox mailbox) {
        VBox part = Parts.part(texts.get("mailbox.recovery"));
        RecoveryStatus.AccountRecovery now = mailbox.recoverable().orElse(null);
        if (mailbox.recovery().fingerprint() == null || now == null) {
            part.getChildren().add(Look.text(texts.get("mailbox.recovery.none")));
            return part;
        }
        String word = now.chosen() ? now.sealed() ? "sealed" : "soon" : "never";
        CheckBox chosen =
                Parts.check(texts.get("mailbox.recovery.choose"), now.chosen(), model.mailbox(), model::chooseRecovery);
        part.getChildren().addAll(Look.text(texts.get("mailbox.recovery." + word)), chosen);
        return part;
    }

    private Node answers(VacationInfo vacation) {
        TextArea text = new TextArea();
        text.setPrefRowCount(4);
        text.setWrapText(true);
        HBox actions = Look.actions(Look.button(
                texts.get(vacation.text() == null ? "mailbox.away.start" : "mailbox.away.change"),
                model::startAnswers));
        if (vacation.text() != null) {
            actions.getChildren().add(Look.button(texts.get("mailbox.away.end"), model::endAnswers));
        }
        String state = vacation.answers() ? "now" : vacation.text() == null ? "none" : "set";
        return Parts.part(
                texts.get("mailbox.away"),
                Look.text(texts.get("mailbox.away." + state)),
                Look.field(texts.get("mailbox.away.text"), text, model.answer()),
                Look.line(texts.get("mailbox.away.subject"), texts.get("mailbox.away.subject.hint"), model.subject()),
                new HBox(12, day("mailbox.away.from", model.from()), day("mailbox.away.until", model.until())),
                Look.line(texts.get("mailbox.away.days"), "7", model.days()),
                actions,
                Look.text(texts.get("mailbox.away.means"), "quiet"));
    }

    private Node day(String key, Property<java.time.@Nullable LocalDate> day) {
        DatePicker picker = new DatePicker();
        picker.setAccessibleText(texts.get(key));
        picker.valueProperty().bindBidirectional(day);
        Label name = Look.text(texts.get(key), "field-name");
        name.setLabelFor(picker);
        VBox box = new VBox(name, picker);
        box.getStyleClass().add("form");
        return box;
    }

    private Node junk(EngineApi.JunkChoice junk) {
        return Parts.part(
                texts.get("mailbox.junk"),
                parts.choice(
                        "mailbox.junk.level.", LEVELS, String.valueOf(junk.level()), model.mailbox(), model::judgeJunk),
                Look.text(texts.get("mailbox.junk.place"), "field-name"),
                parts.choice(
                        "mailbox.junk.place.", PLACES, String.valueOf(junk.place()), model.mailbox(), model::putJunk));
    }

    private Node pop3(EngineApi.Pop3Choice pop3) {
        return Parts.part(
                texts.get("mailbox.fetch"),
                parts.choice("mailbox.fetch.", DELETED, pop3.deleted(), model.mailbox(), model::choosePop3));
    }

    private Node end() {
        String command = "letterlock-agent account export " + model.address() + " --format mbox --to mail.zip";
        Button erase = Look.button(texts.get("mailbox.erase"), model::erase);
        erase.getStyleClass().addAll(Styles.DANGER, Styles.BUTTON_OUTLINED);
        return new VBox(
                8,
                Parts.part(
                        texts.get("mailbox.export"),
                        Look.text(texts.get("mailbox.export.means")),
                        Look.text(command, "detail"),
                        Look.actions(Look.button(texts.get("common.copy"), () -> Look.copy(command)))),
                Parts.part(texts.get("mailbox.end"), Look.text(texts.get("mailbox.end.means")), Look.actions(erase)));
    }
}
