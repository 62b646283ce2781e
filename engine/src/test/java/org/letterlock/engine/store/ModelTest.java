package org.letterlock.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.engine.mail.Flag;
import org.letterlock.engine.mail.MailboxName;
import org.letterlock.engine.mail.ModSeq;
import org.letterlock.engine.mail.Uid;
import org.letterlock.engine.mail.UidSet;
import org.letterlock.engine.store.AccountStore.Changes;
import org.letterlock.engine.store.AccountStore.CopyOutcome;
import org.letterlock.engine.store.AccountStore.CopyResult;
import org.letterlock.engine.store.AccountStore.FlagChange;
import org.letterlock.engine.store.AccountStore.FlagState;
import org.letterlock.engine.store.AccountStore.MailboxId;
import org.letterlock.engine.store.AccountStore.StoredMessage;

/** Random operations, against a model that is too simple to be wrong. */
class ModelTest {

    private static final List<Flag> FLAGS =
            List.of(Flag.SEEN, Flag.DELETED, Flag.FLAGGED, new Flag("$A"), new Flag("$B"));
    private static final List<String> NAMES = List.of("INBOX", "Archive", "Sent", "x", "x/y", "z");

    @TempDir
    Path folder;

    private final Map<String, Map<Long, Entry>> model = new TreeMap<>();
    private final Map<String, List<Moment>> moments = new HashMap<>();

    private record Entry(String text, Set<Flag> flags) {}

    private record Moment(ModSeq modSeq, Map<Long, Entry> entries) {}

    @Test
    void behavesAsTheModel() {
        run(1, 300);
    }

    @Test
    @Tag("long")
    void behavesAsTheModelForLong() {
        for (int seed = 2; seed < 12; seed++) {
            model.clear();
            moments.clear();
            run(seed, 1500);
        }
    }

    private void run(int seed, int steps) {
        Random random = new Random(seed);
        Path own = folder.resolve("s" + seed);
        assertThat(own.toFile().mkdir()).isTrue();
        try (TestStore test = new TestStore(own)) {
            List.of("INBOX", "Archive", "Sent").forEach(name -> model.put(name, new TreeMap<>()));
            for (int i = 0; i < steps; i++) {
                step(test, random, i);
                String name = any(random, List.copyOf(model.keySet()));
                compare(test, random, name);
                if (i % 100 == 50) {
                    test.store().settle();
                    assertThat(test.store().verify()).isEmpty();
                }
            }
            model.keySet().forEach(name -> compare(test, random, name));
        }
    }

    private void step(TestStore test, Random random, int number) {
        String name = any(random, List.copyOf(model.keySet()));
        String other = any(random, List.copyOf(model.keySet()));
        MailboxId id = test.id(name);
        Map<Long, Entry> entries = entriesOf(name);
        UidSet uids = someUids(random, entries);
        AccountStore store = test.store();
        switch (random.nextInt(10)) {
            case 0, 1, 2 -> {
                Set<Flag> flags = someFlags(random);
                String text = "Subject: " + number + "\r\n\r\n" + "text ".repeat(random.nextInt(20));
                entries.put(test.append(name, text, flags.toArray(new Flag[0])), new Entry(text, flags));
            }
            case 3, 4 -> {
                FlagChange how = any(random, List.of(FlagChange.values()));
                Set<Flag> flags = someFlags(random);
                store.changeFlags(id, uids, how, flags, Optional.empty());
                entries.replaceAll(
                        (uid, e) -> uids.contains(uid) ? new Entry(e.text(), changed(e.flags(), how, flags)) : e);
            }
            case 5 ->
                transfer(
                        ((CopyOutcome.Copied) store.copy(id, uids, test.id(other))).entries(),
                        entries,
                        entriesOf(other));
            case 6 -> {
                CopyResult moved = store.move(id, uids, test.id(other)).orElseThrow();
                transfer(moved, entries, entriesOf(other));
                moved.source().forEach(uid -> entries.remove(uid.value()));
            }
            case 7 -> {
                UidSet gone = store.expunge(id, random.nextBoolean() ? Optional.of(uids) : Optional.empty());
                entries.keySet().removeIf(gone::contains);
                assertThat(gone.ranges().isEmpty() || gone.size() > 0).isTrue();
            }
            case 8 -> {
                String made = any(random, NAMES);
                if (store.createMailbox(new MailboxName(made), Set.of()) == AccountStore.MailboxChange.DONE) {
                    model.put(made, new TreeMap<>());
                    moments.remove(made);
                    new MailboxName(made)
                            .parent()
                            .ifPresent(p -> model.computeIfAbsent(p.value(), key -> new TreeMap<>()));
                }
                model.keySet().removeIf(n -> !selectable(store, n));
            }
            case 9 -> {
                if (random.nextBoolean()) {
                    if (store.deleteMailbox(new MailboxName(name)) == AccountStore.MailboxChange.DONE) {
                        model.remove(name);
                        moments.remove(name);
                    }
                } else {
                    rename(store, name, any(random, NAMES));
                }
            }
            default -> throw new AssertionError();
        }
    }

