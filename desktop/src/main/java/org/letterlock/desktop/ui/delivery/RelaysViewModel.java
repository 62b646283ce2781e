package org.letterlock.desktop.ui.delivery;

import java.net.IDN;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.Property;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.model.Problem;
import org.letterlock.desktop.ui.home.Asked;
import org.letterlock.desktop.ui.home.Confirmation;
import org.letterlock.desktop.ui.home.HomeViewModel;
import org.letterlock.protocol.EngineApi;
import org.letterlock.protocol.RelayInfo;
import org.letterlock.protocol.RelayOrder;

/** The servers of others that letters leave over, and one that is being written down. */
public final class RelaysViewModel {

    /** TLS from the connection's beginning, as {@link RelayOrder#tls} says it. */
    static final String IMPLICIT = "implicit";

    /** TLS after a greeting in clear, as {@link RelayOrder#tls} says it. */
    static final String STARTTLS = "starttls";

    private static final int LAST_PORT = 65_535;
    private static final int LONGEST = 253;
    private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");
    private static final Pattern NAME =
            Pattern.compile("[a-z0-9-]{1,63}(\\.[a-z0-9-]{1,63})*\\.(?![0-9]+$)[a-z0-9-]{2,63}");

    private final HomeViewModel home;
    private final Property<@Nullable Confirmation> confirmation;
    private final Asked<List<RelayInfo>> relays;
    private final BooleanProperty adding = new SimpleBooleanProperty();
    private final StringProperty destination = new SimpleStringProperty("");
    private final StringProperty host = new SimpleStringProperty("");
    private final StringProperty port = new SimpleStringProperty("");
    private final StringProperty tls = new SimpleStringProperty(IMPLICIT);
    private final StringProperty user = new SimpleStringProperty("");
    private final StringProperty password = new SimpleStringProperty("");

    /** @param confirmation where it asks before something that cannot be taken back */
    RelaysViewModel(HomeViewModel home, Property<@Nullable Confirmation> confirmation) {
        this.home = home;
        this.confirmation = confirmation;
        this.relays = home.asked(() -> home.line().ask(EngineApi::relays));
    }

    /** Those that there are. */
    Asked<List<RelayInfo>> relays() {
        return relays;
    }

    /** Whether one is being written down. */
    public BooleanProperty adding() {
        return adding;
    }

    /** The domain whose mail goes over it; empty for all that have none of their own. */
    public StringProperty destination() {
        return destination;
    }

    public StringProperty host() {
        return host;
    }

    /** Empty for the usual one. */
    public StringProperty port() {
        return port;
    }

    /** {@link #IMPLICIT} or {@link #STARTTLS}. */
    public StringProperty tls() {
        return tls;
    }

    /** Empty where it asks for no login. */
    public StringProperty user() {
        return user;
    }

    public StringProperty password() {
        return password;
    }

    /** Has letters leave over what was written down; asks first where that takes the place of another. */
    public void set() {
        String wanted = name(destination.get());
        String there = name(host.get());
        String login = user.get().strip();
        if (there.isEmpty()) {
            refuse("relay-host");
        } else if (wanted.isEmpty() && !destination.get().isBlank()) {
            refuse("relay-domain");
        } else if (!port.get().isBlank() && !isPort(port.get().strip())) {
            refuse("port");
        } else if (login.isEmpty() != password.get().isEmpty()) {
            refuse("relay-login");
        } else {
            RelayOrder order = new RelayOrder(
                    wanted.isEmpty() ? null : wanted,
                    there,
                    port.get().isBlank() ? null : Integer.valueOf(port.get().strip()),
                    tls.get(),
                    login.isEmpty() ? null : login,
                    login.isEmpty() ? null : password.get());
            unlessThere(order);
        }
    }

    private void unlessThere(RelayOrder order) {
        List<RelayInfo> known = relays.answer().get();
        if (known != null
                && known.stream().anyMatch(relay -> Objects.equals(relay.destination(), order.destination()))) {
            ask("delivery.relay.replace.", order.destination(), order.host(), () -> set(order));
        } else {
            set(order);
        }
    }

    private void set(RelayOrder order) {
        relays.change(() -> home.line().ask(engine -> engine.setRelay(order)), this::leave);
    }

    /** Writes none down; what was typed is forgotten, the password among it. */
    public void leave() {
        adding.set(false);
        List.of(destination, host, port, user, password).forEach(field -> field.set(""));
        tls.set(IMPLICIT);
    }

    /** Asks whether letters are to leave over one no more. */
    public void remove(RelayInfo relay) {
        ask(
                "delivery.relay.remove.",
                relay.destination(),
                relay.host(),
                () -> relays.change(() ->
                        home.line().ask(engine -> engine.removeRelay(new EngineApi.RelayName(relay.destination())))));
    }

    private void ask(String key, @Nullable String domain, String server, Runnable yes) {
        Map<String, String> values =
                domain == null ? Map.of("server", server) : Map.of("server", server, "domain", domain);
        confirmation.setValue(new Confirmation(key + (domain == null ? "all" : "one") + ".", values, null, yes));
    }

    private void refuse(String code) {
        relays.refuse(Problem.of("form", code, Map.of(), null));
    }

    private static boolean isPort(String typed) {
        if (!PORT.matcher(typed).matches()) {
            return false;
        }
        int number = Integer.parseInt(typed);
        return number >= 1 && number <= LAST_PORT;
    }

    /** A name of the DNS as servers write it; empty where it is none. */
    private static String name(String typed) {
        String text = typed.strip();
        try {
            String name = text.length() > LONGEST ? "" : IDN.toASCII(text).toLowerCase(Locale.ROOT);
            return name.length() <= LONGEST && NAME.matcher(name).matches() ? name : "";
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
