package org.letterlock.engine.smtp;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.letterlock.engine.net.Cut;
import org.letterlock.engine.net.Grammar;

/**
 * The content that follows DATA (RFC 5321 §4.1.1.4), piece by piece, without the dots of transparency (RFC 5321 §4.5.2). Only CRLF "." CRLF ends it.
 * A piece never ends between octets that mean something together, so the one thing to remember from piece to piece is {@code lineStart}.
 *
 * @param maxPiece how many octets a piece may have, at least 4
 * @param lineStart whether the next octet is the first of a line
 */
public record DotStuffedData(int maxPiece, boolean lineStart) implements Grammar<DotStuffedData.Piece> {

    /** The grammar of the first piece. */
    public static DotStuffedData first(int maxPiece) {
        return new DotStuffedData(maxPiece, true);
    }

    /** A part of the content. */
    public sealed interface Piece {
        /**
         * More content.
         *
         * @param octets at least one
         * @param fault the first thing in it that content must not have
         * @param next the grammar of the next piece
         */
        record Content(byte[] octets, Optional<ContentFault> fault, DotStuffedData next) implements Piece {}

        /** The end. */
        record End() implements Piece {}
    }

    @Override
    public Cut<Piece> cut(ByteBuffer octets) {
        int available = octets.remaining();
        byte[] out = new byte[Math.min(available, maxPiece)];
        int length = 0;
        int at = 0;
        boolean start = lineStart;
        Optional<ContentFault> fault = Optional.empty();
        while (at < available && length + 2 <= maxPiece) {
            byte octet = octets.get(octets.position() + at);
            int ahead = available - at;
            if (start && octet == '.') {
                if (ahead < 2 || (peek(octets, at + 1) == '\r' && ahead < 3)) {
                    break;
                }
                if (peek(octets, at + 1) == '\r' && peek(octets, at + 2) == '\n') {
                    if (at > 0) {
                        break;
                    }
                    return new Cut.Done<>(new Piece.End(), 3);
                }
                at++;
                start = false;
                continue;
            }
            if (octet == '\r') {
                if (ahead < 2) {
                    break;
                }
                if (peek(octets, at + 1) == '\n') {
                    out[length++] = '\r';
                    out[length++] = '\n';
                    at += 2;
                    start = true;
                    continue;
                }
            }
            start = false;
            Optional<ContentFault> found = fault(octet);
            fault = fault.isPresent() ? fault : found;
            out[length++] = octet;
            at++;
        }
        if (at == 0) {
            return new Cut.More<>();
        }
        return new Cut.Done<>(
                new Piece.Content(Arrays.copyOf(out, length), fault, new DotStuffedData(maxPiece, start)), at);
    }

    private static byte peek(ByteBuffer octets, int at) {
        return octets.get(octets.position() + at);
    }

    /** The fault of an octet that is not part of CRLF. */
    static Optional<ContentFault> fault(byte octet) {
        return switch (octet) {
            case '\r' -> Optional.of(ContentFault.BARE_CR);
            case '\n' -> Optional.of(ContentFault.BARE_LF);
            case 0 -> Optional.of(ContentFault.NUL);
            default -> Optional.empty();
        };
    }
}
