package org.letterlock.desktop.ui.security;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.text.Texts;
import org.letterlock.desktop.ui.Look;
import org.letterlock.desktop.ui.home.Asked;
import org.letterlock.desktop.ui.home.Parts;
import org.letterlock.protocol.BlockInfo;
import org.letterlock.protocol.CredentialInfo;
import org.letterlock.protocol.EngineStatus;
import org.letterlock.protocol.Finding;
import org.letterlock.protocol.SshInfo;

/** Sign-ins by device, and blocks. */
public final class SecurityView {

    private final SecurityViewModel model;
    private final Texts texts;
    private final Parts parts;

    private SecurityView(SecurityViewModel model, Texts texts) {
        this.model = model;
        this.texts = texts;
        this.parts = new Parts(texts);
    }

    /** Its nodes. */
    public static Node of(SecurityViewModel model, Texts texts) {
        SecurityView view = new SecurityView(model, texts);
        VBox page = view.parts.page(
                texts.get("section.security"),
                model.doors(),
                Parts.live(model.doors().answer(), view::all));
        Asked<SshInfo> ssh = model.ssh();
        if (ssh != null) {
            page.getChildren()
                    .add(Parts.part(
                            texts.get("security.ssh"),
                            Look.place(ssh.problem(), texts),
                            view.parts.working(ssh),
                            Parts.live(ssh.answer(), view::ssh)));
        }
        return page;
    }

    private List<Node> ssh(@Nullable SshInfo ssh) {
        if (ssh == null) {
            return List.of();
        }
        boolean open = ssh.passwords();
        String until = ssh.until();
        List<Node> nodes = new ArrayList<>();
        nodes.add(new HBox(
                8,
                Look.sign(open || until != null ? Finding.LOOK : Finding.FINE),
                Look.text(
                        open
                                ? texts.get("security.ssh.open")
                                : until == null ? texts.get("security.ssh.keys") : unproven(until))));
        if (open) {
            nodes.add(Look.text(texts.get("security.ssh.means"), "quiet"));
            nodes.add(Look.actions(Look.button(texts.get("security.ssh.harden"), model::harden)));
        } else if (until != null) {
            nodes.add(Look.actions(Look.button(texts.get("security.ssh.prove"), model::harden)));
        } else if (ssh.hardened()) {
            nodes.add(Look.actions(Look.button(texts.get("security.ssh.relax"), model::relax)));
        }
        return nodes;
    }

    private String unproven(String until) {
        return texts.get(
                "security.ssh.unproven", Map.of("until", parts.moments().exact(Instant.parse(until))));
    }

    private List<Node> all(SecurityViewModel.@Nullable Doors doors) {
        if (doors == null) {
            return List.of();
        }
        List<Node> nodes = new ArrayList<>(List.of(blocks(doors.blocks()), devices(doors.devices())));
        EngineStatus.CertificateInfo certificate = doors.status().certificate();
        if (certificate != null) {
            nodes.add(Parts.part(
                    texts.get("security.certificate"),
                    Look.text(texts.get(
                            certificate.selfSigned() ? "security.certificate.own" : "security.certificate.public",
                            Map.of("until", parts.moments().date(Instant.parse(certificate.until())))))));
        }
        return nodes;
    }

    private Node blocks(List<BlockInfo> blocks) {
        VBox part = Parts.part(texts.get("security.blocks"), Look.text(texts.get("security.blocks.lead"), "lead"));
        if (blocks.isEmpty()) {
            part.getChildren().add(new HBox(8, Look.sign(Finding.FINE), Look.text(texts.get("security.blocks.none"))));
        }
        blocks.forEach(block -> part.getChildren().add(block(block)));
        return part;
    }

    private Node block(BlockInfo block) {
        Instant now = model.home().clock().instant();
        String account = block.account();
        String who =
                account == null ? texts.get(block.everybody() ? "security.everybody" : "security.stranger") : account;
        String title = block.network().isEmpty()
                ? who
                : texts.get("security.block", Map.of("who", who, "network", block.network()));
        Label count = Look.text(
                texts.get(
                        "security.block.facts",
                        Map.of(
                                "count",
                                Integer.toString(block.wrongPasswords()),
                                "wait",
                                delay(block.delayMillis()),
                                "time",
                                parts.moments().ahead(Instant.parse(block.until()), now))),
                "quiet");
        Button lift = Look.button(texts.get("security.lift"), () -> model.lift(block));
        lift.setAccessibleText(lift.getText() + ", " + title);
        return Parts.row(title, List.of(count), lift);
    }

    private String delay(long millis) {
        return millis < Duration.ofMinutes(1).toMillis()
                ? texts.get("security.seconds", Map.of("count", Long.toString(Math.max(1, millis / 1_000))))
                : parts.moments().length(Duration.ofMillis(millis));
    }

    private Node devices(List<CredentialInfo> devices) {
        Instant now = model.home().clock().instant();
        VBox part = Parts.part(texts.get("security.devices"), Look.text(texts.get("security.devices.lead"), "lead"));
        for (CredentialInfo device : devices) {
            String last = device.lastUsed();
            Map<String, String> values = new HashMap<>(Map.of("protocol", "", "address", "", "ago", ""));
            if (last != null) {
                values.put("ago", parts.moments().ago(Instant.parse(last), now));
            }
            values.computeIfPresent("protocol", (name, none) -> device.lastProtocol());
            values.computeIfPresent("address", (name, none) -> device.lastAddress());
            part.getChildren()
                    .add(Parts.row(
                            device.account() + " · " + device.name(),
                            List.of(Look.text(
                                    texts.get(last == null ? "mailbox.device.never" : "mailbox.device.used", values),
                                    "quiet"))));
        }
        return part;
    }
}
