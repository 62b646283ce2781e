package org.letterlock.desktop.ui.device;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ReadOnlyDoubleProperty;
import javafx.beans.property.ReadOnlyDoubleWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.device.AppleProfile;
import org.letterlock.desktop.device.DeviceKeys;
import org.letterlock.desktop.device.MailSettings;
import org.letterlock.desktop.device.Program;
import org.letterlock.desktop.device.ThunderbirdCode;
import org.letterlock.desktop.model.Problem;
import org.letterlock.desktop.model.ProblemException;
import org.letterlock.desktop.paper.PrivateFile;
import org.letterlock.desktop.paper.QrCode;
import org.letterlock.desktop.task.Polling;
import org.letterlock.desktop.task.Tasks;
import org.letterlock.protocol.CredentialInfo;
import org.letterlock.protocol.NewCredential;

/** Gives a device a password of its own, shows it for a short time, once, and waits until the device has signed in. */
public final class DevicesViewModel {

    /** For how long a password is shown. */
    public static final Duration SHOWN = Duration.ofSeconds(30);

    /** After how long a password that was copied is taken back from where other programs find it. */
    public static final Duration COPIED = Duration.ofSeconds(60);

    private static final Duration TICK = Duration.ofMillis(250);

    private static final int LONGEST_NAME = 60;

    /** How far it is. */
    public enum Stage {
        /** The person says which device. */
        CHOOSE,
        /** The person gets it ready, and gives it a name. */
        PREPARE,
        /** A password is made. */
        MAKING,
        /** The device is waited for; the password is shown for the first of it. */
        WAITING,
        /** It has signed in. */
        SIGNED_IN
    }

    private final DeviceKeys keys;
    private final String person;
    private final Tasks tasks;
    private final Clock clock;
    private final Runnable goOn;
    private final Polling polling;
    private final StringProperty name = new SimpleStringProperty("");
    private final BooleanProperty sendOnly = new SimpleBooleanProperty();
    private final ReadOnlyObjectWrapper<Stage> stage = new ReadOnlyObjectWrapper<>(Stage.CHOOSE);
    private final ReadOnlyObjectWrapper<Program> program = new ReadOnlyObjectWrapper<>(Program.OTHER);
    private final ReadOnlyObjectWrapper<@Nullable Problem> problem = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<@Nullable MailSettings> settings = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyStringWrapper password = new ReadOnlyStringWrapper("");
    private final ReadOnlyDoubleWrapper left = new ReadOnlyDoubleWrapper();
    private final ReadOnlyObjectWrapper<@Nullable CredentialInfo> signedIn = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<@Nullable Path> saved = new ReadOnlyObjectWrapper<>();
    private final ObservableList<String> devices = FXCollections.observableArrayList();
    private Optional<QrCode> code = Optional.empty();
    private String unfinished = "";
    private Instant shownUntil = Instant.MIN;
    private Tasks.Running running = () -> {};
    private Tasks.Running ticking = () -> {};
    private Tasks.Running saving = () -> {};

    /**
     * A view model.
     *
     * @param person whose the mailbox is, as letters shall say
     * @param goOn leads on, once the person has the devices that they want now
     */
    public DevicesViewModel(DeviceKeys keys, String person, Tasks tasks, Clock clock, Runnable goOn) {
        this.keys = keys;
        this.person = person;
        this.tasks = tasks;
        this.clock = clock;
        this.goOn = goOn;
        this.polling = new Polling(tasks, this::ask);
    }

    public String account() {
        return keys.account();
    }

    /** What the device is called; what was typed stays. */
    public StringProperty name() {
        return name;
    }

    /** Whether the password opens nothing that is stored, for printers and the like. */
    public BooleanProperty sendOnly() {
        return sendOnly;
    }

