package org.letterlock.engine.accounts;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * Makes guessing slow. What counts is how many <em>different</em> wrong passwords came for one user from one network, so that a device with an old password
 * does no harm; and whoever signed in from a network before is never slowed down there. A network that guesses for many users is slowed down for all others, so
 * that made-up users do not keep the processors busy with hashing. Bounded however many users and networks are made up.
 */
final class Throttle {

    private static final int FREE = 3;
    private static final int MOST = 64;

    /** How many wrong passwords may come from one network in all: a household, or an office behind one address. */
    private static final int FREE_FOR_ALL = 20;

    /** Stands for every user of a network; no user has this name. */
    private static final String EVERYBODY = "";

    private static final Duration FIRST_DELAY = Duration.ofMillis(250);
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(5);

    private final Keyed keyed;
    private final Cache<String, Set<String>> wrong;
    private final Cache<String, Boolean> right;

    Throttle(Keyed keyed, Clock clock) {
        this.keyed = keyed;
        this.wrong = Caffeine.newBuilder()
                .maximumSize(20_000)
                .expireAfterWrite(Duration.ofMinutes(15))
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .build();
        this.right = Caffeine.newBuilder()
                .maximumSize(20_000)
                .expireAfterAccess(Duration.ofDays(60))
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .build();
    }

    /** How long the next attempt waits. */
    Duration delay(String user, InetAddress remote) {
        String place = place(user, remote);
        if (right.getIfPresent(place) != null) {
            return Duration.ZERO;
        }
        Duration own = delay(count(place) - FREE);
        Duration common = delay(count(place(EVERYBODY, remote)) - FREE_FOR_ALL);
        return own.compareTo(common) > 0 ? own : common;
    }

    private int count(String place) {
        return wrong.get(place, _ -> Set.of()).size();
    }

    private static Duration delay(int tooMany) {
        if (tooMany <= 0) {
            return Duration.ZERO;
        }
        Duration delay = FIRST_DELAY.multipliedBy(1L << Math.min(tooMany - 1, 10));
        return delay.compareTo(LONGEST_DELAY) < 0 ? delay : LONGEST_DELAY;
    }

    /** Notes a wrong password. Only a keyed hash of it is kept, and only in memory. */
    void wrong(String user, InetAddress remote, byte[] attempt) {
        String hash = HexFormat.of().formatHex(keyed.hash("wrong", attempt), 0, 8);
        note(place(user, remote), hash);
        note(place(EVERYBODY, remote), hash + place(user, remote));
    }

    private void note(String place, String hash) {
        wrong.asMap().compute(place, (_, before) -> {
            Set<String> hashes = before == null ? new TreeSet<>() : new TreeSet<>(before);
            if (hashes.size() < MOST) {
                hashes.add(hash);
            }
            return hashes;
        });
    }

    /** Notes a login. */
    void right(String user, InetAddress remote) {
        String place = place(user, remote);
        right.put(place, true);
        wrong.invalidate(place);
    }

    /** A user and the network of an address: /24 of IPv4, /64 of IPv6. */
    private String place(String user, InetAddress remote) {
        byte[] address = remote.getAddress();
        byte[] network = Arrays.copyOf(address, address.length == 4 ? 3 : 8);
        String spelt = HexFormat.of().formatHex(network) + " " + user;
        return HexFormat.of().formatHex(keyed.hash("place", spelt.getBytes(UTF_8)), 0, 16);
    }
}
