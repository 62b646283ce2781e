package org.letterlock.desktop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.letterlock.desktop.model.Problem;
import org.letterlock.desktop.model.ServerProfile;
import org.letterlock.desktop.text.Language;
import org.letterlock.desktop.ui.connect.ConnectView;
import org.letterlock.desktop.ui.connect.ConnectViewModel;
import org.letterlock.desktop.ui.connect.CopyView;
import org.letterlock.desktop.ui.connect.CopyViewModel;
import org.letterlock.desktop.vault.TestVault;
import org.letterlock.desktop.vault.Vault;
import org.letterlock.desktop.vault.VaultContents;
import org.letterlock.protocol.AccountInfo;
import org.letterlock.protocol.DomainInfo;
import org.letterlock.protocol.EngineStatus;
import org.letterlock.protocol.RecoveryStatus;

/** The screens of a second computer, in every state and language. */
@Tag("pictures")
final class ConnectScreensTest {

    @TempDir
    static Path folder;

    @BeforeAll
    static void startToolkit() {
        Toolkit.start();
    }

    private static Vault own;

    @BeforeAll
    static void makeAVault() throws IOException {
        own = TestVault.create(folder.resolve("vault"), "passphrase");
    }

    /** One for all, because to make one is slow on purpose; with nothing in it but this. */
    private static Vault vault(List<ServerProfile> servers) throws IOException {
        VaultContents all = VaultContents.empty();
        for (ServerProfile server : servers) {
            all = all.with(server);
        }
        own.save(all);
        return own;
    }

    private static ConnectViewModel model(FakeDoor door, FakeEngine engine, InlineTasks tasks) throws IOException {
        return new ConnectViewModel(
                vault(List.of()),
                door,
                server -> engine,
                tasks,
                new ConnectViewModel.Ways(server -> {}, server -> {}, () -> {}));
    }

    private static FakeEngine engine(boolean kit) {
        return new FakeEngine()
                .answer(
                        "status",
                        new EngineStatus(
                                "0.1.0",
                                "mail.example.org",
                                1,
                                "2026-11-29T12:00:00Z",
                                60,
                                List.of(),
                                1,
                                1,
                                List.of(),
                                0,
                                0,
                                0,
                                null))
                .answer("domains", List.of(new DomainInfo("example.org", null)))
                .answer(
                        "accounts",
                        List.of(new AccountInfo(
                                "anna@example.org",
                                "Anna",
                                List.of("anna@example.org"),
                                "2026-11-29T12:00:00Z",
                                false,
                                0,
                                0,
                                0)))
                .answer("recovery", new RecoveryStatus(kit ? "0000 1111 2222 3333" : null, List.of()));
    }

    private static ConnectViewModel entered(FakeEngine engine) throws IOException {
        ConnectViewModel model = model(new FakeDoor(), engine, new InlineTasks());
        model.byEntry();
        model.servers().address().set("server.example.org");
        model.servers().password().set("secret");
        model.servers().connect();
        model.servers().trust();
        return model;
    }

    private static Map<String, Screen> screens() throws IOException {
        Map<String, ConnectViewModel> models = new LinkedHashMap<>();
        models.put("choose", model(new FakeDoor(), engine(true), new InlineTasks()));
        ConnectViewModel file = model(new FakeDoor(), engine(true), new InlineTasks());
        file.byFile();
        file.choose(Path.of("/media/stick/my-servers.letterlock"));
        file.open();
        models.put("file", file);
        ConnectViewModel taking = model(new FakeDoor(), engine(true), new InlineTasks().hold());
        taking.byFile();
        taking.choose(Path.of("/media/stick/my-servers.letterlock"));
        taking.open();
        models.put("taking", taking);
        Path copy = folder.resolve("copy");
        vault(List.of(
                        new ServerProfile("server.example.org", 22, "root", FakeDoor.KEY, "x"),
                        new ServerProfile("203.0.113.7", 22, "root", FakeDoor.KEY, "x")))
                .copyTo(copy, "passphrase".toCharArray());
        for (boolean answers : List.of(true, false)) {
            FakeDoor door = new FakeDoor();
            door.refuse(answers ? null : Problem.of("ssh", "unreachable", Map.of("server", "203.0.113.7"), null));
            ConnectViewModel taken = model(door, engine(true), new InlineTasks());
            taken.byFile();
            taken.choose(copy);
            taken.passphrase().set("passphrase");
            taken.open();
            models.put(answers ? "taken" : "taken-later", taken);
        }
        ConnectViewModel enter = model(new FakeDoor(), engine(true), new InlineTasks());
        enter.byEntry();
        models.put("enter", enter);
        models.put("found", entered(engine(true)));
        models.put("found-no-kit", entered(engine(false)));
        ConnectViewModel wrong = entered(engine(true));
        wrong.kit().set("ABCD");
        wrong.connect();
        models.put("found-wrong", wrong);
        models.put(
                "missing",
                entered(engine(true).cut(Problem.of("ssh", "cut-off", Map.of("server", "server.example.org"), null))));
        Map<String, Screen> all = new LinkedHashMap<>();
        models.forEach((name, model) -> all.put("connect-" + name, Screen.bare(texts -> ConnectView.of(model, texts))));

        CopyViewModel ask = new CopyViewModel(vault(List.of()), new InlineTasks());
        ask.passphrase().set("short");
        ask.isReady();
        all.put("copy-ask", Screen.bare(texts -> CopyView.of(ask, texts)));
        CopyViewModel done = new CopyViewModel(vault(List.of()), new InlineTasks());
        done.passphrase().set("long enough now");
        done.again().set("long enough now");
        done.write(folder.resolve("done"));
        all.put("copy-done", Screen.bare(texts -> CopyView.of(done, texts)));
        return all;
    }

    @ParameterizedTest
    @EnumSource
    void drawsEveryStateWithNoTextCutAndNoneLeftInEnglish(Language language) throws IOException {
        assertThat(Pictures.draw(screens(), language)).isEmpty();
    }
}
