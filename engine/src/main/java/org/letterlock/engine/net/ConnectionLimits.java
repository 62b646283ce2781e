package org.letterlock.engine.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts connections in all and for each network: an IPv4 address, or the /64 of an IPv6 address, which is what one customer gets. Loopback is counted in all
 * only. Safe for any number of threads.
 */
final class ConnectionLimits {

    private static final int PREFIX_OCTETS = 8;

    private final int total;
    private final int perNetwork;
    private final ConcurrentHashMap<String, Integer> networks = new ConcurrentHashMap<>();
    private int open;

    ConnectionLimits(int total, int perNetwork) {
        this.total = total;
        this.perNetwork = perNetwork;
    }

    /** Whether one more connection is allowed; it then counts until {@link #leave}. */
    synchronized boolean enter(InetAddress remote) {
        if (open >= total) {
            return false;
        }
        if (!remote.isLoopbackAddress()) {
            int there = networks.getOrDefault(network(remote), 0);
            if (there >= perNetwork) {
                return false;
            }
            networks.put(network(remote), there + 1);
        }
        open++;
        return true;
    }

    synchronized void leave(InetAddress remote) {
        open--;
        if (!remote.isLoopbackAddress()) {
            networks.computeIfPresent(network(remote), (n, there) -> there > 1 ? there - 1 : null);
        }
    }

    private static String network(InetAddress address) {
        byte[] octets = address.getAddress();
        return HexFormat.of()
                .formatHex(address instanceof Inet6Address ? Arrays.copyOf(octets, PREFIX_OCTETS) : octets);
    }
}
