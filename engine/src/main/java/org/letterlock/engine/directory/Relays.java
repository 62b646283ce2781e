package org.letterlock.engine.directory;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.letterlock.engine.dns.Routes;
import org.letterlock.engine.mail.DomainName;

/** The relays (smart hosts) that letters leave over, with what they are told at the login. Safe for any number of threads; lookups come from memory. */
public final class Relays {

    private static final String PREFIX = "relay ";
    private static final String IMPLICIT = "implicit";
    private static final String STARTTLS = "starttls";

    private final IndexedFile file;

    Relays(IndexedFile file) {
        this.file = file;
    }

    /**
     * A relay.
     *
     * @param destination the domain whose mail goes over it; empty for all that have no relay of their own
     * @param host its name, by which it proves who it is
     * @param port 1 to 65535
     * @param how how it is spoken to
     */
    public record Relay(Optional<DomainName> destination, DomainName host, int port, Routes.Relay how) {

        /** The hop of a route. */
        public Routes.Hop hop() {
            return new Routes.Hop(host.ascii(), port, Optional.of(how));
        }

        private Row.SettingRow row() {
            List<String> value = new ArrayList<>(
                    List.of(host.ascii(), Integer.toString(port), how.implicitTls() ? IMPLICIT : STARTTLS));
            how.login().ifPresent(login -> value.addAll(List.of(login.user(), login.password())));
            return new Row.SettingRow(key(destination), List.copyOf(value));
        }

        private static Relay of(Row.SettingRow row) {
            String destination = row.key().substring(PREFIX.length());
            List<String> value = row.value();
            return new Relay(
                    destination.isEmpty() ? Optional.empty() : Optional.of(new DomainName(destination)),
                    new DomainName(value.getFirst()),
                    Integer.parseInt(value.get(1)),
                    new Routes.Relay(
                            value.get(2).equals(IMPLICIT),
                            value.size() == 5
                                    ? Optional.of(new Routes.Login(value.get(3), value.get(4)))
                                    : Optional.empty()));
        }
    }

    private static String key(Optional<DomainName> destination) {
        return PREFIX + destination.map(DomainName::ascii).orElse("");
    }

    /** All of them, that for all destinations first, then by destination. */
    public List<Relay> all() {
        return file.now().settings().values().stream()
                .filter(row -> row.key().startsWith(PREFIX))
                .sorted(Comparator.comparing(Row.SettingRow::key))
                .map(Relay::of)
                .toList();
    }

    /** Sets the relay of its destination, in place of the one that it had. */
    public void set(Relay relay) {
        file.change(_ -> new Outcome(Edit.put(relay.row())));
    }

    /** Removes the relay of a destination. */
    public ChangeResult remove(Optional<DomainName> destination) {
        return file.change(now -> Optional.ofNullable(now.settings().get(key(destination)))
                .map(row -> new Outcome(Edit.remove(row)))
                .orElse(new Outcome(ChangeResult.NOT_THERE)));
    }
}
