package org.letterlock.desktop.ui.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javafx.animation.PauseTransition;
import javafx.scene.Node;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.TitledPane;
import javafx.scene.layout.VBox;
import javafx.util.Duration;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.dnsplan.DnsHost;
import org.letterlock.desktop.dnsplan.DomainFacts;
import org.letterlock.desktop.dnsplan.TypedDomain;
import org.letterlock.desktop.text.Texts;
import org.letterlock.desktop.ui.Look;
import org.letterlock.protocol.Finding;

/** The screen on which a domain is chosen. */
public final class DomainView {

    private static final Duration UNTIL_TYPED = Duration.millis(700);

    private final DomainViewModel model;
    private final Texts texts;
    private final VBox work = new VBox(12);
    private final VBox seen = new VBox(12);

    private DomainView(DomainViewModel model, Texts texts) {
        this.model = model;
        this.texts = texts;
    }

    /** Its nodes. */
    public static Node of(DomainViewModel model, Texts texts) {
        DomainView view = new DomainView(model, texts);
        PauseTransition typed = new PauseTransition(UNTIL_TYPED);
        typed.setOnFinished(event -> model.lookSoon());
        TitledPane details = new TitledPane(
                texts.get("common.details"),
                new VBox(
                        8,
                        Look.line(texts.get("install.hostname"), "mail.example.org", model.hostname()),
                        Look.text(texts.get("install.hostname.hint"), "lead")));
        details.setExpanded(!model.hostname().get().isEmpty());
        details.setAnimated(false);
        VBox page = new VBox(
                Look.heading(texts.get("domain.title")),
                Look.text(texts.get("domain.lead"), "lead"),
                Look.line(texts.get("domain.name"), "example.org", model.typed()),
                Look.place(model.problem(), texts),
                view.seen,
                details,
                view.work);
        page.getStyleClass().add("page");
        model.typed()
                .when(page.sceneProperty().isNotNull())
                .addListener((property, before, now) -> typed.playFromStart());
        Look.follow(page, model.stage(), stage -> view.work());
        Look.follow(page, model.facts(), view::seen);
        return page;
    }

    private void work() {
        switch (model.stage().get()) {
            case ASK -> work.getChildren().setAll(Look.actions(Look.primary(texts.get("domain.look"), model::look)));
            case LOOKING -> {
                ProgressBar bar = new ProgressBar();
                bar.setMaxWidth(480);
                String what = texts.get("domain.looking");
                bar.setAccessibleText(what);
                work.getChildren()
                        .setAll(
                                Look.text(what),
                                bar,
                                Look.actions(
                                        Look.button(texts.get("common.cancel"), model::cancel),
                                        Look.button(texts.get("domain.go.unseen"), model::goOn)));
            }
            case LOOKED ->
                work.getChildren()
                        .setAll(Look.actions(
                                Look.primary(texts.get("common.go"), model::goOn),
                                Look.button(texts.get("domain.again"), model::look)));
        }
    }

    private void seen(@Nullable DomainFacts facts) {
        List<Node> cards = new ArrayList<>();
        if (facts != null) {
            Map<String, String> domain = Map.of("domain", new TypedDomain.Domain(facts.domain()).shown());
            if (facts.isThere()) {
                cards.add(addresses(domain));
                cards.add(host(facts));
                cards.add(mail(facts, domain));
                if (facts.website()) {
                    cards.add(card(Finding.FINE, "website", domain));
                }
            } else {
                cards.add(card(Finding.LOOK, "unknown", domain));
            }
        }
        seen.getChildren().setAll(cards);
        seen.setManaged(!cards.isEmpty());
    }

    private Node addresses(Map<String, String> domain) {
        return Look.text(texts.get("domain.addresses", domain), "verdict");
    }

    private Node host(DomainFacts facts) {
        DnsHost host = facts.host();
        String zone = new TypedDomain.Domain(String.valueOf(facts.zone())).shown();
        return host == null
                ? card(
                        Finding.FINE,
                        "host-other",
                        Map.of("servers", String.join(", ", facts.nameServers()), "zone", zone))
                : card(Finding.FINE, "host", Map.of("host", host.name(), "panel", host.panel(), "zone", zone));
    }

    private Node mail(DomainFacts facts, Map<String, String> domain) {
        if (facts.ours()) {
            return card(Finding.FINE, "mail-ours", domain);
        }
        if (facts.exchangers().isEmpty()) {
            return card(Finding.FINE, "mail-none", domain);
        }
        String mailHost = facts.mailHost();
        String who = mailHost == null ? facts.exchangers().getFirst() : mailHost;
        return card(Finding.LOOK, "mail-other", Map.of("domain", domain.getOrDefault("domain", ""), "who", who));
    }

    private Node card(String level, String word, Map<String, String> values) {
        String key = "domain." + word;
        return Look.card(level, texts.get(key, values), texts.get(key + ".remedy", values), null, texts);
    }
}
