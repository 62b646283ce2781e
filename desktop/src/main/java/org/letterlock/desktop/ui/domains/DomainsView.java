package org.letterlock.desktop.ui.domains;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.StackPane;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.text.Texts;
import org.letterlock.desktop.ui.Look;
import org.letterlock.desktop.ui.home.Parts;
import org.letterlock.protocol.DomainInfo;

/** The domains: the list, or the one that was chosen. */
public final class DomainsView {

    private final DomainsViewModel model;
    private final Texts texts;

    private DomainsView(DomainsViewModel model, Texts texts) {
        this.model = model;
        this.texts = texts;
    }

    /** Its nodes. */
    public static Node of(DomainsViewModel model, Texts texts) {
        DomainsView view = new DomainsView(model, texts);
        StackPane place = new StackPane();
        Look.follow(
                place,
                model.chosen(),
                chosen -> place.getChildren().setAll(chosen == null ? view.list() : DomainView.of(chosen, texts)));
        return place;
    }

    private Node list() {
        return new Parts(texts)
                .page(
                        texts.get("section.domains"),
                        model.domains(),
                        Look.text(texts.get("domains.lead"), "lead"),
                        Parts.live(model.domains().answer(), this::rows),
                        Look.line(texts.get("domains.name"), "example.org", model.name()),
                        Look.actions(Look.primary(texts.get("domains.add"), model::add)));
    }

    private List<Node> rows(@Nullable List<DomainInfo> domains) {
        List<Node> rows = new ArrayList<>();
        for (DomainInfo domain : domains == null ? List.<DomainInfo>of() : domains) {
            String catchAll = domain.catchAll();
            List<Label> below = catchAll == null
                    ? List.of()
                    : List.of(Look.text(texts.get("domains.catch-all", Map.of("mailbox", catchAll)), "quiet"));
            Button open = Look.button(texts.get("domains.open"), () -> model.choose(domain.name()));
            open.setAccessibleText(open.getText() + ", " + domain.name());
            rows.add(Parts.row(domain.name(), below, open));
        }
        return rows;
    }
}
