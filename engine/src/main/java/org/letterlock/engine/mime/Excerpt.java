package org.letterlock.engine.mime;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.letterlock.engine.mail.Octets;

/**
 * What a glance at a letter sees of its bodies.
 *
 * @param text as {@link SearchText#body}
 * @param links of its HTML
 * @param attachmentNames the names of files, a line each
 */
public record Excerpt(String text, List<Hyperlink> links, String attachmentNames) {

    public Excerpt {
        links = List.copyOf(links);
    }

    /**
     * Reads the beginning of {@code message}, of which {@code scanned} is the scan.
     *
     * @param most how many octets of bodies are read
     * @param mostHtml how many of them may be HTML
     */
    public static Excerpt of(Octets message, ScannedMessage scanned, int most, int mostHtml) throws IOException {
        List<Hyperlink> links = new ArrayList<>();
        try (InputStream in = message.open()) {
            SearchText.Collector collector = new SearchText.Collector(in, most, mostHtml, links::add);
            collector.part(scanned.root());
            return new Excerpt(collector.body(), links, collector.names());
        }
    }
}
