package org.letterlock.engine.report;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipException;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mime.MimePart;

/**
 * Reads what a letter reports. Pure: it asks nobody, and its time and memory grow with the {@link Limits} alone. Only fixed words come back as reasons. Safe for any
 * number of threads.
 */
public final class ReportReader {

    private static final List<String> FILES = List.of(".xml", ".json", ".gz", ".zip");

    private final Limits limits;

    /**
     * How much is read.
     *
     * @param letter how many octets a letter may have
     * @param unpacked how many octets may come out of the containers of a letter, of each layer of them
     * @param elements how many elements of XML all parts of a letter may have
     * @param records how many records they may have
     * @param failures how many parts that should be reports and are none are tried
     */
    public record Limits(long letter, long unpacked, long elements, int records, int failures) {
        /** 10 MiB, 16 MiB, 2,000,000, 50,000, 3: signatures and pictures may stand before the report. */
        public static final Limits DEFAULT = new Limits(10L << 20, 16L << 20, 2_000_000, 50_000, 3);
    }

    /** What is looked for. */
    public enum Wanted {
        /** Any report. */
        ALL,
        /** Bounces and complaints: no container is opened. */
        RETURNED
    }

    public ReportReader(Limits limits) {
        this.limits = limits;
    }

    /**
     * Reads a letter.
     *
     * @param letter in CRLF lines
     * @param fromNobody whether it came with the null reverse-path
     * @throws IOException when its octets cannot be had
     */
    public Reading read(Octets letter, boolean fromNobody, Wanted wanted) throws IOException {
        if (letter.length() > limits.letter()) {
            return wanted == Wanted.ALL
                    ? new Reading.Unreadable("it is larger than a report may be")
                    : new Reading.NoReport();
        }
        Letter scanned = Letter.of(letter);
        for (MimePart part : scanned.ofTypes(List.of("message/feedback-report"))) {
            try {
                List<Map<String, String>> blocks = scanned.blocks(part);
                return new Reading.Read(ComplaintReader.read(blocks.isEmpty() ? Map.of() : blocks.getFirst()));
            } catch (ReportException e) {
                return new Reading.Unreadable(e.words());
            }
        }
        boolean bringsStatus = !scanned.ofTypes(BounceReader.STATUSES).isEmpty();
        Optional<Reading> aggregate = wanted == Wanted.ALL && !bringsStatus ? aggregate(scanned) : Optional.empty();
        if (aggregate.isPresent() && aggregate.get() instanceof Reading.Read) {
            return aggregate.get();
        }
        return new BounceReader(scanned, fromNobody)
                .read()
                .<Reading>map(Reading.Read::new)
                .or(() -> aggregate)
                .orElseGet(Reading.NoReport::new);
    }

    /** The first part that holds an aggregate report; else why one that should did not. */
    private Optional<Reading> aggregate(Letter letter) throws IOException {
        Budget budget = new Budget(limits);
        Optional<Reading> unreadable = Optional.empty();
        for (MimePart part : letter.parts()) {
            if (!mayHold(part)) {
                continue;
            }
            try {
                return Optional.of(new Reading.Read(read(letter, part, budget)));
            } catch (ReportException e) {
                unreadable = unreadable.or(() -> Optional.of(new Reading.Unreadable(e.words())));
                if (!budget.mayFailAgain()) {
                    break;
                }
            }
        }
        return unreadable;
    }

    private static boolean mayHold(MimePart part) {
        return part.type().equals("application")
                || (part.type() + "/" + part.subtype()).equals("text/xml")
                || part.fileName()
                        .map(name -> name.toLowerCase(Locale.ROOT))
                        .filter(name -> FILES.stream().anyMatch(name::endsWith))
                        .isPresent();
    }

    private static Report read(Letter letter, MimePart part, Budget budget) throws IOException {
        try (InputStream in = letter.open(part)) {
            return aggregate(in, budget);
        }
    }

    /**
     * Reads an aggregate report as it stands in a file, packed or not.
     *
     * @throws ReportException when it is none
     */
    Report aggregate(InputStream in) throws IOException {
        return aggregate(in, new Budget(limits));
    }

    private static Report aggregate(InputStream in, Budget budget) throws IOException {
        try (InputStream open = Unpacked.open(in, budget)) {
            Report report = switch (firstCharacter(open)) {
                case '{' -> TlsReportReader.read(open);
                case '<' -> DmarcReader.read(new StaysOpen(open), budget);
                default -> throw new ReportException("it is neither XML nor JSON");
            };
            // Only the end shows that the container is whole.
            open.transferTo(OutputStream.nullOutputStream());
            return report;
        } catch (ZipException | java.io.EOFException e) {
            throw new ReportException("its container is damaged");
        }
    }

    /** What it begins with, white space and the marks of an order of octets left out. */
    private static int firstCharacter(InputStream in) throws IOException {
        in.mark(64);
        int found = -1;
        for (int i = 0; i < 64; i++) {
            int octet = in.read();
            boolean passedOver =
                    octet == 0 || octet == ' ' || octet == '\t' || octet == '\r' || octet == '\n' || octet > 127;
            if (!passedOver) {
                found = octet;
                break;
            }
        }
        in.reset();
        return found;
    }

    /** The parser of XML closes what it read to its end. */
    private static final class StaysOpen extends FilterInputStream {
        StaysOpen(InputStream in) {
            super(in);
        }

        @Override
        public void close() {
            // Whoever opened it closes it.
        }
    }
}
