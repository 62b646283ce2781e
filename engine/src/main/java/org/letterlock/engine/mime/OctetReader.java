package org.letterlock.engine.mime;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.zip.CRC32C;

/** Reads the form that {@link MimeCodec} describes. */
final class OctetReader {

    private static final int SUM = 4;

    private final byte[] octets;
    private final int end;
    private int at = 1;

    /** @throws DamagedMimeException when the version is another or the sum is wrong */
    OctetReader(byte[] octets, byte version) {
        this.octets = octets;
        end = octets.length - SUM;
        if (end < 1) {
            throw new DamagedMimeException("too short");
        }
        if (octets[0] != version) {
            throw new DamagedMimeException("of another kind or version: " + octets[0]);
        }
        CRC32C sum = new CRC32C();
        sum.update(octets, 0, end);
        if (ByteBuffer.wrap(octets).getInt(end) != (int) sum.getValue()) {
            throw new DamagedMimeException("its sum is wrong");
        }
    }

    long number() {
        long value = 0;
        for (int shift = 0; shift < 63; shift += 7) {
            if (at == end) {
                throw new DamagedMimeException("ends within a number");
            }
            byte octet = octets[at++];
            value |= (long) (octet & 0x7F) << shift;
            if (octet >= 0) {
                return value;
            }
        }
        throw new DamagedMimeException("a number is too large");
    }

    String text() {
        return text(number());
    }

    private String text(long length) {
        if (length > end - at) {
            throw new DamagedMimeException("ends within a text");
        }
        String text = new String(octets, at, (int) length, StandardCharsets.UTF_8);
        at += (int) length;
        return text;
    }

    Optional<String> optional() {
        long length = number();
        return length == 0 ? Optional.empty() : Optional.of(text(length - 1));
    }

    <T> Optional<T> present(Supplier<T> element) {
        return number() == 0 ? Optional.empty() : Optional.of(element.get());
    }

    <T> List<T> list(Supplier<T> element) {
        long size = number();
        if (size > end - at) {
            throw new DamagedMimeException("a list is too long");
        }
        if (size == 0) {
            return List.of();
        }
        List<T> list = new ArrayList<>((int) size);
        for (long i = 0; i < size; i++) {
            list.add(element.get());
        }
        return List.copyOf(list);
    }

    void finish() {
        if (at != end) {
            throw new DamagedMimeException("goes on behind its end");
        }
    }
}