    private static boolean selectable(AccountStore store, String name) {
        return store.mailbox(new MailboxName(name))
                .filter(AccountStore.Mailbox::selectable)
                .isPresent();
    }

    private void rename(AccountStore store, String from, String to) {
        if (from.equals("INBOX")
                || store.renameMailbox(new MailboxName(from), new MailboxName(to)) != AccountStore.MailboxChange.DONE) {
            return;
        }
        Map<String, Map<Long, Entry>> renamed = new TreeMap<>();
        for (String name : List.copyOf(model.keySet())) {
            if (name.equals(from) || name.startsWith(from + "/")) {
                Map<Long, Entry> entries = Objects.requireNonNull(model.remove(name));
                renamed.put(to + name.substring(from.length()), entries);
                moments.remove(name);
            }
        }
        renamed.keySet().forEach(moments::remove);
        model.putAll(renamed);
        store.mailboxes().stream()
                .filter(AccountStore.Mailbox::selectable)
                .map(m -> m.name().value())
                .filter(n -> n.equals(from) || n.equals("x"))
                .forEach(n -> model.computeIfAbsent(n, key -> new TreeMap<>()));
    }

    private static void transfer(CopyResult copied, Map<Long, Entry> from, Map<Long, Entry> to) {
        List<Entry> entries =
                copied.source().stream().map(uid -> from.get(uid.value())).toList();
        for (int i = 0; i < entries.size(); i++) {
            to.put(copied.target().get(i).value(), entries.get(i));
        }
    }

    private static Set<Flag> changed(Set<Flag> before, FlagChange how, Set<Flag> flags) {
        Set<Flag> after = new HashSet<>(how == FlagChange.REPLACE ? Set.of() : before);
        if (how == FlagChange.REMOVE) {
            after.removeAll(flags);
        } else {
            after.addAll(flags);
        }
        return after;
    }

    private void compare(TestStore test, Random random, String name) {
        Map<Long, Entry> entries = entriesOf(name);
        MailboxId id = test.id(name);
        assertThat(test.uids(name))
                .as(name)
                .containsExactly(
                        entries.keySet().stream().mapToLong(Long::longValue).toArray());
        long seenFirst = entries.values().stream()
                .takeWhile(e -> e.flags().contains(Flag.SEEN))
                .count();
        assertThat(test.store().view(id).orElseThrow().firstUnseen())
                .as(name)
                .isEqualTo(seenFirst == entries.size() ? -1 : (int) seenFirst);
        List<StoredMessage> stored = test.fetch(id);
        assertThat(stored.stream().map(m -> Map.entry(m.uid().value(), m.flags())))
                .containsExactlyElementsOf(entries.entrySet().stream()
                        .map(e -> Map.entry(e.getKey(), e.getValue().flags()))
                        .toList());
        compareFlags(test, random, id, stored);
        if (!stored.isEmpty()) {
            StoredMessage one = any(random, stored);
            assertThat(test.text(one))
                    .isEqualTo(Objects.requireNonNull(entries.get(one.uid().value()))
                            .text());
        }
        List<Moment> known = moments.computeIfAbsent(name, key -> new ArrayList<>());
        if (!known.isEmpty()) {
            compareChanges(test, id, any(random, known), entries);
        }
        known.add(new Moment(test.store().status(id).highestModSeq(), new TreeMap<>(entries)));
    }

