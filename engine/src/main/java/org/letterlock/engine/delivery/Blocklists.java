package org.letterlock.engine.delivery;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.letterlock.engine.dns.DnsClient;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.Provenance;

/**
 * Asks the DNS blocklists that the owner chose whether they name a client (RFC 5782). A list that is dead, silent, or answers that it is not for us says nothing, and
 * one that names everybody says nothing either. Safe for any number of threads.
 */
public final class Blocklists {

    /** How long all of them together hold up a letter at most. */
    public static final Duration TIME = Duration.ofSeconds(5);

    private static final String HEX = "0123456789abcdef";

    /** An address that no list may name (RFC 5782 §5). */
    private static final InetAddress NOBODY = InetAddress.ofLiteral("127.0.0.1");

    private final DnsClient dns;
    private final Supplier<List<DomainName>> lists;
    private final Duration time;

    /**
     * @param lists the zones, asked for each letter
     * @param time how long all of them together have, {@link #TIME}
     */
    public Blocklists(DnsClient dns, Supplier<List<DomainName>> lists, Duration time) {
        this.dns = dns;
        this.lists = lists;
        this.time = time;
    }

    /** Begins to ask all lists side by side. */
    Asked ask(InetAddress client) {
        Map<DomainName, FutureTask<Boolean>> asked = new LinkedHashMap<>();
        for (DomainName list :
                lists.get().stream().limit(Provenance.MAX_LISTINGS).toList()) {
            asked.put(list, new FutureTask<>(() -> names(list, client) && !names(list, NOBODY)));
        }
        asked.values().forEach(task -> Thread.ofVirtual().name("blocklist").start(task));
        return new Asked(asked, System.nanoTime() + time.toNanos());
    }

    private boolean names(DomainName list, InetAddress client) {
        return DomainName.parse(reversed(client) + "." + list.ascii()).stream()
                .flatMap(name -> dns.a(name).records().stream())
                .anyMatch(Blocklists::isListing);
    }

    /** An answer from 127.0.0.0/8 (RFC 5782 §2.1), but for what no listing has, and for what lists say to resolvers whom they do not serve: 127.255.255.0/24. */
    private static boolean isListing(Inet4Address answer) {
        byte[] octets = answer.getAddress();
        boolean toOthers = octets[1] == (byte) 255 && octets[2] == (byte) 255;
        return octets[0] == 127 && !toOthers && !answer.equals(NOBODY);
    }

    /** RFC 5782 §2.1, and §2.4 for IPv6. */
    private static String reversed(InetAddress address) {
        byte[] octets = address.getAddress();
        List<String> labels = new ArrayList<>();
        for (int i = octets.length - 1; i >= 0; i--) {
            int octet = octets[i] & 0xff;
            if (octets.length == Integer.BYTES) {
                labels.add(Integer.toString(octet));
            } else {
                labels.add(String.valueOf(HEX.charAt(octet & 0xf)));
                labels.add(String.valueOf(HEX.charAt(octet >> 4)));
            }
        }
        return String.join(".", labels);
    }

    /** Lists that are being asked. */
    record Asked(Map<DomainName, FutureTask<Boolean>> tasks, long end) {

        /** No lists. */
        static final Asked NONE = new Asked(Map.of(), 0);

        /** Those that name the client, of those that answer in time; what has not answered then is not waited for any more. */
        List<DomainName> naming() {
            List<DomainName> found = new ArrayList<>();
            tasks.forEach((list, task) -> {
                if (result(task)) {
                    found.add(list);
                }
            });
            return found;
        }

        private boolean result(FutureTask<Boolean> task) {
            try {
                return task.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException _) {
                task.cancel(true);
                return false;
            } catch (InterruptedException _) {
                task.cancel(true);
                Thread.currentThread().interrupt();
                return false;
            } catch (ExecutionException e) {
                throw new IllegalStateException("a list could not be asked", e.getCause());
            }
        }
    }
}
