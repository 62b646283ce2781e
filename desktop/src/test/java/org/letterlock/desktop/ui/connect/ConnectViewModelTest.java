package org.letterlock.desktop.ui.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.desktop.FakeDoor;
import org.letterlock.desktop.FakeEngine;
import org.letterlock.desktop.InlineTasks;
import org.letterlock.desktop.model.Problem;
import org.letterlock.desktop.model.ServerProfile;
import org.letterlock.desktop.model.SettingUp;
import org.letterlock.desktop.vault.TestVault;
import org.letterlock.desktop.vault.Vault;
import org.letterlock.desktop.vault.VaultContents;
import org.letterlock.protocol.AccountInfo;
import org.letterlock.protocol.DomainInfo;
import org.letterlock.protocol.EngineStatus;
import org.letterlock.protocol.RecoveryStatus;
import org.letterlock.recovery.OwnerKey;
import org.letterlock.recovery.RecoverySecret;

/** A second computer: by a file of the first, or by what lets into the server. */
final class ConnectViewModelTest {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final ServerProfile SERVER =
            new ServerProfile("server.example.org", 22, "root", FakeDoor.KEY, "PRIVATE-OF-THE-FIRST");
    private static final SettingUp DONE = SettingUp.BEGUN
            .forDomain("example.org", "mail.example.org")
            .withRecoverySecret("SECRET-GROUPS")
            .at(SettingUp.HOME);

    @TempDir
    Path folder;

    private final FakeDoor door = new FakeDoor();
    private final FakeEngine engine = new FakeEngine();
    private final RecoverySecret secret = RecoverySecret.generate(RANDOM);
    private final List<String> led = new ArrayList<>();
    private Vault first;
    private Vault second;
    private ConnectViewModel model;
    private Path file;

    @BeforeEach
    void twoComputers() throws IOException {
        first = TestVault.create(folder.resolve("first"), "the first passphrase");
        second = TestVault.create(folder.resolve("second"), "the second passphrase");
        first.save(VaultContents.empty().with(SERVER).with(SERVER, DONE).named(SERVER, "Ours"));
        file = folder.resolve("my-servers.letterlock");
        model = new ConnectViewModel(
                second,
                door,
                server -> engine,
                new InlineTasks(),
                new ConnectViewModel.Ways(
                        server -> led.add("connected " + server),
                        server -> led.add("set up " + server),
                        () -> led.add("back")));
        runsLetterlock();
    }

    private void runsLetterlock() {
        String fingerprint;
        try (OwnerKey key = secret.key()) {
            fingerprint = OwnerKey.fingerprint(key.publicKey());
        }
        engine.answer("status", status())
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
                .answer("recovery", new RecoveryStatus(fingerprint, List.of()));
    }

    private static EngineStatus status() {
        return new EngineStatus(
                "0.1.0", "mail.example.org", 1, "2026-11-29T12:00:00Z", 60, List.of(), 1, 1, List.of(), 0, 0, 0, null);
    }

    private void copy(String passphrase) {
        CopyViewModel copy = new CopyViewModel(first, new InlineTasks());
        copy.passphrase().set(passphrase);
        copy.again().set(passphrase);
        copy.write(file);
        assertThat(copy.written().get()).isEqualTo(file);
        assertThat(copy.passphrase().get()).isEmpty();
        assertThat(copy.again().get()).isEmpty();
    }

    private void open(String passphrase) {
        model.byFile();
        model.choose(file);
        model.passphrase().set(passphrase);
        model.open();
    }

    private String problem() {
        return Objects.requireNonNull(model.problem().get()).code();
    }

