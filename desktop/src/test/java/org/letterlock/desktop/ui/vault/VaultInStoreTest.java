package org.letterlock.desktop.ui.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.desktop.FakeKeyStore;
import org.letterlock.desktop.InlineTasks;
import org.letterlock.desktop.vault.Vault;

/** The vault opens by the key store of the system, and by its passphrase whatever becomes of that. */
final class VaultInStoreTest {

    @TempDir
    Path folder;

    private final InlineTasks tasks = new InlineTasks();
    private final FakeKeyStore store = new FakeKeyStore();
    private final List<Vault> opened = new ArrayList<>();

    @BeforeEach
    void make() throws IOException {
        try (Vault vault = Vault.create(file(), "correct horse".toCharArray(), new SecureRandom())) {
            vault.use(store);
            vault.keep(true);
        }
    }

    @AfterEach
    void close() {
        opened.forEach(Vault::close);
    }

    private Path file() {
        return folder.resolve("vault");
    }

    private VaultViewModel model() {
        return new VaultViewModel(file(), new SecureRandom(), tasks, opened::add, () -> {}, store);
    }

    private static String code(VaultViewModel model) {
        return Objects.requireNonNull(model.problem().get()).code();
    }

    private void submit(VaultViewModel model) {
        model.passphrase().set("correct horse");
        model.submit();
        assertThat(opened).hasSize(1);
    }

    @Test
    void opensWithoutAPassphrase() throws IOException {
        VaultViewModel model = model();
        model.askStore();
        assertThat(opened).hasSize(1);
        assertThat(opened.getFirst().isKept()).isTrue();
        VaultViewModel second = model();
        second.askStore();
        assertThat(code(second)).as("one window at a time").isEqualTo("elsewhere");
    }

    @Test
    void waitsForThePassphraseWhereNothingIsKept() throws IOException {
        store.forget(Vault.nameInStore(file()));
        VaultViewModel model = model();
        model.askStore();
        assertThat(model.problem().get()).isNull();
        assertThat(opened).isEmpty();
        submit(model);
        assertThat(opened.getFirst().isKept()).isFalse();
    }

    @Test
    void saysWhereAnotherKeyIsKept() throws IOException {
        for (String other : List.of("not base64", "c2hvcnQ=", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")) {
            store.keep(Vault.nameInStore(file()), other);
            VaultViewModel model = model();
            model.askStore();
            assertThat(code(model)).as(other).isEqualTo("store-other");
        }
        submit(model());
    }

    @Test
    void opensByThePassphraseWhereTheStoreFails() {
        store.fail();
        VaultViewModel model = model();
        model.askStore();
        assertThat(code(model)).isEqualTo("store-silent");
        submit(model);
    }

    private VaultViewModel putAside() {
        VaultViewModel model = model();
        model.forgotten();
        Objects.requireNonNull(model.confirmation().get()).yes().run();
        return model;
    }

    /** The next vault at its place has another key, and nobody opens the old one without its passphrase. */
    @Test
    void forgetsTheKeyOfAVaultThatIsPutAside() throws IOException {
        VaultViewModel model = putAside();
        assertThat(model.problem().get()).isNull();
        assertThat(file()).doesNotExist();
        assertThat(store.find(Vault.nameInStore(file()))).isEmpty();
    }

    @Test
    void putsAVaultAsideWhateverTheStoreDoes() {
        store.fail();
        VaultViewModel model = putAside();
        assertThat(model.problem().get()).isNull();
        assertThat(file()).doesNotExist();
    }

    @Test
    void takesThePassphraseWhileTheStoreIsAsked() {
        tasks.hold();
        VaultViewModel model = model();
        model.askStore();
        assertThat(model.asking().get()).isTrue();
        model.passphrase().set("correct horse");
        model.submit();
        assertThat(tasks.isCancelled()).as("the store is asked no more").isTrue();
        assertThat(model.asking().get()).isFalse();
        tasks.release();
        assertThat(opened).hasSize(1);
    }
}
