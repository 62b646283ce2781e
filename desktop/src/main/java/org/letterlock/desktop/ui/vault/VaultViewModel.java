package org.letterlock.desktop.ui.vault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.model.Problem;
import org.letterlock.desktop.model.ProblemException;
import org.letterlock.desktop.task.Tasks;
import org.letterlock.desktop.ui.home.Confirmation;
import org.letterlock.desktop.vault.OsKeyStore;
import org.letterlock.desktop.vault.Vault;
import org.letterlock.desktop.vault.VaultLock;

/** Makes the vault, or opens it. */
public final class VaultViewModel {

    private static final System.Logger LOG = System.getLogger(VaultViewModel.class.getName());

    /** The fewest characters of a passphrase. */
    private static final int SHORTEST = 12;

    private final Path file;
    private final SecureRandom random;
    private final Tasks tasks;
    private final Consumer<Vault> opened;
    private final Runnable anew;
    private final OsKeyStore store;
    private final boolean fresh;
    private final ReadOnlyBooleanWrapper asking = new ReadOnlyBooleanWrapper();
    private Tasks.Running finding = () -> {};
    private final StringProperty passphrase = new SimpleStringProperty("");
    private final StringProperty again = new SimpleStringProperty("");
    private final ReadOnlyBooleanWrapper busy = new ReadOnlyBooleanWrapper();
    private final ReadOnlyObjectWrapper<@Nullable Problem> problem = new ReadOnlyObjectWrapper<>();
    private final ObjectProperty<@Nullable Confirmation> confirmation = new SimpleObjectProperty<>();

    /**
     * A view model.
     *
     * @param opened is given the open vault, which nobody else holds until it is closed
     * @param anew is run when a vault was put aside that nobody can open
     */
    public VaultViewModel(Path file, SecureRandom random, Tasks tasks, Consumer<Vault> opened, Runnable anew) {
        this(file, random, tasks, opened, anew, OsKeyStore.none());
    }

    /** @param store of the system, which may keep the key */
    public VaultViewModel(
            Path file, SecureRandom random, Tasks tasks, Consumer<Vault> opened, Runnable anew, OsKeyStore store) {
        this.store = store;
        this.file = file;
        this.random = random;
        this.tasks = tasks;
        this.opened = opened;
        this.anew = anew;
        this.fresh = !Files.exists(file);
    }

    /** Why a passphrase cannot be taken that was typed twice; empty where it can. */
    public static Optional<Problem> fault(String typed, String again) {
        if (typed.codePointCount(0, typed.length()) < SHORTEST) {
            return Optional.of(named("short", null));
        }
        return typed.equals(again) ? Optional.empty() : Optional.of(named("different", null));
    }

    /** Whether there is none yet. */
    public boolean isFresh() {
        return fresh;
    }

    public StringProperty passphrase() {
        return passphrase;
    }

    /** The passphrase once more, where one is chosen. */
    public StringProperty again() {
        return again;
    }

