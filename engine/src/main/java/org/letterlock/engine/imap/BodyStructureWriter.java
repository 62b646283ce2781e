package org.letterlock.engine.imap;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.letterlock.engine.mime.ImapEnvelope;
import org.letterlock.engine.mime.MimePart;

/** Writes BODYSTRUCTURE, and BODY, which is the same without extension data (RFC 9051 §7.5.2). */
public final class BodyStructureWriter {

    private static final ImapEnvelope NO_ENVELOPE = new ImapEnvelope(
            Optional.empty(),
            Optional.empty(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            Optional.empty(),
            Optional.empty());

    /** What stands for the parts of a multipart that has none: the grammar wants at least one. */
    private static final String NO_PART = "(\"text\" \"plain\" (\"charset\" \"us-ascii\") NIL NIL \"7bit\" 0 0)";

    private static final MimePart.Parameter DEFAULT_CHARSET = new MimePart.Parameter("charset", "us-ascii");

    private final ResponseWriter out;
    private final boolean extended;

    /** @param extended whether to write extension data */
    public BodyStructureWriter(ResponseWriter out, boolean extended) {
        this.out = out;
        this.extended = extended;
    }

    /** The structure of {@code part} in parentheses. The depth of parts is bounded where messages are scanned. */
    public void write(MimePart part) {
        out.raw("(");
        if (part.isMultipart()) {
            multipart(part);
        } else {
            single(part);
        }
        out.raw(")");
    }

    private void multipart(MimePart part) {
        if (part.children().isEmpty()) {
            out.raw(NO_PART);
        }
        part.children().forEach(this::write);
        out.raw(" ").string(part.subtype());
        if (extended) {
            out.raw(" ");
            parameters(part.parameters());
            dispositionLanguageLocation(part);
        }
    }

    private void single(MimePart part) {
        out.string(part.type()).raw(" ").string(part.subtype()).raw(" ");
        parameters(withCharset(part));
        out.raw(" ").nstring(part.contentId());
        out.raw(" ").nstring(part.description());
        out.raw(" ").string(part.encoding());
        out.raw(" ").number(part.size());
        if (isMessage(part)) {
            out.raw(" ");
            new EnvelopeWriter(out).write(part.envelope().orElse(NO_ENVELOPE));
            out.raw(" ");
            if (part.children().isEmpty()) {
                out.raw(NO_PART);
            } else {
                write(part.children().getFirst());
            }
            out.raw(" ").number(part.lines());
        } else if (part.type().equals("text")) {
            out.raw(" ").number(part.lines());
        }
        if (extended) {
            out.raw(" ").nstring(part.md5());
            dispositionLanguageLocation(part);
        }
    }

    /** Plain text has a charset, whether its letter says so or not (RFC 2045 §5.2, RFC 2046 §4.1.2). */
    private static List<MimePart.Parameter> withCharset(MimePart part) {
        boolean defaults = part.type().equals("text")
                && part.subtype().equals("plain")
                && part.parameters().stream().noneMatch(p -> p.name().equalsIgnoreCase("charset"));
        return defaults
                ? Stream.concat(part.parameters().stream(), Stream.of(DEFAULT_CHARSET))
                        .toList()
                : part.parameters();
    }

    /** Clients of IMAP4rev1 do not know that message/global has a structure, and would misread it. */
    private boolean isMessage(MimePart part) {
        return part.type().equals("message")
                && (part.subtype().equals("rfc822")
                        || (out.utf8() && part.subtype().equals("global")));
    }

    private void parameters(List<MimePart.Parameter> parameters) {
        if (parameters.isEmpty()) {
            out.raw("NIL");
            return;
        }
        String before = "(";
        for (MimePart.Parameter parameter : parameters) {
            out.raw(before).string(parameter.name()).raw(" ").string(parameter.value());
            before = " ";
        }
        out.raw(")");
    }

    private void dispositionLanguageLocation(MimePart part) {
        if (part.disposition().isPresent()) {
            MimePart.Disposition disposition = part.disposition().get();
            out.raw(" (").string(disposition.type()).raw(" ");
            parameters(disposition.parameters());
            out.raw(")");
        } else {
            out.raw(" NIL");
        }
        if (part.languages().isEmpty()) {
            out.raw(" NIL");
        } else {
            String before = " (";
            for (String language : part.languages()) {
                out.raw(before).string(language);
                before = " ";
            }
            out.raw(")");
        }
        out.raw(" ").nstring(part.location());
    }
}
