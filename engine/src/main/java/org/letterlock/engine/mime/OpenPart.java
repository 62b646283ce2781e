package org.letterlock.engine.mime;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A part whose end the scan has not reached yet. */
final class OpenPart {

    /** Where in the part the scan is. */
    enum Place {
        HEADER,
        /** In the body of a part without parts. */
        LEAF,
        /** In a multipart, outside its parts. */
        BETWEEN_PARTS,
        /** In a message/rfc822, whose message is open above it. */
        MESSAGE
    }

    final long headerStart;
    final boolean inDigest;
    final boolean isWholeMessage;
    final ByteArrayOutputStream headerOctets = new ByteArrayOutputStream();
    final List<MimePart> children = new ArrayList<>();
    Place place = Place.HEADER;
    boolean headerSeen;
    long bodyStart;
    long lineBreaksBefore;
    EntityHeader header;
    Optional<ImapEnvelope> heldEnvelope = Optional.empty();
    Optional<String> boundary = Optional.empty();

    @Nullable
    OpenPart shadowed;

    @Nullable
    ByteArrayOutputStream capture;

    OpenPart(long headerStart, boolean isWholeMessage, boolean inDigest) {
        this.headerStart = headerStart;
        this.isWholeMessage = isWholeMessage;
        this.inDigest = inDigest;
        this.header = EntityHeader.of(HeaderFields.parse(new byte[0]), inDigest);
    }

    /** The part, its body ending at {@code bodyEnd}. */
    MimePart part(long bodyEnd, long lines) {
        EntityHeader known = header.type().equals("multipart") && children.isEmpty() ? header.asText() : header;
        return new MimePart(
                known.type(),
                known.subtype(),
                known.parameters(),
                known.contentId(),
                known.description(),
                known.encoding(),
                known.disposition(),
                known.languages(),
                known.location(),
                known.md5(),
                headerStart,
                bodyStart,
                bodyEnd,
                lines,
                List.copyOf(children),
                heldEnvelope);
    }
}
