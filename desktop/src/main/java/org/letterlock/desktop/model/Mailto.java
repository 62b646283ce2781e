package org.letterlock.desktop.model;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * A letter to nobody yet that a mail program is to begin, as the URI that such programs are opened by (RFC 6068).
 *
 * @param subject a line; what would end it becomes a space
 * @param body in lines, however they end; what is no text is left out
 */
public record Mailto(String subject, String body) {

    /** The URI. Whatever the texts hold, it is of letters, digits and {@code -._%}, and says no more than a subject and a body. */
    public String uri() {
        return "mailto:?subject=" + encoded(subject.replaceAll("\\p{Cntrl}+", " ")) + "&body="
                + encoded(body.replaceAll("\\R", "\n")
                        .replaceAll("[\\p{Cntrl}&&[^\n\t]]", "")
                        // Lines end so in a body (RFC 6068 §5).
                        .replace("\n", "\r\n"));
    }

    /** As forms are encoded, but for the space, which some programs would show as a plus. */
    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A");
    }
}
