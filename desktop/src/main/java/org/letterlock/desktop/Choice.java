package org.letterlock.desktop;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.text.Language;

/**
 * How the app looks and speaks; nothing secret.
 *
 * @param language the code of a language
 * @param dark whether it is dark
 */
record Choice(String language, boolean dark) {

    /** What was chosen last, else the system's language and light. */
    static Choice load(Path file) {
        try {
            @Nullable Choice read = new Gson().fromJson(Files.readString(file, StandardCharsets.UTF_8), Choice.class);
            if (read != null && read.language() != null) {
                return read;
            }
        } catch (IOException | JsonParseException e) {
            return usual();
        }
        return usual();
    }

    private static Choice usual() {
        return new Choice(Language.of(Locale.getDefault()).code(), false);
    }

    /** Keeps it as a whole. One that cannot be kept is chosen again next time. */
    void save(Path file) {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(
                    fresh,
                    new Gson().toJson(this),
                    StandardCharsets.UTF_8,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.SYNC);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            System.getLogger(Choice.class.getName()).log(System.Logger.Level.WARNING, "The choice was not kept", e);
        }
    }

    Language spoken() {
        return Language.of(Locale.of(language));
    }
}
