package org.letterlock.engine.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.letterlock.engine.sqlite.DatabaseException;
import org.letterlock.engine.store.Threading.Letter;

/**
 * The algorithm REFERENCES (RFC 5256 §3). The nodes of the first step are numbers, and a link is the number of the parent; a node without a letter is a dummy. Pruning
 * them is finding for each letter the next letter above it. Nothing recurses: a thread may be as deep as the mailbox is large.
 */
final class ReferenceTree {

    private static final int NONE = -1;

    /** Letters and what they refer to, together. */
    private static final int MAX_NODES = 1_000_000;

    private static final int CHECKED_EVERY = 4096;

    private final Budget budget;
    private final Map<Long, Integer> nodes = new HashMap<>();
    private final List<@Nullable Letter> letters = new ArrayList<>();
    private int[] parents = new int[1024];

    /** Which nodes were ever in one tree: two that were not cannot be each other's ancestors. */
    private int[] united = new int[1024];

    private final List<Boolean> hasChildren = new ArrayList<>();
    private int steps;

    ReferenceTree(Budget budget) {
        this.budget = budget;
    }

    /** Step 1, for one letter; letters come in the order of the mailbox. */
    void add(Letter letter, Lineage lineage) {
        int last = NONE;
        for (long reference : lineage.references()) {
            int node = nodes.computeIfAbsent(reference, id -> newNode());
            if (last != NONE && parents[node] == NONE) {
                link(last, node);
            }
            last = node;
        }
        int own = ownNode(lineage.id());
        letters.set(own, letter);
        if (last == NONE) {
            parents[own] = NONE;
        } else if (last != parents[own]) {
            parents[own] = NONE;
            link(last, own);
        }
    }

    /** A second letter with an id is not known by it. */
    private int ownNode(long id) {
        if (id == Lineage.NONE) {
            return newNode();
        }
        int node = nodes.computeIfAbsent(id, unknown -> newNode());
        return letters.get(node) == null ? node : newNode();
    }

    private int newNode() {
        int node = letters.size();
        if (node == MAX_NODES) {
            throw new DatabaseException(DatabaseException.Reason.INTERRUPTED, "threading took too much memory");
        }
        if (node == parents.length) {
            parents = Arrays.copyOf(parents, node * 2);
            united = Arrays.copyOf(united, node * 2);
        }
        parents[node] = NONE;
        united[node] = node;
        letters.add(null);
        hasChildren.add(false);
        return node;
    }

    /** Makes {@code parent} the parent of {@code child}, which has none, unless that makes a loop. */
    private void link(int parent, int child) {
        if (parent == child || isBelow(parent, child)) {
            return;
        }
        parents[child] = parent;
        hasChildren.set(parent, true);
        united[representative(child)] = representative(parent);
    }

    private boolean isBelow(int node, int ancestor) {
        if (!hasChildren.get(ancestor) || representative(node) != representative(ancestor)) {
            return false;
        }
        for (int at = parents[node]; at != NONE; at = parents[at]) {
            if (at == ancestor) {
                return true;
            }
            if (++steps % CHECKED_EVERY == 0) {
                budget.check();
            }
        }
        return false;
    }

    private int representative(int node) {
        int at = node;
        while (united[at] != at) {
            united[at] = united[united[at]];
            at = united[at];
        }
        return at;
    }

    /** Steps 2 to 6. */
    List<MessageThread> threads() {
        List<Branch> roots = new ArrayList<>(pruned());
        roots.forEach(Branch::sort);
        roots.sort(Branch.BY_DATE);
        List<Branch> merged = new Subjects(roots).merged();
        merged.forEach(Branch::sort);
        merged.sort(Branch.BY_DATE);
        return merged.stream().map(Branch::thread).toList();
    }

    /** Steps 2 and 3: below the root no dummy is left, and at its level only those with two children at least. */
    private List<Branch> pruned() {
        Branch[] branches = new Branch[letters.size()];
        for (int node = 0; node < branches.length; node++) {
            branches[node] = new Branch(Optional.ofNullable(letters.get(node)));
        }
        int[] above = new int[branches.length];
        Arrays.fill(above, Integer.MIN_VALUE);
        for (int node = 0; node < branches.length; node++) {
            if (letters.get(node) != null) {
                int parent = nextAbove(node, above);
                if (parent != NONE) {
                    branches[parent].add(branches[node]);
                }
            }
        }
        List<Branch> roots = new ArrayList<>();
        for (int node = 0; node < branches.length; node++) {
            Branch branch = branches[node];
            if (branch.isDummy()) {
                if (branch.children().size() == 1) {
                    roots.add(branch.children().getFirst());
                } else if (!branch.children().isEmpty()) {
                    roots.add(branch);
                }
            } else if (nextAbove(node, above) == NONE) {
                roots.add(branch);
            }
        }
        return roots;
    }

