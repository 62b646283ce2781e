package org.letterlock.engine.accounts;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Makes guessing slow, and never impossible. What counts is how many <em>different</em> wrong passwords came, so that a device with an old password does no harm:
 * for one user from one address; for one user from anywhere; from one address for all users; from all the addresses around it. Whoever signed in from an address
 * before is never slowed down there. Bounded however many users and addresses are made up.
 */
final class Throttle {

    private static final Duration FIRST_DELAY = Duration.ofMillis(250);
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(5);
    private static final Duration MEMORY = Duration.ofMinutes(15);

    /** The most different passwords that are told apart in one place. */
    private static final int MOST = 128;

    /** Different passwords that are kept in all; 8 octets each. */
    private static final long MOST_IN_ALL = 500_000;

    /** Stands for every user. */
    private static final String EVERYBODY = "";

    private final Keyed keyed;
    private final Clock clock;
    private final Cache<Place, Guesses> wrong;
    private final Cache<Place, Boolean> right;

    /** How wide a place is. */
    enum Reach {
        /** An IPv4 address, or a /64 of IPv6, which is one household's. */
        ADDRESS(3, 20),
        /** A /24 of IPv4 or /48 of IPv6: only what all users together are guessed from. */
        NETWORK(Integer.MAX_VALUE, 60),
        /** Everywhere: only what one user is guessed from. */
        ANYWHERE(30, Integer.MAX_VALUE);

        private final int freeForOne;
        private final int freeForAll;

        Reach(int freeForOne, int freeForAll) {
            this.freeForOne = freeForOne;
            this.freeForAll = freeForAll;
        }
    }

    /**
     * Where wrong passwords are counted.
     *
     * @param user an account's id, the keyed hash of a name that is nobody's, or {@link #EVERYBODY}
     * @param network an address and the length of its prefix; empty for everywhere
     */
    private record Place(String user, Reach reach, String network) {
        private int free() {
            return user.equals(EVERYBODY) ? reach.freeForAll : reach.freeForOne;
        }
    }

    /** Hashes of different wrong passwords, and when the last came. */
    private record Guesses(long[] hashes, Instant last) {
        private Guesses with(long hash, Instant now) {
            if (hashes.length == MOST || Arrays.stream(hashes).anyMatch(known -> known == hash)) {
                return new Guesses(hashes, now);
            }
            long[] more = Arrays.copyOf(hashes, hashes.length + 1);
            more[hashes.length] = hash;
            return new Guesses(more, now);
        }
    }

    /**
     * A place where logins wait.
     *
     * @param user an account's id; the keyed hash of a name that is nobody's; empty for every user
     * @param network an address and the length of its prefix; empty for everywhere
     * @param guesses how many different wrong passwords came
     * @param delay how long the next one waits
     * @param until when it is forgotten, if no other comes
     */
    record Block(String user, String network, int guesses, Duration delay, Instant until) {}

    Throttle(Keyed keyed, Clock clock) {
        this.keyed = keyed;
        this.clock = clock;
        Ticker ticker = () -> TimeUnit.MILLISECONDS.toNanos(clock.millis());
        this.wrong = Caffeine.newBuilder()
                .maximumWeight(MOST_IN_ALL)
                .weigher((Place _, Guesses guesses) -> 16 + guesses.hashes().length)
                .expireAfterWrite(MEMORY)
                .ticker(ticker)
                .build();
        this.right = Caffeine.newBuilder()
                .maximumSize(20_000)
                .expireAfterAccess(Duration.ofDays(60))
                .ticker(ticker)
                .build();
    }

    /** How long the next attempt waits. */
    Duration delay(String user, InetAddress remote) {
        if (right.getIfPresent(own(user, remote)) != null) {
            return Duration.ZERO;
        }
        return places(user, remote).stream()
                .map(place -> delay(place, wrong.getIfPresent(place)))
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    private static Duration delay(Place place, @Nullable Guesses guesses) {
        int tooMany = guesses == null ? 0 : guesses.hashes().length - place.free();
        if (tooMany <= 0) {
            return Duration.ZERO;
        }
        Duration delay = FIRST_DELAY.multipliedBy(1L << Math.min(tooMany - 1, 10));
        return delay.compareTo(LONGEST_DELAY) < 0 ? delay : LONGEST_DELAY;
    }

    /** Notes a wrong password. Only a keyed hash of it is kept, and only in memory. */
    void wrong(String user, InetAddress remote, byte[] attempt) {
        long hash = ByteBuffer.wrap(keyed.hash("wrong", attempt)).getLong();
        Instant now = clock.instant();
        for (Place place : places(user, remote)) {
            // For everybody, the same password tried for another user is another guess.
            long counted = place.user().equals(EVERYBODY) ? hash ^ user.hashCode() * 0x9E3779B97F4A7C15L : hash;
            wrong.asMap()
                    .compute(
                            place,
                            (_, before) ->
                                    (before == null ? new Guesses(new long[0], now) : before).with(counted, now));
        }
    }

    /** Notes a login. */
    void right(String user, InetAddress remote) {
        Place place = own(user, remote);
        right.put(place, true);
        wrong.invalidate(place);
    }

    /** Where logins wait now. */
    List<Block> blocks() {
        return wrong.asMap().entrySet().stream()
                .map(entry -> new Block(
                        entry.getKey().user(),
                        entry.getKey().network(),
                        entry.getValue().hashes().length,
                        delay(entry.getKey(), entry.getValue()),
                        entry.getValue().last().plus(MEMORY)))
                .filter(block -> !block.delay().isZero())
                .sorted(Comparator.comparing(Block::network).thenComparing(Block::user))
                .toList();
    }

    /** Forgets what was counted for a user or in a network, as {@link Block} names them; says whether there was any. */
    boolean lift(String userOrNetwork) {
        Predicate<Place> meant = place -> !userOrNetwork.isEmpty()
                && (place.user().equals(userOrNetwork) || place.network().equals(userOrNetwork));
        return wrong.asMap().keySet().removeIf(meant);
    }

    /** How many places are remembered. */
    long places() {
        wrong.cleanUp();
        return wrong.estimatedSize();
    }

    private List<Place> places(String user, InetAddress remote) {
        return List.of(
                own(user, remote),
                new Place(spelt(user), Reach.ANYWHERE, ""),
                new Place(EVERYBODY, Reach.ADDRESS, network(remote, 32, 64)),
                new Place(EVERYBODY, Reach.NETWORK, network(remote, 24, 48)));
    }

    private Place own(String user, InetAddress remote) {
        return new Place(spelt(user), Reach.ADDRESS, network(remote, 32, 64));
    }

    /** Ids of accounts are 32 digits; any other name may be anything, of any length. */
    private String spelt(String user) {
        return user.length() == 32 && user.chars().allMatch(c -> Character.digit(c, 16) >= 0)
                ? user
                : HexFormat.of().formatHex(keyed.hash("user", user.getBytes(UTF_8)), 0, 8);
    }

    private static String network(InetAddress remote, int prefix4, int prefix6) {
        byte[] address = remote.getAddress();
        int prefix = address.length == 4 ? prefix4 : prefix6;
        Arrays.fill(address, prefix / 8, address.length, (byte) 0);
        try {
            return InetAddress.getByAddress(address).getHostAddress() + "/" + prefix;
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
