package org.letterlock.engine.smtpserver;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.letterlock.engine.mail.EmailAddress;

/**
 * How much strangers may send within a time: letters from one network, letters to one address, and guesses of addresses. Whoever is over it is put off, never refused
 * for good, so that an honest letter comes a little later. A network is an IPv4 address, or the /64 of an IPv6 address. What comes from this machine is not
 * counted. Safe for any number of threads.
 */
public final class Rates {

    private static final int PREFIX_OCTETS = 8;

    /** How many networks and addresses are remembered, the most recent ones. */
    private static final int REMEMBERED = 20_000;

    private final Buckets letters;
    private final Buckets guesses;
    private final Buckets arrivals;

    /**
     * How much is allowed. What was used up comes back evenly within {@code time}.
     *
     * @param count how much at once, at least 1
     * @param time after which all of it is there again
     */
    public record Limit(int count, Duration time) {}

    /**
     * All of it.
     *
     * @param letters from one network, counted when they are begun
     * @param guesses from one network, of addresses that are not there
     * @param arrivals to one address, counted when they are taken
     */
    public record Limits(Limit letters, Limit guesses, Limit arrivals) {
        /** 600 letters in ten minutes from a network, 60 guesses in an hour, 1,000 letters in an hour to an address. */
        public static final Limits DEFAULT = new Limits(
                new Limit(600, Duration.ofMinutes(10)),
                new Limit(60, Duration.ofHours(1)),
                new Limit(1_000, Duration.ofHours(1)));
    }

    /** @param nanoTime as {@link System#nanoTime} tells it */
    public Rates(Limits limits, LongSupplier nanoTime) {
        letters = new Buckets(limits.letters(), nanoTime);
        guesses = new Buckets(limits.guesses(), nanoTime);
        arrivals = new Buckets(limits.arrivals(), nanoTime);
    }

    /** Whether a letter may be begun from {@code remote}; counts it. */
    boolean mayBegin(InetAddress remote) {
        return isHere(remote) || (guesses.has(network(remote)) && letters.take(network(remote)));
    }

    /** Notes that {@code remote} named an address that is not there. */
    void guessed(InetAddress remote) {
        if (!isHere(remote)) {
            guesses.take(network(remote));
        }
    }

    /** Whether a letter from {@code remote} to {@code address} may come now. */
    boolean mayArrive(InetAddress remote, EmailAddress address) {
        return isHere(remote) || arrivals.has(key(address));
    }

    /** Notes that a letter from {@code remote} to {@code address} was taken. */
    void arrived(InetAddress remote, EmailAddress address) {
        if (!isHere(remote)) {
            arrivals.take(key(address));
        }
    }

    private static boolean isHere(InetAddress remote) {
        return remote.isLoopbackAddress();
    }

    private static String key(EmailAddress address) {
        return address.canonical().withoutDetail().toString();
    }

    private static String network(InetAddress address) {
        byte[] octets = address.getAddress();
        return HexFormat.of()
                .formatHex(address instanceof Inet6Address ? Arrays.copyOf(octets, PREFIX_OCTETS) : octets);
    }

    /** A bucket for each name; one that is full is like one that was never there. */
    private static final class Buckets {
        private final Limit limit;
        private final LongSupplier nanoTime;
        private final Map<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
                return size() > REMEMBERED;
            }
        };

        Buckets(Limit limit, LongSupplier nanoTime) {
            this.limit = limit;
            this.nanoTime = nanoTime;
        }

        synchronized boolean has(String name) {
            Bucket bucket = buckets.get(name);
            return bucket == null || left(bucket, nanoTime.getAsLong()) >= 1;
        }

        synchronized boolean take(String name) {
            long now = nanoTime.getAsLong();
            Bucket bucket = buckets.get(name);
            double left = bucket == null ? limit.count() : left(bucket, now);
            boolean taken = left >= 1;
            buckets.put(name, new Bucket(taken ? left - 1 : left, now));
            return taken;
        }

        private double left(Bucket bucket, long now) {
            double back =
                    limit.count() * ((double) (now - bucket.at()) / limit.time().toNanos());
            return Math.min(limit.count(), bucket.left() + back);
        }
    }

    private record Bucket(double left, long at) {}
}
