package org.letterlock.agent.install;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.eclipse.lsp4j.jsonrpc.CancelChecker;
import org.letterlock.agent.host.Commands;
import org.letterlock.agent.host.PortChecks;
import org.letterlock.protocol.FailureException;
import org.letterlock.protocol.HostChange;
import org.letterlock.protocol.Progress;

/** Work on the computer, step by step: each change is noted before it is made and after, with the way back. */
final class Steps {

    /** The user that the engine runs as. */
    static final String USER = "letterlock";

    /** What systemd calls the engine. */
    static final String UNIT = "letterlock.service";

    /** Lets mail in. */
    static final List<String> UFW_OPEN = ufw("ufw");

    /** Lets it in no more. */
    static final List<String> UFW_CLOSE = ufw("ufw", "delete");

    private final Commands commands;
    private final HostJournal journal;
    private final Deque<Undo> undos = new ArrayDeque<>();
    private final List<HostChange> changes = new ArrayList<>();

    Steps(Commands commands, HostJournal journal) {
        this.commands = commands;
        this.journal = journal;
    }

    private static List<String> ufw(String... before) {
        return Stream.concat(
                        Stream.of(before),
                        Stream.of("allow", "proto", "tcp", "from", "any", "to", "any", "port", PortChecks.MAIL_LISTED))
                .toList();
    }

    /** What may fail by the disk. */
    interface Way {
        void go() throws IOException;
    }

    /** @param name as {@link Progress#step} has it */
    record Step(String name, Way way) {}

    /** The way back of a change. */
    private record Undo(HostChange change, Way back) {}

    /**
     * Takes the steps.
     *
     * @param work what {@link Progress} is to call it
     * @param cancel is asked before each step
     * @throws FailureException where one fails; nothing is undone by that
     */
    void take(String work, List<Step> steps, Consumer<Progress> progress, CancelChecker cancel) {
        int done = 0;
        for (Step step : steps) {
            cancel.checkCanceled();
            progress.accept(new Progress(work, step.name(), done, steps.size()));
            try {
                step.way().go();
            } catch (IOException | UncheckedIOException e) {
                throw Faults.failed(step.name(), String.valueOf(e));
            }
            done++;
        }
    }

    /** Makes a change that {@link #goBack} undoes. */
    void change(String step, String what, String undo, Way way, Way back) throws IOException {
        HostChange begun = journal.begin(step, what, undo);
        undos.push(new Undo(begun, back));
        way.go();
        changes.add(journal.done(begun));
    }

    /** Makes a change that stays. */
    void change(String step, String what, String undo, Way way) throws IOException {
        HostChange begun = journal.begin(step, what, undo);
        way.go();
        changes.add(journal.done(begun));
    }

    /**
     * Makes a change that is all there is to do.
     *
     * @throws FailureException where it fails; it is undone then
     */
    void changeAlone(String step, String what, String undo, Way way, Way back) {
        try {
            change(step, what, undo, way, back);
        } catch (IOException | UncheckedIOException | FailureException e) {
            goBack();
            throw e instanceof FailureException failure ? failure : Faults.failed(step, String.valueOf(e));
        }
        undos.clear(); // It is whole: what fails later is no reason to undo it.
    }

    /** Undoes what an earlier run changed by a step, where that stands; it may have been begun alone. */
    void undo(String step, Way back) throws IOException {
        Optional<HostChange> standing = journal.standing(step);
        if (standing.isPresent()) {
            back.go();
            changes.add(journal.undone(standing.get()));
        }
    }

    /**
     * Undoes it, where that is all there is to do.
     *
     * @throws FailureException where that fails; it stops where it is
     */
    void undoAlone(String step, Way back) {
        try {
            undo(step, back);
        } catch (IOException | UncheckedIOException e) {
            throw Faults.halfway(Faults.failed(step, String.valueOf(e)));
        } catch (FailureException e) {
            throw Faults.halfway(e);
        }
    }

    /** What was changed, in its order. */
    List<HostChange> changes() {
        return changes;
    }

    /** Undoes what was changed, the last first. */
    void goBack() {
        while (!undos.isEmpty()) {
            Undo undo = undos.pop();
            try {
                undo.back().go();
                journal.undone(undo.change());
            } catch (IOException | FailureException e) {
                System.getLogger(Steps.class.getName())
                        .log(
                                System.Logger.Level.ERROR,
                                "Not undone: " + undo.change().what(),
                                e);
            }
        }
    }

    /** Writes a file, or the one that is there stays as it is. */
    static void write(Path file, String text) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(fresh, text, StandardCharsets.UTF_8);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Runs a program that has to end well. */
    void must(String step, List<String> words) {
        Commands.Ended ended = commands.run(words);
        if (!ended.isWell()) {
            throw Faults.failed(step, String.join(" ", words) + "\n" + ended.output());
        }
    }

    /** Runs a program that has to end well. */
    void must(String step, String... words) {
        must(step, List.of(words));
    }

    /** Whether a program ends well. */
    boolean does(List<String> words) {
        return commands.run(words).isWell();
    }

    /** Whether a program ends well. */
    boolean does(String... words) {
        return does(List.of(words));
    }
}
