package org.letterlock.engine.imap;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Optional;
import org.letterlock.engine.mail.Flag;
import org.letterlock.engine.mail.MailboxName;

/**
 * Writes responses (RFC 9051 §7, §9) to a sink, gathered into pieces, of 8 KiB unless told otherwise. Used by one thread. Until {@link #utf8} text that is not US-ASCII
 * goes out as literals and mailbox names in modified UTF-7, afterwards both as quoted UTF-8.
 */
public final class ResponseWriter {

    private static final byte[] NONE = new byte[0];
    private static final int MAX_QUOTED = 4096;
    private static final int MAX_DIGITS = 20;

    private final Sink sink;
    private final int gathered;
    private byte[] buffer = NONE;
    private int length;
    private boolean utf8;

    /** Where octets go. */
    @FunctionalInterface
    public interface Sink {
        /** Takes octets; the array is the writer's again when it returns. */
        void write(byte[] octets, int offset, int length);
    }

    public ResponseWriter(Sink sink) {
        this(sink, 8192);
    }

    /** @param gathered how many octets it keeps before it hands them on */
    public ResponseWriter(Sink sink, int gathered) {
        this.sink = sink;
        this.gathered = gathered;
    }

    /** From now on writes UTF-8: after ENABLE IMAP4rev2 or UTF8=ACCEPT. */
    public void utf8(boolean on) {
        utf8 = on;
    }

    /** Whether it writes UTF-8. */
    public boolean utf8() {
        return utf8;
    }

    /** Hands what was gathered to the sink, and holds no memory until something is written again: thousands of sessions do nothing but wait. */
    public void flush() {
        hand();
        buffer = NONE;
    }

    private void hand() {
        if (length > 0) {
            sink.write(buffer, 0, length);
            length = 0;
        }
    }

    /** Octets as they are. */
    public ResponseWriter raw(byte[] octets, int offset, int count) {
        if (count > buffer.length - length) {
            hand();
            if (count >= gathered) {
                sink.write(octets, offset, count);
                return this;
            }
            if (buffer.length == 0) {
                buffer = new byte[gathered];
            }
        }
        System.arraycopy(octets, offset, buffer, length, count);
        length += count;
        return this;
    }

    /** Fixed US-ASCII text: words, spaces, parentheses. */
    public ResponseWriter raw(String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        return raw(octets, 0, octets.length);
    }

    public ResponseWriter number(long number) {
        if (number < 0 || buffer.length - length < MAX_DIGITS) {
            return raw(Long.toString(number));
        }
        int end = length + digits(number);
        long left = number;
        for (int at = end - 1; at >= length; at--) {
            buffer[at] = (byte) ('0' + left % 10);
            left /= 10;
        }
        length = end;
        return this;
    }

    private static int digits(long number) {
        int digits = 1;
        // Compared and not divided: most of writing 10,000 FETCH responses was this.
        for (long power = 10; digits < MAX_DIGITS - 1 && number >= power; power *= 10) {
            digits++;
        }
        return digits;
    }

    public ResponseWriter crlf() {
        return raw("\r\n");
    }

    /** The announcement of a literal; its octets follow by {@link #raw(byte[], int, int)}. */
    public ResponseWriter literal(long size) {
        return raw("{" + size + "}\r\n");
    }

    /** The announcement of a literal8. */
    public ResponseWriter binaryLiteral(long size) {
        return raw("~{" + size + "}\r\n");
    }

    /** A string: quoted where it can be, else a literal. */
    public ResponseWriter string(String text) {
        boolean quotable = text.length() <= MAX_QUOTED;
        boolean clean = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            clean &= c != 0;
            quotable &= c != '\r' && c != '\n' && c != 0 && (c < 0x80 || utf8);
        }
        if (quotable) {
            return raw("\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"");
        }
        byte[] octets = (clean ? text : text.replace("\0", "")).getBytes(StandardCharsets.UTF_8);
        return literal(octets.length).raw(octets, 0, octets.length);
    }

    /** Octets as a string of any kind that can hold them: quoted, a literal, or a literal8 (RFC 5464 §5, value). */
    public ResponseWriter value(byte[] octets) {
        boolean text = true;
        boolean zero = false;
        for (byte b : octets) {
            text &= b >= 0x20 && b < 0x7f;
            zero |= b == 0;
        }
        if (text && octets.length <= MAX_QUOTED) {
            return string(new String(octets, StandardCharsets.US_ASCII));
        }
        return (zero ? binaryLiteral(octets.length) : literal(octets.length)).raw(octets, 0, octets.length);
    }

    /** A string or NIL. */
    public ResponseWriter nstring(Optional<String> text) {
        return text.isPresent() ? string(text.get()) : raw("NIL");
    }

    /** An atom where it can be one, else a string. */
    public ResponseWriter astring(String text) {
        boolean atom = !text.isEmpty() && text.chars().allMatch(ResponseWriter::isAtomChar);
        return atom && !text.equalsIgnoreCase("NIL") ? raw(text) : string(text);
    }

    private static boolean isAtomChar(int c) {
        return c > 0x20 && c < 0x7f && "(){%*\"\\]".indexOf(c) < 0;
    }

    /** The name of a mailbox. */
    public ResponseWriter mailbox(MailboxName name) {
        return astring(utf8 ? name.value() : ModifiedUtf7.encode(name.value()));
    }

    /** Flags in parentheses. */
    public ResponseWriter flags(Collection<Flag> flags) {
        raw("(");
        boolean first = true;
        for (Flag flag : flags) {
            if (!first) {
                raw(" ");
            }
            raw(flag.token());
            first = false;
        }
        return raw(")");
    }

    /** A response code in brackets and a space behind. */
    public ResponseWriter code(ResponseCode code) {
        return raw("[" + code.text() + "] ");
    }

    /** The name of a FETCH item with a section: {@code BODY[1.HEADER]<0>}. */
    public ResponseWriter section(String item, Section section, Optional<Section.Partial> partial) {
        raw(item).raw("[");
        String separator = "";
        for (int part : section.part()) {
            raw(separator).number(part);
            separator = ".";
        }
        String text = switch (section.text()) {
            case ALL -> "";
            case HEADER -> "HEADER";
            case HEADER_FIELDS -> "HEADER.FIELDS";
            case HEADER_FIELDS_NOT -> "HEADER.FIELDS.NOT";
            case TEXT -> "TEXT";
            case MIME -> "MIME";
        };
        raw(text.isEmpty() ? "" : separator + text);
        if (!section.fields().isEmpty()) {
            String before = " (";
            for (String field : section.fields()) {
                raw(before).astring(field);
                before = " ";
            }
            raw(")");
        }
        raw("]");
        return partial.isPresent() ? raw("<" + partial.get().origin() + ">") : this;
    }
}
