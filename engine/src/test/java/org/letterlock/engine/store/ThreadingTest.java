package org.letterlock.engine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.engine.mail.ThreadAlgorithm;
import org.letterlock.engine.sqlite.Database;
import org.letterlock.engine.sqlite.DatabaseException;
import org.letterlock.engine.store.AccountStore.NewMessage;
import org.letterlock.engine.store.Threading.Letter;

/** RFC 5256 §3. */
final class ThreadingTest {

    private final Path folder;

    @AutoClose
    private final TestStore test;

    ThreadingTest(@TempDir Path folder) {
        this.folder = folder;
        test = new TestStore(folder);
    }

    private void append(String subject, String id, String fields, int day) {
        String letter = (id.isEmpty() ? "" : "Message-ID: " + id + "\r\n") + "Subject: " + subject + "\r\n" + fields
                + "Date: " + day + " Jan 2026 10:00:00 +0000\r\n\r\nhi\r\n";
        test.store()
                .append(
                        test.inbox(),
                        List.of(new NewMessage(
                                TestStore.octets(letter), Set.of(), Instant.parse("2026-02-01T10:00:00Z"))));
    }

    private String threads(ThreadAlgorithm algorithm) {
        return write(test.store()
                .thread(test.inbox(), new SearchExpression.All(), algorithm, SearchLimits.of(Duration.ofMinutes(1))));
    }

    private static String write(List<MessageThread> threads) {
        return threads.stream()
                .map(thread -> "("
                        + thread.uid().map(uid -> Long.toString(uid.value())).orElse("-") + write(thread.children())
                        + ")")
                .collect(Collectors.joining());
    }

    @Test
    void threadsBySubjectAlone() {
        append("b", "", "", 4);
        append("a", "", "", 2);
        append("Re: B", "", "", 3);
        append("A (fwd)", "", "", 9);
        append("c", "", "", 1);
        append("[x] a", "", "", 5);
        assertThat(threads(ThreadAlgorithm.ORDEREDSUBJECT)).isEqualTo("(5)(2(6)(4))(3(1))");
    }

    @Test
    void threadsByReferences() {
        append("one", "<a@x>", "", 1);
        append("two", "<b@x>", "References: <a@x>\r\n", 2);
        append("three", "<c@x>", "In-Reply-To: <b@x> <nobody@x>\r\n", 3);
        append("four", "<d@x>", "References: <gone@x> <away@x>\r\n", 4);
        append("five", "<e@x>", "References: <gone@x>\r\n", 5);
        append("six", "<f@x>", "References: <lost@x>\r\n", 6);
        assertThat(threads(ThreadAlgorithm.REFERENCES)).isEqualTo("(1(2(3)))(-(4)(5))(6)");
    }

    @Test
    void takesQuotedIdsForTheSame() {
        append("one", "<\"a\"@x>", "", 1);
        append("two", "<b@x>", "References: <a@x>\r\n", 2);
        append("three", "<c@x>", "References: <\"\\b\"@x>\r\n", 3);
        assertThat(threads(ThreadAlgorithm.REFERENCES)).isEqualTo("(1(2(3)))");
    }

    @Test
    void knowsASecondLetterByNoId() {
        append("one", "<a@x>", "", 1);
        append("two", "<a@x>", "", 2);
        append("three", "", "References: <a@x>\r\n", 3);
        assertThat(threads(ThreadAlgorithm.REFERENCES)).isEqualTo("(1(3))(2)");
    }

    @Test
    void breaksLoops() {
        append("one", "<a@x>", "References: <b@x>\r\n", 1);
        append("two", "<b@x>", "References: <a@x>\r\n", 2);
        append("three", "<c@x>", "References: <c@x>\r\n", 3);
        assertThat(threads(ThreadAlgorithm.REFERENCES)).isEqualTo("(2(1))(3)");
    }

    @Test
    void putsThreadsOfOneSubjectTogether() {
        append("Re: plan", "<a@x>", "", 1);
        append("plan", "<b@x>", "", 2);
        append("Fwd: plan", "<c@x>", "", 3);
        append("lunch", "<d@x>", "", 4);
        append("lunch", "<e@x>", "", 5);
        append("", "<f@x>", "", 6);
        append("", "<g@x>", "", 7);
        assertThat(threads(ThreadAlgorithm.REFERENCES)).isEqualTo("(2(1)(3))(-(4)(5))(6)(7)");
    }

    @Test
    void doesNotRecurseIntoALongThread() {
        List<Letter> letters = new ArrayList<>();
        List<Lineage> lineages = new ArrayList<>();
        int count = 200_000;
        for (int i = count; i > 0; i--) {
            letters.add(new Letter(count - i + 1, i, "s" + i, false));
            lineages.add(new Lineage(i, i == 1 ? List.of() : List.of((long) i - 1)));
        }
        List<MessageThread> threads = tree(letters, lineages);
        assertThat(threads).hasSize(1);
        MessageThread at = threads.getFirst();
        int depth = 1;
        while (!at.children().isEmpty()) {
            at = at.children().getFirst();
            depth++;
        }
        assertThat(depth).isEqualTo(count);
    }

    @Test
    void putsAHundredThousandThreadsOfFewSubjectsTogether() {
        List<Letter> letters = new ArrayList<>();
        List<Lineage> lineages = new ArrayList<>();
        for (int i = 1; i <= 100_000; i++) {
            letters.add(new Letter(i, i, "s" + i % 50_000, i % 3 == 0));
            lineages.add(new Lineage(i, List.of()));
        }
        assertThat(tree(letters, lineages)).hasSize(50_000);
    }

