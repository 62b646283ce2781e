package org.letterlock.desktop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.control.TextField;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.letterlock.desktop.model.Problem;
import org.letterlock.desktop.model.ServerProfile;
import org.letterlock.desktop.model.SettingUp;
import org.letterlock.desktop.text.Language;
import org.letterlock.desktop.text.Texts;
import org.letterlock.desktop.ui.Shell;
import org.letterlock.desktop.ui.check.CheckView;
import org.letterlock.desktop.ui.check.CheckViewModel;
import org.letterlock.desktop.ui.server.ServerView;
import org.letterlock.desktop.ui.server.ServerViewModel;
import org.letterlock.desktop.ui.vault.VaultView;
import org.letterlock.desktop.ui.vault.VaultViewModel;
import org.letterlock.desktop.vault.TestVault;
import org.letterlock.desktop.vault.Vault;
import org.letterlock.desktop.vault.VaultContents;
import org.letterlock.desktop.vault.VaultLock;
import org.letterlock.protocol.Finding;
import org.letterlock.protocol.FindingKind;
import org.letterlock.protocol.Inspection;
import org.letterlock.protocol.Progress;

/**
 * Every screen in every state, language and theme, and in two sizes, drawn to {@code target/screens}. No text may be cut, and none be left in English.
 */
@Tag("pictures")
final class ScreensTest {

    private static final ServerProfile SERVER =
            new ServerProfile("server.example.org", 22, "root", FakeDoor.KEY, "private");

    @TempDir
    static Path folder;

    @BeforeAll
    static void startToolkit() {
        Toolkit.start();
    }

    private static Map<String, Screen> screens() throws IOException {
        Map<String, Screen> all = new LinkedHashMap<>();
        VaultViewModel fresh = new VaultViewModel(
                folder.resolve("none"), new SecureRandom(), new InlineTasks(), vault -> {}, () -> {});
        all.put("vault-new", Screen.bare(texts -> VaultView.of(fresh, texts)));
        VaultViewModel brief = new VaultViewModel(
                folder.resolve("none"), new SecureRandom(), new InlineTasks(), vault -> {}, () -> {});
        brief.passphrase().set("short");
        brief.submit();
        all.put("vault-new-short", Screen.bare(texts -> VaultView.of(brief, texts)));
        Path file = folder.resolve("vault");
        Vault vault = Files.exists(file)
                ? ((Vault.Opening.Opened) Vault.open(file, "correct horse".toCharArray(), new SecureRandom())).vault()
                : TestVault.create(file, "correct horse");
        vault.save(VaultContents.empty());
        VaultViewModel shut = new VaultViewModel(file, new SecureRandom(), new InlineTasks(), opened -> {}, () -> {});
        shut.passphrase().set("wrong");
        shut.submit();
        all.put("vault-refused", Screen.bare(texts -> VaultView.of(shut, texts)));

        VaultViewModel twice = new VaultViewModel(file, new SecureRandom(), new InlineTasks(), other -> {}, () -> {});
        twice.passphrase().set("correct horse");
        try (VaultLock held = VaultLock.take(file).orElseThrow()) {
            assertThat(held).isNotNull();
            twice.submit();
        }
        all.put("vault-elsewhere", Screen.bare(texts -> VaultView.of(twice, texts)));
        VaultViewModel forgotten =
                new VaultViewModel(file, new SecureRandom(), new InlineTasks(), other -> {}, () -> {});
        forgotten.forgotten();
        all.put("vault-forgotten", Screen.bare(texts -> VaultView.of(forgotten, texts)));

        VaultViewModel asking = new VaultViewModel(
                file, new SecureRandom(), new InlineTasks().hold(), other -> {}, () -> {}, new FakeKeyStore());
        asking.askStore();
        all.put("vault-asking", Screen.bare(texts -> VaultView.of(asking, texts)));
        FakeKeyStore broken = new FakeKeyStore();
        broken.fail();
        VaultViewModel silent =
                new VaultViewModel(file, new SecureRandom(), new InlineTasks(), other -> {}, () -> {}, broken);
        silent.askStore();
        all.put("vault-store-silent", Screen.bare(texts -> VaultView.of(silent, texts)));

        all.put("server-ask", server(vault, new FakeDoor(), false, false));
        all.put("server-key", server(vault, new FakeDoor(), true, false));
        all.put("server-compare", server(vault, new FakeDoor(), false, true));
        for (String code : List.of("not-let-in", "unreachable", "key-changed", "refused")) {
            Problem problem = Problem.of(
                    "ssh",
                    code,
                    Map.of("server", "server.example.org", "user", "root"),
                    "Auth fail for methods 'password'");
            all.put("server-" + code, server(vault, new FakeDoor().refuse(problem), false, true));
        }
        Path half = folder.resolve("half");
        Files.deleteIfExists(half);
        Vault begun = TestVault.create(half, "correct horse");
        ServerProfile other = new ServerProfile("203.0.113.5", 22, "root", FakeDoor.KEY, "private");
        begun.save(begun.contents()
                .with(SERVER)
                .with(SERVER, SettingUp.BEGUN.withRecoverySecret("SECRET"))
                .with(other)
                .with(other, SettingUp.BEGUN.at(SettingUp.HOME)));
        all.put("server-known", server(begun, new FakeDoor(), false, false));
        ServerViewModel removing = model(begun, new FakeDoor(), new InlineTasks());
        removing.remove(SERVER);
        all.put("server-remove", Screen.step(Shell.Step.SERVER, texts -> ServerView.of(removing, texts)));
        InlineTasks waits = new InlineTasks().hold();
        ServerViewModel meeting = model(vault, new FakeDoor(), waits);
        meeting.connect();
        all.put("server-meeting", Screen.step(Shell.Step.SERVER, texts -> ServerView.of(meeting, texts)));

        all.put(
                "check-idle",
                check(new CheckViewModel(
                        SERVER,
                        (server, lists, at, told) -> inspection(),
                        new InlineTasks(),
                        Clock.systemUTC(),
                        found -> {})));
        CheckViewModel looking = new CheckViewModel(
                SERVER,
                (server, lists, at, told) -> {
                    told.progress().accept(new Progress("check", "outbound", 7, 9));
                    throw new IllegalStateException("held");
                },
                new StuckTasks(),
                Clock.systemUTC(),
                found -> {});
        looking.look();
        all.put("check-looking", check(looking));
        CheckViewModel looked = new CheckViewModel(
                SERVER, (server, lists, at, told) -> inspection(), new InlineTasks(), Clock.systemUTC(), found -> {});
        looked.look();
        all.put("check-looked", check(looked));
        CheckViewModel fine = new CheckViewModel(
                SERVER,
                (server, lists, at, told) -> new Inspection(
                        "now",
                        "mail",
                        List.of(),
                        inspection().findings().stream()
                                .filter(finding -> finding.level().equals(Finding.FINE))
                                .toList()),
                new InlineTasks(),
                Clock.systemUTC(),
                found -> {});
        fine.look();
        all.put("check-fine", check(fine));
        CheckViewModel shutIn = new CheckViewModel(
                SERVER,
                (server, lists, at, told) -> new Inspection(
                        "now", "mail", List.of(), List.of(Finding.of(FindingKind.OUTBOUND_BLOCKED, Map.of()))),
                new InlineTasks(),
                Clock.systemUTC(),
                found -> {});
        shutIn.look();
        all.put("check-shut-in", check(shutIn));
        return all;
    }