    /** The next letter above {@code node}, or else the dummy at the top of its tree; {@link #NONE} where nothing is above. */
    private int nextAbove(int node, int[] known) {
        int at = parents[node];
        while (at != NONE && letters.get(at) == null && parents[at] != NONE && known[at] == Integer.MIN_VALUE) {
            at = parents[at];
        }
        int found = at == NONE || letters.get(at) != null || parents[at] == NONE ? at : known[at];
        // The dummies on the way need not be passed again.
        for (int passed = parents[node]; passed != at; passed = parents[passed]) {
            known[passed] = found;
        }
        return found;
    }

    /** A letter or a dummy with what is below it. */
    private static final class Branch {

        /** A dummy has the date of its first child. */
        static final Comparator<Branch> BY_DATE = Comparator.comparing(Branch::first, Letter.BY_DATE);

        private final Optional<Letter> letter;
        private final List<Branch> children = new ArrayList<>(0);

        Branch(Optional<Letter> letter) {
            this.letter = letter;
        }

        boolean isDummy() {
            return letter.isEmpty();
        }

        boolean isReply() {
            return letter.filter(Letter::isReply).isPresent();
        }

        List<Branch> children() {
            return children;
        }

        void add(Branch child) {
            children.add(child);
        }

        /** The letter, or that of the first child, which is a letter. */
        Letter first() {
            return letter.orElseGet(() -> children.getFirst().letter.orElseThrow());
        }

        /** Sorts all that is below by date, what is deepest first. */
        void sort() {
            for (Branch branch : parentsFirst().reversed()) {
                branch.children.sort(BY_DATE);
            }
        }

        private List<Branch> parentsFirst() {
            List<Branch> all = new ArrayList<>(List.of(this));
            for (int i = 0; i < all.size(); i++) {
                all.addAll(all.get(i).children);
            }
            return all;
        }

        MessageThread thread() {
            Map<Branch, MessageThread> made = new HashMap<>();
            for (Branch branch : parentsFirst().reversed()) {
                List<MessageThread> below = new ArrayList<>(branch.children.size());
                branch.children.forEach(child -> below.add(Objects.requireNonNull(made.remove(child))));
                made.put(
                        branch,
                        branch.letter
                                .map(message -> message.thread(below))
                                .orElseGet(() -> new MessageThread(Optional.empty(), below)));
            }
            return made.values().iterator().next();
        }
    }

    /** Step 5: puts threads with one base subject together. */
    private static final class Subjects {

        private final List<Branch> roots;
        private final Map<String, Branch> table = new HashMap<>();

        /** @param roots sorted */
        Subjects(List<Branch> roots) {
            this.roots = roots;
        }

        List<Branch> merged() {
            roots.forEach(this::enter);
            Set<Branch> left = new LinkedHashSet<>();
            roots.forEach(root -> merge(root, left));
            return new ArrayList<>(left);
        }

        private static String subject(Branch root) {
            return root.first().subject();
        }

        private void enter(Branch root) {
            if (subject(root).isEmpty()) {
                return;
            }
            table.merge(subject(root), root, (known, current) -> {
                boolean better = !known.isDummy() && (current.isDummy() || (known.isReply() && !current.isReply()));
                return better ? current : known;
            });
        }

        /** @param left what is left at the top so far */
        @SuppressWarnings("ReferenceEquality") // the same branch, not one like it
        private void merge(Branch current, Set<Branch> left) {
            String subject = subject(current);
            Branch known = subject.isEmpty() ? current : table.getOrDefault(subject, current);
            if (known == current) {
                left.add(current);
            } else if (known.isDummy() && current.isDummy()) {
                known.children().addAll(current.children());
            } else if (known.isDummy() || (current.isReply() && !known.isReply())) {
                known.add(current);
            } else {
                Branch dummy = new Branch(Optional.empty());
                dummy.add(known);
                dummy.add(current);
                left.remove(known);
                left.add(dummy);
                table.put(subject, dummy);
            }
        }
    }
}