    @Test
    void takesAllServersOverAndMakesAKeyOfItsOwn() throws IOException {
        copy("for the way only");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                .doesNotContain("server.example.org", "PRIVATE", "SECRET");
        open("for the way only");
        assertThat(model.stage().get()).isEqualTo(ConnectViewModel.Stage.TAKEN);
        assertThat(model.passphrase().get()).isEmpty();
        assertThat(door.entries()).first().isEqualTo("root@server.example.org by key");
        ServerProfile taken = second.contents().servers().getFirst();
        assertThat(taken.privateKey()).isNotEqualTo(SERVER.privateKey());
        assertThat(taken.hostKey()).isEqualTo(SERVER.hostKey());
        assertThat(second.contents().settingUp(taken).orElseThrow().recoverySecret())
                .isEqualTo("SECRET-GROUPS");
        assertThat(second.contents().name(taken)).isEqualTo("Ours");
        assertThat(first.contents().servers()).containsExactly(SERVER);
        model.goOn();
        assertThat(led).containsExactly("connected " + taken);
    }

    @Test
    void opensTheFileByItsOwnPassphraseAlone() throws IOException {
        copy("for the way only");
        for (String wrong : List.of("the first passphrase", "the second passphrase", "")) {
            open(wrong);
            assertThat(problem()).isEqualTo("refused");
            assertThat(model.stage().get()).isEqualTo(ConnectViewModel.Stage.FILE);
        }
        Files.writeString(file, "no such file");
        open("for the way only");
        assertThat(problem()).isEqualTo("unknown");
        Files.delete(file);
        open("for the way only");
        assertThat(problem()).isEqualTo("unread");
        assertThat(second.contents().servers()).isEmpty();
    }

    @Test
    void wantsAFileAndOneWithAServer() throws IOException {
        model.byFile();
        model.open();
        assertThat(problem()).isEqualTo("no-file");
        first.save(VaultContents.empty());
        copy("for the way only");
        open("for the way only");
        assertThat(problem()).isEqualTo("empty");
    }

    @Test
    void keepsTheOthersKeyWhereTheServerDoesNotAnswerNow() {
        copy("for the way only");
        door.refuse(Problem.of("ssh", "unreachable", Map.of("server", "server.example.org"), null));
        open("for the way only");
        assertThat(model.taken()).singleElement().satisfies(taken -> {
            assertThat(taken.why().orElseThrow().code()).isEqualTo("unreachable");
            assertThat(taken.known()).isFalse();
        });
        assertThat(second.contents().servers()).containsExactly(SERVER);
        assertThat(model.isAnyLater()).isTrue();
        model.again();
        assertThat(second.contents().servers()).containsExactly(SERVER);
        door.refuse(null);
        model.again();
        assertThat(model.isAnyLater()).isFalse();
        assertThat(model.stage().get()).isEqualTo(ConnectViewModel.Stage.TAKEN);
        ServerProfile own = second.contents().servers().getFirst();
        assertThat(own.privateKey()).isNotEqualTo(SERVER.privateKey());
        assertThat(second.contents().settingUp(own)).isPresent();
    }

    @Test
    void leavesAServerAsItIsThatThisComputerKnows() throws IOException {
        ServerProfile own = new ServerProfile("server.example.org", 22, "root", FakeDoor.KEY, "PRIVATE-OF-MINE");
        second.save(VaultContents.empty().with(own));
        copy("for the way only");
        open("for the way only");
        assertThat(model.taken())
                .singleElement()
                .satisfies(taken -> assertThat(taken.known()).isTrue());
        assertThat(second.contents().servers()).containsExactly(own);
        assertThat(door.entries()).isEmpty();
    }

    @Test
    void wantsALongPassphraseTypedTwice() {
        CopyViewModel copy = new CopyViewModel(first, new InlineTasks());
        copy.passphrase().set("short");
        copy.write(file);
        assertThat(Objects.requireNonNull(copy.problem().get()).code()).isEqualTo("short");
        copy.passphrase().set("long enough now");
        copy.again().set("long enough not");
        copy.write(file);
        assertThat(Objects.requireNonNull(copy.problem().get()).code()).isEqualTo("different");
        assertThat(file).doesNotExist();
        copy.again().set("long enough now");
        copy.write(folder.resolve("second").resolve("x"));
        assertThat(Objects.requireNonNull(copy.problem().get()).code()).isEqualTo("copy");
        assertThat(copy.passphrase().get()).isEqualTo("long enough now");
    }

    private ServerProfile enter() {
        model.byEntry();
        model.servers().address().set("server.example.org");
        model.servers().password().set("secret");
        model.servers().connect();
        model.servers().trust();
        return second.contents().servers().getFirst();
    }

