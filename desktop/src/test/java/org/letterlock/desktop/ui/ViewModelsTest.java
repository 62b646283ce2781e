package org.letterlock.desktop.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.desktop.FakeDoor;
import org.letterlock.desktop.InlineTasks;
import org.letterlock.desktop.model.HostKey;
import org.letterlock.desktop.model.Problem;
import org.letterlock.desktop.model.ProblemException;
import org.letterlock.desktop.model.ServerProfile;
import org.letterlock.desktop.model.SettingUp;
import org.letterlock.desktop.ui.check.CheckViewModel;
import org.letterlock.desktop.ui.home.Confirmation;
import org.letterlock.desktop.ui.server.ServerViewModel;
import org.letterlock.desktop.ui.vault.VaultViewModel;
import org.letterlock.desktop.vault.TestVault;
import org.letterlock.desktop.vault.Vault;
import org.letterlock.protocol.Finding;
import org.letterlock.protocol.FindingKind;
import org.letterlock.protocol.Inspection;
import org.letterlock.protocol.Progress;

/** What screens do, without any. */
final class ViewModelsTest {

    @TempDir
    Path folder;

    private final InlineTasks tasks = new InlineTasks();
    private final FakeDoor door = new FakeDoor();
    private final List<ServerProfile> entered = new ArrayList<>();
    private final List<Vault> opened = new ArrayList<>();
    private Vault vault;
    private boolean wentOn;
    private int anew;

    @BeforeEach
    void make() throws IOException {
        vault = TestVault.create(folder.resolve("made"), "correct horse");
    }

    private static @Nullable String code(@Nullable Problem problem) {
        return problem == null ? null : problem.area() + "." + problem.code();
    }

    private VaultViewModel vault(String name) {
        return new VaultViewModel(folder.resolve(name), new SecureRandom(), tasks, opened::add, () -> anew++);
    }

    @Test
    void makesAVaultUnderAPassphraseThatWasTypedTwice() {
        VaultViewModel fresh = vault("vault");
        assertThat(fresh.isFresh()).isTrue();
        fresh.passphrase().set("elevenchars");
        fresh.submit();
        assertThat(code(fresh.problem().get())).isEqualTo("vault.short");
        fresh.passphrase().set("twelve chars");
        fresh.again().set("twelve char");
        fresh.submit();
        assertThat(code(fresh.problem().get())).isEqualTo("vault.different");
        assertThat(opened).isEmpty();
        fresh.again().set("twelve chars");
        fresh.submit();
        assertThat(opened).hasSize(1);
        assertThat(fresh.passphrase().get()).isEmpty();
        opened.getFirst().close();

        VaultViewModel later = vault("vault");
        assertThat(later.isFresh()).isFalse();
        later.passphrase().set("wrong");
        later.submit();
        assertThat(code(later.problem().get())).isEqualTo("vault.refused");
        assertThat(later.passphrase().get()).isEqualTo("wrong");
        later.passphrase().set("twelve chars");
        later.submit();
        assertThat(opened).hasSize(2);
    }

    private ServerViewModel server() {
        ServerViewModel model = new ServerViewModel(door, vault, tasks, entered::add);
        model.address().set(" Server.example.org ");
        model.password().set("secret");
        return model;
    }

    @Test
    void saysWhatIsMissingBeforeItAsksAnybody() {
        ServerViewModel model = server();
        model.address().set("a b");
        model.connect();
        assertThat(code(model.problem().get())).isEqualTo("form.address");
        model.address().set("server.example.org");
        model.user().set("-x");
        model.connect();
        assertThat(code(model.problem().get())).isEqualTo("form.user");
        model.user().set("root");
        model.password().set("");
        model.connect();
        assertThat(code(model.problem().get())).isEqualTo("form.password");
        model.byKey().set(true);
        model.connect();
        assertThat(code(model.problem().get())).isEqualTo("form.key");
        assertThat(door.entries()).isEmpty();
    }

    @Test
    void showsTheKeyAndEntersOnlyWhenThePersonAgrees() {
        ServerViewModel model = server();
        model.connect();
        assertThat(model.stage().get()).isEqualTo(ServerViewModel.Stage.COMPARE);
        assertThat(model.shown().get()).isEqualTo(FakeDoor.KEY);
        assertThat(door.entries()).isEmpty();
        model.back();
        assertThat(model.stage().get()).isEqualTo(ServerViewModel.Stage.ASK);
        assertThat(model.password().get()).isEqualTo("secret");
        model.connect();
        model.trust();
        assertThat(door.entries())
                .containsExactly("root@server.example.org by password", "root@server.example.org by key");
        assertThat(entered).hasSize(1);
        assertThat(vault.contents().servers()).containsExactlyElementsOf(entered);
        assertThat(model.password().get()).isEmpty();
    }

