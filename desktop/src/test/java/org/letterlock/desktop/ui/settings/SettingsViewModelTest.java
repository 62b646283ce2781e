package org.letterlock.desktop.ui.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.desktop.FakeDoor;
import org.letterlock.desktop.FakeEngine;
import org.letterlock.desktop.FakeKeyStore;
import org.letterlock.desktop.InlineTasks;
import org.letterlock.desktop.health.Snapshots;
import org.letterlock.desktop.model.Problem;
import org.letterlock.desktop.model.ServerProfile;
import org.letterlock.desktop.model.SettingUp;
import org.letterlock.desktop.ui.home.Confirmation;
import org.letterlock.desktop.ui.home.HomeViewModel;
import org.letterlock.desktop.vault.TestVault;
import org.letterlock.desktop.vault.Vault;
import org.letterlock.protocol.EngineApi;
import org.letterlock.protocol.SshInfo;

/** What is chosen, and how one parts from a server. */
final class SettingsViewModelTest {

    private static final ServerProfile SERVER =
            new ServerProfile("server.example.org", 22, "root", FakeDoor.KEY, "private");

    @TempDir
    Path folder;

    private final FakeEngine engine = new Snapshots()
            .on(new FakeEngine())
            .answer("blocklists", new EngineApi.Blocklists(List.of("a.example.net", "b.example.net")))
            .answer("greylisting", new EngineApi.Greylisting(false))
            .answer("tlsReporting", new EngineApi.TlsReporting(false))
            .answer("dmarcReporting", new EngineApi.DmarcReporting(false))
            .answer("switchGreylisting", new EngineApi.Greylisting(true))
            .answer("chooseTlsReporting", new EngineApi.TlsReporting(true))
            .answer("chooseDmarcReporting", new EngineApi.DmarcReporting(true))
            .answer("chooseBlocklists", new EngineApi.Blocklists(List.of()))
            .answer("ssh", new SshInfo(true, "yes", false, null))
            .answer("uninstall", List.of());
    private final List<String> told = new ArrayList<>();
    private Vault vault;
    private SettingsViewModel model;

    @BeforeEach
    void make() throws IOException {
        vault = TestVault.create(folder.resolve("vault"), "correct horse");
        vault.save(vault.contents().with(SERVER).with(SERVER, SettingUp.BEGUN));
        HomeViewModel home = new HomeViewModel(engine, new InlineTasks(), Clock.fixed(Snapshots.NOW, ZoneOffset.UTC));
        model = new SettingsViewModel(
                home,
                vault,
                new SettingsViewModel.Own(SERVER, engine, () -> told.add("renamed"), () -> told.add("parted")));
        model.ask();
        engine.asked().clear();
    }

    private @Nullable String problem() {
        Problem problem = model.kept().problem().get();
        return problem == null ? null : problem.code();
    }

    private Confirmation confirm() {
        return Objects.requireNonNull(model.confirmation().get());
    }

    private Vault.Opening open(String passphrase) throws IOException {
        return Vault.open(folder.resolve("vault"), passphrase.toCharArray(), new SecureRandom());
    }

    @Test
    void choosesWhatBecomesOfStrangers() {
        assertThat(model.lists().get()).isEqualTo("a.example.net b.example.net");
        model.greylist(true);
        model.tellOfTls(true);
        model.tellOfLetters(true);
        model.lists().set(" a.example.net,  c.example.net\n");
        model.chooseLists();
        model.lists().set(" ");
        model.chooseLists();
        assertThat(engine.asked())
                .containsSubsequence(
                        "switchGreylisting Greylisting[on=true]",
                        "chooseTlsReporting TlsReporting[on=true]",
                        "chooseDmarcReporting DmarcReporting[on=true]",
                        "chooseBlocklists Blocklists[zones=[a.example.net, c.example.net]]",
                        "chooseBlocklists Blocklists[zones=[]]");
    }

    @Test
    void keepsListsThatWereTypedAndNotSetYet() {
        model.lists().set("c.example.net");
        engine.answer("greylisting", new EngineApi.Greylisting(true));
        model.greylist(true);
        assertThat(model.lists().get()).isEqualTo("c.example.net");
        engine.answer("blocklists", new EngineApi.Blocklists(List.of("d.example.net")));
        model.chooseLists();
        assertThat(model.lists().get()).as("what the server says").isEqualTo("d.example.net");
    }

