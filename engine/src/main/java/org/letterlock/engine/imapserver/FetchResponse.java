package org.letterlock.engine.imapserver;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.letterlock.engine.imap.BodyStructureWriter;
import org.letterlock.engine.imap.EnvelopeWriter;
import org.letterlock.engine.imap.FetchItem;
import org.letterlock.engine.imap.ImapDateTime;
import org.letterlock.engine.imap.ResponseWriter;
import org.letterlock.engine.imap.Section;
import org.letterlock.engine.mail.Flag;
import org.letterlock.engine.mime.MimePart;
import org.letterlock.engine.mime.PartContent;
import org.letterlock.engine.net.WireException;
import org.letterlock.engine.sqlite.DatabaseException;
import org.letterlock.engine.store.AccountStore.FlagState;
import org.letterlock.engine.store.AccountStore.MessageContent;
import org.letterlock.engine.store.AccountStore.StoredMessage;

/**
 * Writes the FETCH responses of one command. What may fail is read before a response begins; the octets of bodies are streamed, and when they fail
 * in the middle the connection breaks, because no answer would be understood any more.
 */
final class FetchResponse {

    private static final int PIECE = 32 * 1024;
    private static final int MOST_SETS = 1000;
    private static final Set<FetchItem> FLAGS =
            Set.of(FetchItem.Simple.FLAGS, FetchItem.Simple.UID, FetchItem.Simple.MODSEQ);
    private static final byte[] NONE = new byte[0];

    private final ResponseWriter out;
    private final MessageSequence sequence;
    private final List<FetchItem> items;
    private final boolean marks;
    private final boolean uidOnly;
    private final List<byte[]> labels;
    private final IdentityHashMap<Section, HeaderSelection> selections = new IdentityHashMap<>();
    private final IdentityHashMap<Set<Flag>, byte[]> writtenFlags = new IdentityHashMap<>();
    private long written;
    private boolean unknownEncoding;

    /**
     * @param marks whether what is written becomes {@code \\Seen} right afterwards: then the flags are told with it
     * @param uidOnly whether UIDFETCH is written (RFC 9586 §3)
     */
    FetchResponse(ResponseWriter out, MessageSequence sequence, List<FetchItem> items, boolean marks, boolean uidOnly) {
        this.out = out;
        this.sequence = sequence;
        this.items = items;
        this.marks = marks;
        this.uidOnly = uidOnly;
        this.labels = items.stream().map(this::label).toList();
    }

    /** What stands before the value of an item: the same for every message, and long where it names header fields. */
    private byte[] label(FetchItem item) {
        return switch (item) {
            case FetchItem.Simple simple -> NONE;
            case FetchItem.Body(boolean peek, Section section, var partial) ->
                label(writer -> writer.section("BODY", section, partial));
            case FetchItem.Binary(boolean peek, Section section, var partial) ->
                label(writer -> writer.section("BINARY", section, partial));
            case FetchItem.BinarySize(Section section) ->
                label(writer -> writer.section("BINARY.SIZE", section, Optional.empty()));
            case FetchItem.Rfc822(Section.Text text) ->
                label(writer -> writer.raw(text == Section.Text.ALL ? "RFC822" : "RFC822." + text.name()));
        };
    }

    private byte[] label(Consumer<ResponseWriter> name) {
        return octets(writer -> {
            name.accept(writer);
            writer.raw(" ");
        });
    }