    public ReadOnlyObjectProperty<Stage> stage() {
        return stage.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<Program> program() {
        return program.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<@Nullable Problem> problem() {
        return problem.getReadOnlyProperty();
    }

    /** What the program needs to know besides; null before a password was made. */
    public ReadOnlyObjectProperty<@Nullable MailSettings> settings() {
        return settings.getReadOnlyProperty();
    }

    /** The password while it is shown; then empty, and nowhere any more. */
    public ReadOnlyStringProperty password() {
        return password.getReadOnlyProperty();
    }

    /** How much of the time is left for which the password is shown, from 1 to 0. */
    public ReadOnlyDoubleProperty left() {
        return left.getReadOnlyProperty();
    }

    /** How the device signed in; null before it did. */
    public ReadOnlyObjectProperty<@Nullable CredentialInfo> signedIn() {
        return signedIn.getReadOnlyProperty();
    }

    /** The devices that signed in since this screen was opened. */
    public ObservableList<String> devices() {
        return devices;
    }

    /** Chooses a device. */
    public void choose(Program chosen) {
        if (program.get() != chosen) {
            program.set(chosen);
            name.set(fresh(chosen.usualName()));
            sendOnly.set(false);
        }
        problem.set(null);
        stage.set(Stage.PREPARE);
    }

    /** Makes the password. */
    public void make() {
        String called = name.get().strip();
        if (stage.get() != Stage.PREPARE) {
            return;
        }
        if (called.isEmpty() || called.length() > LONGEST_NAME) {
            problem.set(Problem.of("device", "name", Map.of(), null));
            return;
        }
        problem.set(null);
        stage.set(Stage.MAKING);
        boolean only = sendOnly.get();
        boolean again = called.equals(unfinished);
        running = tasks.run(
                () -> {
                    removeUnused(called, again);
                    return make(called, only);
                },
                this::made,
                this::notMade);
    }

    private void notMade(Problem why) {
        problem.set(why);
        stage.set(Stage.PREPARE);
    }

    /** What was made for a device; also what a camera reads, because to draw that up takes its time. */
    private record Made(String password, MailSettings settings, Optional<QrCode> code) {
        @Override
        public String toString() {
            return "Made[" + settings + "]";
        }
    }

    private Made make(String called, boolean only) throws ProblemException {
        NewCredential made = keys.make(called, only);
        MailSettings offered = MailSettings.of(person, made.settings())
                .orElseThrow(() -> new ProblemException(Problem.of("device", "no-service", Map.of(), null)));
        return new Made(
                made.password(),
                offered,
                ThunderbirdCode.of(offered, made.password()).map(QrCode::of));
    }

    /**
     * What was cancelled, or whose answer was lost, may have been made all the same, and nobody has its password.
     *
     * @param ours whether one of this name was not there before it was tried
     */
    private void removeUnused(String called, boolean ours) throws ProblemException {
        Optional<CredentialInfo> there = keys.find(called);
        if (there.isEmpty()) {
            tasks.onScreen(() -> unfinished = called);
        } else if (ours && there.get().lastUsed() == null) {
            keys.remove(called);
        }
    }

    private void made(Made made) {
        unfinished = "";
        settings.set(made.settings());
        signedIn.set(null);
        saved.set(null);
        code = made.code();
        password.set(made.password());
        shownUntil = clock.instant().plus(SHOWN);
        left.set(1);
        stage.set(Stage.WAITING);
        ticking = tasks.later(TICK, this::tick);
        polling.begin();
    }

    private void tick() {
        Duration rest = Duration.between(clock.instant(), shownUntil);
        if (rest.isPositive()) {
            left.set((double) rest.toMillis() / SHOWN.toMillis());
            ticking = tasks.later(TICK, this::tick);
        } else {
            hide();
        }
    }

    private void hide() {
        ticking.cancel();
        password.set("");
        code = Optional.empty();
        left.set(0);
    }

    private void ask() {
        String called = name.get().strip();
        running = tasks.run(() -> keys.find(called), this::told, this::notTold);
    }

    private void told(Optional<CredentialInfo> found) {
        problem.set(null);
        if (found.filter(credential -> credential.lastUsed() != null).isPresent()) {
            hide();
            signedIn.set(found.get());
            devices.add(found.get().name());
            stage.set(Stage.SIGNED_IN);
            polling.stop();
        } else {
            polling.again();
        }
    }

    /** The line is cut, perhaps; the next question opens it anew. */
    private void notTold(Problem why) {
        problem.set(why);
        polling.again();
    }

    /** The screen is shown again: the device is asked after again. */
    public void watch() {
        polling.watch();
    }

    /** The screen was left: nobody is asked any more until {@link #watch}. A password that is shown goes when its time is over. */
    public void rest() {
        polling.rest();
    }

    /** The password was not taken over in time, or wrongly: it is removed, and another one is made. */
    public void again() {
        if (stage.get() != Stage.WAITING) {
            return;
        }
        stopWaiting();
        String called = name.get().strip();
        boolean only = sendOnly.get();
        unfinished = called;
        stage.set(Stage.MAKING);
        running = tasks.run(
                () -> {
                    keys.remove(called);
                    return make(called, only);
                },
                this::made,
                this::notMade);
    }

    private void stopWaiting() {
        polling.stop();
        running.cancel();
        saving.cancel();
        hide();
        problem.set(null);
    }

    /** To another device; one that is waited for may sign in later all the same. */
    public void another() {
        stopWaiting();
        settings.set(null);
        saved.set(null);
        name.set(fresh(program.get().usualName()));
        stage.set(Stage.CHOOSE);
    }

    /** A name that none of the devices has that signed in just now. */
    private String fresh(String usual) {
        String free = usual;
        for (int number = 2; devices.contains(free); number++) {
            free = usual + " " + number;
        }
        return free;
    }

    /** Back to the choice of devices, or from the making of a password to its preparation. */
    public void back() {
        running.cancel();
        if (stage.get() == Stage.MAKING) {
            stage.set(Stage.PREPARE);
        } else {
            stage.set(Stage.CHOOSE);
        }
    }

    /** Leads on. */
    public void goOn() {
        stopWaiting();
        goOn.run();
    }

    /** What a camera reads while the password is shown; empty where the program has none, or nothing that it could read. */
    public Optional<QrCode> code() {
        return program.get().help() == Program.Help.CODE ? code : Optional.empty();
    }

    /** What an Apple device takes as a file, while the password is shown; empty otherwise. */
    public Optional<String> profile() {
        MailSettings known = settings.get();
        return known == null || password.get().isEmpty() || program.get().help() != Program.Help.PROFILE
                ? Optional.empty()
                : Optional.of(AppleProfile.of(
                        known, name.get().strip(), password.get(), UUID.randomUUID(), UUID.randomUUID()));
    }

    /** Writes a {@link #profile} to a file that only its owner may read. */
    public void save(Path file, String profile) {
        saving = tasks.run(
                () -> {
                    try {
                        PrivateFile.write(file, profile.getBytes(StandardCharsets.UTF_8));
                    } catch (IOException e) {
                        throw new ProblemException(
                                Problem.of("device", "file", Map.of("file", file.toString()), String.valueOf(e)));
                    }
                    return file;
                },
                saved::set,
                problem::set);
    }

    /** Where the profile lies now; null before it was saved. */
    public ReadOnlyObjectProperty<@Nullable Path> saved() {
        return saved.getReadOnlyProperty();
    }

    /** Has what was copied taken back after a while. */
    public void takeBack(Runnable clear) {
        tasks.later(COPIED, clear);
    }
}
