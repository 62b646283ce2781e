package org.letterlock.desktop.dnsplan;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.model.DnsAccess;
import org.letterlock.desktop.model.Problem;
import org.letterlock.desktop.model.ProblemException;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TSIGRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import org.xbill.DNS.Update;
import org.xbill.DNS.WireParseException;

/**
 * A zone at a name server that takes dynamic updates (RFC 2136), signed by TSIG (RFC 8945). What it says is believed only where that is signed, too. Each update says what stood
 * there before (RFC 2136 §2.4), so that it is done as a whole on what the person saw, or not at all. Over TCP, so that nothing is cut short or sent twice.
 */
public final class UpdateZone implements DnsZone {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int DNS_PORT = 53;
    /** In octets: no name has such a label already. */
    private static final int RANDOM_LABEL = 16;

    private final DnsAccess access;
    private final String zone;
    private final Duration patience;
    private final SecureRandom random = new SecureRandom();

    /**
     * A zone; nobody is asked yet.
     *
     * @param access as {@link DnsAccess#wrong} lets pass
     */
    public UpdateZone(String zone, DnsAccess access) {
        this(zone, access, PATIENCE);
    }

    /** @param patience for one answer */
    UpdateZone(String zone, DnsAccess access, Duration patience) {
        this.zone = zone;
        this.access = access;
        this.patience = patience;
    }

    /** A name and a type. */
    private record Question(String name, String type) {}

    @Override
    public List<ZoneRecord> read(List<PlannedRecord> records) throws ProblemException {
        SimpleResolver server = server();
        if (ask(server, new Question(zone, "SOA")).stream().noneMatch(SOARecord.class::isInstance)) {
            throw problem("zone-missing", null);
        }
        Set<Question> questions = new LinkedHashSet<>();
        for (PlannedRecord planned : records) {
            String name =
                    ZoneRecord.planned(planned, planned.record().value(), 0).name();
            questions.add(new Question(name, "CNAME"));
            questions.add(new Question(name, planned.record().type()));
        }
        List<ZoneRecord> all = new ArrayList<>();
        for (Question question : questions) {
            List<Record> there = ask(server, question);
            if (!there.isEmpty() && !isByWildcard(server, question, there)) {
                there.forEach(record -> all.add(new ZoneRecord(
                        question.name(),
                        question.type(),
                        DnsQuestions.value(record),
                        record.getTTL(),
                        HexFormat.of().formatHex(record.rdataToWireCanonical()),
                        false)));
            }
        }
        return List.copyOf(all);
    }

    /**
     * Whether a wildcard answers for the name (RFC 4592 §3.3.1), so that nothing stands there that could be kept or deleted. A name beside it that nobody has made hears the
     * same then; whether the records stand there on their own all the same, the server says where it is asked what an update would rest on, and nothing is updated.
     */
    private boolean isByWildcard(SimpleResolver server, Question question, List<Record> there) throws ProblemException {
        if (question.name().equals(zone)) {
            return false;
        }
        String parent = question.name().substring(question.name().indexOf('.') + 1);
        byte[] label = new byte[RANDOM_LABEL];
        random.nextBytes(label);
        Question beside = new Question(HexFormat.of().formatHex(label) + "." + parent, question.type());
        if (!data(ask(server, beside)).equals(data(there))) {
            return false;
        }
        Update nothing = new Update(name(zone));
        nothing.absent(name(question.name()), Type.value(question.type()));
        Message reply = send(server, nothing, "silent");
        return switch (reply.getRcode()) {
            case Rcode.NOERROR -> true;
            case Rcode.YXRRSET -> false;
            default -> throw refusal(reply);
        };
    }

    private static Set<String> data(List<Record> records) {
        return records.stream()
                .map(record -> HexFormat.of().formatHex(record.rdataToWireCanonical()))
                .collect(Collectors.toSet());
    }

    /** Its records; those that an alias leads to are none of this name. */
    private List<Record> ask(SimpleResolver server, Question question) throws ProblemException {
        Name name = name(question.name());
        int type = Type.value(question.type());
        Message query = Message.newQuery(Record.newRecord(name, type, DClass.IN));
        query.getHeader().unsetFlag(Flags.RD);
        Message reply = send(server, query, "silent");
        int code = reply.getRcode();
        if (code != Rcode.NOERROR && code != Rcode.NXDOMAIN) {
            throw refusal(reply);
        }
        if (!reply.getHeader().getFlag(Flags.AA)) {
            throw problem("zone-missing", null);
        }
        return reply.getSection(Section.ANSWER).stream()
                .filter(record -> record.getName().equals(name) && record.getType() == type)
                .toList();
    }

    @Override
    public void write(List<ZoneRecord> seen, List<ZoneChange> changes) throws ProblemException {
        Update update = new Update(name(zone));
        Map<Question, List<ZoneRecord>> before = new LinkedHashMap<>();
        List<ZoneRecord> gone = new ArrayList<>();
        List<ZoneRecord> come = new ArrayList<>();
        for (ZoneChange change : changes) {
            switch (change) {
                case ZoneChange.Create(ZoneRecord record) -> come.add(record);
                case ZoneChange.Replace(ZoneRecord old, ZoneRecord next) -> {
                    gone.add(old);
                    come.add(next);
                }
                case ZoneChange.Remove(ZoneRecord record) -> gone.add(record);
            }
        }
        for (ZoneRecord touched : concat(gone, come)) {
            before.computeIfAbsent(
                    new Question(touched.name(), touched.type()),
                    question -> seen.stream()
                            .filter(record -> record.name().equals(question.name())
                                    && record.type().equals(question.type()))
                            .toList());
        }
        before.forEach((question, there) -> {
            if (there.isEmpty()) {
                update.absent(name(question.name()), Type.value(question.type()));
            } else {
                there.forEach(record -> update.present(asRead(record)));
            }
        });
        gone.forEach(record -> update.delete(asRead(record)));
        come.forEach(record -> update.add(asPlanned(record)));
        Message reply = send(server(), update, "unsure");
        if (reply.getRcode() != Rcode.NOERROR) {
            throw refusal(reply);
        }
    }