    private byte[] octets(Consumer<ResponseWriter> writing) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        ResponseWriter writer = new ResponseWriter(octets::write, 128);
        writer.utf8(out.utf8());
        writing.accept(writer);
        writer.flush();
        return octets.toByteArray();
    }

    /** How many messages were written. */
    long written() {
        return written;
    }

    /** Whether a message was left out because a part has an encoding that nobody knows (RFC 3516 §4.3). */
    boolean metUnknownEncoding() {
        return unknownEncoding;
    }

    /** Whether an item reads the octets of messages. */
    static boolean needsContent(List<FetchItem> items) {
        return items.stream().anyMatch(item -> !(item instanceof FetchItem.Simple));
    }

    /** Whether flags and what comes with them is all that is asked for. */
    static boolean needsFlagsOnly(List<FetchItem> items) {
        return FLAGS.containsAll(items);
    }

    /** Writes one message of which nothing is asked for but flags. Nothing becomes {@code \\Seen} by that. */
    void write(FlagState entry) {
        int number = sequence.number(entry.uid().value());
        if (number == 0) {
            return;
        }
        SelectedMailbox.beginFetch(out, number, entry.uid().value(), uidOnly);
        for (int i = 0; i < items.size(); i++) {
            out.raw(i == 0 ? "" : " ");
            if (items.get(i) == FetchItem.Simple.FLAGS) {
                byte[] flags = written(entry.flags());
                out.raw(flags, 0, flags.length);
            } else if (items.get(i) == FetchItem.Simple.UID) {
                out.raw("UID ").number(entry.uid().value());
            } else {
                out.raw("MODSEQ (").number(entry.modSeq().value()).raw(")");
            }
        }
        out.raw(")\r\n");
        written++;
    }

    /** The item FLAGS: a mailbox has few sets of flags, and many messages with each. */
    private byte[] written(Set<Flag> flags) {
        if (writtenFlags.size() > MOST_SETS) {
            writtenFlags.clear();
        }
        return writtenFlags.computeIfAbsent(
                flags, these -> octets(writer -> writer.raw("FLAGS ").flags(these)));
    }

    /** Writes one message of which no item needs octets; false where it is not known to the client. */
    boolean write(StoredMessage message) {
        int number = sequence.number(message.uid().value());
        if (number == 0) {
            return false;
        }
        write(number, message, List.of(), Optional.empty());
        return true;
    }

    /** Writes one message; false where it is not known to the client, or an encoding is not known to us. */
    boolean write(StoredMessage message, MessageContent content) {
        int number = sequence.number(message.uid().value());
        if (number == 0) {
            return false;
        }
        List<Payload> payloads = payloads(message, content);
        if (payloads.stream().anyMatch(Payload.UnknownEncoding.class::isInstance)) {
            unknownEncoding = true;
            return false;
        }
        write(number, message, payloads, Optional.of(content));
        return true;
    }

    /** What answers the items that read the message, in their order. */
    private List<Payload> payloads(StoredMessage message, MessageContent content) {
        List<Payload> payloads = new ArrayList<>();
        for (FetchItem item : items) {
            switch (item) {
                case FetchItem.Simple simple -> {}
                case FetchItem.Body(boolean peek, Section section, var partial) ->
                    payloads.add(
                            section.equals(Section.WHOLE) && partial.isEmpty()
                                    ? new Payload.Range(0, message.size())
                                    : reader(message, content).body(section, partial));
                case FetchItem.Binary(boolean peek, Section section, var partial) ->
                    payloads.add(reader(message, content).binary(section, partial));
                case FetchItem.BinarySize(Section section) ->
                    payloads.add(reader(message, content).binary(section, Optional.empty()));
                case FetchItem.Rfc822(Section.Text text) ->
                    payloads.add(
                            text == Section.Text.ALL
                                    ? new Payload.Range(0, message.size())
                                    : reader(message, content)
                                            .body(new Section(List.of(), text, List.of()), Optional.empty()));
            }
        }
        return payloads;
    }

    private SectionReader reader(StoredMessage message, MessageContent content) {
        return new SectionReader(
                message.structure().orElseGet(() -> opaque(content)),
                message.size(),
                content,
                section -> selections.computeIfAbsent(section, HeaderSelection::of));
    }

    /** Stands for a structure that was not asked for, where no more is wanted than the whole, its header or its text. */
    private static MimePart opaque(MessageContent content) {
        return new MimePart(
                "text",
                "plain",
                List.of(),
                Optional.empty(),
                Optional.empty(),
                "7bit",
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                0,
                content.headerLength(),
                content.length(),
                0,
                List.of(),
                Optional.empty());
    }

    private void write(int number, StoredMessage message, List<Payload> payloads, Optional<MessageContent> content) {
        Iterator<Payload> next = payloads.iterator();
        SelectedMailbox.beginFetch(out, number, message.uid().value(), uidOnly);
        for (int i = 0; i < items.size(); i++) {
            out.raw(i == 0 ? "" : " ").raw(labels.get(i), 0, labels.get(i).length);
            switch (items.get(i)) {
                case FetchItem.Simple simple -> simple(simple, message);
                case FetchItem.Body body -> payload(next.next(), content.orElseThrow(), false);
                case FetchItem.Binary binary -> payload(next.next(), content.orElseThrow(), true);
                case FetchItem.BinarySize size -> out.number(length(next.next()));
                case FetchItem.Rfc822 rfc822 -> payload(next.next(), content.orElseThrow(), false);
            }
        }
        if (becomesSeen(message) && !items.contains(FetchItem.Simple.FLAGS)) {
            out.raw(" FLAGS ").flags(flags(message));
        }
        out.raw(")\r\n");
        written++;
    }

    private boolean becomesSeen(StoredMessage message) {
        return marks && !message.flags().contains(Flag.SEEN);
    }

    private static Set<Flag> flags(StoredMessage message) {
        Set<Flag> flags = new LinkedHashSet<>(message.flags());
        flags.add(Flag.SEEN);
        return flags;
    }

    private void simple(FetchItem.Simple item, StoredMessage message) {
        switch (item) {
            case FLAGS -> {
                byte[] flags = written(becomesSeen(message) ? flags(message) : message.flags());
                out.raw(flags, 0, flags.length);
            }
            case UID -> out.raw("UID ").number(message.uid().value());
            case INTERNALDATE ->
                out.raw("INTERNALDATE \"")
                        .raw(ImapDateTime.write(message.received()))
                        .raw("\"");
            case RFC822_SIZE -> out.raw("RFC822.SIZE ").number(message.size());
            case MODSEQ -> out.raw("MODSEQ (").number(message.modSeq().value()).raw(")");
            case EMAILID ->
                out.raw("EMAILID (").raw(ObjectIds.message(message.id())).raw(")");
            case THREADID ->
                out.raw("THREADID (")
                        .raw(ObjectIds.thread(message.thread().orElseThrow()))
                        .raw(")");
            case SAVEDATE ->
                out.raw("SAVEDATE \"").raw(ImapDateTime.write(message.saved())).raw("\"");
            case PREVIEW -> out.raw("PREVIEW ").string(message.preview().orElse(""));
            case ENVELOPE -> {
                out.raw("ENVELOPE ");
                new EnvelopeWriter(out).write(message.envelope().orElseThrow());
            }
            case BODYSTRUCTURE -> {
                out.raw("BODYSTRUCTURE ");
                new BodyStructureWriter(out, true).write(message.structure().orElseThrow());
            }
            case BODY -> {
                out.raw("BODY ");
                new BodyStructureWriter(out, false).write(message.structure().orElseThrow());
            }
        }
    }

    private static long length(Payload payload) {
        return switch (payload) {
            case Payload.None none -> 0;
            case Payload.Range(long offset, long length) -> length;
            case Payload.Made(byte[] octets) -> octets.length;
            case Payload.Decoded(MimePart part, long origin, long length) -> length;
            case Payload.UnknownEncoding unknown -> 0;
        };
    }

    private void payload(Payload payload, MessageContent content, boolean binary) {
        long length = length(payload);
        if (payload instanceof Payload.None) {
            out.raw("NIL");
            return;
        }
        if (length == 0) {
            out.raw("\"\"");
            return;
        }
        if (binary) {
            out.binaryLiteral(length);
        } else {
            out.literal(length);
        }
        try {
            octets(payload, content);
        } catch (IOException | DatabaseException e) {
            throw new WireException(WireException.Reason.BROKEN, "a body could not be read to its end");
        }
    }

    private void octets(Payload payload, MessageContent content) throws IOException {
        switch (payload) {
            case Payload.Range(long offset, long length) -> {
                try (InputStream in = content.open(offset, length)) {
                    copy(in, length);
                }
            }
            case Payload.Decoded(MimePart part, long origin, long length) -> {
                try (InputStream in = PartContent.open(content, part)) {
                    in.skipNBytes(origin);
                    copy(in, length);
                }
            }
            case Payload.Made(byte[] octets) -> out.raw(octets, 0, octets.length);
            case Payload.None none -> {}
            case Payload.UnknownEncoding unknown -> {}
        }
    }

    private void copy(InputStream in, long length) throws IOException {
        byte[] piece = new byte[(int) Math.min(length, PIECE)];
        long left = length;
        while (left > 0) {
            int read = in.read(piece, 0, (int) Math.min(left, piece.length));
            if (read < 0) {
                throw new IOException("content ended early");
            }
            out.raw(piece, 0, read);
            left -= read;
        }
    }
}
