package org.letterlock.desktop.ui.connect;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.agentclient.EngineLine;
import org.letterlock.desktop.deploy.Takeover;
import org.letterlock.desktop.model.Problem;
import org.letterlock.desktop.model.ProblemException;
import org.letterlock.desktop.model.ServerProfile;
import org.letterlock.desktop.model.SettingUp;
import org.letterlock.desktop.ssh.Door;
import org.letterlock.desktop.task.Tasks;
import org.letterlock.desktop.ui.server.ServerViewModel;
import org.letterlock.desktop.vault.Vault;
import org.letterlock.protocol.AccountInfo;
import org.letterlock.protocol.DomainInfo;
import org.letterlock.protocol.EngineApi;
import org.letterlock.protocol.EngineStatus;
import org.letterlock.recovery.OwnerKey;
import org.letterlock.recovery.RecoverySecret;

/** Connects to servers that are set up already: by a file of another computer, or by what lets into the server, with or without the recovery kit. */
public final class ConnectViewModel {

    /** How far it is. */
    public enum Stage {
        /** The person says what they have. */
        CHOOSE,
        /** They have a file. */
        FILE,
        /** It is opened, and the servers in it are taken over. */
        TAKING,
        /** They were. */
        TAKEN,
        /** They have what lets into the server: its own screen asks for that. */
        ENTER,
        /** The server is asked what runs there. */
        LOOKING,
        /** Letterlock does. */
        FOUND,
        /** It does not, or does not answer. */
        NOT_FOUND
    }

    /**
     * What runs on a server.
     *
     * @param domains in the order of the server
     * @param mailboxes first addresses
     * @param fingerprint of the owner's key; null where none is set up
     */
    public record Found(
            EngineStatus status,
            List<String> domains,
            List<String> mailboxes,
            @Nullable String fingerprint) {

        /** Whether it was not set up to its end. */
        public boolean isHalfMade() {
            return fingerprint == null || domains.isEmpty() || mailboxes.isEmpty();
        }
    }

    private final Vault vault;
    private final Door door;
    private final Function<ServerProfile, EngineLine> lines;
    private final Tasks tasks;
    private final Ways ways;
    private final ServerViewModel servers;
    private final StringProperty passphrase = new SimpleStringProperty("");
    private final StringProperty kit = new SimpleStringProperty("");
    private final ReadOnlyObjectWrapper<Stage> stage = new ReadOnlyObjectWrapper<>(Stage.CHOOSE);
    private final ReadOnlyObjectWrapper<@Nullable Problem> problem = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<@Nullable Path> file = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<@Nullable Found> found = new ReadOnlyObjectWrapper<>();
    private List<Takeover.Taken> taken = List.of();
    private @Nullable ServerProfile server;
    private Tasks.Running running = () -> {};

    /**
     * Where it leads.
     *
     * @param connected is given a server that runs Letterlock and lies in the vault
     * @param setUp is given a server in the vault on which there is no Letterlock, or one that was not set up to its end
     * @param back leads back to where it came from
     */
    public record Ways(Consumer<ServerProfile> connected, Consumer<ServerProfile> setUp, Runnable back) {}

    /**
     * A view model.
     *
     * @param vault open
     * @param lines makes the line to a server's engine
     */
    public ConnectViewModel(Vault vault, Door door, Function<ServerProfile, EngineLine> lines, Tasks tasks, Ways ways) {
        this.vault = vault;
        this.door = door;
        this.lines = lines;
        this.tasks = tasks;
        this.ways = ways;
        this.servers = new ServerViewModel(door, vault, tasks, this::entered);
    }

    /** Of the screen that enters a server. */
    public ServerViewModel servers() {
        return servers;
    }

    /** Of the file. */
    public StringProperty passphrase() {
        return passphrase;
    }

    /** The eight groups of the recovery kit; empty where there is none at hand. */
    public StringProperty kit() {
        return kit;
    }

