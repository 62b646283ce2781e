package org.letterlock.desktop.ui;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import javafx.event.Event;
import javafx.event.EventType;
import javafx.scene.Node;
import javafx.stage.FileChooser;
import javafx.stage.Window;
import org.jspecify.annotations.Nullable;

/** A page wants the person to choose a file. It goes up from the page to the window, which asks in one place for all pages, by the dialog of the system. */
public final class FileWanted extends Event {

    /** Its only kind. */
    public static final EventType<FileWanted> ANY = new EventType<>(Event.ANY, "FILE_WANTED");

    private static final long serialVersionUID = 1;

    private final @Nullable String name;
    private final transient List<FileChooser.ExtensionFilter> kinds;
    private final transient Consumer<Path> chosen;

    private FileWanted(@Nullable String name, List<FileChooser.ExtensionFilter> kinds, Consumer<Path> chosen) {
        super(ANY);
        this.name = name;
        this.kinds = List.copyOf(kinds);
        this.chosen = chosen;
    }

    /**
     * Asks for a file to write.
     *
     * @param page that asks
     * @param name what it could be called
     * @param chosen is given it, unless the person changes their mind
     */
    public static void toWrite(Node page, String name, Consumer<Path> chosen) {
        fireEvent(page, new FileWanted(name, List.of(), chosen));
    }

    /**
     * Asks for a file to read.
     *
     * @param page that asks
     * @param extension how such files end; others can be chosen, too
     * @param chosen is given it, unless the person changes their mind
     */
    public static void toRead(Node page, String extension, Consumer<Path> chosen) {
        fireEvent(
                page,
                new FileWanted(
                        null,
                        List.of(
                                new FileChooser.ExtensionFilter("Letterlock", "*" + extension),
                                new FileChooser.ExtensionFilter("*", "*")),
                        chosen));
    }

    /** The person chose. */
    public void choose(Path file) {
        chosen.accept(file);
    }

    /** Has the system ask. */
    public void ask(Window window) {
        FileChooser chooser = new FileChooser();
        chooser.getExtensionFilters().setAll(kinds);
        File file;
        if (name == null) {
            file = chooser.showOpenDialog(window);
        } else {
            chooser.setInitialFileName(name);
            file = chooser.showSaveDialog(window);
        }
        if (file != null) {
            choose(file.toPath());
        }
    }
}
