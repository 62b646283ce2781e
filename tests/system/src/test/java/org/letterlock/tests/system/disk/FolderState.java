package org.letterlock.tests.system.disk;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** The names in one folder: those that a power cut leaves for certain, and the changes since its last fsync, of which the first few may be left. */
final class FolderState {

    private final Map<String, Node> now = new LinkedHashMap<>();
    private final Map<String, Node> durable = new LinkedHashMap<>();
    private final List<Change> pending = new ArrayList<>();

    /** What a name stands for. */
    sealed interface Node {
        record OfFile(FileState file) implements Node {}

        record OfFolder(FolderState folder) implements Node {}
    }

    /** A name goes, a name comes, or both at once. */
    private record Change(Optional<String> gone, Optional<String> come, Optional<Node> node) {

        void apply(Map<String, Node> names) {
            gone.ifPresent(names::remove);
            come.ifPresent(name -> names.put(name, node.orElseThrow()));
        }
    }

    Optional<Node> get(String name) {
        return Optional.ofNullable(now.get(name));
    }

    void put(String name, Node node) {
        change(new Change(Optional.empty(), Optional.of(name), Optional.of(node)));
    }

    void remove(String name) {
        if (now.containsKey(name)) {
            change(new Change(Optional.of(name), Optional.empty(), Optional.empty()));
        }
    }

    void rename(String from, String to) {
        get(from).ifPresent(node -> change(new Change(Optional.of(from), Optional.of(to), Optional.of(node))));
    }

    private void change(Change change) {
        change.apply(now);
        pending.add(change);
    }

    void sync() {
        pending.clear();
        durable.clear();
        durable.putAll(now);
    }

    /** As the process sees it. */
    Map<String, Node> now() {
        return now;
    }

    /** As a power cut may leave it. */
    Map<String, Node> afterPowerCut(Random random) {
        Map<String, Node> left = new LinkedHashMap<>(durable);
        int kept = random.nextInt(pending.size() + 1);
        pending.subList(0, kept).forEach(change -> change.apply(left));
        return left;
    }
}
