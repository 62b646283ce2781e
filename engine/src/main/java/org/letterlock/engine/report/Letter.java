package org.letterlock.engine.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mime.HeaderFields;
import org.letterlock.engine.mime.MimePart;
import org.letterlock.engine.mime.MimeScanner;
import org.letterlock.engine.mime.PartContent;

/**
 * A letter that may be a report, as far as it matters here.
 *
 * @param octets all of it
 * @param root its structure
 * @param header its header
 * @param parts its parts outside of messages that it holds, multiparts not among them, in their order
 */
record Letter(Octets octets, MimePart root, HeaderFields header, List<MimePart> parts) {

    private static final MimeScanner.Limits LIMITS = new MimeScanner.Limits(8, 50, 64 * 1024);
    private static final int MOST_HEADER = 64 * 1024;
    private static final int MOST_PART = 64 * 1024;
    private static final int MOST_FIELD = 2_000;

    static Letter of(Octets octets) throws IOException {
        MimePart root = MimeScanner.scan(octets, LIMITS).root();
        List<MimePart> parts = new ArrayList<>();
        collect(root, parts);
        return new Letter(octets, root, HeaderFields.of(octets, root, MOST_HEADER), parts);
    }

    private static void collect(MimePart part, List<MimePart> parts) {
        if (part.isMultipart()) {
            part.children().forEach(child -> collect(child, parts));
        } else {
            parts.add(part);
        }
    }

    /** The parts of these media types. */
    List<MimePart> ofTypes(List<String> types) {
        return parts.stream()
                .filter(part -> types.contains(part.type() + "/" + part.subtype()))
                .toList();
    }

    /** The content of a part, its transfer encoding taken off. */
    InputStream open(MimePart part) throws IOException {
        return PartContent.open(octets, part);
    }

    /** The beginning of a part, 64 KiB at most. Octets above 127 stand for themselves: what is looked for is ASCII. */
    String text(MimePart part) throws IOException {
        try (InputStream in = open(part)) {
            return new String(in.readNBytes(MOST_PART), StandardCharsets.ISO_8859_1);
        }
    }

    /** The blocks of fields of a part, as RFC 3464 §2.1 and RFC 5965 §2 have them: by names in lower case, unfolded; of several with one name the first. */
    List<Map<String, String>> blocks(MimePart part) throws IOException {
        List<Map<String, String>> blocks = new ArrayList<>();
        Map<String, String> block = new LinkedHashMap<>();
        String name = "";
        for (String line : text(part).split("\r?\n", -1)) {
            if (line.isBlank()) {
                if (!block.isEmpty()) {
                    blocks.add(block);
                    block = new LinkedHashMap<>();
                }
                name = "";
            } else if (line.startsWith(" ") || line.startsWith("\t")) {
                block.computeIfPresent(
                        name, (_, value) -> value.length() > MOST_FIELD ? value : value + " " + line.strip());
            } else {
                int colon = line.indexOf(':');
                name = colon < 0 ? "" : line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
                if (!name.isEmpty()) {
                    String value = line.substring(colon + 1).strip();
                    block.putIfAbsent(name, value.substring(0, Math.min(MOST_FIELD, value.length())));
                }
            }
        }
        if (!block.isEmpty()) {
            blocks.add(block);
        }
        return blocks;
    }

    /** The header of the letter that this one returns; empty where it returns none as a part. */
    Optional<HeaderFields> returned() throws IOException {
        for (MimePart part :
                ofTypes(List.of("message/rfc822", "message/global", "text/rfc822-headers", "message/global-headers"))) {
            return Optional.of(HeaderFields.parse(text(part).getBytes(StandardCharsets.ISO_8859_1)));
        }
        return Optional.empty();
    }
}
