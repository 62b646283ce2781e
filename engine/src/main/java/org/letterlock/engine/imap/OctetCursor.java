package org.letterlock.engine.imap;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.letterlock.engine.mail.Flag;
import org.letterlock.engine.mail.MailboxName;

/** Reads the elements of RFC 9051 §9 off the octets of a command, from left to right. Each method takes one element or throws {@link SyntaxException}. */
final class OctetCursor {

    private static final long MAX_NUMBER = 0xFFFF_FFFFL;
    private static final int MAX_FLAG = 128;

    private final byte[] octets;
    private final Dialect dialect;
    private int at;

    OctetCursor(byte[] octets, Dialect dialect) {
        this.octets = octets;
        this.dialect = dialect;
    }

    Dialect dialect() {
        return dialect;
    }

    boolean atEnd() {
        return at == octets.length;
    }

    /** The next octet, -1 at the end. */
    int peek() {
        return at < octets.length ? octets[at] & 0xff : -1;
    }

    boolean accept(char c) {
        if (peek() == c) {
            at++;
            return true;
        }
        return false;
    }

    /** Takes {@code text}, in any case, if it comes next. */
    boolean accept(String text) {
        if (octets.length - at < text.length()) {
            return false;
        }
        String next = new String(octets, at, text.length(), StandardCharsets.ISO_8859_1);
        if (!next.equalsIgnoreCase(text)) {
            return false;
        }
        at += text.length();
        return true;
    }

    void expect(char c) {
        if (!accept(c)) {
            throw new SyntaxException(c == ' ' ? "Arguments are missing" : "Expected " + c);
        }
    }

    void space() {
        expect(' ');
    }

    /** The end of the command; some clients leave spaces there. */
    void end() {
        while (peek() == ' ') {
            at++;
        }
        if (!atEnd()) {
            throw new SyntaxException("Too many arguments");
        }
    }

    private static boolean isAtomChar(int c) {
        return c > 0x20 && c < 0x7f && "(){%*\"\\]".indexOf(c) < 0;
    }

    String tag() {
        int start = at;
        while ((isAtomChar(peek()) || peek() == ']') && peek() != '+') {
            at++;
        }
        return taken(start, "The tag is missing");
    }

    String atom() {
        int start = at;
        while (isAtomChar(peek())) {
            at++;
        }
        return taken(start, "Expected a word");
    }

    /** Letters, digits, dots and hyphens, in upper case: the name of a command, item or option. */
    String word() {
        int start = at;
        while (isWordChar(peek())) {
            at++;
        }
        return taken(start, "Expected a word").toUpperCase(Locale.ROOT);
    }

    private static boolean isWordChar(int c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '.' || c == '-';
    }

    private String taken(int start, String complaint) {
        if (at == start) {
            throw new SyntaxException(complaint);
        }
        return new String(octets, start, at - start, StandardCharsets.US_ASCII);
    }

    long number() {
        long number = number64();
        if (number > MAX_NUMBER) {
            throw new SyntaxException("The number is too large");
        }
        return number;
    }

    long positiveNumber() {
        long number = number();
        if (number == 0) {
            throw new SyntaxException("Zero is no number of a message or part");
        }
        return number;
    }

    long number64() {
        int start = at;
        long value = 0;
        while (peek() >= '0' && peek() <= '9') {
            int digit = peek() - '0';
            if (value > (Long.MAX_VALUE - digit) / 10) {
                throw new SyntaxException("The number is too large");
            }
            value = value * 10 + digit;
            at++;
        }
        if (at == start) {
            throw new SyntaxException("Expected a number");
        }
        return value;
    }

    byte[] stringOctets() {
        return switch (peek()) {
            case '"' -> quoted();
            case '{', '~' -> literal();
            default -> throw new SyntaxException("Expected a string");
        };
    }

    byte[] astringOctets() {
        if (peek() == '"' || peek() == '{') {
            return stringOctets();
        }
        int start = at;
        while (isAtomChar(peek()) || peek() == ']' || peek() >= 0x80) {
            at++;
        }
        if (at == start) {
            throw new SyntaxException("Expected a string");
        }
        return Arrays.copyOfRange(octets, start, at);
    }

    String astring() {
        return decode(astringOctets(), StandardCharsets.UTF_8);
    }

    String string() {
        return decode(stringOctets(), StandardCharsets.UTF_8);
    }

    Optional<String> nstring() {
        if (peek() == '"' || peek() == '{') {
            return Optional.of(string());
        }
        if (!word().equals("NIL")) {
            throw new SyntaxException("Expected a string or NIL");
        }
        return Optional.empty();
    }

    String astring(Charset charset) {
        return decode(astringOctets(), charset);
    }

    private static String decode(byte[] octets, Charset charset) {
        try {
            return charset.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
        } catch (CharacterCodingException e) {
            throw new SyntaxException("The text is not valid " + charset.name());
        }
    }

    private byte[] quoted() {
        expect('"');
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        while (true) {
            int c = peek();
            at++;
            switch (c) {
                case '"' -> {
                    return text.toByteArray();
                }
                case '\\' -> {
                    int escaped = peek();
                    if (escaped != '"' && escaped != '\\') {
                        throw new SyntaxException("Only quote and backslash are escaped");
                    }
                    text.write(escaped);
                    at++;
                }
                case -1 -> {
                    at--;
                    throw new SyntaxException("The quoted string does not end");
                }
                case 0, '\r', '\n' -> throw new SyntaxException("The quoted string has an octet it must not have");
                default -> text.write(c);
            }
        }
    }

