package org.letterlock.engine.imapserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.engine.mail.Flag;
import org.letterlock.engine.mail.MailboxName;
import org.letterlock.engine.mail.UidSet;
import org.letterlock.engine.net.WireClient;
import org.letterlock.engine.store.AccountStore;

/** A client that only listens knows by NOTIFY what it would be told if it asked (RFC 5465 §3.1): which mailboxes there are, how each stands, and each message of the selected one. */
final class NotifyModelTest {

    private static final Pattern STATUS = Pattern.compile("\\* STATUS (\\S+) \\((.*)\\)");
    private static final Pattern LIST =
            Pattern.compile("\\* LIST \\((.*)\\) \"/\" ([^ ]+)(?: \\(\"OLDNAME\" \\(([^ ]+)\\)\\))?");
    private static final Pattern EXISTS = Pattern.compile("\\* (\\d+) EXISTS");
    private static final Pattern EXPUNGE = Pattern.compile("\\* (\\d+) EXPUNGE");
    private static final Pattern FETCH = Pattern.compile("\\* (\\d+) FETCH \\(UID (\\d+) FLAGS \\((.*)\\)\\)");
    private static final List<String> NAMES = List.of("INBOX", "Sent", "a", "a/b", "a/b/c", "d", "d/e");

    @TempDir
    private Path folder;

    private record Message(long uid, Set<String> flags) {}

    /** A client that believes what it is told. */
    private static final class Listener {
        private final WireClient wire;
        private final Map<String, String> status = new TreeMap<>();
        private final Set<String> names = new TreeSet<>();
        private final List<Message> view = new ArrayList<>();
        private int tag;
        private int markers;

        Listener(WireClient wire, String selected) {
            this.wire = wire;
            run("LIST \"\" *");
            run("SELECT INBOX");
            for (int number = 1; number <= view.size(); number++) {
                run("FETCH " + number + " (UID FLAGS)");
            }
            run("NOTIFY SET STATUS (" + selected + " (MessageNew (UID FLAGS) MessageExpunge FlagChange))"
                    + " (PERSONAL (MessageNew MessageExpunge FlagChange MailboxName ServerMetadataChange))");
        }

        void run(String command) {
            String now = "l" + ++tag;
            wire.send(now + " " + command + "\r\n");
            for (String line = wire.readLine(); !line.startsWith(now); line = wire.readLine()) {
                take(line);
            }
        }

        /** Listens until it hears of what {@code other} does last. */
        void listen(WireClient other) {
            String marker = "/shared/marker" + ++markers;
            answer(other, "SETMETADATA \"\" (" + marker + " \"x\")");
            for (String line = wire.readLine(); !line.contains(marker); line = wire.readLine()) {
                take(line);
            }
        }

        private void take(String line) {
            Matcher list = LIST.matcher(line);
            Matcher of = STATUS.matcher(line);
            Matcher exists = EXISTS.matcher(line);
            Matcher expunge = EXPUNGE.matcher(line);
            Matcher fetch = FETCH.matcher(line);
            if (of.matches()) {
                status.put(of.group(1), of.group(2));
            } else if (list.matches()) {
                name(list.group(2), list.group(1), list.group(3));
            } else if (exists.matches()) {
                while (view.size() < Integer.parseInt(exists.group(1))) {
                    view.add(new Message(0, Set.of()));
                }
            } else if (expunge.matches()) {
                view.remove(Integer.parseInt(expunge.group(1)) - 1);
            } else if (fetch.matches()) {
                int at = Integer.parseInt(fetch.group(1)) - 1;
                long uid = Long.parseLong(fetch.group(2));
                assertThat(view.get(at).uid()).as(line).isIn(0L, uid);
                view.set(
                        at,
                        new Message(uid, new TreeSet<>(List.of(fetch.group(3).split(" ", -1)))));
            }
        }

        /** A rename takes what is below along (RFC 5465 §5.4). */
        private void name(String name, String attributes, String old) {
            if (old != null && !old.equals("INBOX")) {
                for (String below : List.copyOf(names)) {
                    if (below.equals(old) || below.startsWith(old + "/")) {
                        names.remove(below);
                        names.add(name + below.substring(old.length()));
                    }
                }
            }
            if (attributes.contains("\\NonExistent")) {
                names.remove(name);
            } else {
                names.add(name);
            }
        }
    }

    @Test
    void whoListensKnowsWhatThereIs() throws Exception {
        play(4, 60);
    }