    private static ServerViewModel model(Vault vault, FakeDoor door, InlineTasks tasks) {
        ServerViewModel model = new ServerViewModel(door, vault, tasks, server -> {});
        model.address().set("server.example.org");
        model.password().set("secret");
        return model;
    }

    private static Screen server(Vault vault, FakeDoor door, boolean byKey, boolean connect) {
        ServerViewModel model = model(vault, door, new InlineTasks());
        model.byKey().set(byKey);
        model.user().set(byKey ? "debian" : "root");
        if (connect) {
            model.connect();
        }
        return Screen.step(Shell.Step.SERVER, texts -> ServerView.of(model, texts));
    }

    private static Screen check(CheckViewModel model) {
        return Screen.step(Shell.Step.CHECK, texts -> CheckView.of(model, texts));
    }

    /** Every kind of finding there is. */
    private static Inspection inspection() {
        Map<String, String> values = Map.ofEntries(
                Map.entry("system", "Debian GNU/Linux 12 (bookworm)"),
                Map.entry("processor", "riscv64"),
                Map.entry("size", "20000000000"),
                Map.entry("free", "3200000000"),
                Map.entry("minutes", "7"),
                Map.entry("program", "Exim"),
                Map.entry("ports", "25,465,587"),
                Map.entry("firewall", "ufw"),
                Map.entry("addresses", "203.0.113.5, 2001:db8::5"),
                Map.entry("address", "2001:db8::5"),
                Map.entry("name", "static.5.113.0.203.clients.example.net"),
                Map.entry("list", "zen.spamhaus.org"),
                Map.entry("folder", "/opt/letterlock/releases"));
        List<Finding> all = new ArrayList<>();
        for (FindingKind kind : FindingKind.values()) {
            Map<String, String> known = new HashMap<>(values);
            if (kind == FindingKind.SYSTEM_OLD) {
                known.put("system", "Debian GNU/Linux 9 (stretch)");
            }
            all.add(Finding.of(kind, known, kind == FindingKind.OUTBOUND_BLOCKED ? "mx.example.net: timed out" : null));
        }
        return new Inspection("2026-11-29T12:00:00Z", "mail", List.of("203.0.113.5"), all);
    }

    @ParameterizedTest
    @EnumSource
    void drawsEveryScreenWithNoTextCutAndNoneLeftInEnglish(Language language) throws IOException {
        assertThat(Pictures.draw(screens(), language)).isEmpty();
    }

    @Test
    void goesThroughTheFieldsByKeyboardInReadingOrder() throws IOException {
        Screen ask = Objects.requireNonNull(screens().get("server-ask"));
        List<String> order = Toolkit.onScreen(() -> {
            Texts texts = Texts.of(Language.ENGLISH);
            Parent root = Pictures.frame(ask, texts, false);
            Scene scene = new Scene(root, Shell.LEAST_WIDTH, Shell.LEAST_HEIGHT);
            scene.snapshot(null);
            root.applyCss();
            root.layout();
            return Toolkit.all(root).stream()
                    .filter(TextField.class::isInstance)
                    .map(node -> String.valueOf(node.getAccessibleText()))
                    .toList();
        });
        assertThat(order).containsSubsequence("Address", "User", "Password").doesNotContain("null");
    }
}
