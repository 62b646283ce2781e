package org.letterlock.desktop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is chosen is there again after the next start, as a whole. */
final class ChoiceTest {

    @TempDir
    Path folder;

    @Test
    void keepsWhatWasChosenLastWhicheverIsWrittenLater() throws IOException {
        Path file = folder.resolve("made").resolve("app.json");
        ChoiceFile choices = new ChoiceFile(file);
        choices.choose(new Choice("ja", false));
        choices.choose(new Choice("ja", true));
        choices.keep();
        Choice last = new Choice("ru", true);
        choices.choose(last);
        choices.keep();
        choices.keep();
        assertThat(choices.now()).isEqualTo(last);
        assertThat(new ChoiceFile(file).now()).isEqualTo(last);
        try (var files = Files.list(folder.resolve("made"))) {
            assertThat(files.toList()).isEqualTo(List.of(file));
        }
    }

    /** The file before is never one that is half written: it goes when the next is whole. */
    @Test
    void putsAWholeFileInThePlaceOfTheOneBefore() throws IOException {
        Path file = folder.resolve("app.json");
        new Choice("ja", true).save(file);
        Path before = Files.createLink(folder.resolve("before"), file);
        Files.writeString(folder.resolve("app.json.new"), "what was left of a computer that went off, and is longer");
        new Choice("zh", false).save(file);
        assertThat(Choice.load(before)).isEqualTo(new Choice("ja", true));
        assertThat(Choice.load(file)).isEqualTo(new Choice("zh", false));
    }
}
