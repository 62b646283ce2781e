package org.letterlock.desktop.ui.connect;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.model.Problem;
import org.letterlock.desktop.model.ProblemException;
import org.letterlock.desktop.task.Tasks;
import org.letterlock.desktop.ui.vault.VaultViewModel;
import org.letterlock.desktop.vault.Vault;

/** Writes all keys to an encrypted file for a second computer, under a passphrase of its own. */
public final class CopyViewModel {

    private final Vault vault;
    private final Tasks tasks;
    private final StringProperty passphrase = new SimpleStringProperty("");
    private final StringProperty again = new SimpleStringProperty("");
    private final ReadOnlyBooleanWrapper busy = new ReadOnlyBooleanWrapper();
    private final ReadOnlyObjectWrapper<@Nullable Path> written = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<@Nullable Problem> problem = new ReadOnlyObjectWrapper<>();

    /** @param vault open */
    public CopyViewModel(Vault vault, Tasks tasks) {
        this.vault = vault;
        this.tasks = tasks;
    }

    /** The file's passphrase. */
    public StringProperty passphrase() {
        return passphrase;
    }

    /** The same once more. */
    public StringProperty again() {
        return again;
    }

    public ReadOnlyBooleanProperty busy() {
        return busy.getReadOnlyProperty();
    }

    /** Where the file lies; null before it was written. */
    public ReadOnlyObjectProperty<@Nullable Path> written() {
        return written.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<@Nullable Problem> problem() {
        return problem.getReadOnlyProperty();
    }

    /** Whether what was typed may be a passphrase; tells why where it may not. */
    public boolean isReady() {
        problem.set(VaultViewModel.fault(passphrase.get(), again.get()).orElse(null));
        return problem.get() == null;
    }

    /** Writes the file. */
    public void write(Path file) {
        if (busy.get() || !isReady()) {
            return;
        }
        busy.set(true);
        written.set(null);
        char[] secret = passphrase.get().toCharArray();
        tasks.run(
                () -> {
                    try {
                        vault.copyTo(file, secret);
                        return file;
                    } catch (IOException e) {
                        throw new ProblemException(
                                Problem.of("connect", "copy", Map.of("file", file.toString()), String.valueOf(e)));
                    } finally {
                        Arrays.fill(secret, '\0');
                    }
                },
                this::done,
                this::failed);
    }

    private void done(Path file) {
        busy.set(false);
        passphrase.set("");
        again.set("");
        written.set(file);
    }

    private void failed(Problem why) {
        busy.set(false);
        problem.set(why);
    }
}
