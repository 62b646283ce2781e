package org.letterlock.desktop;

import java.util.Set;
import java.util.function.Function;
import javafx.scene.Node;
import org.letterlock.desktop.text.Texts;
import org.letterlock.desktop.ui.Shell;

/**
 * What is shown, so that it can be made again in another language.
 *
 * @param page makes the page; what was typed is in its view model
 */
record Screen(Shell.Rail rail, Function<Texts, Node> page) {

    /** One without a rail. */
    static Screen bare(Function<Texts, Node> page) {
        return new Screen(new Shell.Rail.Bare(), page);
    }

    /** A step of setting up. */
    static Screen step(Shell.Step step, Function<Texts, Node> page) {
        return new Screen(new Shell.Rail.SettingUp(step, Set.of()), page);
    }

    /** The same step after others that were left for later. */
    Screen after(Shell.Step step, Set<Shell.Step> left) {
        return new Screen(new Shell.Rail.SettingUp(step, left), page);
    }
}
