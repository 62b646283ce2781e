package org.letterlock.engine.report;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.InetAddress;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.letterlock.engine.log.Printable;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.report.DmarcReport.Disposition;
import org.letterlock.engine.report.DmarcReport.Row;

/**
 * Reads the XML of RFC 9990 §3.1, of RFC 7489 appendix C, and of the drafts before it that are still sent: elements by their names, in any order, with or without a
 * namespace, and others passed over. There are no entities and no document types.
 */
final class DmarcReader {

    private static final int MOST_DEPTH = 32;
    private static final int MOST_TEXT = 1_000;
    private static final int MOST_NAME = 200;

    /** The longest path that says something is shorter. */
    private static final int MOST_PATH = 80;

    private static final long MOST_LETTERS = 1_000_000_000;
    private static final long LAST_SECOND = 253_402_300_799L;
    private static final int PROLOG = 256;
    private static final Pattern ENCODING =
            Pattern.compile("<\\?xml[^>]{0,100}encoding=[\"']([A-Za-z0-9._-]{1,40})[\"']");
    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,18}");
    private static final Set<String> OVERRIDES = Set.of(
            "forwarded",
            "sampled_out",
            "trusted_forwarder",
            "mailing_list",
            "local_policy",
            "policy_test_mode",
            "other");

    private final XMLStreamReader xml;
    private final Budget budget;

    /** Of each element that is open all the names that lead to it; what is too long to say something is left out. */
    private final Deque<String> path = new ArrayDeque<>();

    private final StringBuilder text = new StringBuilder();
    private final Map<Row, Long> rows = new LinkedHashMap<>();
    private Optional<String> organization = Optional.empty();
    private Optional<String> id = Optional.empty();
    private Optional<DomainName> domain = Optional.empty();
    private Optional<Instant> begin = Optional.empty();
    private Optional<Instant> end = Optional.empty();
    private Entry entry = new Entry();

    private DmarcReader(XMLStreamReader xml, Budget budget) {
        this.xml = xml;
        this.budget = budget;
    }

    /**
     * Reads a report.
     *
     * @param in bounded by whoever opened it
     * @param budget how much it may have
     * @throws ReportException when it is none
     */
    static DmarcReport read(InputStream in, Budget budget) throws IOException {
        try {
            XMLStreamReader xml = factory().createXMLStreamReader(reader(new BufferedInputStream(in)));
            try {
                return new DmarcReader(xml, budget).run();
            } finally {
                xml.close();
            }
        } catch (XMLStreamException e) {
            if (e.getNestedException() instanceof IOException nested) {
                throw nested;
            }
            throw new ReportException("its XML is not well-formed");
        }
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, false);
        factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, false);
        factory.setXMLResolver((_, _, _, _) -> {
            throw new XMLStreamException("nothing is fetched");
        });
        return factory;
    }

    /** In the encoding that it names, else UTF-8; octets that are wrong in it are replaced, as they stand in free text at most. */
    private static Reader reader(BufferedInputStream in) throws IOException {
        in.mark(PROLOG);
        byte[] start = in.readNBytes(PROLOG);
        in.reset();
        if (start.length >= 2 && (start[0] == (byte) 0xfe || start[0] == (byte) 0xff)) {
            return new InputStreamReader(in, StandardCharsets.UTF_16);
        }
        if (start.length >= 3 && start[0] == (byte) 0xef && start[1] == (byte) 0xbb && start[2] == (byte) 0xbf) {
            in.skipNBytes(3);
        }
        Matcher named = ENCODING.matcher(new String(start, StandardCharsets.ISO_8859_1));
        return new InputStreamReader(in, named.find() ? charset(named.group(1)) : StandardCharsets.UTF_8);
    }

    private static Charset charset(String name) {
        try {
            Charset charset = Charset.forName(name);
            // What was read as ASCII to find the name is not in another alphabet.
            return charset.name().startsWith("UTF-16") || charset.name().startsWith("UTF-32")
                    ? StandardCharsets.UTF_8
                    : charset;
        } catch (IllegalArgumentException _) {
            return StandardCharsets.UTF_8;
        }
    }

    private DmarcReport run() throws XMLStreamException, IOException {
        while (xml.hasNext()) {
            switch (xml.next()) {
                case XMLStreamConstants.START_ELEMENT -> start(local(xml.getLocalName()));
                case XMLStreamConstants.END_ELEMENT -> end();
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> characters();
                case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
                    throw new ReportException("it brings a document type or entities");
                default -> {
                    // Comments and the like say nothing.
                }
            }
        }
        return new DmarcReport(
                organization.orElse("somebody"),
                id.orElseThrow(() -> new ReportException("it has no report id")),
                domain.orElseThrow(() -> new ReportException("it names no domain")),
                begin,
                end,
                summed());
    }

    private static String local(String name) {
        return name.substring(name.indexOf(':') + 1);
    }

    private void start(String name) throws ReportException {
        budget.element();
        path.addLast(path.isEmpty() ? name : below(path.getLast(), name));
        if (path.size() > MOST_DEPTH) {
            throw new ReportException("it is nested too deep");
        }
        if (path.size() == 1 && !name.equals("feedback")) {
            throw new ReportException("it is no aggregate report");
        }
        text.setLength(0);
        if (path.size() == 2 && name.equals("record")) {
            entry = new Entry();
            budget.record();
        }
    }

    private static String below(String parent, String name) {
        return parent.length() + name.length() < MOST_PATH ? parent + "/" + name : "";
    }

    private void characters() {
        int room = MOST_TEXT - text.length();
        if (room > 0) {
            text.append(xml.getTextCharacters(), xml.getTextStart(), Math.min(room, xml.getTextLength()));
        }
    }

    private void end() {
        String where = path.removeLast();
        String said = text.toString().strip();
        text.setLength(0);
        switch (where) {
            case "feedback/report_metadata/org_name" -> organization = name(said);
            case "feedback/report_metadata/report_id" -> id = name(said);
            case "feedback/report_metadata/date_range/begin" -> begin = time(said);
            case "feedback/report_metadata/date_range/end" -> end = time(said);
            case "feedback/policy_published/domain" -> domain = domain(said);
            case "feedback/record" -> entry.add();
            default -> entry.take(where, said);
        }
    }

    private static Optional<String> name(String said) {
        return said.isEmpty() ? Optional.empty() : Optional.of(Printable.of(said, MOST_NAME));
    }

    private static Optional<DomainName> domain(String said) {
        return DomainName.parse(said.endsWith(".") ? said.substring(0, said.length() - 1) : said);
    }

    private static Optional<Instant> time(String said) {
        String seconds = said.contains(".") ? said.substring(0, said.indexOf('.')) : said;
        return DIGITS.matcher(seconds).matches() && Long.parseLong(seconds) <= LAST_SECOND
                ? Optional.of(Instant.ofEpochSecond(Long.parseLong(seconds)))
                : Optional.empty();
    }

    private List<Row> summed() {
        List<Row> told = new ArrayList<>();
        rows.forEach((row, count) -> told.add(row.with(count)));
        return told;
    }

    /** One record while it is read. */
    private final class Entry {
        private Optional<String> source = Optional.empty();
        private long letters;
        private Disposition disposition = Disposition.NONE;
        private boolean dkim;
        private boolean spf;
        private Optional<String> override = Optional.empty();
        private Optional<DomainName> signer = Optional.empty();
        private Optional<DomainName> sender = Optional.empty();
        private Optional<DomainName> judged = Optional.empty();

        void take(String where, String said) {
            String word = said.toLowerCase(Locale.ROOT);
            switch (where) {
                case "feedback/record/row/source_ip" -> source = address(said);
                case "feedback/record/row/count" ->
                    letters = DIGITS.matcher(said).matches() ? Math.min(Long.parseLong(said), MOST_LETTERS) : 0;
                case "feedback/record/row/policy_evaluated/disposition" -> disposition = disposition(word);
                case "feedback/record/row/policy_evaluated/dkim" -> dkim = word.equals("pass");
                case "feedback/record/row/policy_evaluated/spf" -> spf = word.equals("pass");
                case "feedback/record/row/policy_evaluated/reason/type" ->
                    override = OVERRIDES.contains(word) ? Optional.of(word) : override;
                case "feedback/record/auth_results/dkim/domain", "feedback/record/auth_results/spf/domain" ->
                    judged = domain(said);
                case "feedback/record/auth_results/dkim/result" -> signer = word.equals("pass") ? judged : signer;
                case "feedback/record/auth_results/spf/result" -> sender = word.equals("pass") ? judged : sender;
                case "feedback/record/auth_results/dkim", "feedback/record/auth_results/spf" ->
                    judged = Optional.empty();
                default -> {
                    // Others may say more.
                }
            }
        }

        private static Disposition disposition(String word) {
            return switch (word) {
                case "reject" -> Disposition.REJECT;
                case "quarantine" -> Disposition.QUARANTINE;
                default -> Disposition.NONE;
            };
        }

        private static Optional<String> address(String said) {
            try {
                return Optional.of(InetAddress.ofLiteral(said).getHostAddress());
            } catch (IllegalArgumentException _) {
                return Optional.empty();
            }
        }

        void add() {
            // Who else vouched for a letter matters where the domain did not.
            Row row = new Row(
                    source,
                    disposition,
                    dkim,
                    spf,
                    dkim ? Optional.empty() : signer,
                    spf ? Optional.empty() : sender,
                    override,
                    0);
            boolean fits = rows.containsKey(row) || rows.size() < DmarcReport.MOST_ROWS;
            rows.merge(fits ? row : row.withoutDetails(), letters, Long::sum);
        }
    }
}
