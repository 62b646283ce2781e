package org.letterlock.desktop.ui.home;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.layout.Pane;

/**
 * Many nodes that come into a window that is looked at, a few with each picture: to style and measure a long page for the first time takes longer than anybody
 * should wait who types meanwhile. What replaces others comes at once, or the page would jump. On the screen's thread.
 */
final class Unfolding {

    /** So many are not worth another picture. */
    private static final int AT_ONCE = 2;

    private static final Object UNDER_WAY = Unfolding.class;

    private final Pane box;
    private final Deque<Node> left;

    private Unfolding(Pane box, List<? extends Node> nodes) {
        this.box = box;
        this.left = new ArrayDeque<>(nodes);
    }

    /** Has {@code box} hold {@code nodes}: now, or from now on. */
    static void into(Pane box, List<? extends Node> nodes) {
        boolean first = box.getChildren().isEmpty();
        box.getProperties().remove(UNDER_WAY);
        if (!first || nodes.size() <= AT_ONCE || !isLookedAt(box)) {
            box.getChildren().setAll(nodes);
            return;
        }
        Unfolding begun = new Unfolding(box, nodes);
        box.getProperties().put(UNDER_WAY, begun);
        begun.some();
    }

    private static boolean isLookedAt(Pane box) {
        Scene scene = box.getScene();
        return scene != null && scene.getWindow() != null && scene.getWindow().isShowing();
    }

    private void some() {
        if (box.getProperties().get(UNDER_WAY) != this) {
            return;
        }
        for (int i = 0; i < AT_ONCE && !left.isEmpty(); i++) {
            box.getChildren().add(left.remove());
        }
        Scene scene = box.getScene();
        if (left.isEmpty()) {
            box.getProperties().remove(UNDER_WAY);
        } else if (scene == null) {
            box.getChildren().addAll(left);
        } else {
            afterNextPicture(scene);
        }
    }

    private void afterNextPicture(Scene scene) {
        scene.addPostLayoutPulseListener(new Runnable() {
            @Override
            public void run() {
                scene.removePostLayoutPulseListener(this);
                Platform.runLater(Unfolding.this::some);
            }
        });
    }
}