    public ReadOnlyBooleanProperty busy() {
        return busy.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<@Nullable Problem> problem() {
        return problem.getReadOnlyProperty();
    }

    /** Whether the key store of the system is asked; a passphrase may be typed all the same. */
    public ReadOnlyBooleanProperty asking() {
        return asking.getReadOnlyProperty();
    }

    /** Opens it by the key store of the system where that keeps the key. Whatever comes of it, the passphrase opens it, too. */
    public void askStore() {
        if (fresh || !store.isThere()) {
            return;
        }
        asking.set(true);
        finding = tasks.run(this::found, this::openBy, why -> {
            asking.set(false);
            problem.set(why);
        });
    }

    private Optional<String> found() throws ProblemException {
        try {
            return store.find(Vault.nameInStore(file));
        } catch (IOException e) {
            throw new ProblemException(named("store-silent", String.valueOf(e.getMessage())));
        }
    }

    private void openBy(Optional<String> kept) {
        asking.set(false);
        if (kept.isPresent() && !busy.get()) {
            busy.set(true);
            String key = kept.get();
            tasks.run(() -> open(() -> opened(Vault.open(file, key, random), "store-other")), this::done, this::failed);
        }
    }

    /** Makes or opens it. */
    public void submit() {
        if (busy.get()) {
            return;
        }
        finding.cancel();
        asking.set(false);
        String typed = passphrase.get();
        problem.set(fresh ? fault(typed, again.get()).orElse(null) : null);
        if (problem.get() == null) {
            busy.set(true);
            char[] secret = typed.toCharArray();
            tasks.run(() -> openBy(secret), this::done, this::failed);
        }
    }

    /** What is asked before the vault is put aside; null for nothing. */
    public ObjectProperty<@Nullable Confirmation> confirmation() {
        return confirmation;
    }

    /** The passphrase is forgotten: asks whether to put the vault aside and to begin anew. */
    public void forgotten() {
        if (!busy.get()) {
            Path aside = Vault.aside(file);
            confirmation.set(new Confirmation(
                    "vault.forgotten.", Map.of("file", aside.toString()), null, () -> putAside(aside)));
        }
    }

    private void putAside(Path aside) {
        problem.set(null);
        busy.set(true);
        tasks.run(
                () -> moved(aside),
                put -> {
                    busy.set(false);
                    passphrase.set("");
                    anew.run();
                },
                this::failed);
    }

    private Path moved(Path aside) throws ProblemException {
        try (VaultLock _ = lock()) {
            Vault.putAside(file, aside);
        } catch (IOException e) {
            throw new ProblemException(named("file", String.valueOf(e)));
        }
        forgetKey();
        return aside;
    }

    /** Who put a vault aside wants nobody to open it without its passphrase, and the next one has another key. Where the store does not do it, the next start says so. */
    private void forgetKey() {
        try {
            if (store.isThere() && store.find(Vault.nameInStore(file)).isPresent()) {
                store.forget(Vault.nameInStore(file));
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "The key store still keeps the key of a vault that was put aside", e);
        }
    }

    private VaultLock lock() throws ProblemException, IOException {
        return VaultLock.take(file).orElseThrow(() -> new ProblemException(named("elsewhere", null)));
    }

    /** Opens it in some way. */
    private interface Opener {
        Vault open() throws ProblemException, IOException;
    }

    private Vault openBy(char[] secret) throws ProblemException {
        try {
            return open(() -> openOrCreate(secret));
        } finally {
            Arrays.fill(secret, '\0');
        }
    }

    private Vault open(Opener opener) throws ProblemException {
        VaultLock lock = null;
        try {
            lock = lock();
            Vault vault = opener.open();
            vault.hold(lock);
            lock = null;
            vault.use(store);
            return vault;
        } catch (IOException e) {
            throw new ProblemException(named("file", String.valueOf(e)));
        } finally {
            if (lock != null) {
                lock.close();
            }
        }
    }

    private Vault openOrCreate(char[] secret) throws ProblemException, IOException {
        return fresh ? Vault.create(file, secret, random) : opened(Vault.open(file, secret, random), "refused");
    }

    private Vault opened(Vault.Opening opening, String refused) throws ProblemException {
        return switch (opening) {
            case Vault.Opening.Opened(Vault vault) -> vault;
            case Vault.Opening.Refused no -> throw new ProblemException(named(refused, null));
            case Vault.Opening.Unknown unknown -> throw new ProblemException(named("unknown", file.toString()));
        };
    }

    private void done(Vault vault) {
        busy.set(false);
        passphrase.set("");
        again.set("");
        opened.accept(vault);
    }

    private void failed(Problem why) {
        busy.set(false);
        problem.set(why);
    }

    private static Problem named(String code, @Nullable String detail) {
        return Problem.of("vault", code, Map.of("shortest", Integer.toString(SHORTEST)), detail);
    }
}
