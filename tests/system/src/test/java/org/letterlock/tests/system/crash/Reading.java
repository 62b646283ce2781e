package org.letterlock.tests.system.crash;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.letterlock.tests.kit.ImapTestClient;
import org.letterlock.tests.kit.ImapTestClient.Response;

/** Reads which letters a mailbox has, by their Message-IDs. */
final class Reading {

    private static final Pattern FLAGS = Pattern.compile("FLAGS \\(([^)]*)\\)");
    private static final Pattern LISTED = Pattern.compile("\\* LIST \\([^)]*\\) (?:\"[^\"]*\"|NIL) \"?([^\"]+)\"?");

    private Reading() {}

    /** The Message-IDs by UID. */
    static Map<Long, String> ids(ImapTestClient imap, String uids) {
        Map<Long, String> ids = new LinkedHashMap<>();
        imap.fetch(uids, "HEADER.FIELDS (MESSAGE-ID)").forEach((uid, header) -> ids.put(uid, id(header)));
        return ids;
    }

    private static String id(byte[] header) {
        String text = new String(header, StandardCharsets.ISO_8859_1).replace("\r\n", " ");
        return text.substring(text.indexOf(':') + 1).strip();
    }

    /** Adds where each letter of a mailbox is. A mailbox that is not there has none. */
    static void places(ImapTestClient imap, String mailbox, Map<String, List<Place>> found) {
        ImapTestClient.Result selected = imap.attempt("EXAMINE " + mailbox);
        if (!selected.isOk()) {
            return;
        }
        String command = "UID FETCH 1:* (FLAGS BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])";
        for (Response response : imap.command(command).untagged()) {
            Matcher flags = FLAGS.matcher(response.line());
            if (response.literals().isEmpty() || !flags.find()) {
                continue;
            }
            String[] words = Arrays.stream(flags.group(1).split(" "))
                    .filter(flag -> !flag.isEmpty() && !flag.equals("\\Recent"))
                    .toArray(String[]::new);
            found.computeIfAbsent(id(response.literals().getFirst()), _ -> new ArrayList<>())
                    .add(Place.in(mailbox, words));
        }
    }

    /** All mailboxes. */
    static List<String> mailboxes(ImapTestClient imap) {
        return imap.command("LIST \"\" *").lines().stream()
                .map(LISTED::matcher)
                .filter(Matcher::matches)
                .map(matcher -> matcher.group(1))
                .toList();
    }
}
