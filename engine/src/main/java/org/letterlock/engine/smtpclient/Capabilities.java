package org.letterlock.engine.smtpclient;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.letterlock.engine.smtp.SmtpReply;

/**
 * What a server offers (RFC 5321 §4.1.1.1): keywords in upper case and their parameters.
 *
 * @param keywords none after HELO
 */
record Capabilities(Map<String, String> keywords) {

    static final Capabilities NONE = new Capabilities(Map.of());

    Capabilities {
        keywords = Map.copyOf(keywords);
    }

    /** Reads the lines behind the first of a reply to EHLO. */
    static Capabilities of(SmtpReply ehlo) {
        Map<String, String> keywords = new HashMap<>();
        List<String> lines = ehlo.lines();
        for (String line : lines.subList(1, lines.size())) {
            int space = line.indexOf(' ');
            String keyword = (space < 0 ? line : line.substring(0, space)).toUpperCase(Locale.ROOT);
            keywords.putIfAbsent(
                    keyword, space < 0 ? "" : line.substring(space + 1).strip());
        }
        return new Capabilities(keywords);
    }

    boolean offers(String keyword) {
        return keywords.containsKey(keyword);
    }

    /** The mechanisms of AUTH (RFC 4954 §3), in upper case. */
    List<String> mechanisms() {
        return List.of(
                keywords.getOrDefault("AUTH", "").toUpperCase(Locale.ROOT).split(" +", -1));
    }

    /** The shortest time within which the server promises to return a letter, in seconds (RFC 2852 §3); 0 where it does not say. */
    long shortestTime() {
        String time = keywords.getOrDefault("DELIVERBY", "").split(",", 2)[0].strip();
        return time.matches("[0-9]{1,9}") ? Long.parseLong(time) : 0;
    }

    /** The largest letter that the server takes (RFC 1870 §4); empty where it does not say. */
    OptionalLong maximumSize() {
        String size = keywords.getOrDefault("SIZE", "");
        if (!size.matches("[1-9][0-9]{0,17}")) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(Long.parseLong(size));
    }
}
