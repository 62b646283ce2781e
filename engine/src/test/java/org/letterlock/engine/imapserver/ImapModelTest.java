package org.letterlock.engine.imapserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.engine.net.WireClient;

/** Several clients on one mailbox, doing things at random: what each makes of the untagged responses agrees with the store (RFC 9051 §5.2, §7.5.1). */
final class ImapModelTest {

    private static final Pattern EXISTS = Pattern.compile("\\* (\\d+) EXISTS");
    private static final Pattern EXPUNGE = Pattern.compile("\\* (\\d+) EXPUNGE");
    private static final Pattern UID = Pattern.compile("\\* (\\d+) FETCH \\(UID (\\d+)\\)");

    @TempDir
    private Path folder;

    /** A client that believes what it is told. UIDs are 0 until it asked for them. */
    private static final class Client {
        private final WireClient wire;
        private final List<Long> view = new ArrayList<>();
        private int tag;

        Client(WireClient wire) {
            this.wire = wire;
            run("SELECT INBOX", true);
        }

        void run(String command, boolean mayExpunge) {
            String now = "m" + ++tag;
            wire.send(now + " " + command + "\r\n");
            for (String line = wire.readLine(); !line.startsWith(now); line = wire.readLine()) {
                take(line, mayExpunge);
            }
        }

        private void take(String line, boolean mayExpunge) {
            Matcher exists = EXISTS.matcher(line);
            Matcher expunge = EXPUNGE.matcher(line);
            Matcher uid = UID.matcher(line);
            if (exists.matches()) {
                int count = Integer.parseInt(exists.group(1));
                assertThat(count).isGreaterThanOrEqualTo(view.size());
                while (view.size() < count) {
                    view.add(0L);
                }
            } else if (expunge.matches()) {
                assertThat(mayExpunge).as(line).isTrue();
                view.remove(Integer.parseInt(expunge.group(1)) - 1);
            } else if (uid.matches()) {
                int number = Integer.parseInt(uid.group(1)) - 1;
                long value = Long.parseLong(uid.group(2));
                assertThat(view.get(number)).isIn(0L, value);
                view.set(number, value);
            }
        }
    }

    @Test
    void clientsAgreeWithTheStore() throws Exception {
        play(6, 40);
    }

    @Test
    @Tag("long")
    void clientsAgreeWithTheStoreForLong() throws Exception {
        play(60, 200);
    }

    private void play(int rounds, int steps) throws Exception {
        for (int seed = 0; seed < rounds; seed++) {
            Path own = Files.createDirectory(folder.resolve("round-" + seed));
            try (ImapFixture fixture = new ImapFixture(own)) {
                round(fixture, new Random(seed), steps);
            }
        }
    }

    private static void round(ImapFixture fixture, Random random, int steps) {
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            clients.add(new Client(fixture.loggedIn()));
        }
        for (int step = 0; step < steps; step++) {
            act(clients.get(random.nextInt(clients.size())), random, fixture);
        }
        long[] truth = fixture.store.view(fixture.inbox()).orElseThrow().uids();
        for (Client client : clients) {
            client.run("NOOP", true);
            client.run("FETCH 1:* (UID)", false);
            assertThat(client.view)
                    .containsExactlyElementsOf(
                            java.util.Arrays.stream(truth).boxed().toList());
            client.wire.close();
        }
        assertThat(fixture.store.verify()).isEmpty();
    }

    private static void act(Client client, Random random, ImapFixture fixture) {
        int size = client.view.size();
        int number = size == 0 ? 1 : 1 + random.nextInt(size);
        switch (random.nextInt(10)) {
            case 0, 1 -> fixture.append("Subject: " + random.nextInt() + "\r\n\r\nx\r\n");
            case 2 -> client.run("APPEND INBOX (\\Seen) {16+}\r\nSubject: x\r\n\r\nhi", true);
            case 3 -> client.run("STORE " + number + " +FLAGS (\\Deleted)", false);
            case 4 -> client.run("EXPUNGE", true);
            case 5 -> client.run("FETCH 1:* (UID)", false);
            case 6 -> client.run("UID MOVE " + (1 + random.nextInt(20)) + " Archive", true);
            case 7 -> client.run("NOOP", true);
            case 8 -> client.run("REPLACE " + number + " INBOX {16+}\r\nSubject: r\r\n\r\nhi", true);
            default -> client.run("SEARCH ALL", false);
        }
    }
}