    @Test
    @Tag("long")
    void whoListensForLongKnowsWhatThereIs() throws Exception {
        play(60, 250);
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
        List<WireClient> others = List.of(fixture.loggedIn(), fixture.loggedIn());
        others.forEach(other -> answer(other, "SELECT INBOX"));
        List<Listener> listeners = List.of(
                new Listener(fixture.loggedIn(), "SELECTED"), new Listener(fixture.loggedIn(), "SELECTED-DELAYED"));
        for (int step = 0; step < steps; step++) {
            act(others.get(random.nextInt(others.size())), random, fixture);
            if (random.nextInt(15) == 0) {
                listeners.forEach(listener -> listener.listen(others.getFirst()));
            }
        }
        for (Listener listener : listeners) {
            listener.listen(others.getFirst());
            listener.run("NOOP");
            assertThat(listener.view).isEqualTo(view(fixture));
            Map<String, String> told = new TreeMap<>(listener.status);
            Set<String> names = new TreeSet<>(listener.names);
            listener.names.clear();
            listener.run("LIST \"\" *");
            assertThat(names).isEqualTo(listener.names);
            fixture.store.mailboxes().forEach(mailbox -> {
                String name = mailbox.name().value();
                if (mailbox.selectable() && !name.equals("INBOX")) {
                    listener.run("STATUS " + name + " (MESSAGES UIDNEXT UIDVALIDITY UNSEEN)");
                    assertThat(told.getOrDefault(name, "").replaceAll(" HIGHESTMODSEQ \\d+", ""))
                            .as(name)
                            .isEqualTo(listener.status.get(name));
                }
            });
            listener.wire.close();
        }
        others.forEach(WireClient::close);
    }

    private static List<Message> view(ImapFixture fixture) {
        List<Message> view = new ArrayList<>();
        try (WireClient fresh = fixture.loggedIn()) {
            fresh.send("s EXAMINE INBOX\r\nf UID FETCH 1:* (FLAGS)\r\n");
            for (String line = fresh.readLine(); !line.startsWith("f "); line = fresh.readLine()) {
                Matcher fetch = FETCH.matcher(line);
                if (fetch.matches()) {
                    view.add(new Message(
                            Long.parseLong(fetch.group(2)),
                            new TreeSet<>(List.of(fetch.group(3).split(" ", -1)))));
                }
            }
        }
        return view;
    }

    private static void answer(WireClient wire, String command) {
        wire.send("o " + command + "\r\n");
        String line = wire.readLine();
        while (!line.startsWith("o ")) {
            line = wire.readLine();
        }
    }

    private static void act(WireClient other, Random random, ImapFixture fixture) {
        String name = NAMES.get(random.nextInt(NAMES.size()));
        String second = NAMES.get(random.nextInt(NAMES.size()));
        String set = (1 + random.nextInt(8)) + ":" + (1 + random.nextInt(8));
        String flag = List.of("\\Seen", "\\Deleted", "\\Flagged", "$x").get(random.nextInt(4));
        switch (random.nextInt(14)) {
            case 0, 1, 2 -> answer(other, "APPEND " + name + " {16+}\r\nSubject: x\r\n\r\nhi");
            case 3, 4 -> answer(other, "UID STORE " + set + " +FLAGS (" + flag + ")");
            case 5 -> answer(other, "UID STORE " + set + " -FLAGS (" + flag + ")");
            case 6 -> answer(other, "EXPUNGE");
            case 7 -> answer(other, "UID MOVE " + set + " " + name);
            case 8 -> answer(other, "UID COPY " + set + " " + name);
            case 9 -> answer(other, "CREATE " + name);
            case 10 -> answer(other, "DELETE " + name);
            case 11 -> answer(other, "RENAME " + name + " " + second);
            default -> actElsewhere(fixture.store, new MailboxName(name), new Flag(flag), random);
        }
    }

    /** Whoever selects a mailbox that another deletes is sent away; so this is done without. */
    private static void actElsewhere(AccountStore store, MailboxName name, Flag flag, Random random) {
        store.mailbox(name).map(AccountStore.Mailbox::id).ifPresent(mailbox -> {
            UidSet some = UidSet.of(1 + random.nextInt(4), 1 + random.nextInt(8));
            AccountStore.FlagChange change =
                    random.nextBoolean() ? AccountStore.FlagChange.ADD : AccountStore.FlagChange.REMOVE;
            store.changeFlags(mailbox, some, change, Set.of(flag), Optional.empty());
            if (random.nextInt(3) == 0) {
                store.expunge(mailbox, Optional.empty());
            }
        });
    }
}
