package org.letterlock.desktop.ui.kit;

import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javafx.geometry.Bounds;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.control.Label;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.letterlock.desktop.paper.Kit;
import org.letterlock.desktop.paper.PdfPage;
import org.letterlock.desktop.paper.QrCode;
import org.letterlock.desktop.text.Texts;
import org.letterlock.desktop.ui.Code;
import org.letterlock.desktop.ui.Look;

/** The page itself: A4, a pixel a point, black on white in any theme. */
final class KitPage {

    private static final int SQUARE = 4;
    private static final String EXACT = "exact";

    private final Kit kit;
    private final QrCode code;
    private final Texts texts;

    private KitPage(Kit kit, QrCode code, Texts texts) {
        this.kit = kit;
        this.code = code;
        this.texts = texts;
    }

    /** The page. */
    static Region of(Kit kit, QrCode code, Texts texts) {
        return new KitPage(kit, code, texts).page();
    }

    /** A page in a scene of its own, laid out, to be printed or made a picture of. */
    static Region apart(Kit kit, QrCode code, Texts texts) {
        Region page = of(kit, code, texts);
        new Scene(page, PdfPage.WIDTH, PdfPage.HEIGHT);
        page.applyCss();
        page.layout();
        return page;
    }

    private Region page() {
        VBox page = new VBox(
                Look.text(texts.get("kit.page.title"), "paper-title"),
                Look.text(texts.get("kit.page.what")),
                Look.text(texts.get("kit.page.where")),
                name("secret"),
                groups(),
                Code.of(code, SQUARE, texts.get("kit.page.secret")),
                Look.text(texts.get("kit.page.how")));
        String made = DateTimeFormatter.ofLocalizedDate(FormatStyle.LONG)
                .withLocale(texts.language().locale())
                .format(kit.made());
        page.getChildren()
                .addAll(
                        name("server"),
                        exact(kit.mailServer()),
                        exact(kit.entrance()),
                        exact(kit.hostKey()),
                        name("made"),
                        Look.text(made));
        page.getStyleClass().addAll("paper", "lang-" + texts.language().code());
        page.getStylesheets()
                .setAll(Objects.requireNonNull(
                                KitPage.class.getResource("paper.css"), "the look is part of the program")
                        .toExternalForm());
        page.setMinSize(PdfPage.WIDTH, PdfPage.HEIGHT);
        page.setPrefSize(PdfPage.WIDTH, PdfPage.HEIGHT);
        page.setMaxSize(PdfPage.WIDTH, PdfPage.HEIGHT);
        return page;
    }

    private Label name(String what) {
        return Look.text(texts.get("kit.page." + what), "paper-name");
    }

    private static Label exact(String text) {
        return Look.text(text, EXACT);
    }

    private Node groups() {
        FlowPane groups = new FlowPane(18, 8);
        String[] all = kit.groups().split("-", -1);
        for (int i = 0; i < all.length; i++) {
            Label group = exact((i + 1) + ". " + all[i]);
            group.setWrapText(false);
            group.setMinSize(Region.USE_PREF_SIZE, Region.USE_PREF_SIZE);
            group.getStyleClass().add("group");
            groups.getChildren().add(group);
        }
        return groups;
    }

    /** The words of a page that is laid out which somebody may want to copy. */
    static List<PdfPage.Words> words(Region page) {
        List<PdfPage.Words> words = new ArrayList<>();
        collect(page, page, words);
        return words;
    }

    private static void collect(Region page, Node node, List<PdfPage.Words> words) {
        if (node instanceof Label label && label.getStyleClass().contains(EXACT)) {
            Bounds bounds = page.sceneToLocal(label.localToScene(label.getLayoutBounds()));
            double size = label.getFont().getSize();
            words.add(new PdfPage.Words(
                    bounds.getMinX(), PdfPage.HEIGHT - bounds.getMaxY() + size / 4, size, label.getText()));
        } else if (node instanceof Parent parent) {
            parent.getChildrenUnmodifiable().forEach(child -> collect(page, child, words));
        }
    }
}