    private static List<ZoneRecord> concat(List<ZoneRecord> first, List<ZoneRecord> second) {
        List<ZoneRecord> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    /** A record to the octet as it was read: it is compared so (RFC 2136 §1.1.1), and said without a time to live (§2.4.2). */
    private static Record asRead(ZoneRecord record) {
        byte[] data = HexFormat.of().parseHex(Objects.requireNonNull(record.id(), "it was read here"));
        return Record.newRecord(name(record.name()), Type.value(record.type()), DClass.IN, 0, data);
    }

    private static Record asPlanned(ZoneRecord record) {
        String value = switch (record.type()) {
            case "TXT" -> TextStrings.quote(record.value());
            case "MX", "CNAME" -> record.value().endsWith(".") ? record.value() : record.value() + ".";
            default -> record.value();
        };
        try {
            return Record.fromString(
                    name(record.name()), Type.value(record.type()), DClass.IN, record.ttl(), value, Name.root);
        } catch (IOException e) {
            throw new IllegalArgumentException("a record that is none: " + record.name(), e);
        }
    }

    private static Name name(String name) {
        try {
            return Name.fromString(name + ".");
        } catch (TextParseException e) {
            throw new IllegalArgumentException("a name that is none: " + name, e);
        }
    }

    private SimpleResolver server() throws ProblemException {
        SimpleResolver server = new SimpleResolver(place());
        server.setTCP(true);
        server.setIoClientFactory(new OneConnection());
        server.setTimeout(patience);
        Name algorithm = "hmac-sha512".equals(access.algorithm()) ? TSIG.HMAC_SHA512 : TSIG.HMAC_SHA256;
        server.setTSIGKey(new TSIG(
                algorithm,
                name(stripped(Objects.requireNonNull(access.keyName()))),
                Base64.getDecoder().decode(access.secret())));
        return server;
    }

    private static String stripped(String name) {
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    /** A numeric address of the newer kind has a port only where it stands in brackets. */
    private InetSocketAddress place() throws ProblemException {
        String typed = Objects.requireNonNull(access.server());
        int colon = typed.lastIndexOf(':');
        boolean port = colon > 0 && (typed.indexOf(':') == colon || typed.charAt(colon - 1) == ']');
        String host = port ? typed.substring(0, colon) : typed;
        try {
            int number = port ? Integer.parseInt(typed.substring(colon + 1)) : DNS_PORT;
            return new InetSocketAddress(InetAddress.getByName(host), number);
        } catch (UnknownHostException | IllegalArgumentException e) {
            throw problem("server-unknown", null);
        }
    }

    /** @param lost what it is called when nobody answers */
    private Message send(SimpleResolver server, Message query, String lost) throws ProblemException {
        Message reply;
        try {
            reply = server.send(query);
        } catch (ConnectException e) {
            throw problem("silent", String.valueOf(e));
        } catch (WireParseException e) {
            throw problem(lost.equals("silent") ? "odd-answer" : lost, String.valueOf(e));
        } catch (IOException e) {
            throw problem(lost, String.valueOf(e));
        }
        TSIGRecord signed = reply.getTSIG();
        if (signed != null && signed.getError() != Rcode.NOERROR) {
            throw refusal(reply);
        }
        boolean update = query.getHeader().getOpcode() == Opcode.UPDATE;
        boolean refused = reply.getRcode() != Rcode.NOERROR && (update || reply.getRcode() != Rcode.NXDOMAIN);
        // To refuse, nobody needs the key; whatever else somebody without it says may be a lie.
        boolean told = reply.getRcode() == Rcode.YXRRSET && lost.equals("silent");
        if ((!refused || told) && !reply.isVerified()) {
            throw problem(lost.equals("unsure") ? "unsure" : "odd-answer", "an answer without a signature that fits");
        }
        return reply;
    }

    private ProblemException refusal(Message reply) {
        TSIGRecord signed = reply.getTSIG();
        int error = signed == null ? Rcode.NOERROR : signed.getError();
        boolean update = reply.getHeader().getOpcode() == Opcode.UPDATE;
        String code = switch (error) {
            case Rcode.BADKEY -> "key-unknown";
            case Rcode.BADSIG -> "key-wrong";
            case Rcode.BADTIME -> "clock";
            default ->
                switch (reply.getRcode()) {
                    case Rcode.REFUSED -> "no-right";
                    case Rcode.NOTAUTH, Rcode.NOTZONE -> "zone-missing";
                    case Rcode.NXRRSET, Rcode.YXRRSET, Rcode.YXDOMAIN -> "changed";
                    case Rcode.NXDOMAIN -> update ? "changed" : "zone-missing";
                    case Rcode.NOTIMP -> "no-updates";
                    case Rcode.SERVFAIL -> "down";
                    default -> "refused";
                };
        };
        return problem(code, Rcode.TSIGstring(error) + " " + Rcode.string(reply.getRcode()));
    }

    private ProblemException problem(String code, @Nullable String detail) {
        return new ProblemException(Problem.of(
                "dnswrite",
                code,
                Map.of(
                        "who",
                        Objects.requireNonNullElse(access.server(), ""),
                        "zone",
                        zone,
                        "key",
                        Objects.requireNonNullElse(access.keyName(), "")),
                detail));
    }
}
