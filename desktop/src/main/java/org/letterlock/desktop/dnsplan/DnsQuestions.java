package org.letterlock.desktop.dnsplan;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** Asks servers of the DNS over UDP, and over TCP where an answer was cut short. Believes records of the name asked for, and of the aliases that lead on from it. */
final class DnsQuestions {

    private static final int EDNS_PAYLOAD = 1232;
    private static final int MAX_ALIASES = 8;
    private static final int MAX_RECORDS = 50;

    private final Duration patience;

    /** @param patience for one answer */
    DnsQuestions(Duration patience) {
        this.patience = patience;
    }

    /** What came of a question. */
    sealed interface Answer {
        /**
         * There are records.
         *
         * @param values at least one: addresses numeric, names in lower case without a trailing dot, an MX as {@code 10 mail.example.org}, a text as its strings joined
         *     (RFC 7208 §3.3)
         */
        record Records(List<String> values) implements Answer {}

        /** The name is there and has no such record. */
        record NoData() implements Answer {}

        /** There is no such name. */
        record NoName() implements Answer {}

        /** Nobody could say. */
        record Silence() implements Answer {}

        /** Its records; none unless there are any. */
        default List<String> values() {
            return this instanceof Records(List<String> values) ? values : List.of();
        }

        /** Whether somebody answered. */
        default boolean isHeard() {
            return !(this instanceof Silence);
        }
    }

    /** Asks servers one after the other until one answers. */
    Answer ask(List<InetSocketAddress> servers, String name, int type) {
        for (InetSocketAddress server : servers) {
            Answer answer = ask(server, name, type, true);
            if (answer.isHeard() || Thread.currentThread().isInterrupted()) {
                return answer;
            }
        }
        return new Answer.Silence();
    }

    /**
     * Asks one server.
     *
     * @param recursive whether it is to ask others in turn
     */
    Answer ask(InetSocketAddress server, String name, int type, boolean recursive) {
        Name asked;
        try {
            asked = Name.fromString(name + ".");
        } catch (TextParseException e) {
            return new Answer.NoName();
        }
        SimpleResolver resolver = new SimpleResolver(server);
        resolver.setTimeout(patience);
        resolver.setEDNS(0, EDNS_PAYLOAD, 0, List.of());
        Message query = Message.newQuery(Record.newRecord(asked, type, DClass.IN));
        if (!recursive) {
            query.getHeader().unsetFlag(Flags.RD);
        }
        try {
            Message reply = resolver.send(query);
            return switch (reply.getRcode()) {
                case Rcode.NOERROR -> records(reply, asked, type, recursive);
                case Rcode.NXDOMAIN -> new Answer.NoName();
                default -> new Answer.Silence();
            };
        } catch (IOException e) {
            return new Answer.Silence();
        }
    }

    private static Answer records(Message reply, Name asked, int type, boolean recursive) {
        Name name = asked;
        for (int aliases = 0; aliases < MAX_ALIASES; aliases++) {
            Name at = name;
            List<Record> here = reply.getSection(Section.ANSWER).stream()
                    .filter(record -> record.getName().equals(at))
                    .toList();
            List<String> values = here.stream()
                    .filter(record -> record.getType() == type)
                    .limit(MAX_RECORDS)
                    .map(DnsQuestions::value)
                    .toList();
            if (!values.isEmpty()) {
                return new Answer.Records(values);
            }
            Record alias = here.stream()
                    .filter(CNAMERecord.class::isInstance)
                    .findFirst()
                    .orElse(null);
            // The name servers of what an alias leads to are not those of the alias.
            if (!(alias instanceof CNAMERecord leads) || type == Type.NS) {
                break;
            }
            name = leads.getTarget();
        }
        // A server that hands us on to others has not answered.
        boolean handedOn = !recursive && !reply.getHeader().getFlag(Flags.AA);
        return handedOn ? new Answer.Silence() : new Answer.NoData();
    }

    /** As {@link Answer.Records} has it. */
    static String value(Record record) {
        return switch (record) {
            case ARecord a -> a.getAddress().getHostAddress();
            case AAAARecord aaaa -> aaaa.getAddress().getHostAddress();
            case MXRecord mx -> mx.getPriority() + " " + name(mx.getTarget());
            case NSRecord ns -> name(ns.getTarget());
            case TXTRecord txt -> text(txt);
            default -> record.rdataToString();
        };
    }

    private static String text(TXTRecord record) {
        StringBuilder text = new StringBuilder();
        for (byte[] part : record.getStringsAsByteArrays()) {
            text.append(new String(part, StandardCharsets.ISO_8859_1));
        }
        return text.toString();
    }

    private static String name(Name name) {
        return name.toString(true).toLowerCase(Locale.ROOT);
    }

    /** Where the servers with these names are. */
    List<InetSocketAddress> places(List<InetSocketAddress> resolvers, List<String> names, int port) {
        List<InetSocketAddress> places = new ArrayList<>();
        for (String name : names) {
            List<String> addresses = ask(resolvers, name, Type.A).values();
            for (String address :
                    addresses.isEmpty() ? ask(resolvers, name, Type.AAAA).values() : addresses) {
                // A numeric address is not looked up.
                places.add(new InetSocketAddress(InetAddress.ofLiteral(address), port));
            }
        }
        return places;
    }
}
