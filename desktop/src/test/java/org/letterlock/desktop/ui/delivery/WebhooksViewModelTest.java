package org.letterlock.desktop.ui.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.letterlock.desktop.FakeEngine;
import org.letterlock.desktop.InlineTasks;
import org.letterlock.desktop.health.Snapshots;
import org.letterlock.desktop.model.Problem;
import org.letterlock.desktop.ui.delivery.WebhooksViewModel.Told;
import org.letterlock.desktop.ui.home.Confirmation;
import org.letterlock.desktop.ui.home.HomeViewModel;
import org.letterlock.protocol.AddressInfo;
import org.letterlock.protocol.WebhookInfo;

/** What is done with web servers that are told of letters, by what the engine is told. */
final class WebhooksViewModelTest {

    private static final String NEW = "https://hooks.example.com/letters";

    private final FakeEngine engine = Letters.on(new FakeEngine());
    private final DeliveryViewModel delivery = new DeliveryViewModel(
            new HomeViewModel(engine, new InlineTasks(), Clock.fixed(Snapshots.NOW, ZoneOffset.UTC)));
    private final WebhooksViewModel model = delivery.webhooks();

    @BeforeEach
    void ask() {
        delivery.ask();
        engine.asked().clear();
    }

    private List<Told> told() {
        return Objects.requireNonNull(model.told().answer().get());
    }

    private void add(String address, String url) {
        model.adding().set(true);
        model.address().set(address);
        model.url().set(url);
        model.add();
    }

    /** What the engine answers to a change of an address, and says of it from then on. */
    private void becomes(String... urls) {
        engine.answer(
                "setAddress",
                new AddressInfo(
                        "info@example.org",
                        List.of(),
                        List.of(),
                        List.of(urls).stream()
                                .map(url -> new WebhookInfo(url, url.equals(NEW) ? "whsec_abc" : null, 0, null, null))
                                .toList(),
                        null));
    }

    private Confirmation asked() {
        return Objects.requireNonNull(delivery.confirmation().get());
    }

    @Test
    void tellsThoseOfAllAddresses() {
        assertThat(told()).extracting(Told::address).containsExactly("info@example.org", "orders@example.org");
        assertThat(told()).extracting(Told::server).containsExactly("hooks.example.net", "shop.example.com:8443");
        assertThat(told()).extracting(Told::alone).containsExactly(false, true);
        delivery.ask();
        assertThat(engine.asked()).containsSubsequence("domains", "addressRules DomainName[name=example.org]");
    }

    @Test
    void addsOneToWhatTheAddressLeadsToAndShowsItsSecretUntilItIsPutAway() {
        becomes("https://hooks.example.net/a", NEW);
        add(" INFO@example.org ", " " + NEW + " ");
        assertThat(engine.asked())
                .containsSubsequence(
                        "addressRules DomainName[name=example.org]",
                        "setAddress AddressRuleOrder[address=info@example.org, accounts=[anna@example.org], forwards=[office@example.net], webhooks=[https://hooks.example.net/a, "
                                + NEW + "]]",
                        "domains");
        Told made = Objects.requireNonNull(model.made().get());
        assertThat(made.hook().secret()).isEqualTo("whsec_abc");
        assertThat(model.adding().get()).isFalse();
        assertThat(model.url().get()).isEmpty();
        engine.asked().clear();
        add("other@example.org", NEW);
        assertThat(engine.asked()).as("the secret would be shown nowhere again").isEmpty();
        model.putAway();
        model.add();
        assertThat(engine.asked()).isNotEmpty();
    }

    @Test
    void makesAnAddressThatIsNotThere() {
        becomes(NEW);
        add("/sales-.*/@example.org", NEW);
        assertThat(engine.asked())
                .contains("setAddress AddressRuleOrder[address=/sales-.*/@example.org, accounts=[], forwards=[],"
                        + " webhooks=[" + NEW + "]]");
    }

    @ParameterizedTest
    @CsvSource({
        "'', https://hooks.example.com/, mailbox",
        "info, https://hooks.example.com/, mailbox",
        "info@, https://hooks.example.com/, mailbox",
        "@example.org, https://hooks.example.com/, mailbox",
        "info@example.org, '', webhook",
        "info@example.org, http://hooks.example.com/, webhook",
        "info@example.org, https:///letters, webhook",
        "info@example.org, https://hooks.example.com/a b, webhook",
        "Info@example.org, https://hooks.example.net/a, webhook-there"
    })
    void asksNobodyAboutWhatIsNoWebhook(String address, String url, String code) {
        add(address, url);
        assertThat(engine.asked()).isEmpty();
        Problem why = Objects.requireNonNull(model.told().problem().get());
        assertThat(why.area() + "." + why.code()).isEqualTo("form." + code);
        assertThat(model.url().get()).isEqualTo(url);
        assertThat(model.adding().get()).isTrue();
    }

    @Test
    void keepsWhatWasTypedWhereTheServerDoesNotAnswer() {
        engine.cut(Problem.of("ssh", "unreachable", Map.of(), null));
        add("info@example.org", NEW);
        assertThat(model.url().get()).isEqualTo(NEW);
        assertThat(model.adding().get()).isTrue();
        assertThat(model.made().get()).isNull();
    }

    @Test
    void tellsOneNoMoreAndLeavesWhereElseTheAddressLeads() {
        model.remove(told().getFirst());
        assertThat(engine.asked()).isEmpty();
        assertThat(asked().key()).isEqualTo("delivery.hook.remove.beside.");
        assertThat(asked().values())
                .containsEntry("server", "hooks.example.net")
                .containsEntry("address", "info@example.org");
        asked().yes().run();
        assertThat(engine.asked())
                .contains(
                        "setAddress AddressRuleOrder[address=info@example.org, accounts=[anna@example.org], forwards=[office@example.net], webhooks=[]]");
    }

    @Test
    void removesAnAddressThatLeadsNowhereElse() {
        model.remove(told().getLast());
        assertThat(asked().key()).isEqualTo("delivery.hook.remove.alone.");
        asked().yes().run();
        assertThat(engine.asked()).contains("removeAddress AddressName[address=orders@example.org]");
    }

    @Test
    void leavesAnAddressThatMeanwhileLeadsElsewhere() {
        Told alone = told().getLast();
        engine.answer(
                "addressRules",
                List.of(new AddressInfo(
                        "orders@example.org", List.of("anna@example.org"), List.of(), List.of(alone.hook()), null)));
        model.remove(alone);
        asked().yes().run();
        assertThat(engine.asked())
                .contains(
                        "setAddress AddressRuleOrder[address=orders@example.org, accounts=[anna@example.org], forwards=[], webhooks=[]]")
                .noneMatch(each -> each.startsWith("removeAddress"));
    }
}