    @Test
    void callsAServerByAnotherName() {
        assertThat(model.name().get()).isEqualTo("server.example.org");
        model.name().set(" Family ");
        model.rename();
        assertThat(vault.contents().name(SERVER)).isEqualTo("Family");
        assertThat(told).containsExactly("renamed");
        model.name().set("");
        model.rename();
        assertThat(vault.contents().name(SERVER)).isEqualTo("server.example.org");
    }

    @Test
    void forgetsAServerAndLeavesItAlone() {
        model.forget();
        assertThat(confirm().typed()).isEqualTo("server.example.org");
        assertThat(confirm().key()).isEqualTo("settings.forget.");
        assertThat(vault.contents().servers()).hasSize(1);
        confirm().yes().run();
        assertThat(vault.contents().servers()).isEmpty();
        assertThat(vault.contents().settingUp(SERVER)).isEmpty();
        assertThat(engine.asked()).isEmpty();
        assertThat(told).containsExactly("parted");
    }

    @Test
    void erasesAServerByItsTypedName() {
        model.erase(true);
        assertThat(confirm().typed()).isEqualTo("server.example.org");
        assertThat(confirm().key()).isEqualTo("settings.erase.");
        confirm().yes().run();
        assertThat(engine.asked()).containsExactly("uninstall UninstallOrder[work=uninstall, eraseMail=true]");
        assertThat(vault.contents().servers()).isEmpty();
        assertThat(told).containsExactly("parted");
    }

    @Test
    void keepsTheMailWhereOnlyLetterlockIsTakenOff() {
        model.erase(false);
        assertThat(confirm().key()).isEqualTo("settings.uninstall.");
        confirm().yes().run();
        assertThat(engine.asked()).containsExactly("uninstall UninstallOrder[work=uninstall, eraseMail=false]");
        assertThat(told).containsExactly("parted");
    }

    /** Without them the mail that stays could never be opened. */
    @Test
    void keepsWhatOpensTheMailThatStays() throws IOException {
        SettingUp done = SettingUp.BEGUN
                .forDomain("example.org", "mail.example.org")
                .withMailbox("Anna", "anna@example.org", true)
                .withRecoverySecret("SECRET-GROUPS")
                .withAppPassword("app-password")
                .at(SettingUp.HOME);
        vault.change(contents -> contents.with(SERVER, done));
        model.erase(false);
        confirm().yes().run();
        assertThat(vault.contents().servers()).containsExactly(SERVER);
        assertThat(vault.contents().settingUp(SERVER)).contains(done.at("install"));
        model.erase(true);
        confirm().yes().run();
        assertThat(vault.contents().servers()).isEmpty();
        assertThat(vault.contents().settingUp(SERVER)).isEmpty();
    }

    /** Such as one that was connected to: its domain and its mailbox were never chosen here. */
    @Test
    void beginsAtTheCheckUpWhereNothingWasChosenForAServer() {
        model.erase(false);
        confirm().yes().run();
        assertThat(vault.contents().settingUp(SERVER)).contains(SettingUp.BEGUN.at("check"));
    }

    @Test
    void saysThatTheOnlyKeyMayBeForgotten() {
        engine.answer("ssh", new SshInfo(false, "prohibit-password", true, null));
        model.ask();
        model.forget();
        assertThat(confirm().key()).isEqualTo("settings.forget.keys.");
        assertThat(confirm().typed()).isEqualTo("server.example.org");
    }

    @Test
    void keepsAServerThatCouldNotBeErased() {
        model.erase(true);
        engine.cut(Problem.of("ssh", "unreachable", Map.of(), null));
        confirm().yes().run();
        assertThat(problem()).isEqualTo("unreachable");
        assertThat(vault.contents().servers()).hasSize(1);
        assertThat(told).isEmpty();
    }

