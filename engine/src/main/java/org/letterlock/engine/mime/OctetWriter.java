package org.letterlock.engine.mime;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.CRC32C;

/** Writes the form that {@link MimeCodec} describes. */
final class OctetWriter {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);

    OctetWriter(byte version) {
        out.write(version);
    }

    void number(long value) {
        long left = value;
        while (left < 0 || left > 0x7F) {
            out.write((int) ((left & 0x7F) | 0x80));
            left >>>= 7;
        }
        out.write((int) left);
    }

    void text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        number(utf8.length);
        out.writeBytes(utf8);
    }

    void optional(Optional<String> text) {
        if (text.isEmpty()) {
            number(0);
        } else {
            byte[] utf8 = text.get().getBytes(StandardCharsets.UTF_8);
            number(utf8.length + 1L);
            out.writeBytes(utf8);
        }
    }

    byte[] finish() {
        CRC32C sum = new CRC32C();
        sum.update(out.toByteArray());
        out.writeBytes(ByteBuffer.allocate(4).putInt((int) sum.getValue()).array());
        return out.toByteArray();
    }
}
