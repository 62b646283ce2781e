package org.letterlock.engine.imapserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.engine.mail.Flag;
import org.letterlock.engine.mail.UidSet;
import org.letterlock.engine.net.WireClient;
import org.letterlock.engine.store.AccountStore;

/** A client that comes and goes and believes what QRESYNC tells it ends with what the store has (RFC 7162 §3.2.5). */
final class ResyncModelTest {

    private static final Pattern VANISHED = Pattern.compile("\\* VANISHED (?:\\(EARLIER\\) )?(\\S+)");
    private static final Pattern FETCH =
            Pattern.compile("\\* \\d+ FETCH \\(UID (\\d+) FLAGS \\((.*)\\) MODSEQ \\((\\d+)\\)\\)");
    private static final Pattern HIGHEST = Pattern.compile(".* \\[HIGHESTMODSEQ (\\d+)\\].*");
    private static final Pattern VALIDITY = Pattern.compile(".* \\[UIDVALIDITY (\\d+)\\].*");

    @TempDir
    private Path folder;

    /** What the client keeps on its own disk. */
    private static final class Cache {
        private final Map<Long, Set<String>> messages = new TreeMap<>();
        private long uidValidity;
        private long modSeq;

        void take(String line) {
            Matcher vanished = VANISHED.matcher(line);
            Matcher fetch = FETCH.matcher(line);
            Matcher highest = HIGHEST.matcher(line);
            Matcher validity = VALIDITY.matcher(line);
            if (vanished.matches()) {
                for (String range : vanished.group(1).split(",", -1)) {
                    String[] ends = range.split(":", -1);
                    long first = Long.parseLong(ends[0]);
                    long last = Long.parseLong(ends[ends.length - 1]);
                    messages.keySet().removeIf(uid -> uid >= first && uid <= last);
                }
            } else if (fetch.matches()) {
                messages.put(Long.parseLong(fetch.group(1)), flags(fetch.group(2)));
            } else if (highest.matches()) {
                modSeq = Math.max(modSeq, Long.parseLong(highest.group(1)));
            } else if (validity.matches()) {
                uidValidity = Long.parseLong(validity.group(1));
            }
        }

        private static Set<String> flags(String list) {
            return Arrays.stream(list.split(" ", -1)).filter(f -> !f.isEmpty()).collect(Collectors.toSet());
        }

        /** SELECT as this client asks it, with sequence numbers that it knows. */
        String select(boolean withMatches) {
            if (modSeq == 0) {
                return "SELECT INBOX (QRESYNC (1795341600 1))";
            }
            String known = messages.isEmpty() ? "" : " 1:4294967295";
            if (!withMatches || messages.isEmpty()) {
                return "SELECT INBOX (QRESYNC (" + uidValidity + " " + modSeq + known + "))";
            }
            List<Long> uids = List.copyOf(messages.keySet());
            int number = 1 + uids.size() / 2;
            String matches =
                    number > uids.size() ? "" : " (1," + number + " " + uids.get(0) + "," + uids.get(number - 1) + ")";
            return "SELECT INBOX (QRESYNC (" + uidValidity + " " + modSeq + known + (number == 1 ? "" : matches) + "))";
        }
    }

    @Test
    void clientThatComesAndGoesKnowsEverything() throws Exception {
        play(3, 25);
    }

    @Test
    @Tag("long")
    void clientThatComesAndGoesKnowsEverythingForLong() throws Exception {
        play(80, 120);
    }

    private void play(int rounds, int visits) throws Exception {
        for (int seed = 0; seed < rounds; seed++) {
            Path own = Files.createDirectory(folder.resolve("round-" + seed));
            try (ImapFixture fixture = new ImapFixture(own)) {
                Random random = new Random(seed);
                Cache cache = new Cache();
                for (int visit = 0; visit < visits; visit++) {
                    for (int i = random.nextInt(5); i > 0; i--) {
                        others(fixture, random);
                    }
                    visit(fixture, cache, random);
                    assertThat(cache.messages)
                            .as("round " + seed + " visit " + visit)
                            .isEqualTo(truth(fixture));
                }
                assertThat(fixture.store.verify()).isEmpty();
            }
        }
    }

    /** What somebody else does meanwhile. */
    private static void others(ImapFixture fixture, Random random) {
        AccountStore.MailboxId inbox = fixture.inbox();
        long[] uids = fixture.store.view(inbox).orElseThrow().uids();
        UidSet one = uids.length == 0 ? UidSet.of(1) : UidSet.of(uids[random.nextInt(uids.length)]);
        switch (random.nextInt(4)) {
            case 0, 1 -> fixture.append("Subject: " + random.nextInt() + "\r\n\r\nx\r\n");
            case 2 -> change(fixture, one, random.nextBoolean() ? Flag.FLAGGED : new Flag("$x"));
            default -> {
                change(fixture, one, Flag.DELETED);
                fixture.store.expunge(inbox, java.util.Optional.of(one));
            }
        }
    }

    private static void change(ImapFixture fixture, UidSet uids, Flag flag) {
        fixture.store.changeFlags(
                fixture.inbox(), uids, AccountStore.FlagChange.ADD, Set.of(flag), java.util.Optional.empty());
    }

    private static void visit(ImapFixture fixture, Cache cache, Random random) {
        WireClient wire = fixture.loggedIn();
        run(wire, cache, "ENABLE QRESYNC");
        run(wire, cache, cache.select(random.nextBoolean()));
        if (random.nextBoolean()) {
            others(fixture, random);
            run(wire, cache, "NOOP");
            run(wire, cache, "UID FETCH 1:* (FLAGS) (CHANGEDSINCE " + cache.modSeq + " VANISHED)");
            run(wire, cache, "STATUS INBOX (HIGHESTMODSEQ)");
            long newest = fixture.store.status(fixture.inbox()).highestModSeq().value();
            cache.modSeq = Math.max(cache.modSeq, newest);
        }
        wire.close();
    }

    private static void run(WireClient wire, Cache cache, String command) {
        wire.send("t " + command + "\r\n");
        String line = wire.readLine();
        while (!line.startsWith("t ")) {
            cache.take(line);
            line = wire.readLine();
        }
        assertThat(line).as(command).startsWith("t OK");
        cache.take(line);
    }

    private static Map<Long, Set<String>> truth(ImapFixture fixture) {
        Map<Long, Set<String>> truth = new TreeMap<>();
        long[] uids = fixture.store.view(fixture.inbox()).orElseThrow().uids();
        fixture.store.fetch(
                fixture.inbox(),
                UidSet.of(uids),
                EnumSet.noneOf(AccountStore.Want.class),
                message -> truth.put(
                        message.uid().value(),
                        message.flags().stream().map(Flag::token).collect(Collectors.toSet())));
        return truth;
    }
}