    @Test
    void changesThePassphraseOnlyByTheOneBefore() throws IOException {
        model.passphrase().set("wrong");
        model.next().set("too short");
        model.changePassphrase();
        assertThat(problem()).isEqualTo("short");
        model.next().set("battery staple");
        model.again().set("battery stable");
        model.changePassphrase();
        assertThat(problem()).isEqualTo("different");
        model.again().set("battery staple");
        model.changePassphrase();
        assertThat(problem()).isEqualTo("refused");
        assertThat(open("correct horse")).isInstanceOf(Vault.Opening.Opened.class);
        model.passphrase().set("correct horse");
        model.changePassphrase();
        assertThat(problem()).isNull();
        assertThat(model.changed().get()).isTrue();
        assertThat(model.next().get()).isEmpty();
        assertThat(open("correct horse")).isInstanceOf(Vault.Opening.Refused.class);
        assertThat(open("battery staple"))
                .isInstanceOfSatisfying(
                        Vault.Opening.Opened.class,
                        opened ->
                                assertThat(opened.vault().contents().servers()).containsExactly(SERVER));
        vault.save(vault.contents().named(SERVER, "Later"));
        assertThat(open("battery staple"))
                .isInstanceOfSatisfying(
                        Vault.Opening.Opened.class,
                        opened -> assertThat(opened.vault().contents().name(SERVER))
                                .isEqualTo("Later"));
    }

    @Test
    void hasTheKeyStoreOpenTheVaultAndKeepsThatWithANewPassphrase() throws IOException {
        assertThat(model.canBeKept()).isFalse();
        FakeKeyStore store = new FakeKeyStore();
        vault.use(store);
        model.ask();
        assertThat(model.inStore().answer().get()).isFalse();
        model.keepInStore(true);
        assertThat(model.inStore().answer().get()).isTrue();
        String before = store.find(name()).orElseThrow();
        model.passphrase().set("correct horse");
        model.next().set("battery staple");
        model.again().set("battery staple");
        model.changePassphrase();
        assertThat(store.find(name())).isPresent().isNotEqualTo(Optional.of(before));
        assertThat(Vault.open(folder.resolve("vault"), store.find(name()).orElseThrow(), new SecureRandom()))
                .isInstanceOf(Vault.Opening.Opened.class);
        assertThat(Vault.open(folder.resolve("vault"), before, new SecureRandom()))
                .as("the key of the passphrase before")
                .isInstanceOf(Vault.Opening.Refused.class);
        model.keepInStore(false);
        assertThat(store.find(name())).isEmpty();
        assertThat(model.inStore().answer().get()).isFalse();
    }

    private void change(String now, String then) {
        model.passphrase().set(now);
        model.next().set(then);
        model.again().set(then);
        model.changePassphrase();
    }

    @Test
    void changesThePassphraseWhateverTheKeyStoreDoes() throws IOException {
        FakeKeyStore store = new FakeKeyStore();
        vault.use(store);
        vault.keep(true);
        change("correct horse", "battery staple");
        assertThat(problem()).isNull();
        assertThat(vault.isKept())
                .as("kept, though nobody had asked about that yet")
                .isTrue();
        store.fill();
        change("battery staple", "another battery");
        assertThat(problem()).isEqualTo("store-stale");
        assertThat(model.changed().get()).isTrue();
        assertThat(model.passphrase().get()).isEmpty();
        assertThat(model.inStore().answer().get()).as("what it is seen to be").isFalse();
        assertThat(open("another battery")).isInstanceOf(Vault.Opening.Opened.class);
        store.fail();
        change("wrong", "correct horse");
        assertThat(problem()).isEqualTo("refused");
        assertThat(model.changed().get()).isFalse();
        change("another battery", "correct horse");
        assertThat(problem()).isEqualTo("store-stale");
        assertThat(model.changed().get()).isTrue();
        assertThat(open("correct horse")).isInstanceOf(Vault.Opening.Opened.class);
    }

    private String name() {
        return Vault.nameInStore(folder.resolve("vault"));
    }

    @Test
    void tellsWhereTheKeyStoreDoesNotDoItsPart() {
        FakeKeyStore store = new FakeKeyStore();
        vault.use(store);
        model.ask();
        store.fail();
        model.keepInStore(true);
        assertThat(Objects.requireNonNull(model.inStore().problem().get()).code())
                .isEqualTo("store-silent");
        assertThat(model.inStore().answer().get()).isFalse();
    }
}
