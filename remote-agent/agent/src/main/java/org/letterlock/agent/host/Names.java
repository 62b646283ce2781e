package org.letterlock.agent.host;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Cache;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.Lookup;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** What the DNS says, with a difference between "there is none" and "nobody answered". */
public final class Names {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Resolver resolver;

    /** @param resolver whom to ask; has to have a time-out */
    Names(Resolver resolver) {
        this.resolver = resolver;
    }

    /** Asks whom the system asks. */
    public static Names ofTheSystem() {
        ExtendedResolver resolvers = new ExtendedResolver();
        resolvers.setTimeout(PATIENCE);
        resolvers.setRetries(2);
        return new Names(resolvers);
    }

    /** What came of a question. */
    sealed interface Answer<T> {
        /** @param values what there is; may be empty */
        record Found<T>(List<T> values) implements Answer<T> {}

        /** @param why what the resolver said, or that it did not */
        record Unanswered<T>(String why) implements Answer<T> {}
    }

    /** The addresses of a name, of one family. */
    Answer<InetAddress> addresses(String name, boolean six) {
        return six
                ? ask(name, Type.AAAA, AAAARecord.class, AAAARecord::getAddress)
                : ask(name, Type.A, ARecord.class, ARecord::getAddress);
    }

    /** The reverse names of an address, without the dot at the end. */
    Answer<String> reverse(InetAddress address) {
        return ask(
                ReverseMap.fromAddress(address).toString(),
                Type.PTR,
                PTRRecord.class,
                record -> record.getTarget().toString(true));
    }

    /** The texts of a name. */
    Answer<String> texts(String name) {
        return ask(name, Type.TXT, TXTRecord.class, record -> String.join("", record.getStrings()));
    }

    /** The name under which a blocklist has an address (RFC 5782 §2.1, §2.4). */
    static String listed(InetAddress address, String list) {
        byte[] octets = address.getAddress();
        StringBuilder name = new StringBuilder();
        for (int i = octets.length - 1; i >= 0; i--) {
            int octet = octets[i] & 0xff;
            if (address instanceof Inet6Address) {
                name.append(Integer.toHexString(octet & 0xf))
                        .append('.')
                        .append(Integer.toHexString(octet >> 4))
                        .append('.');
            } else {
                name.append(octet).append('.');
            }
        }
        return name.append(list.toLowerCase(Locale.ROOT)).toString();
    }

    /** An address as people write it: without its interface, and the longest run of zeros left out. */
    static String numeric(InetAddress address) {
        byte[] octets = address.getAddress();
        if (octets.length != 16) {
            return address.getHostAddress();
        }
        int[] groups = new int[8];
        for (int i = 0; i < groups.length; i++) {
            groups[i] = ((octets[2 * i] & 0xff) << 8) | (octets[2 * i + 1] & 0xff);
        }
        int from = -1;
        int length = 1;
        for (int i = 0; i < groups.length; i++) {
            int end = i;
            while (end < groups.length && groups[end] == 0) {
                end++;
            }
            if (end - i > length) {
                from = i;
                length = end - i;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < groups.length; i++) {
            if (i == from) {
                text.append("::");
                i += length - 1;
            } else {
                text.append(i == 0 || text.charAt(text.length() - 1) == ':' ? "" : ":")
                        .append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }

    private <R extends Record, T> Answer<T> ask(String name, int type, Class<R> kind, Function<R, T> value) {
        Lookup lookup;
        try {
            lookup = new Lookup(Name.fromString(name, Name.root), type);
        } catch (TextParseException e) {
            return new Answer.Unanswered<>("no name of the DNS");
        }
        lookup.setResolver(resolver);
        lookup.setCache(new Cache());
        // What this computer's own file of hosts says, nobody else knows.
        lookup.setHostsFileParser(null);
        Record[] records = lookup.run();
        return switch (lookup.getResult()) {
            case Lookup.SUCCESSFUL ->
                new Answer.Found<>(Arrays.stream(records)
                        .filter(kind::isInstance)
                        .map(record -> value.apply(kind.cast(record)))
                        .collect(Collectors.toList()));
            case Lookup.HOST_NOT_FOUND, Lookup.TYPE_NOT_FOUND -> new Answer.Found<>(List.of());
            default -> new Answer.Unanswered<>(lookup.getErrorString());
        };
    }
}
