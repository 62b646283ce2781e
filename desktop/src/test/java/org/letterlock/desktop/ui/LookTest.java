package org.letterlock.desktop.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import javafx.scene.Group;
import javafx.scene.Scene;
import javafx.scene.control.Labeled;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.letterlock.desktop.FakeDemo;
import org.letterlock.desktop.InlineTasks;
import org.letterlock.desktop.Toolkit;
import org.letterlock.desktop.text.Language;
import org.letterlock.desktop.text.Texts;
import org.letterlock.desktop.ui.demo.DemoView;
import org.letterlock.desktop.ui.demo.DemoViewModel;

/** That a screen shows what is now while somebody sees it, and does nothing once it was left. */
final class LookTest {

    @BeforeAll
    static void startToolkit() {
        Toolkit.start();
    }

    @Test
    void followsAListWhileItLiesInAWindow() {
        Toolkit.onScreen(() -> {
            ObservableList<String> list = FXCollections.observableArrayList("a");
            List<List<String>> seen = new ArrayList<>();
            Group shown = new Group();
            Look.follow(shown, list, seen::add);
            Scene window = new Scene(new Group(shown));
            list.add("b");
            window.setRoot(new Group());
            list.add("c");
            list.add("d");
            assertThat(seen).containsExactly(List.of("a"), List.of("a", "b"));
            window.setRoot(new Group(shown));
            assertThat(seen).last().isEqualTo(List.of("a", "b", "c", "d"));
            return 0;
        });
    }

    @Test
    void leavesAScreenAsItWasOnceAnotherIsShown() {
        Toolkit.onScreen(() -> {
            DemoViewModel model = new DemoViewModel(new FakeDemo(), new InlineTasks(), line -> () -> {}, () -> {});
            Group left = new Group(DemoView.of(model, Texts.of(Language.ENGLISH)));
            Group shown = new Group(DemoView.of(model, Texts.of(Language.ENGLISH)));
            Scene window = new Scene(left);
            window.setRoot(shown);
            model.start();
            assertThat(words(shown)).contains("Look at it").doesNotContain("Start it");
            assertThat(words(left)).contains("Start it").doesNotContain("Look at it");
            return 0;
        });
    }

    private static List<String> words(Group page) {
        return Toolkit.all(page).stream()
                .filter(Labeled.class::isInstance)
                .map(node -> ((Labeled) node).getText())
                .toList();
    }
}
