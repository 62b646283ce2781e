package org.letterlock.engine.net;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A grammar of lines for tests of the wire. */
final class Lines implements Grammar<String> {

    @Override
    public Cut<String> cut(ByteBuffer octets) {
        for (int i = octets.position(); i + 1 < octets.limit(); i++) {
            if (octets.get(i) == '\r' && octets.get(i + 1) == '\n') {
                byte[] line = new byte[i - octets.position()];
                octets.get(octets.position(), line);
                return new Cut.Done<>(new String(line, StandardCharsets.UTF_8), line.length + 2);
            }
        }
        return new Cut.More<>();
    }
}
