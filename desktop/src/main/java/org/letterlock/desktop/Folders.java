package org.letterlock.desktop;

import java.nio.file.Path;

/** Where the app keeps its files, and where it came with others. */
final class Folders {

    private Folders() {}

    /** The app's own files of this user. */
    static Path own() {
        String given = System.getProperty("letterlock.home", "");
        if (!given.isEmpty()) {
            return Path.of(given);
        }
        Path home = Path.of(System.getProperty("user.home"));
        String system = System.getProperty("os.name");
        if (system.startsWith("Mac")) {
            return home.resolve("Library/Application Support/Letterlock");
        }
        if (system.startsWith("Windows")) {
            String data = System.getenv("APPDATA");
            return (data == null ? home : Path.of(data)).resolve("Letterlock");
        }
        String config = System.getenv("XDG_CONFIG_HOME");
        return (config == null || config.isEmpty() ? home.resolve(".config") : Path.of(config)).resolve("letterlock");
    }

    /** The archives for servers. */
    static Path bundles() {
        return Path.of(System.getProperty("letterlock.bundles", "installers/target"));
    }
}
