package org.letterlock.engine.imapserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.engine.net.WireClient;

/** A client that puts into a sorted result, and takes out of it, what it is told has what it would find if it asked again (RFC 5267 §4.3). */
final class SortContextModelTest {

    private static final Pattern ESEARCH = Pattern.compile("\\* ESEARCH \\(TAG \"(\\w+)\"\\)( UID)?(.*)");
    private static final Pattern UPDATE = Pattern.compile(" (ALL|ADDTO|REMOVEFROM) (?:\\(([^)]*)\\)|(\\S+))");
    private static final Pattern EXPUNGE = Pattern.compile("\\* (\\d+) EXPUNGE");

    @TempDir
    private Path folder;

    /** A client that believes what it is told. */
    private static final class Client {
        private final WireClient wire;
        private final Map<String, List<Long>> results = new TreeMap<>();
        private final Map<String, Boolean> byUid = new TreeMap<>();
        private int tag;

        Client(WireClient wire) {
            this.wire = wire;
            run("SELECT INBOX");
        }

        String run(String command) {
            String now = "m" + ++tag;
            wire.send(now + " " + command + "\r\n");
            String line = wire.readLine();
            while (!line.startsWith(now + " ")) {
                take(line);
                line = wire.readLine();
            }
            return now;
        }

        private void take(String line) {
            Matcher expunge = EXPUNGE.matcher(line);
            Matcher esearch = ESEARCH.matcher(line);
            if (expunge.matches()) {
                long gone = Long.parseLong(expunge.group(1));
                results.forEach((name, result) -> {
                    if (!byUid.getOrDefault(name, false)) {
                        assertThat(result).as(line).doesNotContain(gone);
                        result.replaceAll(number -> number > gone ? number - 1 : number);
                    }
                });
            } else if (esearch.matches()) {
                String name = esearch.group(1);
                byUid.put(name, esearch.group(2) != null);
                List<Long> result = results.computeIfAbsent(name, _ -> new ArrayList<>());
                Matcher update = UPDATE.matcher(esearch.group(3));
                while (update.find()) {
                    apply(update, result);
                }
            }
        }

        private static void apply(Matcher update, List<Long> result) {
            if (update.group(1).equals("ALL")) {
                result.addAll(numbers(update.group(3)));
                return;
            }
            String[] pairs = update.group(2).split(" ", -1);
            for (int i = 0; i < pairs.length; i += 2) {
                int position = Integer.parseInt(pairs[i]);
                List<Long> numbers = numbers(pairs[i + 1]);
                if (position == 0) {
                    changeUnsorted(update.group(1), result, numbers);
                } else if (update.group(1).equals("ADDTO")) {
                    result.addAll(position - 1, numbers);
                } else {
                    List<Long> part = result.subList(position - 1, position - 1 + numbers.size());
                    assertThat(part).as(update.group()).isEqualTo(numbers);
                    part.clear();
                }
            }
        }

        private static void changeUnsorted(String item, List<Long> result, List<Long> numbers) {
            if (item.equals("ADDTO")) {
                result.addAll(numbers);
                result.sort(null);
            } else {
                assertThat(result).containsAll(numbers);
                result.removeAll(numbers);
            }
        }

        private static List<Long> numbers(String set) {
            List<Long> numbers = new ArrayList<>();
            for (String range : set.split(",", -1)) {
                String[] ends = range.split(":", -1);
                for (long n = Long.parseLong(ends[0]); n <= Long.parseLong(ends[ends.length - 1]); n++) {
                    numbers.add(n);
                }
            }
            return numbers;
        }
    }

    @Test
    void resultsThatAreFollowedEqualThoseOfAnotherSearch() throws Exception {
        play(6, 60);
    }

    @Test
    @Tag("long")
    void resultsThatAreFollowedForLongEqualThoseOfAnotherSearch() throws Exception {
        play(60, 400);
    }

    private void play(int rounds, int steps) throws Exception {
        for (int seed = 0; seed < rounds; seed++) {
            Path own = Files.createDirectory(folder.resolve("round-" + seed));
            try (ImapFixture fixture = new ImapFixture(own)) {
                round(fixture, new Random(seed), steps);
                assertThat(fixture.store.verify()).isEmpty();
            }
        }
    }

    private static void round(ImapFixture fixture, Random random, int steps) {
        List<Client> clients = List.of(new Client(fixture.loggedIn()), new Client(fixture.loggedIn()));
        List<String> queries = List.of(
                "UID SORT RETURN (%s) (SUBJECT) UTF-8 UNDELETED",
                "SORT RETURN (%s) (REVERSE SUBJECT SIZE) UTF-8 NOT SUBJECT b",
                "SORT RETURN (%s) (REVERSE SIZE ARRIVAL) UTF-8 OR SEEN FLAGGED",
                "UID SORT RETURN (%s) (REVERSE ARRIVAL) UTF-8 ALL",
                "SEARCH RETURN (%s) UNSEEN",
                "UID SEARCH RETURN (%s) DELETED");
        List<List<String>> tags = new ArrayList<>();
        for (Client client : clients) {
            for (int i = random.nextInt(6); i > 0; i--) {
                act(client, random);
            }
            tags.add(queries.stream()
                    .map(query -> client.run(query.formatted("UPDATE ALL")))
                    .toList());
        }
        for (int step = 0; step < steps; step++) {
            act(clients.get(random.nextInt(clients.size())), random);
        }
        for (int i = 0; i < clients.size(); i++) {
            Client client = clients.get(i);
            client.run("NOOP");
            for (int q = 0; q < queries.size(); q++) {
                String again = client.run(queries.get(q).formatted("ALL"));
                assertThat(client.results.get(tags.get(i).get(q)))
                        .as(queries.get(q))
                        .isEqualTo(client.results.getOrDefault(again, List.of()));
            }
            client.wire.close();
        }
    }

    private static void act(Client client, Random random) {
        String set = (1 + random.nextInt(30)) + ":" + (1 + random.nextInt(30));
        String flag = List.of("\\Seen", "\\Deleted", "\\Flagged").get(random.nextInt(3));
        switch (random.nextInt(9)) {
            case 0, 1, 2 -> {
                StringBuilder command = new StringBuilder("APPEND INBOX");
                for (int i = random.nextInt(3); i >= 0; i--) {
                    String text =
                            "Subject: " + (char) ('a' + random.nextInt(6)) + "\r\n\r\n" + "x".repeat(random.nextInt(4));
                    command.append(" {").append(text.length()).append("+}\r\n").append(text);
                }
                client.run(command.toString());
            }
            case 3, 4 -> client.run("UID STORE " + set + " +FLAGS (" + flag + ")");
            case 5 -> client.run("UID STORE " + set + " -FLAGS.SILENT (" + flag + ")");
            case 6 -> client.run("UID EXPUNGE " + set);
            case 7 -> client.run("UID COPY " + set + " INBOX");
            default -> client.run("NOOP");
        }
    }
}
