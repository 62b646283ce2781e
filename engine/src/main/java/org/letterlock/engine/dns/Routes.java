package org.letterlock.engine.dns;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.letterlock.engine.mail.DomainName;

/**
 * Destinations whose mail goes where the owner says and not where the DNS says: smart hosts, inner servers, tests.
 *
 * @param byDestination the hops of single destinations, in the order in which they are tried
 * @param others the hops of all other destinations; empty to ask the DNS
 */
public record Routes(Map<DomainName, List<Hop>> byDestination, List<Hop> others) {

    /** All mail goes where the DNS says. */
    public static final Routes NONE = new Routes(Map.of(), List.of());

    public Routes {
        byDestination = Map.copyOf(byDestination);
        others = List.copyOf(others);
    }

    /** The hops for a destination; empty to ask the DNS. */
    public List<Hop> to(DomainName destination) {
        return byDestination.getOrDefault(destination, others);
    }

    /**
     * A host to send to. Its address may be private: the owner chose it.
     *
     * @param host a host name, or an IP address without brackets
     * @param port 1 to 65535
     * @param relay how it is spoken to where it is a relay; empty for a mail server like others
     */
    public record Hop(String host, int port, Optional<Relay> relay) {

        private static final Pattern FORM = Pattern.compile("(?:\\[([^\\]]+)\\]|([^:\\[\\]]+))(?::(\\d{1,5}))?");

        /** A mail server like others. */
        public Hop(String host, int port) {
            this(host, port, Optional.empty());
        }

        /** @throws IllegalArgumentException when the port is out of range */
        public Hop {
            if (port < 1 || port > 65535) {
                throw new IllegalArgumentException("a port is 1 to 65535");
            }
        }

        /** The hop that {@code host}, {@code host:port} or {@code [address]:port} spells; port 25 where it names none. Empty where it spells none. */
        public static Optional<Hop> parse(String text) {
            Matcher matcher = FORM.matcher(text);
            if (!matcher.matches()) {
                return Optional.empty();
            }
            String host = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
            int port = matcher.group(3) == null ? 25 : Integer.parseInt(matcher.group(3));
            return port < 1 || port > 65535 ? Optional.empty() : Optional.of(new Hop(host, port));
        }
    }

    /**
     * How a relay is spoken to: over TLS in which it proves its name, or not at all.
     *
     * @param implicitTls whether TLS begins with the connection (RFC 8314 §3.3), instead of by STARTTLS
     * @param login what it is to be told; empty where it knows us by our address
     */
    public record Relay(boolean implicitTls, Optional<Login> login) {}

    /**
     * A login at a relay.
     *
     * @param user the name
     * @param password the secret
     */
    public record Login(String user, String password) {
        @Override
        public String toString() {
            return user;
        }
    }
}
