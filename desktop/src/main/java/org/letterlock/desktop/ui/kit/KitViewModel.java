package org.letterlock.desktop.ui.kit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.agentclient.EngineLine;
import org.letterlock.desktop.model.Problem;
import org.letterlock.desktop.model.ProblemException;
import org.letterlock.desktop.paper.Kit;
import org.letterlock.desktop.paper.PdfPage;
import org.letterlock.desktop.paper.Picture;
import org.letterlock.desktop.paper.PrivateFile;
import org.letterlock.desktop.paper.QrCode;
import org.letterlock.desktop.task.Tasks;
import org.letterlock.protocol.EngineApi;
import org.letterlock.protocol.RecoveryStatus;
import org.letterlock.recovery.OwnerKey;
import org.letterlock.recovery.RecoverySecret;

/** Proves that the kit opens what it is for, has it saved or printed, and has a piece of it typed back. */
public final class KitViewModel {

    /** How far it is. */
    public enum Stage {
        /** The server is asked whether it knows the key of this kit. */
        CHECKING,
        /** It does not, or could not be asked. */
        FAILED,
        /** The kit is to be kept. */
        KEEP,
        /** A group of it is to be typed. */
        PROVE,
        /** It was. */
        PROVEN
    }

    private final Kit kit;
    private final EngineLine line;
    private final RandomGenerator random;
    private final Tasks tasks;
    private final Runnable goOn;
    private final StringProperty typed = new SimpleStringProperty("");
    private final ReadOnlyObjectWrapper<Stage> stage = new ReadOnlyObjectWrapper<>(Stage.CHECKING);
    private final ReadOnlyObjectWrapper<@Nullable Problem> problem = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<@Nullable Path> saved = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyBooleanWrapper printed = new ReadOnlyBooleanWrapper();
    private final ReadOnlyBooleanWrapper open = new ReadOnlyBooleanWrapper();
    private @Nullable QrCode code;
    private int group = 1;
    private Tasks.Running running = () -> {};

    /**
     * A view model.
     *
     * @param random chooses which group is asked for
     * @param goOn leads on once the kit was proven
     */
    public KitViewModel(Kit kit, EngineLine line, RandomGenerator random, Tasks tasks, Runnable goOn) {
        this.kit = kit;
        this.line = line;
        this.random = random;
        this.tasks = tasks;
        this.goOn = goOn;
    }

    /** What stands on the page. */
    public Kit kit() {
        return kit;
    }

    /** What a camera reads of it; there once the server was asked. */
    QrCode code() {
        return Objects.requireNonNull(code, "the kit was drawn up while the server was asked");
    }

    /** Runs what prints. */
    Tasks tasks() {
        return tasks;
    }

    /** The group that the person types. */
    public StringProperty typed() {
        return typed;
    }

    /** Which group is asked for, from 1. */
    public int group() {
        return group;
    }

    public ReadOnlyObjectProperty<Stage> stage() {
        return stage.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<@Nullable Problem> problem() {
        return problem.getReadOnlyProperty();
    }

    /** Where the page lies as a file; null before it was saved. */
    public ReadOnlyObjectProperty<@Nullable Path> saved() {
        return saved.getReadOnlyProperty();
    }

    /** Whether the page was given to a printer. */
    public ReadOnlyBooleanProperty printed() {
        return printed.getReadOnlyProperty();
    }

    /** Whether the page is shown, to be copied by hand. */
    public ReadOnlyBooleanProperty open() {
        return open.getReadOnlyProperty();
    }

    /** Asks the server whether this kit is the one that it seals to. */
    public void check() {
        problem.set(null);
        stage.set(Stage.CHECKING);
        running = tasks.run(
                this::fits,
                drawn -> {
                    code = drawn;
                    stage.set(Stage.KEEP);
                },
                this::failed);
    }

    private QrCode fits() throws ProblemException {
        String own;
        QrCode drawn;
        try (RecoverySecret secret = secret();
                OwnerKey key = secret.key()) {
            own = OwnerKey.fingerprint(key.publicKey());
            drawn = QrCode.of(secret.qrText());
        }
        RecoveryStatus status = line.ask(EngineApi::recovery);
        if (!own.equals(status.fingerprint())) {
            throw new ProblemException(Problem.of("kit", "other", Map.of("server", kit.mailServer()), null));
        }
        return drawn;
    }

    private RecoverySecret secret() throws ProblemException {
        if (RecoverySecret.parse(kit.groups()) instanceof RecoverySecret.Parsed.Secret(RecoverySecret secret)) {
            return secret;
        }
        throw new ProblemException(Problem.of("kit", "broken", Map.of(), null));
    }

    private void failed(Problem why) {
        problem.set(why);
        stage.set(Stage.FAILED);
    }

    /** Shows the page, or hides it. */
    public void show(boolean shown) {
        open.set(shown);
    }

    /**
     * Writes the page to a file that only its owner may read.
     *
     * @param picture of the page; made where it may take its time
     */
    void save(Path file, String title, Supplier<Picture> picture, List<PdfPage.Words> words) {
        problem.set(null);
        running = tasks.run(
                () -> {
                    try {
                        PrivateFile.write(file, PdfPage.of(title, picture.get(), words));
                        return file;
                    } catch (IOException e) {
                        throw new ProblemException(
                                Problem.of("kit", "file", Map.of("file", file.toString()), String.valueOf(e)));
                    }
                },
                saved::set,
                problem::set);
    }

    /** What came of printing: it was given to a printer, or there is none, or the person changed their mind. */
    void printed(boolean done) {
        problem.set(null);
        printed.set(done || printed.get());
    }

    /** The page could not be printed. */
    void notPrinted(Problem why) {
        problem.set(why);
    }

    /** The page was kept: asks for a group of it. */
    public void kept() {
        if (stage.get() == Stage.KEEP) {
            problem.set(null);
            open.set(false);
            typed.set("");
            group = random.nextInt(1, RecoverySecret.GROUPS + 1);
            stage.set(Stage.PROVE);
        }
    }

    /** Compares what was typed. */
    public void prove() {
        if (stage.get() != Stage.PROVE) {
            return;
        }
        try (RecoverySecret secret = secret()) {
            if (secret.isGroup(group, typed.get())) {
                problem.set(null);
                typed.set("");
                stage.set(Stage.PROVEN);
            } else {
                problem.set(Problem.of("kit", "group", Map.of("number", Integer.toString(group)), null));
            }
        } catch (ProblemException e) {
            problem.set(e.problem());
        }
    }

    /** Back to the page. */
    public void back() {
        running.cancel();
        problem.set(null);
        stage.set(Stage.KEEP);
    }

    /** Leads on. */
    public void goOn() {
        open.set(false);
        goOn.run();
    }
}
