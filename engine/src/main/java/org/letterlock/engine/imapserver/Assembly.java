package org.letterlock.engine.imapserver;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.letterlock.engine.imap.ImapCommand.AppendContent;
import org.letterlock.engine.imap.ImapCommand.CatenatePart;
import org.letterlock.engine.imap.ImapUrl;
import org.letterlock.engine.imap.ResponseCode;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mail.UidSet;
import org.letterlock.engine.mime.BinaryParts;
import org.letterlock.engine.spool.Spool;
import org.letterlock.engine.spool.SpoolWriter;
import org.letterlock.engine.spool.Spooler;
import org.letterlock.engine.store.AccountStore;
import org.letterlock.engine.store.AccountStore.MessageContent;
import org.letterlock.engine.store.AccountStore.StoredMessage;

/**
 * Puts messages together from what a client sent and from what it refers to (RFC 4469), and encodes binary parts, so that every client can read them (RFC 3516
 * §4.4). What it opened it holds until closed: use what it made before.
 */
final class Assembly implements AutoCloseable {

    private final SessionState state;
    private final Spooler spooler;
    private final Iterator<Spool> literals;
    private final List<MessageContent> opened = new ArrayList<>();
    private final List<Spool> made = new ArrayList<>();

    /** @param literals what came with the command, in its order */
    Assembly(SessionState state, Spooler spooler, List<Spool> literals) {
        this.state = state;
        this.spooler = spooler;
        this.literals = literals.iterator();
    }

    /** What came of it. */
    sealed interface Result {
        record Whole(Octets octets) implements Result {}

        record Refused(TaggedResponse response) implements Result {}
    }

    Result assemble(AppendContent content) {
        Result result = switch (content) {
            case AppendContent.Literal(boolean binary) ->
                binary ? withoutNul(literals.next()) : new Result.Whole(literals.next());
            case AppendContent.Catenate(List<CatenatePart> parts) -> catenate(parts);
        };
        return result instanceof Result.Whole(Octets octets) ? checked(octets) : result;
    }

    private Result checked(Octets octets) {
        if (octets.length() == 0) {
            return new Result.Refused(TaggedResponse.no(ResponseCode.CANNOT, "The message is empty"));
        }
        return octets.length() > state.settings().appendLimit()
                ? new Result.Refused(TaggedResponse.no(ResponseCode.TOOBIG, "The message is too large"))
                : new Result.Whole(octets);
    }

    private Result catenate(List<CatenatePart> parts) {
        List<Octets> pieces = new ArrayList<>();
        for (CatenatePart part : parts) {
            switch (part) {
                case CatenatePart.Text text -> pieces.add(literals.next());
                case CatenatePart.Url(String url) -> {
                    Optional<Octets> found = ImapUrl.parse(url).flatMap(this::find);
                    if (found.isEmpty()) {
                        return new Result.Refused(
                                TaggedResponse.no(ResponseCode.badUrl(url), "The URL leads to no part of a message"));
                    }
                    pieces.add(found.get());
                }
            }
        }
        return withoutNul(new Joined(List.copyOf(pieces)));
    }

    /** What a URL leads to; empty where it leads nowhere. */
    private Optional<Octets> find(ImapUrl url) {
        return url.mailbox().map(name -> state.store().mailbox(name)).orElseGet(this::selected).stream()
                .filter(AccountStore.Mailbox::selectable)
                .filter(mailbox -> url.uidValidity().orElse(mailbox.uidValidity()) == mailbox.uidValidity())
                .flatMap(mailbox -> message(mailbox, url.uid()).stream())
                .flatMap(message -> part(message, url).stream())
                .findFirst();
    }

    private Optional<AccountStore.Mailbox> selected() {
        return state.selected()
                .flatMap(mailbox -> state.store().mailboxes().stream()
                        .filter(one -> one.id().equals(mailbox.id()))
                        .findFirst());
    }

    private Optional<StoredMessage> message(AccountStore.Mailbox mailbox, long uid) {
        List<StoredMessage> found = new ArrayList<>();
        state.store().fetch(mailbox.id(), UidSet.of(uid), EnumSet.of(AccountStore.Want.STRUCTURE), found::add);
        return found.stream().findFirst();
    }

    private Optional<Octets> part(StoredMessage message, ImapUrl url) {
        Optional<MessageContent> content = state.store().content(message.id());
        content.ifPresent(opened::add);
        return content.flatMap(octets -> {
            SectionReader reader =
                    new SectionReader(message.structure().orElseThrow(), message.size(), octets, HeaderSelection::of);
            return switch (reader.body(url.section(), url.partial())) {
                case Payload.Range(long offset, long length) -> Optional.of(new Slice(octets, offset, length));
                case Payload.Made(byte[] bytes) -> Optional.of(Octets.of(bytes));
                case Payload.None none -> Optional.empty();
                case Payload.Decoded decoded -> Optional.empty();
                case Payload.UnknownEncoding unknown -> Optional.empty();
            };
        });
    }

    /** A message in which clients that know no BINARY find no NUL; refused where there is no way to get it out. */
    private Result withoutNul(Octets message) {
        try {
            if (!holdsNul(message)) {
                return new Result.Whole(message);
            }
            try (SpoolWriter writer = spooler.create()) {
                BinaryParts.encode(message, new SpoolStream(writer));
                made.add(writer.finish());
            }
            return holdsNul(made.getLast())
                    ? new Result.Refused(TaggedResponse.no(
                            ResponseCode.UNKNOWN_CTE, "There is a NUL outside parts of the encoding binary"))
                    : new Result.Whole(made.getLast());
        } catch (IOException e) {
            return new Result.Refused(
                    TaggedResponse.no(ResponseCode.UNAVAILABLE, "The message could not be kept, try again later"));
        }
    }

    private static boolean holdsNul(Octets octets) throws IOException {
        byte[] piece = new byte[32 * 1024];
        try (InputStream in = octets.open()) {
            for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                for (int i = 0; i < read; i++) {
                    if (piece[i] == 0) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    @Override
    public void close() {
        opened.forEach(MessageContent::close);
        made.forEach(Spool::close);
    }

    /** Octets one behind the other. */
    private record Joined(List<Octets> parts) implements Octets {

        @Override
        public long length() {
            return parts.stream().mapToLong(Octets::length).sum();
        }

        @Override
        public InputStream open() throws IOException {
            List<InputStream> streams = new ArrayList<>();
            for (Octets part : parts) {
                streams.add(part.open());
            }
            return new SequenceInputStream(Collections.enumeration(streams));
        }
    }

    /** Some of the octets of a message. */
    private record Slice(Octets of, long offset, long length) implements Octets {

        @Override
        public InputStream open() throws IOException {
            return of.open(offset, length);
        }
    }

    /** Writes to a spool. */
    private static final class SpoolStream extends OutputStream {

        private final SpoolWriter writer;

        private SpoolStream(SpoolWriter writer) {
            this.writer = writer;
        }

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] octets, int offset, int length) throws IOException {
            writer.write(octets, offset, length);
        }
    }
}
