package org.letterlock.engine.imapserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.engine.net.WireClient;

/** A search of many mailboxes answers what a search of each of them does (RFC 7377 §2.1). */
final class MultiSearchModelTest {

    private static final Pattern ESEARCH =
            Pattern.compile("\\* ESEARCH \\(TAG \"\\w+\"(?: MAILBOX (\\S+) UIDVALIDITY (\\d+))?\\) UID(.*)");
    private static final List<String> NAMES = List.of("INBOX", "Sent", "a", "a/b", "a/b/c", "d");
    private static final List<String> WORDS = List.of("apple", "pear", "plum", "quince");

    @TempDir
    private Path folder;

    @Test
    void answersAsSearchesOfEachMailboxDo() {
        Random random = new Random(7377);
        try (ImapFixture fixture = new ImapFixture(folder);
                WireClient wire = fixture.loggedIn()) {
            fill(wire, random);
            for (int round = 0; round < 60; round++) {
                String returns = List.of("ALL", "MIN MAX", "COUNT ALL", "MIN COUNT", "PARTIAL 1:3", "PARTIAL -1:-2")
                        .get(random.nextInt(6));
                String key = key(random, 2);
                Map<String, List<String>> sources = Map.of(
                        "personal", NAMES,
                        "inboxes", NAMES,
                        "subscribed", List.of("INBOX", "Sent"),
                        "subtree a", List.of("a", "a/b", "a/b/c"),
                        "subtree-one a", List.of("a", "a/b"),
                        "mailboxes (d a/b nowhere) subtree-one a", List.of("a", "a/b", "d"));
                sources.forEach((source, mailboxes) -> {
                    Map<String, String> expected = new TreeMap<>();
                    mailboxes.forEach(mailbox -> {
                        run(wire, "EXAMINE " + mailbox);
                        String one = run(wire, "UID SEARCH RETURN (" + returns + ") " + key)
                                .getOrDefault("", "");
                        boolean found = !one.contains("NIL") && !one.contains("COUNT 0") && !one.isEmpty();
                        if (found) {
                            expected.put(mailbox, one);
                        }
                    });
                    String all = "ESEARCH IN (" + source + ") RETURN (" + returns + ") " + key;
                    assertThat(run(wire, all)).as(all).isEqualTo(expected);
                });
            }
        }
    }

    private static void fill(WireClient wire, Random random) {
        for (String name : NAMES) {
            run(wire, "CREATE " + name);
            for (int i = random.nextInt(8); i > 0; i--) {
                String text = "Subject: " + word(random) + "\r\nFrom: " + word(random) + "@x\r\n\r\n" + word(random)
                        + " and " + word(random) + "\r\n";
                String flags =
                        List.of("", "\\Seen", "\\Flagged", "\\Seen \\Deleted").get(random.nextInt(4));
                run(wire, "APPEND " + name + " (" + flags + ") {" + text.length() + "+}\r\n" + text);
            }
            // Numbers and UIDs differ.
            run(wire, "SELECT " + name);
            run(wire, "EXPUNGE");
        }
    }

    private static String word(Random random) {
        return WORDS.get(random.nextInt(WORDS.size()));
    }

    private static String key(Random random, int depth) {
        return switch (random.nextInt(depth == 0 ? 9 : 12)) {
            case 0 -> "UNSEEN";
            case 1 -> "FLAGGED";
            case 2 -> "SUBJECT " + word(random);
            case 3 -> "FROM " + word(random);
            case 4 -> "BODY " + word(random);
            case 5 -> "TEXT " + word(random);
            case 6 -> (1 + random.nextInt(4)) + ":*";
            case 7 -> "UID " + (1 + random.nextInt(5)) + ":" + (1 + random.nextInt(5));
            case 8 -> "LARGER " + (50 + random.nextInt(20));
            case 9 -> "NOT " + key(random, depth - 1);
            case 10 -> "OR " + key(random, depth - 1) + " " + key(random, depth - 1);
            default -> "(" + key(random, depth - 1) + " " + key(random, depth - 1) + ")";
        };
    }

    /** The ESEARCH responses to a command, by mailbox where they name one. */
    private static Map<String, String> run(WireClient wire, String command) {
        Map<String, String> answers = new TreeMap<>();
        wire.send("t " + command + "\r\n");
        for (String line = wire.readLine(); !line.startsWith("t "); line = wire.readLine()) {
            Matcher esearch = ESEARCH.matcher(line);
            if (esearch.matches()) {
                assertThat(answers.put(esearch.group(1) == null ? "" : esearch.group(1), esearch.group(3)))
                        .as(line)
                        .isNull();
            }
        }
        return answers;
    }
}
