package org.letterlock.desktop.ui.server;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.deploy.FirstEntry;
import org.letterlock.desktop.model.HostKey;
import org.letterlock.desktop.model.Problem;
import org.letterlock.desktop.model.ProblemException;
import org.letterlock.desktop.model.ServerAddress;
import org.letterlock.desktop.model.ServerProfile;
import org.letterlock.desktop.model.SettingUp;
import org.letterlock.desktop.ssh.Door;
import org.letterlock.desktop.task.Tasks;
import org.letterlock.desktop.ui.home.Confirmation;
import org.letterlock.desktop.vault.Vault;

/** Meets a server, shows its fingerprint, enters it, and keeps it in the vault. */
public final class ServerViewModel {

    private static final Pattern USER = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_.-]{0,63}");

    /** How far it is. */
    public enum Stage {
        /** The person says where and who. */
        ASK,
        /** The server is asked for its key. */
        MEETING,
        /** The person compares its fingerprint. */
        COMPARE,
        /** The server is entered. */
        ENTERING,
        /** The app has a key of its own there. */
        ENTERED
    }

    private final Door door;
    private final Vault vault;
    private final Tasks tasks;
    private final Consumer<ServerProfile> entered;
    private final StringProperty address = new SimpleStringProperty("");
    private final StringProperty user = new SimpleStringProperty("root");
    private final StringProperty password = new SimpleStringProperty("");
    private final BooleanProperty byKey = new SimpleBooleanProperty();
    private final StringProperty key = new SimpleStringProperty("");
    private final StringProperty sudo = new SimpleStringProperty("");
    private final ReadOnlyObjectWrapper<Stage> stage = new ReadOnlyObjectWrapper<>(Stage.ASK);
    private final ReadOnlyObjectWrapper<@Nullable Problem> problem = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<List<ServerProfile>> known = new ReadOnlyObjectWrapper<>(List.of());
    private final ObjectProperty<@Nullable Confirmation> confirmation = new SimpleObjectProperty<>();
    private final ReadOnlyObjectWrapper<@Nullable HostKey> shown = new ReadOnlyObjectWrapper<>();
    private @Nullable ServerAddress met;
    private Tasks.Running running = () -> {};

    /**
     * A view model.
     *
     * @param vault open; servers are kept in it
     * @param entered is given the server once the app has a key there
     */
    public ServerViewModel(Door door, Vault vault, Tasks tasks, Consumer<ServerProfile> entered) {
        this.door = door;
        this.vault = vault;
        this.tasks = tasks;
        this.entered = entered;
        refresh();
    }

    public StringProperty address() {
        return address;
    }

    public StringProperty user() {
        return user;
    }

    /** Of the user, or of the key where {@link #byKey}. */
    public StringProperty password() {
        return password;
    }

    public BooleanProperty byKey() {
        return byKey;
    }

    /** A private key as in a file of OpenSSH. */
    public StringProperty key() {
        return key;
    }

    /** The user's password for sudo, where it is not that by which the user is let in. */
    public StringProperty sudo() {
        return sudo;
    }

    public ReadOnlyObjectProperty<Stage> stage() {
        return stage.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<@Nullable Problem> problem() {
        return problem.getReadOnlyProperty();
    }

    /** The key that the server shows; null before it did. */
    public ReadOnlyObjectProperty<@Nullable HostKey> shown() {
        return shown.getReadOnlyProperty();
    }

    /** Servers that are in the vault already. */
    public ReadOnlyObjectProperty<List<ServerProfile>> known() {
        return known.getReadOnlyProperty();
    }

    /** Looks again what is in the vault. */
    void refresh() {
        known.set(vault.contents().servers());
    }

    /** Whether a server is none that is set up: such a one may be removed here, the others in their settings. */
    public boolean isRemovable(ServerProfile server) {
        return vault.contents().settingUp(server).filter(SettingUp::isDone).isEmpty();
    }

    /** What is asked before a server is removed; null for nothing. */
    public ObjectProperty<@Nullable Confirmation> confirmation() {
        return confirmation;
    }

    /**
     * Asks whether this app is to forget a server that is not set up, such as one that was installed anew and has another key, or was given back. What may open mail there is
     * not forgotten without its typed name.
     */
    public void remove(ServerProfile server) {
        if (!isRemovable(server)) {
            return;
        }
        String name = server.address().toString();
        boolean secrets = vault.contents()
                .settingUp(server)
                .filter(noted -> noted.recoverySecret() != null || noted.appPassword() != null)
                .isPresent();
        confirmation.set(new Confirmation(
                "server.remove.", Map.of("server", name), secrets ? name : null, () -> removed(server)));
    }

    private void removed(ServerProfile server) {
        problem.set(null);
        tasks.run(
                () -> {
                    try {
                        return vault.change(contents -> contents.without(server));
                    } catch (IOException e) {
                        throw new ProblemException(Problem.of("vault", "file", Map.of(), String.valueOf(e)));
                    }
                },
                now -> refresh(),
                problem::set);
    }

    /** Goes on with a server of the vault. */
    public void choose(ServerProfile server) {
        entered.accept(server);
    }

    /** Asks the server for its key. */
    public void connect() {
        Optional<ServerAddress> parsed = ServerAddress.parse(address.get());
        if (parsed.isEmpty()) {
            problem.set(Problem.of("form", "address", Map.of(), null));
        } else if (!USER.matcher(user.get().strip()).matches()) {
            problem.set(Problem.of("form", "user", Map.of(), null));
        } else if ((byKey.get() ? key : password).get().isBlank()) {
            problem.set(Problem.of("form", byKey.get() ? "key" : "password", Map.of(), null));
        } else {
            ServerAddress where = parsed.get();
            met = where;
            problem.set(null);
            stage.set(Stage.MEETING);
            running = tasks.run(() -> door.meet(where), key -> met(where, key), this::failed);
        }
    }

    private void met(ServerAddress where, HostKey key) {
        Optional<ServerProfile> before = vault.contents().servers().stream()
                .filter(server -> server.address().equals(where))
                .findFirst();
        shown.set(key);
        if (before.isEmpty()) {
            stage.set(Stage.COMPARE);
        } else if (before.get().hostKey().equals(key)) {
            trust();
        } else {
            failed(Problem.of(
                    "ssh", "key-changed", Map.of("server", where.toString()), key.type() + " " + key.fingerprint()));
        }
    }

    /** The fingerprint is the right one: enters. */
    public void trust() {
        ServerAddress where = met;
        HostKey expected = shown.get();
        if (where == null || expected == null) {
            return;
        }
        String name = user.get().strip();
        Door.Secret secret =
                byKey.get() ? new Door.Secret.Key(key.get(), password.get()) : new Door.Secret.Password(password.get());
        stage.set(Stage.ENTERING);
        running = tasks.run(
                () -> keep(new FirstEntry(door).enter(where, expected, name, secret, byKey.get() ? sudo.get() : "")),
                this::kept,
                this::failed);
    }

    private ServerProfile keep(ServerProfile server) throws ProblemException {
        try {
            vault.change(contents -> contents.with(server));
        } catch (IOException e) {
            throw new ProblemException(Problem.of("vault", "file", Map.of(), String.valueOf(e)));
        }
        return server;
    }

    private void kept(ServerProfile server) {
        password.set("");
        key.set("");
        sudo.set("");
        stage.set(Stage.ENTERED);
        entered.accept(server);
    }

    /** The fingerprint is another one, or the person changed their mind. What was typed stays. */
    public void back() {
        running.cancel();
        shown.set(null);
        stage.set(Stage.ASK);
    }

    private void failed(Problem why) {
        shown.set(null);
        problem.set(why);
        stage.set(Stage.ASK);
    }
}
