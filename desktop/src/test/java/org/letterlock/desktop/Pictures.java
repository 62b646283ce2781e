package org.letterlock.desktop;

import atlantafx.base.theme.PrimerDark;
import atlantafx.base.theme.PrimerLight;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javafx.application.Application;
import javafx.scene.Group;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.control.Labeled;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TitledPane;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import javafx.scene.text.Text;
import javax.imageio.ImageIO;
import org.letterlock.desktop.text.Language;
import org.letterlock.desktop.text.Texts;
import org.letterlock.desktop.ui.Shell;
import org.letterlock.protocol.FindingKind;

/** Draws screens to {@code target/screens}, and looks at what is written on them. */
final class Pictures {

    private static final boolean ALL =
            System.getProperty("letterlock.pictures", "all").equals("all");

    /** What fits does so in either theme. */
    private static final List<Integer> LEAST = List.of(Shell.LEAST_WIDTH, Shell.LEAST_HEIGHT);

    private static final Path PICTURES = Path.of("target", "screens");

    /** So many pictures wait to be written; each takes some megabytes until it is. */
    private static final int AHEAD = 4;

    private Pictures() {}

    /**
     * Draws screens in a language, both themes and two sizes; what is cut or left in English. Where few are asked for, it looks at the least size alone, and draws what is in
     * English.
     */
    static List<String> draw(Map<String, Screen> screens, Language language) throws IOException {
        Files.createDirectories(PICTURES);
        List<String> faults = new ArrayList<>();
        Deque<CompletableFuture<Void>> written = new ArrayDeque<>();
        // One theme after the other: to change it is what takes longest.
        for (boolean dark : ALL ? List.of(false, true) : List.of(false)) {
            Toolkit.onScreen(() -> theme(dark));
            for (Map.Entry<String, Screen> screen : screens.entrySet()) {
                for (List<Integer> size : ALL && !dark ? List.of(LEAST, List.of(1280, 1000)) : List.of(LEAST)) {
                    String name = screen.getKey() + "-" + language.code() + (dark ? "-dark" : "-light") + "-"
                            + size.getFirst();
                    Optional<WritableImage> picture =
                            Toolkit.onScreen(() -> draw(screen.getValue(), language, dark, size, name, faults));
                    picture.ifPresent(one -> written.add(CompletableFuture.runAsync(() -> write(one, name))));
                    if (written.size() > AHEAD) {
                        written.remove().join();
                    }
                }
            }
        }
        written.forEach(CompletableFuture::join);
        return faults;
    }

    private static boolean theme(boolean dark) {
        Application.setUserAgentStylesheet(
                dark ? new PrimerDark().getUserAgentStylesheet() : new PrimerLight().getUserAgentStylesheet());
        return dark;
    }

    private static void write(WritableImage picture, String name) {
        try {
            ImageIO.write(
                    buffered(picture), "png", PICTURES.resolve(name + ".png").toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<WritableImage> draw(
            Screen screen, Language language, boolean dark, List<Integer> size, String name, List<String> faults) {
        Texts texts = Texts.of(language);
        Scene scene = new Scene(frame(screen, texts, dark), size.getFirst(), size.getLast());
        scene.getStylesheets().setAll(Desktop.stylesheet());
        Parent root = scene.getRoot();
        root.applyCss();
        root.layout();
        root.applyCss();
        root.layout();
        Texts english = Texts.of(Language.ENGLISH);
        for (Node node : Toolkit.all(root)) {
            if (node instanceof Labeled labeled && shown(labeled) && labeled.getText() != null) {
                look(labeled, texts, english, name, faults);
            }
            if (node instanceof ScrollPane pane
                    && pane.getContent() != null
                    && pane.getContent().getLayoutBounds().getWidth()
                            > pane.getViewportBounds().getWidth() + 1) {
                faults.add(name + ": cut at its side: " + pane.getContent());
            }
            if (node.getLayoutBounds().getWidth() > size.getFirst()) {
                faults.add(name + ": wider than the window: " + node);
            }
        }
        Optional<WritableImage> picture =
                ALL || language == Language.ENGLISH ? Optional.of(scene.snapshot(null)) : Optional.empty();
        // Out of the scene, so that what it shows follows no model any more, which would keep all of it.
        scene.setRoot(new Group());
        return picture;
    }

    /** A screen in a frame of its own. */
    static Parent frame(Screen screen, Texts texts, boolean dark) {
        Shell shell = new Shell(texts, dark, NO_CHOICES);
        shell.show(screen.rail(), screen.page().apply(texts));
        return shell.root();
    }

    private static void look(Labeled labeled, Texts texts, Texts english, String name, List<String> faults) {
        String whole = labeled.getText();
        String drawn = labeled.lookupAll(".text").stream()
                .filter(Text.class::isInstance)
                .map(text -> ((Text) text).getText())
                .filter(text -> text.length() > 1 && (whole.equals(text) || text.endsWith("...") || text.endsWith("…")))
                .findFirst()
                .orElse(whole);
        if (!drawn.equals(whole)) {
            faults.add(name + ": cut: " + whole + " -> " + drawn);
        }
        if (texts.language() == Language.ENGLISH || whole.isBlank()) {
            return;
        }
        for (String key : english.keys()) {
            if (english.get(key).equals(whole) && !texts.get(key).equals(whole)) {
                faults.add(name + ": English: " + whole);
            }
        }
        for (FindingKind kind : FindingKind.values()) {
            if (kind.sentence().equals(whole)
                    || (!kind.remedy().isEmpty() && kind.remedy().equals(whole))) {
                faults.add(name + ": English: " + whole);
            }
        }
    }

    private static boolean shown(Node node) {
        for (Node at = node; at != null; at = at.getParent()) {
            if (!at.isVisible()
                    || (at instanceof TitledPane pane
                            && !at.equals(node)
                            && !pane.isExpanded()
                            && inContent(node, pane))) {
                return false;
            }
        }
        return true;
    }

    private static boolean inContent(Node node, TitledPane pane) {
        for (Node at = node; at != null && !at.equals(pane); at = at.getParent()) {
            if (at.equals(pane.getContent())) {
                return true;
            }
        }
        return false;
    }

    /** A frame that leads nowhere. */
    static final Shell.Choices NO_CHOICES = new Shell.Choices() {
        @Override
        public void language(Language language) {}

        @Override
        public void dark(boolean dark) {}

        @Override
        public void step(Shell.Step step) {}
    };

    private static BufferedImage buffered(WritableImage picture) {
        int width = (int) picture.getWidth();
        int height = (int) picture.getHeight();
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        int[] pixels = new int[width * height];
        picture.getPixelReader().getPixels(0, 0, width, height, PixelFormat.getIntArgbInstance(), pixels, 0, width);
        image.setRGB(0, 0, width, height, pixels, 0, width);
        return image;
    }
}
