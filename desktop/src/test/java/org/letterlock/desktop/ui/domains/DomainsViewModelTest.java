package org.letterlock.desktop.ui.domains;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.letterlock.desktop.FakeEngine;
import org.letterlock.desktop.InlineTasks;
import org.letterlock.desktop.health.Snapshots;
import org.letterlock.desktop.ui.home.HomeViewModel;

/** What is done with domains, by what the engine is told. */
final class DomainsViewModelTest {

    private final FakeEngine engine = Names.on(new FakeEngine());
    private final HomeViewModel home =
            new HomeViewModel(engine, new InlineTasks(), Clock.fixed(Snapshots.NOW, ZoneOffset.UTC));
    private final DomainsViewModel model = new DomainsViewModel(home, null);

    @BeforeEach
    void ask() {
        model.domains().ask();
        engine.asked().clear();
    }

    private DomainViewModel chosen() {
        return Objects.requireNonNull(model.chosen().get());
    }

    @Test
    void addsADomainAndShowsWhatHasToStandInItsDns() {
        model.name().set(" example.com ");
        model.add();
        assertThat(engine.asked())
                .containsSubsequence(
                        "addDomain DomainName[name=example.com]", "dnsRecords DomainName[name=example.com]");
        assertThat(chosen().name()).isEqualTo("example.com");
        assertThat(model.name().get()).isEmpty();
        chosen().back();
        assertThat(model.chosen().get()).isNull();
    }

    @Test
    void renewsKeysAndAsksBeforeItSignsWithWhatNobodySees() {
        model.choose("example.org");
        engine.asked().clear();
        chosen().rotate();
        chosen().switchKeys();
        assertThat(engine.asked())
                .containsSubsequence(
                        "rotateDkim DomainName[name=example.org]",
                        "dnsRecords DomainName[name=example.org]",
                        "switchDkim DkimSwitch[domain=example.org, unseen=false]");
        chosen().switchUnseen();
        assertThat(engine.asked()).doesNotContain("switchDkim DkimSwitch[domain=example.org, unseen=true]");
        Objects.requireNonNull(chosen().confirmation().get()).yes().run();
        assertThat(engine.asked()).contains("switchDkim DkimSwitch[domain=example.org, unseen=true]");
    }

    @Test
    void givesWhatNoAddressMatchesToAMailboxOrToNobody() {
        model.choose("example.org");
        engine.asked().clear();
        chosen().setCatchAll("anna@example.org");
        assertThat(engine.asked()).as("it has it already").isEmpty();
        chosen().setCatchAll("paul@example.org");
        chosen().setCatchAll(null);
        assertThat(engine.asked())
                .containsSubsequence(
                        "setCatchAll CatchAll[domain=example.org, account=paul@example.org]",
                        "setCatchAll CatchAll[domain=example.org, account=null]");
    }
}