    @Test
    void keepsNoServerWhoseKeyWasNotProven() {
        door.takesNoKeys();
        ServerViewModel model = server();
        model.connect();
        model.trust();
        assertThat(code(model.problem().get())).isEqualTo("ssh.not-let-in");
        assertThat(vault.contents().servers()).isEmpty();
        assertThat(entered).isEmpty();
        assertThat(model.password().get()).isEqualTo("secret");
    }

    @Test
    void stopsAtAServerThatChangedItsKey() {
        ServerViewModel model = server();
        model.connect();
        model.trust();
        door.show(new HostKey("ssh-ed25519", "AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"));
        ServerViewModel again = server();
        assertThat(again.known().get()).hasSize(1);
        again.connect();
        assertThat(code(again.problem().get())).isEqualTo("ssh.key-changed");
        assertThat(again.stage().get()).isEqualTo(ServerViewModel.Stage.ASK);
        assertThat(door.entries()).hasSize(2);
    }

    @Test
    void tellsWhatTheServerSaysAndLosesNothingThatWasTyped() {
        door.refuse(Problem.of("ssh", "unreachable", Map.of("server", "x"), null));
        ServerViewModel model = server();
        model.connect();
        assertThat(code(model.problem().get())).isEqualTo("ssh.unreachable");
        assertThat(model.address().get()).isEqualTo(" Server.example.org ");
        door.refuse(null);
        model.connect();
        assertThat(model.problem().get()).isNull();
        assertThat(model.stage().get()).isEqualTo(ServerViewModel.Stage.COMPARE);
    }

    @Test
    void canBeToldToStopWhileItWaits() {
        tasks.hold();
        ServerViewModel model = server();
        model.connect();
        assertThat(model.stage().get()).isEqualTo(ServerViewModel.Stage.MEETING);
        model.back();
        assertThat(tasks.isCancelled()).isTrue();
        assertThat(model.stage().get()).isEqualTo(ServerViewModel.Stage.ASK);
    }

    private static final Finding BLOCKED = Finding.of(FindingKind.OUTBOUND_BLOCKED, Map.of());
    private static final FindingKind STOPS = FindingKind.PORTS_TAKEN;
    private static final Inspection NOTHING = new Inspection("now", "mail", List.of(), List.of());

    private CheckViewModel check(CheckViewModel.Looker looker) {
        return new CheckViewModel(
                new ServerProfile("h", 22, "root", FakeDoor.KEY, "k"),
                looker,
                tasks,
                Clock.fixed(Instant.EPOCH, ZoneOffset.UTC),
                found -> wentOn = true);
    }

    @Test
    void goesOnWhereOnlyMailDoesNotGetOutIfThePersonSaysSo() {
        CheckViewModel blocked =
                check((server, lists, at, told) -> new Inspection("now", "mail", List.of(), List.of(BLOCKED)));
        blocked.goOn();
        assertThat(wentOn).isFalse();
        blocked.look();
        assertThat(blocked.isReady()).isFalse();
        assertThat(blocked.isShutInAlone()).isTrue();
        blocked.goOn();
        assertThat(wentOn).isTrue();
    }

    @Test
    void goesOnToTheInstallationOnlyWhereNothingStops() {
        CheckViewModel stopped = check((server, lists, at, told) ->
                new Inspection("now", "mail", List.of(), List.of(BLOCKED, Finding.of(STOPS, Map.of()))));
        stopped.goOn();
        stopped.look();
        stopped.goOn();
        assertThat(wentOn).isFalse();
        assertThat(stopped.isShutInAlone()).isFalse();
        CheckViewModel fine = check((server, lists, at, told) -> NOTHING);
        fine.goOn();
        assertThat(wentOn).isFalse();
        fine.look();
        fine.goOn();
        assertThat(wentOn).isTrue();
    }

    @Test
    void asksBlocklistsOnlyWhereThePersonWishesSo() {
        List<List<String>> asked = new ArrayList<>();
        CheckViewModel model = check((server, lists, at, told) -> {
            asked.add(lists);
            assertThat(at).isEqualTo("1970-01-01T00:00:00Z");
            return NOTHING;
        });
        model.look();
        model.askLists().set(true);
        model.look();
        assertThat(asked).containsExactly(List.of(), CheckViewModel.LISTS);
        assertThat(model.stage().get()).isEqualTo(CheckViewModel.Stage.LOOKED);
    }

    @Test
    void showsHowFarItIsAndKeepsWhatWasFoundWhenItFailsLater() {
        List<String> seen = new ArrayList<>();
        List<CheckViewModel> self = new ArrayList<>();
        CheckViewModel model = check((server, lists, at, told) -> {
            CheckViewModel me = self.getFirst();
            seen.add(me.stage().get() + " " + me.fraction().get());
            told.uploaded().accept(1.5);
            seen.add(me.stage().get() + " " + me.fraction().get());
            told.progress().accept(new Progress("check", "disk", 1, 4));
            seen.add(me.stage().get() + " " + me.fraction().get() + " "
                    + me.step().get());
            if (me.inspection().get() != null) {
                throw new ProblemException(Problem.of("ssh", "cut-off", Map.of(), null));
            }
            return NOTHING;
        });
        self.add(model);
        model.look();
        assertThat(seen).containsExactly("ENTERING -1.0", "ENTERING 1.0", "LOOKING 0.25 disk");
        model.look();
        assertThat(code(model.problem().get())).isEqualTo("ssh.cut-off");
        assertThat(model.inspection().get()).isEqualTo(NOTHING);
        assertThat(model.stage().get()).isEqualTo(CheckViewModel.Stage.LOOKED);
    }

