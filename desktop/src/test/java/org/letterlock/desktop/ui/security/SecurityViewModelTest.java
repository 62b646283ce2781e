package org.letterlock.desktop.ui.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.letterlock.desktop.FakeEngine;
import org.letterlock.desktop.InlineTasks;
import org.letterlock.desktop.health.Snapshots;
import org.letterlock.desktop.ui.home.HomeViewModel;
import org.letterlock.desktop.ui.mailboxes.Household;
import org.letterlock.protocol.BlockInfo;
import org.letterlock.protocol.CredentialInfo;
import org.letterlock.protocol.SshInfo;

/** Sign-ins and blocks, by what the engine is asked and told. */
final class SecurityViewModelTest {

    private final FakeEngine engine = Household.on(new FakeEngine());
    private final SecurityViewModel model = new SecurityViewModel(
            new HomeViewModel(engine, new InlineTasks(), Clock.fixed(Snapshots.NOW, ZoneOffset.UTC)), engine);

    @Test
    void listsTheDevicesOfAllMailboxesTheLastUsedFirst() {
        engine.answer("ssh", new SshInfo(true, "yes", false, null));
        model.ask();
        assertThat(engine.asked())
                .contains(
                        "credentials AccountAddress[address=anna@example.org]",
                        "credentials AccountAddress[address=paul@example.org]");
        assertThat(Objects.requireNonNull(model.doors().answer().get()).devices())
                .extracting(CredentialInfo::name)
                .containsExactly("pixel", "pixel", "old laptop", "old laptop");
    }

    @Test
    void forgetsWrongPasswordsByMailboxOrByNetwork() {
        engine.answer("liftBlock", List.of());
        model.lift(new BlockInfo("anna@example.org", false, "198.51.100.7/32", 6, 8_000, "2026-11-29T12:15:00Z"));
        model.lift(new BlockInfo(null, false, "198.51.100.0/24", 60, 8_000, "2026-11-29T12:15:00Z"));
        assertThat(engine.asked())
                .containsSubsequence(
                        "liftBlock BlockName[subject=anna@example.org]",
                        "blocks",
                        "liftBlock BlockName[subject=198.51.100.0/24]");
    }

    @Test
    void provesByANewConnectionThatTheKeyOpensBeforePasswordsStayOut() {
        SshInfo keys = new SshInfo(false, "prohibit-password", true, null);
        engine.answer("ssh", keys)
                .answer("hardenSsh", keys)
                .answer("keepSsh", keys)
                .answer("relaxSsh", keys);
        model.harden();
        assertThat(engine.asked()).containsExactly("hardenSsh", "another", "keepSsh", "close", "ssh");
        model.relax();
        assertThat(engine.asked()).contains("relaxSsh");
        SecurityViewModel without =
                new SecurityViewModel(new HomeViewModel(engine, new InlineTasks(), Clock.systemUTC()), null);
        engine.asked().clear();
        without.harden();
        assertThat(without.ssh()).isNull();
        assertThat(engine.asked()).isEmpty();
    }
}