    /** Flags by themselves, whole and in part, and searches for them, against the rows. */
    private static void compareFlags(TestStore test, Random random, MailboxId id, List<StoredMessage> stored) {
        UidSet some = UidSet.of(List.of(new UidSet.Range(1 + random.nextInt(9), 10 + random.nextInt(99))));
        UidSet uids = random.nextBoolean() ? some : UidSet.of(List.of(new UidSet.Range(1, Uid.MAX)));
        List<FlagState> states = new ArrayList<>();
        test.store().flags(id, uids, states::add);
        assertThat(states)
                .containsExactlyElementsOf(stored.stream()
                        .filter(m -> uids.contains(m.uid().value()))
                        .map(m -> new FlagState(m.uid(), m.flags(), m.modSeq(), false))
                        .toList());
        if (random.nextBoolean()) {
            Flag flag = any(random, FLAGS);
            ModSeq since =
                    stored.isEmpty() ? new ModSeq(1) : any(random, stored).modSeq();
            SearchExpression expression = new SearchExpression.Or(
                    new SearchExpression.And(List.of(
                            new SearchExpression.All(),
                            new SearchExpression.Uids(some),
                            new SearchExpression.Not(new SearchExpression.HasFlag(flag)))),
                    new SearchExpression.ModifiedSince(since));
            assertThat(test.store().search(id, expression, SearchLimits.of(Duration.ofMinutes(1))))
                    .containsExactlyElementsOf(stored.stream()
                            .filter(m -> (some.contains(m.uid().value())
                                            && !m.flags().contains(flag))
                                    || m.modSeq().compareTo(since) >= 0)
                            .map(StoredMessage::uid)
                            .toList());
        }
    }

    private static void compareChanges(TestStore test, MailboxId id, Moment then, Map<Long, Entry> now) {
        Changes changes = test.store().changes(id, then.modSeq()).orElseThrow();
        Map<Long, Entry> replayed = new TreeMap<>(then.entries());
        replayed.keySet().removeIf(changes.vanished()::contains);
        for (FlagState state : changes.changed()) {
            long uid = state.uid().value();
            assertThat(state.isNew()).isEqualTo(!then.entries().containsKey(uid));
            assertThat(state.modSeq()).isGreaterThan(then.modSeq());
            replayed.put(uid, new Entry(Objects.requireNonNull(now.get(uid)).text(), state.flags()));
        }
        assertThat(replayed).isEqualTo(now);
        assertThat(changes.changed().stream().map(FlagState::uid)).isSortedAccordingTo(Uid::compareTo);
    }

    private Map<Long, Entry> entriesOf(String name) {
        return Optional.ofNullable(model.get(name)).orElseThrow();
    }

    private static UidSet someUids(Random random, Map<Long, Entry> entries) {
        return UidSet.of(entries.keySet().stream()
                .filter(uid -> random.nextInt(3) == 0)
                .mapToLong(Long::longValue)
                .toArray());
    }

    private static Set<Flag> someFlags(Random random) {
        return FLAGS.stream().filter(f -> random.nextInt(3) == 0).collect(Collectors.toSet());
    }

    private static <T> T any(Random random, List<T> all) {
        return all.get(random.nextInt(all.size()));
    }
}