    @Test
    void adoptsAServerThatRunsLetterlock() {
        ServerProfile server = enter();
        assertThat(model.stage().get()).isEqualTo(ConnectViewModel.Stage.FOUND);
        assertThat(Objects.requireNonNull(model.found().get()).domains()).containsExactly("example.org");
        model.connect();
        assertThat(led).containsExactly("connected " + server);
        SettingUp kept = second.contents().settingUp(server).orElseThrow();
        assertThat(kept.isDone()).isTrue();
        assertThat(kept.hostname()).isEqualTo("mail.example.org");
        assertThat(kept.recoverySecret()).isNull();
        assertThat(server.hostKey()).isEqualTo(FakeDoor.KEY);
    }

    @Test
    void leadsToSettingUpWhereThatWasNotDoneToTheEnd() {
        for (String lacking : List.of("recovery", "domains", "accounts")) {
            runsLetterlock();
            engine.answer(lacking, lacking.equals("recovery") ? new RecoveryStatus(null, List.of()) : List.of());
            ServerProfile server = enter();
            model.connect();
            assertThat(led).containsExactly("set up " + server);
            SettingUp noted = second.contents().settingUp(server).orElseThrow();
            assertThat(noted.isDone()).isFalse();
            assertThat(noted.ownerKey())
                    .as("setting up goes on under the key that is there")
                    .isEqualTo(Objects.requireNonNull(model.found().get()).fingerprint());
            led.clear();
            model.back();
        }
    }

    @Test
    void takesTheKitOfThisServerAlone() {
        ServerProfile server = enter();
        String groups = secret.groups();
        model.kit().set(groups.substring(1));
        model.connect();
        assertThat(problem()).isEqualTo("length");
        char other = groups.charAt(20) == 'A' ? 'B' : 'A';
        model.kit().set(groups.substring(0, 20) + other + groups.substring(21));
        model.connect();
        assertThat(problem()).isEqualTo("group");
        assertThat(Objects.requireNonNull(model.problem().get()).values()).containsEntry("number", "3");
        try (RecoverySecret stranger = RecoverySecret.generate(RANDOM)) {
            model.kit().set(stranger.groups());
        }
        model.connect();
        assertThat(problem()).isEqualTo("other");
        assertThat(led).isEmpty();
        model.kit().set(secret.qrText());
        model.connect();
        assertThat(second.contents().settingUp(server).orElseThrow().recoverySecret())
                .isEqualTo(groups);
        assertThat(model.kit().get()).isEmpty();
        assertThat(led).containsExactly("connected " + server);
    }

    @Test
    void leadsToSettingUpWhereThereIsNoLetterlock() {
        engine.cut(Problem.of("agent", "no-engine", Map.of(), null));
        ServerProfile server = enter();
        assertThat(model.stage().get()).isEqualTo(ConnectViewModel.Stage.NOT_FOUND);
        engine.cut(null);
        model.look();
        assertThat(model.stage().get()).isEqualTo(ConnectViewModel.Stage.FOUND);
        engine.cut(Problem.of("agent", "no-engine", Map.of(), null));
        model.look();
        model.setUp();
        assertThat(led).containsExactly("set up " + server);
    }

    @Test
    void goesBackAStepAtATime() {
        copy("for the way only");
        open("wrong");
        model.back();
        assertThat(model.stage().get()).isEqualTo(ConnectViewModel.Stage.CHOOSE);
        assertThat(model.problem().get()).isNull();
        enter();
        model.back();
        assertThat(model.stage().get()).isEqualTo(ConnectViewModel.Stage.ENTER);
        model.back();
        model.back();
        assertThat(led).containsExactly("back");
    }

    @Test
    void tellsNoSecretInAnyText() {
        copy("for the way only");
        open("for the way only");
        assertThat(model.taken().toString() + first.contents() + second.contents())
                .doesNotContain("PRIVATE", "SECRET", "private");
        @Nullable Problem none = model.problem().get();
        assertThat(none).isNull();
    }
}