    private byte[] literal() {
        boolean binary = accept('~');
        long length = literalHead();
        if (length > octets.length - at) {
            throw new SyntaxException("The literal is incomplete");
        }
        byte[] text = Arrays.copyOfRange(octets, at, at + (int) length);
        at += (int) length;
        for (byte b : text) {
            if (b == 0 && !binary) {
                throw new SyntaxException("The literal has an octet it must not have");
            }
        }
        return text;
    }

    /** The announcement of a literal whose octets travel apart. */
    long literalHead() {
        expect('{');
        long length = number64();
        accept('+');
        expect('}');
        expect('\r');
        expect('\n');
        return length;
    }

    Flag flag() {
        int start = at;
        accept('\\');
        atom();
        if (at - start > MAX_FLAG) {
            throw new SyntaxException("The flag is too long", ResponseCode.LIMIT);
        }
        return new Flag(new String(octets, start, at - start, StandardCharsets.US_ASCII));
    }

    /** Flags in parentheses. */
    Set<Flag> flagList() {
        Set<Flag> flags = new LinkedHashSet<>();
        expect('(');
        if (!accept(')')) {
            do {
                flags.add(flag());
            } while (accept(' '));
            expect(')');
        }
        return flags;
    }

    /** Whether {@code text}, in any case, stands before the literal that ends the octets. */
    boolean endsWithLiteralBehind(String text) {
        int brace = octets.length - 1;
        while (brace >= 0 && octets[brace] != '{') {
            brace--;
        }
        int start = brace - text.length();
        return start >= 0
                && new String(octets, start, text.length(), StandardCharsets.ISO_8859_1).equalsIgnoreCase(text);
    }

    /** The names between a backslash and what is no atom, such as {@code \Sent}. */
    String attribute() {
        expect('\\');
        return "\\" + atom();
    }

    MailboxName mailbox() {
        return mailboxName(mailboxText(astringOctets()));
    }

    /** A mailbox; empty for the empty string, which means the server (RFC 5464 §4.1). */
    Optional<MailboxName> mailboxOrServer() {
        String text = mailboxText(astringOctets());
        return text.isEmpty() ? Optional.empty() : Optional.of(mailboxName(text));
    }

    /** A name to create, which may end with the separator (RFC 9051 §6.3.4). */
    MailboxName mailboxToCreate() {
        String text = mailboxText(astringOctets());
        boolean container = text.length() > 1 && text.charAt(text.length() - 1) == MailboxName.SEPARATOR;
        return mailboxName(container ? text.substring(0, text.length() - 1) : text);
    }

    private static MailboxName mailboxName(String text) {
        return MailboxName.parse(text)
                .orElseThrow(() -> new SyntaxException("No mailbox can have that name", ResponseCode.CANNOT));
    }

    /** A pattern of LIST: an astring that may have wildcards. */
    String listMailbox() {
        if (peek() == '"' || peek() == '{') {
            return mailboxText(stringOctets());
        }
        int start = at;
        while (isAtomChar(peek()) || peek() == ']' || peek() == '*' || peek() == '%' || peek() >= 0x80) {
            at++;
        }
        if (at == start) {
            throw new SyntaxException("Expected the name of a mailbox");
        }
        return mailboxText(Arrays.copyOfRange(octets, start, at));
    }

    String mailboxText() {
        return mailboxText(astringOctets());
    }

    private String mailboxText(byte[] name) {
        boolean ascii = true;
        for (byte b : name) {
            ascii &= b >= 0;
        }
        String text = decode(name, StandardCharsets.UTF_8);
        if (ascii && dialect == Dialect.REV1) {
            text = ModifiedUtf7.decode(text)
                    .orElseThrow(() -> new SyntaxException("No mailbox can have that name", ResponseCode.CANNOT));
        }
        return Normalizer.normalize(text, Normalizer.Form.NFC);
    }

    SequenceSet sequenceSet() {
        if (accept('$')) {
            return SequenceSet.SAVED;
        }
        List<SequenceSet.Range> ranges = new ArrayList<>();
        do {
            long one = sequenceNumber();
            ranges.add(new SequenceSet.Range(one, accept(':') ? sequenceNumber() : one));
        } while (accept(','));
        return new SequenceSet(List.copyOf(ranges));
    }

    /** RFC 9394 §4, partial-range. */
    PartialRange partialRange() {
        boolean fromEnd = accept('-');
        long one = positiveNumber();
        expect(':');
        if (fromEnd) {
            expect('-');
        }
        return new PartialRange(one, positiveNumber(), fromEnd);
    }

    /** A set of numbers alone, without {@code *} and {@code $}. */
    SequenceSet numberSet() {
        SequenceSet set = sequenceSet();
        boolean star =
                set.ranges().stream().anyMatch(r -> r.one() == SequenceSet.STAR || r.other() == SequenceSet.STAR);
        if (star || set.isSaved()) {
            throw new SyntaxException("Expected numbers");
        }
        return set;
    }

    private long sequenceNumber() {
        return accept('*') ? SequenceSet.STAR : positiveNumber();
    }
}
