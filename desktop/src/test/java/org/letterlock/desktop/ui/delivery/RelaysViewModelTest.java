package org.letterlock.desktop.ui.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.letterlock.desktop.FakeEngine;
import org.letterlock.desktop.InlineTasks;
import org.letterlock.desktop.health.Snapshots;
import org.letterlock.desktop.model.Problem;
import org.letterlock.desktop.ui.home.Confirmation;
import org.letterlock.desktop.ui.home.HomeViewModel;
import org.letterlock.protocol.RelayInfo;
import org.letterlock.protocol.RelayOrder;

/** What is done with relays, by what the engine is told. */
final class RelaysViewModelTest {

    private final FakeEngine engine = Letters.on(new FakeEngine());
    private final DeliveryViewModel delivery = new DeliveryViewModel(
            new HomeViewModel(engine, new InlineTasks(), Clock.fixed(Snapshots.NOW, ZoneOffset.UTC)));
    private final RelaysViewModel model = delivery.relays();
    private final List<RelayOrder> orders = new ArrayList<>();

    @BeforeEach
    void ask() {
        engine.answer("setRelay", order -> {
            orders.add((RelayOrder) Objects.requireNonNull(order));
            return new RelayInfo(null, "smtp.example.net", 465, "implicit", null);
        });
        delivery.ask();
        engine.asked().clear();
    }

    private void write(String domain, String host, String port, String user, String password) {
        model.adding().set(true);
        model.destination().set(domain);
        model.host().set(host);
        model.port().set(port);
        model.user().set(user);
        model.password().set(password);
    }

    private Confirmation asked() {
        return Objects.requireNonNull(delivery.confirmation().get());
    }

    @Test
    void asksForThoseThatThereAre() {
        assertThat(model.relays().answer().get()).hasSize(2);
        delivery.ask();
        assertThat(engine.asked()).contains("relays");
    }

    @Test
    void sendsOverTheOneThatWasWrittenDownAndForgetsItsPassword() {
        write(" Example.NET ", " smtp.example.org ", " 2525 ", " me ", " p w ");
        model.tls().set(RelaysViewModel.STARTTLS);
        model.set();
        assertThat(orders)
                .containsExactly(new RelayOrder("example.net", "smtp.example.org", 2525, "starttls", "me", " p w "));
        assertThat(engine.asked()).as("asked again behind it").endsWith("relays");
        assertThat(model.adding().get()).isFalse();
        assertThat(List.of(
                        model.destination().get(),
                        model.host().get(),
                        model.port().get(),
                        model.user().get(),
                        model.password().get()))
                .containsOnly("");
        assertThat(model.tls().get()).isEqualTo(RelaysViewModel.IMPLICIT);
    }

    @Test
    void leavesToTheServerWhatIsUsual() {
        engine.answer("relays", List.of());
        model.relays().ask();
        write("", "smtp.bücher.example", "", "", "");
        model.set();
        assertThat(orders)
                .containsExactly(new RelayOrder(null, "smtp.xn--bcher-kva.example", null, "implicit", null, null));
    }

    @ParameterizedTest
    @CsvSource({
        "'', '', '', '', '', relay-host",
        "'', smtp, '', '', '', relay-host",
        "'', 203.0.113.5, '', '', '', relay-host",
        "'', smtp.example.net:465, '', '', '', relay-host",
        "'', smtp..example.net, '', '', '', relay-host",
        "'', smtp.example.net, 0, '', '', port",
        "'', smtp.example.net, 65536, '', '', port",
        "'', smtp.example.net, 465a, '', '', port",
        "'', smtp.example.net, 999999, '', '', port",
        "'', smtp.example.net, '', me, '', relay-login",
        "'', smtp.example.net, '', '', secret, relay-login",
        "ben@example.net, smtp.example.net, '', '', '', relay-domain",
        "net, smtp.example.net, '', '', '', relay-domain"
    })
    void asksNobodyAboutWhatIsNoRelay(
            String domain, String host, String port, String user, String password, String code) {
        write(domain, host, port, user, password);
        model.set();
        assertThat(engine.asked()).isEmpty();
        Problem why = Objects.requireNonNull(model.relays().problem().get());
        assertThat(why.area() + "." + why.code()).isEqualTo("form." + code);
        assertThat(model.host().get()).isEqualTo(host);
        assertThat(model.adding().get()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"1", "65535", "00465"})
    void takesEveryPort(String port) {
        write("example.net", "smtp.example.org", port, "", "");
        model.set();
        assertThat(orders).extracting(RelayOrder::port).containsExactly(Integer.valueOf(port));
    }

    @ParameterizedTest
    @CsvSource({"'', delivery.relay.replace.all.", "EXAMPLE.com, delivery.relay.replace.one."})
    void asksBeforeOneTakesThePlaceOfAnother(String domain, String key) {
        write(domain, "new.example.net", "", "", "");
        model.set();
        assertThat(orders).isEmpty();
        assertThat(asked().key()).isEqualTo(key);
        assertThat(asked().values()).containsEntry("server", "new.example.net");
        asked().yes().run();
        assertThat(orders).extracting(RelayOrder::host).containsExactly("new.example.net");
    }

    @Test
    void keepsWhatWasTypedWhereTheServerDoesNotAnswer() {
        write("example.net", "smtp.example.org", "", "me", "secret");
        engine.cut(Problem.of("ssh", "unreachable", Map.of(), null));
        model.set();
        assertThat(Objects.requireNonNull(model.relays().problem().get()).code())
                .isEqualTo("unreachable");
        assertThat(model.adding().get()).isTrue();
        assertThat(model.password().get()).isEqualTo("secret");
        model.leave();
        assertThat(model.password().get()).isEmpty();
        assertThat(model.adding().get()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"0, delivery.relay.remove.all., ", "1, delivery.relay.remove.one., example.com"})
    void removesOneOnlyAfterAQuestion(int which, String key, @Nullable String domain) {
        model.remove(Objects.requireNonNull(model.relays().answer().get()).get(which));
        assertThat(engine.asked()).isEmpty();
        assertThat(asked().key()).isEqualTo(key);
        asked().yes().run();
        assertThat(engine.asked()).containsExactly("removeRelay RelayName[destination=" + domain + "]", "relays");
    }
}
