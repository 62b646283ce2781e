package org.letterlock.engine.mime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** The first words of a message (RFC 8970 §3.2). */
final class Preview {

    private static final int MAX_CHARACTERS = 200;

    private Preview() {}

    /** The beginning of a part's body, as it stands. */
    record Source(EntityHeader header, byte[] octets) {}

    static Optional<String> of(Optional<Source> plain, Optional<Source> html) {
        return plain.map(Preview::decode)
                .flatMap(Preview::shorten)
                .or(() -> html.map(Preview::decode).map(HtmlText::of).flatMap(Preview::shorten));
    }

    private static String decode(Source source) {
        Optional<String> charset = source.header().parameters().stream()
                .filter(p -> p.name().equals("charset"))
                .map(MimePart.Parameter::value)
                .findFirst();
        try {
            return PartContent.text(source.octets(), source.header().encoding(), charset);
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
    }

    private static Optional<String> shorten(String text) {
        StringBuilder kept = new StringBuilder();
        boolean space = false;
        int count = 0;
        for (int i = 0; i < text.length() && count < MAX_CHARACTERS; ) {
            int character = text.codePointAt(i);
            i += Character.charCount(character);
            if (SearchText.isSpace(character)) {
                space = !kept.isEmpty();
                continue;
            }
            if (space) {
                if (count + 2 > MAX_CHARACTERS) {
                    break;
                }
                kept.append(' ');
                count++;
                space = false;
            }
            kept.appendCodePoint(character);
            count++;
        }
        return kept.isEmpty() ? Optional.empty() : Optional.of(kept.toString());
    }
}
