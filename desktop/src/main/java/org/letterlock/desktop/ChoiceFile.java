package org.letterlock.desktop;

import java.nio.file.Path;

/** What was chosen last, and the file that keeps it. Safe for any number of threads. */
final class ChoiceFile {

    private final Path file;
    private volatile Choice now;

    ChoiceFile(Path file) {
        this.file = file;
        this.now = Choice.load(file);
    }

    /** What was chosen last. */
    Choice now() {
        return now;
    }

    /** Chooses something else; waits for nobody. */
    void choose(Choice next) {
        now = next;
    }

    /** Keeps what was chosen last, and not what was when this was wanted: of two that come at once, the older may come later. Waits for the disk. */
    synchronized void keep() {
        now.save(file);
    }
}
