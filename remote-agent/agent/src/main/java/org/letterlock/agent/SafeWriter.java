package org.letterlock.agent;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.Writer;

/**
 * Spells out what a terminal would obey, and what turns the order in which text is read: much of what is shown was written by strangers. Line ends and tabs are
 * our own. Inside JSON the spelling is JSON's, so a program reads what was there.
 */
final class SafeWriter extends FilterWriter {

    SafeWriter(Writer out) {
        super(out);
    }

    @Override
    public void write(int c) throws IOException {
        if (isHarmful((char) c)) {
            out.write(String.format("\\u%04x", c));
        } else {
            out.write(c);
        }
    }

    @Override
    public void write(char[] text, int offset, int length) throws IOException {
        write(new String(text, offset, length), 0, length);
    }

    @Override
    public void write(String text, int offset, int length) throws IOException {
        int clean = offset;
        for (int i = offset; i < offset + length; i++) {
            if (isHarmful(text.charAt(i))) {
                out.write(text, clean, i - clean);
                write(text.charAt(i));
                clean = i + 1;
            }
        }
        out.write(text, clean, offset + length - clean);
    }

    private static boolean isHarmful(char c) {
        return (Character.isISOControl(c) && c != '\n' && c != '\t')
                || c == '\u061c'
                || c == '\u200e'
                || c == '\u200f'
                || (c >= '\u2028' && c <= '\u202e')
                || (c >= '\u2066' && c <= '\u2069');
    }
}
