package org.letterlock.engine.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Counts the connections of one or several listeners: in all, and for each network, which is an IPv4 address, or the /64 of an IPv6 address, since that is what one
 * customer gets. A connection is a stranger's until somebody signs in on it. Strangers may hold only a part of all, so that there is always room for those who are
 * signed in and for whoever comes from where they are. Loopback is not counted as a network. Safe for any number of threads.
 */
public final class ConnectionLimits {

    private static final int PREFIX_OCTETS = 8;

    /** How many networks are remembered as those of people who signed in, the most recent ones. */
    private static final int REMEMBERED = 1_000;

    private final Bounds bounds;
    private final Map<String, Integer> networks = new HashMap<>();
    private final Map<String, Boolean> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    };
    private int open;
    private int strangers;

    public ConnectionLimits(Bounds bounds) {
        this.bounds = bounds;
    }

    /**
     * How many connections there may be at once.
     *
     * @param all in all
     * @param strangers in all on which nobody has signed in, but for those from a network where somebody did
     * @param ofNetwork from one network where somebody signed in
     * @param ofStrangeNetwork from one network where nobody did
     */
    public record Bounds(int all, int strangers, int ofNetwork, int ofStrangeNetwork) {

        /** Where nobody signs in, such as port 25. */
        public static Bounds ofStrangers(int all, int ofNetwork) {
            return new Bounds(all, all, ofNetwork, ofNetwork);
        }
    }

    /** A place for one more connection; empty when there is none. */
    synchronized Optional<Place> enter(InetAddress remote) {
        String network = network(remote);
        boolean friendly = known.get(network) != null;
        if (open >= bounds.all() || (!friendly && strangers >= bounds.strangers())) {
            return Optional.empty();
        }
        int there = networks.getOrDefault(network, 0);
        if (!remote.isLoopbackAddress() && there >= (friendly ? bounds.ofNetwork() : bounds.ofStrangeNetwork())) {
            return Optional.empty();
        }
        networks.put(network, there + 1);
        open++;
        strangers++;
        return Optional.of(new Place(network));
    }

    private static String network(InetAddress address) {
        byte[] octets = address.getAddress();
        return HexFormat.of()
                .formatHex(address instanceof Inet6Address ? Arrays.copyOf(octets, PREFIX_OCTETS) : octets);
    }

    /** The place of one connection. */
    final class Place {

        private final String network;
        private boolean strange = true;
        private boolean left;

        private Place(String network) {
            this.network = network;
        }

        /** Somebody signed in: no stranger's any more, and others from there are welcome. */
        void signedIn() {
            synchronized (ConnectionLimits.this) {
                if (strange && !left) {
                    strange = false;
                    strangers--;
                    known.put(network, true);
                }
            }
        }

        /** The connection has ended. */
        void leave() {
            synchronized (ConnectionLimits.this) {
                if (left) {
                    return;
                }
                left = true;
                open--;
                if (strange) {
                    strangers--;
                }
                networks.computeIfPresent(network, (n, there) -> there > 1 ? there - 1 : null);
            }
        }
    }
}
