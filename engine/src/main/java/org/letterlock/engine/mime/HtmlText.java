package org.letterlock.engine.mime;

import java.util.function.Consumer;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;

/** The text that people see of HTML. */
final class HtmlText {

    private static final int MAX_LINKS = 200;

    private HtmlText() {}

    /** The text of {@code html} without markup, scripts and styles; the text that mails hide for previews is left in. */
    static String of(String html) {
        return of(html, _ -> {});
    }

    /**
     * As {@link #of(String)}.
     *
     * @param links gets what can be followed, the first {@value #MAX_LINKS}
     */
    static String of(String html, Consumer<Hyperlink> links) {
        Document document = Jsoup.parse(html);
        document.select("a[href]").stream()
                .limit(MAX_LINKS)
                .map(link -> new Hyperlink(link.text(), link.attr("href").strip()))
                .forEach(links);
        document.select("script,style,template,noscript,head").remove();
        return document.text();
    }
}
