package org.letterlock.tests.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A display that nobody sees, so that the app draws the way it does for people. Where there is no {@code Xvfb}, the toolkit's own way without a display has to do, which copies
 * each picture dot by dot on the screen's thread.
 */
final class Display implements AutoCloseable {

    private final @Nullable Process server;
    private final @Nullable String name;

    private Display(@Nullable Process server, @Nullable String name) {
        this.server = server;
        this.name = name;
    }

    /** Opens one. */
    static Display open() throws IOException {
        Process server;
        try {
            server = new ProcessBuilder("Xvfb", "-displayfd", "1", "-screen", "0", "1280x1024x24", "-nolisten", "tcp")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            // There is none.
            return new Display(null, null);
        }
        // It says its number once it can be used; what comes behind it is nothing.
        BufferedReader said = server.inputReader();
        String number = Optional.ofNullable(said.readLine()).orElse("");
        if (number.isEmpty()) {
            server.destroy();
            return new Display(null, null);
        }
        return new Display(server, ":" + number.strip());
    }

    /** What a JVM has to be told so that it draws there. */
    List<String> options() {
        return server == null
                ? List.of("-Dprism.order=sw", "-Dglass.platform=Headless", "-Djava.awt.headless=true")
                : List.of("-Dprism.order=sw");
    }

    /** How it is called in figures. */
    String kind() {
        return server == null ? "without a display" : "on an X display";
    }

    /** Has a process draw there. */
    void on(ProcessBuilder process) {
        if (name != null) {
            process.environment().put("DISPLAY", name);
        }
    }

    @Override
    public void close() {
        if (server != null) {
            server.destroy();
        }
    }
}