    @Test
    void looksOnceAtATimeAndStopsWhenToldTo() {
        tasks.hold();
        List<String> looks = new ArrayList<>();
        CheckViewModel model = check((server, lists, at, told) -> {
            looks.add(at);
            return NOTHING;
        });
        model.look();
        model.look();
        model.cancel();
        assertThat(tasks.isCancelled()).isTrue();
        assertThat(model.stage().get()).isEqualTo(CheckViewModel.Stage.IDLE);
        assertThat(looks).isEmpty();
    }

    private VaultViewModel made() {
        VaultViewModel model = vault("made");
        model.passphrase().set("correct horse");
        return model;
    }

    @Test
    void opensNoVaultThatIsOpenElsewhere() throws IOException {
        VaultViewModel first = made();
        first.submit();
        VaultViewModel second = made();
        second.submit();
        second.forgotten();
        assertThat(code(second.problem().get())).isEqualTo("vault.elsewhere");
        confirm(second.confirmation().get());
        assertThat(code(second.problem().get())).isEqualTo("vault.elsewhere");
        assertThat(folder.resolve("made")).exists();
        assertThat(opened).hasSize(1);
        opened.getFirst().close();
        second.submit();
        assertThat(second.problem().get()).isNull();
        assertThat(opened).hasSize(2);
    }

    @Test
    void letsOthersHoldAVaultThatItCouldNotOpen() {
        VaultViewModel model = vault("made");
        model.passphrase().set("wrong");
        model.submit();
        assertThat(code(model.problem().get())).isEqualTo("vault.refused");
        made().submit();
        assertThat(opened).hasSize(1);
    }

    private static void confirm(@Nullable Confirmation asked) {
        Objects.requireNonNull(asked, "a question").yes().run();
    }

    @Test
    void putsAVaultAsideThatNobodyCanOpenAndDeletesNothing() throws IOException {
        byte[] before = Files.readAllBytes(folder.resolve("made"));
        Files.writeString(folder.resolve("made.aside-1"), "put there before");
        VaultViewModel model = made();
        model.forgotten();
        assertThat(folder.resolve("made")).as("it only asks").exists();
        assertThat(anew).isZero();
        confirm(model.confirmation().get());
        assertThat(anew).isEqualTo(1);
        assertThat(folder.resolve("made")).doesNotExist();
        assertThat(folder.resolve("made.aside-2")).hasBinaryContent(before);
        assertThat(folder.resolve("made.aside-1")).hasContent("put there before");
        assertThat(vault("made").isFresh()).isTrue();
    }

    @Test
    void removesAServerThatIsNotSetUpAndMeetsItAnewAsAnyOther() throws IOException {
        ServerViewModel model = server();
        model.connect();
        model.trust();
        ServerProfile old = entered.getFirst();
        door.show(new HostKey("ssh-ed25519", "AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"));
        ServerViewModel again = server();
        again.connect();
        assertThat(code(again.problem().get())).isEqualTo("ssh.key-changed");
        again.remove(old);
        assertThat(vault.contents().servers()).as("it only asks").hasSize(1);
        confirm(again.confirmation().get());
        assertThat(vault.contents().servers()).isEmpty();
        assertThat(again.known().get()).isEmpty();
        assertThat(again.problem().get()).isNull();
        again.connect();
        assertThat(again.stage().get()).as("the key is compared").isEqualTo(ServerViewModel.Stage.COMPARE);
    }

    @Test
    void removesNoServerThatIsSetUpAndNoSecretWithoutItsTypedName() throws IOException {
        ServerProfile one = new ServerProfile("server.example.org", 22, "root", FakeDoor.KEY, "private");
        vault.save(vault.contents().with(one).with(one, SettingUp.BEGUN.at("install")));
        ServerViewModel model = server();
        model.remove(one);
        assertThat(Objects.requireNonNull(model.confirmation().get()).typed()).isNull();
        vault.change(contents -> contents.with(one, SettingUp.BEGUN.withRecoverySecret("SECRET")));
        model.remove(one);
        assertThat(Objects.requireNonNull(model.confirmation().get()).typed()).isEqualTo("server.example.org");
        model.confirmation().set(null);
        vault.change(contents -> contents.with(one, SettingUp.BEGUN.at(SettingUp.HOME)));
        assertThat(model.isRemovable(one)).isFalse();
        model.remove(one);
        assertThat(model.confirmation().get()).isNull();
    }
}