    @Test
    void endsWhenItsTimeIsOver() {
        append("one", "<a@x>", "", 1);
        assertThatExceptionOfType(DatabaseException.class)
                .isThrownBy(() -> test.store()
                        .thread(
                                test.inbox(),
                                new SearchExpression.All(),
                                ThreadAlgorithm.REFERENCES,
                                SearchLimits.of(Duration.ofNanos(1))))
                .extracting(DatabaseException::reason)
                .isEqualTo(DatabaseException.Reason.INTERRUPTED);
    }

    /** Random references, loops and doubles among them, against the algorithm as the RFC tells it. */
    @Test
    void threadsAsAModelDoes() {
        Random random = new Random(5256);
        for (int round = 0; round < 3000; round++) {
            int count = 1 + random.nextInt(12);
            int ids = 1 + random.nextInt(12);
            int subjects = 1 + random.nextInt(6);
            List<Letter> letters = new ArrayList<>();
            List<Lineage> lineages = new ArrayList<>();
            for (int i = 1; i <= count; i++) {
                letters.add(new Letter(i, random.nextInt(8), subject(random.nextInt(subjects)), random.nextBoolean()));
                lineages.add(new Lineage(
                        random.nextInt(ids + 1),
                        random.ints(random.nextInt(4), 1, ids + 1)
                                .mapToObj(id -> (long) id)
                                .toList()));
            }
            assertThat(write(tree(letters, lineages)))
                    .as(letters + " " + lineages)
                    .isEqualTo(new Model(letters, lineages).threads());
        }
    }

    private static String subject(int number) {
        return number == 0 ? "" : "s" + number;
    }

    private List<MessageThread> tree(List<Letter> letters, List<Lineage> lineages) {
        try (Database database =
                Database.open(folder.resolve("other"), TestStore.KEY, StoreSchema.SCHEMA, test.threads())) {
            ReferenceTree tree = new ReferenceTree(new Budget(database, SearchLimits.of(Duration.ofMinutes(1))));
            for (int i = 0; i < letters.size(); i++) {
                tree.add(letters.get(i), lineages.get(i));
            }
            return tree.threads();
        }
    }

    /** The steps of RFC 5256 §3 one after the other, each as it is written. */
    private static final class Model {

        private static final class Node {
            @Nullable
            Letter letter;

            @Nullable
            Node parent;

            List<Node> children = new ArrayList<>();

            void adopt(Node child) {
                child.leave();
                child.parent = this;
                children.add(child);
            }

            void leave() {
                if (parent != null) {
                    parent.children.remove(this);
                    parent = null;
                }
            }

            boolean isBelow(Node other) {
                for (Node at = this; at != null; at = at.parent) {
                    if (at == other) {
                        return true;
                    }
                }
                return false;
            }

            Letter first() {
                return letter != null ? letter : children.getFirst().first();
            }

            boolean isReply() {
                return letter != null && letter.isReply();
            }

            void sort() {
                children.forEach(Node::sort);
                children.sort(Comparator.comparing(Node::first, Letter.BY_DATE));
            }

            String written() {
                return "(" + (letter == null ? "-" : Long.toString(letter.uid()))
                        + children.stream().map(Node::written).collect(Collectors.joining()) + ")";
            }
        }

        private final Map<Long, Node> byId = new HashMap<>();
        private final List<Node> all = new ArrayList<>();

        Model(List<Letter> letters, List<Lineage> lineages) {
            for (int i = 0; i < letters.size(); i++) {
                add(letters.get(i), lineages.get(i));
            }
        }

        private Node node(long id) {
            return byId.computeIfAbsent(id, unknown -> fresh());
        }

        private Node fresh() {
            Node node = new Node();
            all.add(node);
            return node;
        }

        private void add(Letter letter, Lineage lineage) {
            Node last = null;
            for (long reference : lineage.references()) {
                Node node = node(reference);
                if (last != null && node.parent == null && !last.isBelow(node)) {
                    last.adopt(node);
                }
                last = node;
            }
            Node own = lineage.id() == Lineage.NONE ? fresh() : node(lineage.id());
            if (own.letter != null) {
                own = fresh();
            }
            own.letter = letter;
            own.leave();
            if (last != null && !last.isBelow(own)) {
                last.adopt(own);
            }
        }

        String threads() {
            Node root = new Node();
            all.stream().filter(node -> node.parent == null).toList().forEach(root::adopt);
            prune(root, root);
            root.sort();
            bySubject(root);
            root.sort();
            return root.children.stream().map(Node::written).collect(Collectors.joining());
        }

        private static void prune(Node root, Node node) {
            for (Node child : List.copyOf(node.children)) {
                prune(root, child);
                if (child.letter == null && (child.children.isEmpty() || node != root || child.children.size() == 1)) {
                    child.leave();
                    List.copyOf(child.children).forEach(node::adopt);
                }
            }
        }

        private static void bySubject(Node root) {
            Map<String, Node> table = new LinkedHashMap<>();
            for (Node node : root.children) {
                String subject = node.first().subject();
                Node known = table.get(subject);
                if (subject.isEmpty()) {
                    continue;
                }
                if (known == null
                        || (known.letter != null && (node.letter == null || (known.isReply() && !node.isReply())))) {
                    table.put(subject, node);
                }
            }
            for (Node node : List.copyOf(root.children)) {
                String subject = node.first().subject();
                Node known = table.get(subject);
                if (subject.isEmpty() || known == null || known == node) {
                    continue;
                }
                if (known.letter == null && node.letter == null) {
                    List.copyOf(node.children).forEach(known::adopt);
                    node.leave();
                } else if (known.letter == null || (node.isReply() && !known.isReply())) {
                    known.adopt(node);
                } else {
                    Node dummy = new Node();
                    root.adopt(dummy);
                    dummy.adopt(known);
                    dummy.adopt(node);
                    table.put(subject, dummy);
                }
            }
        }
    }
}
