package org.letterlock.engine.delivery;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.letterlock.engine.dsn.DsnAction;
import org.letterlock.engine.dsn.DsnRecipient;
import org.letterlock.engine.dsn.DsnReport;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mail.StatusCode;

/**
 * What another server says of a letter that was sent on to it. It names where the letter was sent on to, in places and words of its own, and that is for nobody but
 * the owner of the address that sends on (RFC 3461 §5.2.7.4); so nothing of it goes further but what became of the letter, and which letter that was, in a notice of ours.
 *
 * <p>Reads the octets of strangers line by line, the first mebibyte of them, and looks at each line once.
 */
final class ReturnedNotice {

    private static final int MOST = 1 << 20;
    private static final int MAX_LINE = 2_000;
    private static final Pattern STATUS = Pattern.compile("status: *([45])\\.(\\d{1,3})\\.(\\d{1,3}).*");
    private static final Set<String> RETURNED =
            Set.of("message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers");

    /** What tells the sender which letter it was; all of it is the sender's own. */
    private static final Set<String> KEPT = Set.of("from", "to", "cc", "subject", "date", "message-id");

    private enum Place {
        REPORT,
        /** In the header of the part that is the letter. */
        PART,
        /** In the header of the letter. */
        LETTER,
        /** Behind it. */
        OVER
    }

    private final DomainName ours;
    private final ByteArrayOutputStream letter = new ByteArrayOutputStream();
    private Place place = Place.REPORT;
    private boolean keeping;
    private boolean failed;
    private boolean delayed;
    private Optional<StatusCode> status = Optional.empty();
    private Optional<EmailAddress> address = Optional.empty();
    private Optional<Instant> date = Optional.empty();

    private ReturnedNotice(DomainName ours) {
        this.ours = ours;
    }

    /**
     * What the sender is to be told; empty where the notice tells neither of a failure nor of a delay, as an answer that somebody's program gives while they are away.
     *
     * @param to the sender
     * @param returnedTo the address that the notice came to
     * @param host our name
     */
    static Optional<DsnReport> read(
            Octets notice, MessageHeader header, EmailAddress to, EmailAddress returnedTo, DomainName host, Instant now)
            throws IOException {
        ReturnedNotice read = new ReturnedNotice(returnedTo.domain());
        try (InputStream in = new BufferedInputStream(notice.open(), 8192)) {
            read.lines(in);
        }
        // Some servers say it in words alone.
        boolean fromServer = header.all("from").stream()
                .map(field -> field.body().toLowerCase(Locale.ROOT))
                .anyMatch(from -> from.contains("mailer-daemon") || from.contains("postmaster"));
        boolean isDelay = read.delayed && !read.failed;
        if (!read.failed && !read.delayed && !fromServer) {
            return Optional.empty();
        }
        return Optional.of(new DsnReport(
                isDelay ? DsnAction.DELAYED : DsnAction.FAILED,
                host,
                to,
                List.of(new DsnRecipient(
                        read.address.orElse(returnedTo),
                        Optional.empty(),
                        read.status.orElse(new StatusCode(isDelay ? 4 : 5, 0, 0)),
                        "the letter could not be sent on from this address" + (isDelay ? " yet" : ""),
                        Optional.empty(),
                        Optional.empty())),
                Octets.of(read.letter.toByteArray()),
                true,
                false,
                Optional.empty(),
                read.date.orElse(now),
                Optional.empty(),
                false));
    }

    private void lines(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int read = 0;
        for (int octet = in.read(); octet >= 0 && read < MOST && place != Place.OVER; octet = in.read()) {
            read++;
            if (octet == '\n') {
                take(line.toByteArray());
                line.reset();
            } else if (octet != '\r' && line.size() < MAX_LINE) {
                line.write(octet);
            }
        }
    }

    private void take(byte[] octets) {
        String line = new String(octets, StandardCharsets.ISO_8859_1);
        switch (place) {
            case REPORT -> report(line.toLowerCase(Locale.ROOT));
            case PART -> place = line.isBlank() ? Place.LETTER : Place.PART;
            case LETTER -> letter(octets, line);
            case OVER -> {
                // The body of the letter, or another part.
            }
        }
    }

    private void report(String line) {
        if (line.startsWith("action:")) {
            String action = line.substring("action:".length()).strip();
            failed |= action.startsWith("failed");
            delayed |= action.startsWith("delayed");
        } else if (line.startsWith("status:") && status.isEmpty()) {
            Matcher matcher = STATUS.matcher(line);
            if (matcher.matches()) {
                status = Optional.of(new StatusCode(
                        Integer.parseInt(matcher.group(1)),
                        Integer.parseInt(matcher.group(2)),
                        Integer.parseInt(matcher.group(3))));
            }
        } else if (line.startsWith("content-type:")
                && RETURNED.contains(line.substring("content-type:".length())
                        .split(";", 2)[0]
                        .strip())) {
            place = Place.PART;
        }
    }

    private void letter(byte[] octets, String line) {
        boolean folded = line.startsWith(" ") || line.startsWith("\t");
        if (line.isEmpty() || line.startsWith("--")) {
            place = Place.OVER;
            return;
        }
        if (!folded) {
            int colon = line.indexOf(':');
            String name = colon < 0 ? "" : line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
            String body = colon < 0 ? "" : line.substring(colon + 1).strip();
            keeping = KEPT.contains(name);
            if (name.equals("delivered-to") && address.isEmpty()) {
                address =
                        EmailAddress.parse(body).filter(named -> named.domain().equals(ours));
            } else if (name.equals("date")) {
                date = date(body);
            }
        }
        if (keeping) {
            letter.writeBytes(octets);
            letter.write('\r');
            letter.write('\n');
        }
    }

    private static Optional<Instant> date(String body) {
        try {
            return Optional.of(
                    ZonedDateTime.parse(body.replaceFirst("\\s*\\(.*", ""), DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant());
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }
}
