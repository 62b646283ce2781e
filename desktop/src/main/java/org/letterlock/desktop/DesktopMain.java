package org.letterlock.desktop;

import javafx.application.Application;

/** Starts the app. A class of its own, because the launcher of the JDK refuses an {@link Application} on the class path. */
public final class DesktopMain {

    private DesktopMain() {}

    public static void main(String[] arguments) {
        Application.launch(Desktop.class, arguments);
    }
}
