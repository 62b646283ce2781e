package org.letterlock.agent.install;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.letterlock.protocol.HostChange;

/** What was changed on the computer, a line of JSON each, on the disk before the change is made and again after. */
final class HostJournal {

    private static final int MOST_LINES = 10_000;

    private final Path file;
    private final Clock clock;

    HostJournal(Path file, Clock clock) {
        this.file = file;
        this.clock = clock;
    }

    /** Notes that a change is about to be made. */
    HostChange begin(String step, String what, String undo) {
        return write(new HostChange(clock.instant().toString(), step, what, undo, "begun"));
    }

    /** Notes that it was made. */
    HostChange done(HostChange change) {
        return write(new HostChange(clock.instant().toString(), change.step(), change.what(), change.undo(), "done"));
    }

    /** Notes that it was undone. */
    HostChange undone(HostChange change) {
        return write(new HostChange(clock.instant().toString(), change.step(), change.what(), change.undo(), "undone"));
    }

    /** The line that notes that it was undone, for somebody else to write at {@code when}. */
    static String lineOfUndone(HostChange change, Instant when) {
        return line(new HostChange(when.toString(), change.step(), change.what(), change.undo(), "undone"));
    }

    private static String line(HostChange change) {
        return new Gson().toJson(change);
    }

    /** The last change of a step, where it was not undone since; it may have been begun alone. */
    Optional<HostChange> standing(String step) {
        return changes().stream()
                .filter(change -> change.step().equals(step))
                .reduce((earlier, later) -> later)
                .filter(change -> !change.state().equals("undone"));
    }

    private HostChange write(HostChange change) {
        try {
            Files.createDirectories(Objects.requireNonNull(file.getParent(), "a file in a folder"));
            try (FileChannel out = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.APPEND, StandardOpenOption.WRITE)) {
                ByteBuffer line = ByteBuffer.wrap((line(change) + "\n").getBytes(StandardCharsets.UTF_8));
                while (line.hasRemaining()) {
                    out.write(line);
                }
                out.force(true);
            }
            return change;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All of it, oldest first. A line that a crash cut off is left out. */
    List<HostChange> changes() {
        if (!Files.exists(file)) {
            return List.of();
        }
        List<HostChange> all = new ArrayList<>();
        try (var lines = Files.lines(file, StandardCharsets.UTF_8)) {
            lines.limit(MOST_LINES).forEach(line -> {
                try {
                    HostChange change = new Gson().fromJson(line, HostChange.class);
                    if (change != null) {
                        all.add(change);
                    }
                } catch (JsonParseException e) {
                    // Cut off by a crash before it was whole, and so before what it would tell of.
                    return;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }
}
