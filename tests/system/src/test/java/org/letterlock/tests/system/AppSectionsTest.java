package org.letterlock.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.letterlock.desktop.agentclient.LocalLine;
import org.letterlock.desktop.model.ProblemException;
import org.letterlock.desktop.ui.delivery.DeliveryViewModel;
import org.letterlock.desktop.ui.delivery.RelaysViewModel;
import org.letterlock.desktop.ui.delivery.WebhooksViewModel;
import org.letterlock.desktop.ui.home.HomeViewModel;
import org.letterlock.desktop.ui.mailboxes.MailboxViewModel;
import org.letterlock.desktop.ui.mailboxes.MailboxesViewModel;
import org.letterlock.protocol.AddressInfo;
import org.letterlock.protocol.EngineApi;
import org.letterlock.protocol.ImapCapabilities.Capability;
import org.letterlock.protocol.RelayInfo;
import org.letterlock.protocol.SendingInfo;
import org.letterlock.protocol.WebhookInfo;
import org.letterlock.tests.kit.EngineProcess;
import org.letterlock.tests.kit.TempFolder;

/** What the app's sections change, with an engine that runs. */
final class AppSectionsTest {

    private static final String ANNA = "anna@example.test";
    private static final String HOOK = "https://hooks.example.com/letters";

    private static TempFolder folder;
    private static EngineProcess engine;
    private static LocalLine line;

    @BeforeAll
    static void start() {
        folder = new TempFolder();
        engine = EngineProcess.start(folder.path().resolve("engine"));
        Mailboxes.domain(engine, "example.test");
        Mailboxes.make(engine, ANNA);
        line = new LocalLine(engine.socket());
    }

    @AfterAll
    static void stop() {
        line.close();
        engine.close();
        folder.close();
    }

    private static HomeViewModel home() {
        return new HomeViewModel(line, new Turns(), Clock.systemUTC());
    }

    private static DeliveryViewModel delivery() {
        DeliveryViewModel delivery = new DeliveryViewModel(home());
        delivery.ask();
        return delivery;
    }

    private static void agree(DeliveryViewModel delivery) {
        Objects.requireNonNull(delivery.confirmation().get()).yes().run();
        delivery.confirmation().set(null);
    }

    private static AddressInfo rule(String address) throws ProblemException {
        return line.ask(api -> api.addressRules(new EngineApi.DomainName("example.test"))).stream()
                .filter(rule -> rule.address().equals(address))
                .findFirst()
                .orElse(new AddressInfo(address, List.of(), List.of(), List.of(), null));
    }

    @Test
    void sendsOverRelaysAndNoMore() throws ProblemException {
        DeliveryViewModel delivery = delivery();
        RelaysViewModel relays = delivery.relays();
        relays.host().set("smtp.example.net");
        relays.user().set("letters");
        relays.password().set("secret");
        relays.set();
        relays.host().set("out.example.net");
        relays.destination().set("Example.COM");
        relays.tls().set("starttls");
        relays.set();
        RelayInfo all = new RelayInfo(null, "smtp.example.net", 465, "implicit", "letters");
        RelayInfo one = new RelayInfo("example.com", "out.example.net", 587, "starttls", null);
        assertThat(line.ask(EngineApi::relays)).containsExactlyInAnyOrder(all, one);
        relays.host().set("new.example.net");
        relays.port().set("2465");
        relays.set();
        assertThat(line.ask(EngineApi::relays)).contains(all);
        agree(delivery);
        RelayInfo next = new RelayInfo(null, "new.example.net", 2465, "implicit", null);
        assertThat(line.ask(EngineApi::relays)).containsExactlyInAnyOrder(next, one);
        relays.remove(next);
        agree(delivery);
        relays.remove(one);
        agree(delivery);
        assertThat(line.ask(EngineApi::relays)).isEmpty();
    }

    @Test
    void tellsWebServersBesideAMailboxAndAlone() throws ProblemException {
        WebhooksViewModel hooks = delivery().webhooks();
        for (String address : List.of(ANNA, "orders@example.test")) {
            hooks.address().set(address);
            hooks.url().set(HOOK);
            hooks.add();
            assertThat(hooks.url().get()).as("taken").isEmpty();
            hooks.putAway();
        }
        assertThat(rule(ANNA).accounts()).containsExactly(ANNA);
        assertThat(rule(ANNA).webhooks()).extracting(WebhookInfo::url).containsExactly(HOOK);
        assertThat(rule("orders@example.test").accounts()).isEmpty();
        assertThat(rule("orders@example.test").webhooks())
                .extracting(WebhookInfo::url)
                .containsExactly(HOOK);
    }

    private static SendingInfo sending() throws ProblemException {
        return line.ask(api -> api.sending(new EngineApi.SendingSubject(ANNA))).getFirst();
    }

    @Test
    void limitsWhatAMailboxSendsAndWhatProgramsAreOffered() throws ProblemException {
        MailboxesViewModel mailboxes = new MailboxesViewModel(home(), null);
        mailboxes.choose(ANNA);
        MailboxViewModel anna = Objects.requireNonNull(mailboxes.chosen().get());
        anna.mostLetters().set("50");
        anna.setSending();
        assertThat(sending().letters()).isEqualTo(50);
        assertThat(sending().recipients()).isEqualTo(200);
        anna.sendWithoutLimit();
        assertThat(sending().letters()).isNull();
        anna.offer("IDLE", false);
        anna.offer("UIDONLY", true);
        assertThat(line.ask(api -> api.capabilities(new EngineApi.AccountAddress(ANNA)))
                        .capabilities())
                .contains(new Capability("IDLE", false), new Capability("UIDONLY", true));
    }
}