    public ReadOnlyObjectProperty<Stage> stage() {
        return stage.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<@Nullable Problem> problem() {
        return problem.getReadOnlyProperty();
    }

    /** The file that was chosen; null before. */
    public ReadOnlyObjectProperty<@Nullable Path> file() {
        return file.getReadOnlyProperty();
    }

    /** What runs on the server; null before that is known. */
    public ReadOnlyObjectProperty<@Nullable Found> found() {
        return found.getReadOnlyProperty();
    }

    /** What was taken over from the file. */
    public List<Takeover.Taken> taken() {
        return taken;
    }

    /** They have a file. */
    public void byFile() {
        problem.set(null);
        stage.set(Stage.FILE);
    }

    /** They have what lets into the server. */
    public void byEntry() {
        problem.set(null);
        stage.set(Stage.ENTER);
    }

    /** Chooses the file. */
    public void choose(Path chosen) {
        file.set(chosen);
        problem.set(null);
    }

    /** Opens the file and takes over what is in it. */
    public void open() {
        Path chosen = file.get();
        if (stage.get() != Stage.FILE) {
            return;
        }
        if (chosen == null) {
            problem.set(named("no-file"));
            return;
        }
        problem.set(null);
        stage.set(Stage.TAKING);
        char[] secret = passphrase.get().toCharArray();
        running = tasks.run(() -> take(chosen, secret), this::taken, this::notTaken);
    }

    private List<Takeover.Taken> take(Path chosen, char[] secret) throws ProblemException {
        try {
            return switch (Vault.open(chosen, secret, new SecureRandom())) {
                case Vault.Opening.Opened(Vault other) -> {
                    try (other) {
                        yield new Takeover(door, vault).take(other.contents());
                    }
                }
                case Vault.Opening.Refused() -> throw new ProblemException(named("refused"));
                case Vault.Opening.Unknown() -> throw new ProblemException(named("unknown"));
            };
        } catch (IOException e) {
            throw new ProblemException(Problem.of("connect", "unread", Map.of(), String.valueOf(e)));
        } finally {
            Arrays.fill(secret, '\0');
        }
    }

    private static Problem named(String code) {
        return Problem.of("connect", code, Map.of(), null);
    }

    private void taken(List<Takeover.Taken> all) {
        if (all.isEmpty()) {
            notTaken(named("empty"));
            return;
        }
        passphrase.set("");
        taken = List.copyOf(all);
        stage.set(Stage.TAKEN);
    }

    private void notTaken(Problem why) {
        problem.set(why);
        stage.set(Stage.FILE);
    }

    /** Whether some server did not answer, so that it may be tried once more. */
    public boolean isAnyLater() {
        return taken.stream().anyMatch(each -> each.why().isPresent());
    }

    /** Tries once more to get keys of this computer's own. */
    public void again() {
        if (stage.get() == Stage.TAKEN) {
            List<Takeover.Taken> before = taken;
            stage.set(Stage.TAKING);
            running = tasks.run(() -> new Takeover(door, vault).again(before), this::taken, why -> {
                problem.set(why);
                stage.set(Stage.TAKEN);
            });
        }
    }

    /** Goes to the first of the servers that were taken over. */
    public void goOn() {
        if (stage.get() == Stage.TAKEN) {
            go(taken.getFirst().server());
        }
    }

    private void go(ServerProfile chosen) {
        if (vault.contents().settingUp(chosen).filter(SettingUp::isDone).isPresent()) {
            ways.connected().accept(chosen);
        } else {
            entered(chosen);
        }
    }

    private void entered(ServerProfile chosen) {
        server = chosen;
        look();
    }

    /** Asks the server what runs there. */
    public void look() {
        ServerProfile asked = server;
        if (asked == null) {
            return;
        }
        problem.set(null);
        stage.set(Stage.LOOKING);
        running = tasks.run(() -> look(asked), this::seen, this::notSeen);
    }

    private Found look(ServerProfile asked) throws ProblemException {
        try (EngineLine line = lines.apply(asked)) {
            EngineStatus status = line.ask(EngineApi::status);
            return new Found(
                    status,
                    line.ask(EngineApi::domains).stream().map(DomainInfo::name).toList(),
                    line.ask(EngineApi::accounts).stream()
                            .map(AccountInfo::address)
                            .toList(),
                    line.ask(EngineApi::recovery).fingerprint());
        }
    }

    private void seen(Found there) {
        found.set(there);
        stage.set(Stage.FOUND);
    }

    private void notSeen(Problem why) {
        problem.set(why);
        stage.set(Stage.NOT_FOUND);
    }

    /** Keeps the server, and the secret of the kit where one was typed that is of this server. */
    public void connect() {
        Found there = found.get();
        ServerProfile chosen = server;
        if (stage.get() != Stage.FOUND || there == null || chosen == null) {
            return;
        }
        String secret;
        try {
            secret = secret(there);
        } catch (ProblemException e) {
            problem.set(e.problem());
            return;
        }
        problem.set(null);
        Consumer<ServerProfile> way = there.isHalfMade() ? ways.setUp() : ways.connected();
        running = tasks.run(() -> keep(chosen, there, secret), kept -> connected(kept, way), problem::set);
    }

    /** The secret in its printed form; empty where none was typed. */
    private String secret(Found there) throws ProblemException {
        String typed = kit.get();
        if (typed.isBlank()) {
            return "";
        }
        return switch (RecoverySecret.parse(typed)) {
            case RecoverySecret.Parsed.WrongGroup(int number) ->
                throw new ProblemException(
                        Problem.of("connect", "group", Map.of("number", Integer.toString(number)), null));
            case RecoverySecret.Parsed.WrongLength(int characters) ->
                throw new ProblemException(
                        Problem.of("connect", "length", Map.of("count", Integer.toString(characters)), null));
            case RecoverySecret.Parsed.Secret(RecoverySecret own) -> {
                try (own;
                        OwnerKey key = own.key()) {
                    if (!Objects.equals(OwnerKey.fingerprint(key.publicKey()), there.fingerprint())) {
                        throw new ProblemException(Problem.of(
                                "kit", "other", Map.of("server", there.status().hostname()), null));
                    }
                    yield own.groups();
                }
            }
        };
    }

    private ServerProfile keep(ServerProfile chosen, Found there, String secret) throws ProblemException {
        SettingUp before = vault.contents().settingUp(chosen).orElse(SettingUp.BEGUN);
        String domain = there.domains().isEmpty() ? null : there.domains().getFirst();
        SettingUp named = domain == null
                ? before
                : before.forDomain(domain, there.status().hostname());
        SettingUp opened =
                secret.isEmpty() ? named.withOwnerKey(there.fingerprint()) : named.withRecoverySecret(secret);
        SettingUp now = there.isHalfMade() ? opened : opened.at(SettingUp.HOME);
        try {
            vault.change(contents -> contents.with(chosen, now));
        } catch (IOException e) {
            throw new ProblemException(Problem.of("vault", "file", Map.of(), String.valueOf(e)));
        }
        return chosen;
    }

    private void connected(ServerProfile chosen, Consumer<ServerProfile> way) {
        kit.set("");
        way.accept(chosen);
    }

    /** Sets the server up, because there is no Letterlock. */
    public void setUp() {
        ServerProfile chosen = server;
        if (stage.get() == Stage.NOT_FOUND && chosen != null) {
            ways.setUp().accept(chosen);
        }
    }

    /** A step back. What was typed stays. */
    public void back() {
        running.cancel();
        problem.set(null);
        switch (stage.get()) {
            case CHOOSE, TAKEN -> ways.back().run();
            case FILE, ENTER -> stage.set(Stage.CHOOSE);
            case TAKING -> stage.set(taken.isEmpty() ? Stage.FILE : Stage.TAKEN);
            case LOOKING, FOUND, NOT_FOUND -> {
                servers.back();
                stage.set(Stage.ENTER);
            }
        }
    }
}
