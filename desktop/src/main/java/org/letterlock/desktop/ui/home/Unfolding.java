package org.letterlock.desktop.ui.home;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.layout.Pane;
import org.jspecify.annotations.Nullable;

/**
 * Nodes that come into a window that is looked at, a few with each picture: to make, style and measure a long page for the first time takes longer than anybody
 * should wait who types meanwhile. What replaces others comes at once, or the page would jump. On the screen's thread.
 */
final class Unfolding {

    /** So many of one box are not worth another picture. */
    private static final int AT_ONCE = 2;

    /** As long as making them took no longer than this, other boxes get theirs with the same picture. */
    private static final long SHARE_NANOS = 8_000_000;

    private final Scene scene;

    /** What still comes into which box, in the order in which it was asked for. */
    private final Map<Pane, Part> left = new LinkedHashMap<>();

    /** Whether the next picture is waited for. */
    private boolean waiting;

    /** When the first was made that comes with the next picture. */
    private long begun;

    private Unfolding(Scene scene) {
        this.scene = scene;
    }

    /**
     * Has {@code box} hold what {@code nodes} makes: now, or from now on.
     *
     * @param nodes is asked once, when it is the box's turn
     */
    static void into(Pane box, Supplier<? extends List<? extends Node>> nodes) {
        Scene scene = box.getScene();
        if (scene != null && isLookedAt(scene) && box.getChildren().isEmpty()) {
            of(scene).begin(box, nodes);
        } else {
            if (scene != null) {
                of(scene).left.remove(box);
            }
            box.getChildren().setAll(nodes.get());
        }
    }

    private static boolean isLookedAt(Scene scene) {
        return scene.getWindow() != null && scene.getWindow().isShowing();
    }

    private static Unfolding of(Scene scene) {
        return (Unfolding) scene.getProperties().computeIfAbsent(Unfolding.class, key -> new Unfolding(scene));
    }

    private void begin(Pane box, Supplier<? extends List<? extends Node>> nodes) {
        Part part = new Part(box, nodes);
        left.put(box, part);
        if (!waiting) {
            begun = System.nanoTime();
        }
        if (isTimeLeft()) {
            some(part);
        }
    }

    private boolean isTimeLeft() {
        return System.nanoTime() - begun < SHARE_NANOS;
    }

    private void goOn() {
        waiting = false;
        begun = System.nanoTime();
        try {
            for (Part each : List.copyOf(left.values())) {
                if (isTimeLeft()) {
                    some(each);
                }
            }
        } finally {
            if (!left.isEmpty()) {
                awaitPicture();
            }
        }
    }

    private void some(Part part) {
        boolean any = part.some();
        if (part.isDone()) {
            left.remove(part.box, part);
        }
        if (any) {
            awaitPicture();
        }
    }

    private void awaitPicture() {
        if (!waiting) {
            waiting = true;
            goOnAfterNextPicture();
        }
    }

    private void goOnAfterNextPicture() {
        // Even where what was added changes no picture.
        Platform.requestNextPulse();
        scene.addPostLayoutPulseListener(new Runnable() {
            @Override
            public void run() {
                scene.removePostLayoutPulseListener(this);
                Platform.runLater(Unfolding.this::goOn);
            }
        });
    }

    /** What comes into one box. */
    private static final class Part {

        private final Pane box;
        private final Supplier<? extends List<? extends Node>> nodes;
        private @Nullable Deque<Node> made;

        Part(Pane box, Supplier<? extends List<? extends Node>> nodes) {
            this.box = box;
            this.nodes = nodes;
        }

        /** Adds some, all where nobody looks any more; false where there is nothing to add. */
        boolean some() {
            Deque<Node> left = made;
            if (left == null) {
                left = new ArrayDeque<>();
                // Before it is asked: what fails is not asked again, and nothing waits behind it.
                made = left;
                left.addAll(nodes.get());
            }
            boolean any = !left.isEmpty();
            boolean seen = box.getScene() != null;
            for (int i = 0; !left.isEmpty() && (i < AT_ONCE || !seen); i++) {
                box.getChildren().add(left.remove());
            }
            return any && seen;
        }

        boolean isDone() {
            return made != null && made.isEmpty();
        }
    }
}
