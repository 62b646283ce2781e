package org.letterlock.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/** The release of this program. */
final class Version {

    private Version() {}

    /** Such as {@code 0.1.0}. */
    static String text() {
        try (InputStream in = Objects.requireNonNull(
                Version.class.getResourceAsStream("version.properties"), "the version is part of the program")) {
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version", "unknown");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
