package org.letterlock.engine.mime;

import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;

/** The text that people see of HTML. */
final class HtmlText {

    private HtmlText() {}

    /** The text of {@code html} without markup, scripts and styles; the text that mails hide for previews is left in. */
    static String of(String html) {
        Document document = Jsoup.parse(html);
        document.select("script,style,template,noscript,head").remove();
        return document.text();
    }
}
