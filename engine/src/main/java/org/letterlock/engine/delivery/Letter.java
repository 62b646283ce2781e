package org.letterlock.engine.delivery;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import org.letterlock.engine.mail.Octets;

/**
 * A letter with another beginning.
 *
 * @param head what it begins with now
 * @param content what it was
 * @param skipped how many octets of {@code content} are left out at its beginning
 */
record Letter(byte[] head, Octets content, long skipped) implements Octets {

    @Override
    public long length() {
        return head.length + content.length() - skipped;
    }

    @Override
    public InputStream open() throws IOException {
        InputStream rest = content.open();
        try {
            rest.skipNBytes(skipped);
        } catch (IOException e) {
            rest.close();
            throw e;
        }
        return new SequenceInputStream(new ByteArrayInputStream(head), rest);
    }
}
