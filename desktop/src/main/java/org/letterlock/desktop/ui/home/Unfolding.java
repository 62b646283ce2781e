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

    private final Pane box;
    private final Deque<Node> left;

    private Unfolding(Pane box, List<? extends Node> nodes) {
        this.box = box;
        this.left = new ArrayDeque<>(nodes);
    }

    /** Has {@code box} hold {@code nodes}: now, or from now on. */
    static void into(Pane box, List<? extends Node> nodes) {
        if (box.getChildren().isEmpty() && nodes.size() > AT_ONCE && isLookedAt(box)) {
            new Unfolding(box, nodes).some();
        } else {
            box.getChildren().setAll(nodes);
        }
    }

    private static boolean isLookedAt(Pane box) {
        Scene scene = box.getScene();
        return scene != null && scene.getWindow() != null && scene.getWindow().isShowing();
    }

    private void some() {
        Scene scene = box.getScene();
        for (int i = 0; !left.isEmpty() && (i < AT_ONCE || scene == null); i++) {
            box.getChildren().add(left.remove());
        }
        if (!left.isEmpty()) {
            goOnAfterNextPicture(scene, box.getChildren().getLast());
        }
    }

    /** @param last lies in the box until others replace what it holds */
    private void goOnAfterNextPicture(Scene scene, Node last) {
        scene.addPostLayoutPulseListener(new Runnable() {
            @Override
            public void run() {
                scene.removePostLayoutPulseListener(this);
                Platform.runLater(() -> {
                    if (box.equals(last.getParent())) {
                        some();
                    }
                });
            }
        });
    }
}
