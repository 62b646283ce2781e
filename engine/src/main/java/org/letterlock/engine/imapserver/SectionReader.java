package org.letterlock.engine.imapserver;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.letterlock.engine.imap.Section;
import org.letterlock.engine.mime.MimePart;
import org.letterlock.engine.mime.PartContent;
import org.letterlock.engine.sqlite.DatabaseException;
import org.letterlock.engine.store.AccountStore.MessageContent;

/** Finds the octets that a section means in one message (RFC 9051 §6.4.5). */
final class SectionReader {

    /** No header that is read for its fields is longer; what is beyond it is left out. */
    private static final int MAX_HEADER = 1024 * 1024;

    private final MimePart root;
    private final long size;
    private final MessageContent content;
    private final Function<Section, HeaderSelection> selections;

    /**
     * @param root the message
     * @param size its octets
     * @param selections {@link HeaderSelection#of}, perhaps remembered
     */
    SectionReader(MimePart root, long size, MessageContent content, Function<Section, HeaderSelection> selections) {
        this.root = root;
        this.size = size;
        this.content = content;
        this.selections = selections;
    }

    /** The octets of {@code section}, {@code partial} of them. */
    Payload body(Section section, Optional<Section.Partial> partial) {
        return cut(whole(section), partial);
    }

    private static Payload cut(Payload whole, Optional<Section.Partial> partial) {
        if (partial.isEmpty()) {
            return whole;
        }
        long origin = partial.get().origin();
        long length = partial.get().length();
        return switch (whole) {
            case Payload.Range(long offset, long all) -> {
                long from = Math.min(origin, all);
                yield new Payload.Range(offset + from, Math.min(length, all - from));
            }
            case Payload.Made(byte[] octets) -> {
                int from = (int) Math.min(origin, octets.length);
                int to = from + (int) Math.min(length, octets.length - from);
                yield new Payload.Made(java.util.Arrays.copyOfRange(octets, from, to));
            }
            case Payload.None none -> none;
            case Payload.Decoded decoded -> decoded;
            case Payload.UnknownEncoding unknown -> unknown;
        };
    }

    private Payload whole(Section section) {
        if (section.part().isEmpty()) {
            return section.text() == Section.Text.ALL ? new Payload.Range(0, size) : ofMessage(root, section);
        }
        Optional<MimePart> found = part(section.part());
        if (found.isEmpty()) {
            return new Payload.None();
        }
        MimePart part = found.get();
        return switch (section.text()) {
            case ALL -> new Payload.Range(part.bodyStart(), part.size());
            case MIME -> new Payload.Range(part.headerStart(), part.bodyStart() - part.headerStart());
            case HEADER, HEADER_FIELDS, HEADER_FIELDS_NOT, TEXT ->
                part.isMessage() ? ofMessage(part.children().getFirst(), section) : new Payload.None();
        };
    }

    private Payload ofMessage(MimePart message, Section section) {
        long headerLength = message.bodyStart() - message.headerStart();
        return switch (section.text()) {
            case HEADER -> new Payload.Range(message.headerStart(), headerLength);
            case TEXT -> new Payload.Range(message.bodyStart(), message.size());
            case HEADER_FIELDS, HEADER_FIELDS_NOT -> {
                byte[] header = read(message.headerStart(), (int) Math.min(headerLength, MAX_HEADER));
                yield new Payload.Made(selections.apply(section).of(header));
            }
            case ALL, MIME -> new Payload.None();
        };
    }

    /** A part by its numbers: those of a message that is itself a part count within it. */
    private Optional<MimePart> part(List<Integer> numbers) {
        Optional<MimePart> part = within(root, numbers.getFirst());
        for (int number : numbers.subList(1, numbers.size())) {
            part = part.flatMap(p -> {
                if (p.isMessage()) {
                    return within(p.children().getFirst(), number);
                }
                return p.isMultipart() ? within(p, number) : Optional.empty();
            });
        }
        return part;
    }

    /** Part {@code number} of a message or multipart; a message of one part has it as number 1. */
    private static Optional<MimePart> within(MimePart message, int number) {
        if (message.isMultipart()) {
            return number <= message.children().size()
                    ? Optional.of(message.children().get(number - 1))
                    : Optional.empty();
        }
        return number == 1 ? Optional.of(message) : Optional.empty();
    }

    /** The decoded octets of a part. Decodes it once to learn how many there are. */
    Payload binary(Section section, Optional<Section.Partial> partial) {
        if (section.part().isEmpty()) {
            return cut(new Payload.Range(0, size), partial);
        }
        Optional<MimePart> part = part(section.part()).filter(p -> !p.isMultipart());
        if (part.isEmpty()) {
            return new Payload.None();
        }
        if (!PartContent.isKnownEncoding(part.get())) {
            return new Payload.UnknownEncoding();
        }
        if (!PartContent.isEncoded(part.get())) {
            return cut(new Payload.Range(part.get().bodyStart(), part.get().size()), partial);
        }
        long all = decodedSize(part.get());
        long origin = Math.min(partial.map(Section.Partial::origin).orElse(0L), all);
        long length = Math.min(partial.map(Section.Partial::length).orElse(all), all - origin);
        return new Payload.Decoded(part.get(), origin, length);
    }

    private long decodedSize(MimePart part) {
        try (InputStream decoded = PartContent.open(content, part)) {
            return decoded.transferTo(java.io.OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private byte[] read(long offset, int length) {
        try (InputStream in = content.open(offset, length)) {
            return in.readNBytes(length);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    static DatabaseException unreadable(IOException cause) {
        return new DatabaseException(DatabaseException.Reason.OTHER, "account: message unreadable", cause);
    }
}
