package org.letterlock.desktop.ui.home;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.Label;
import javafx.scene.layout.VBox;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.letterlock.desktop.Toolkit;

/** A long page comes into a window in parts, whole and in its order. */
final class UnfoldingTest {

    private static final int MANY = 9;
    private static final long LONG_NANOS = 20_000_000;

    private Stage window;
    private final VBox box = new VBox();

    @BeforeAll
    static void startToolkit() {
        Toolkit.start();
    }

    @BeforeEach
    void openAWindow() {
        window = Toolkit.onScreen(() -> {
            Stage stage = new Stage();
            stage.setScene(new Scene(new VBox(box), 300, 300));
            stage.show();
            return stage;
        });
    }

    @AfterEach
    void closeIt() {
        Toolkit.onScreen(() -> {
            window.close();
            return true;
        });
    }

    private static List<Label> labels(String name) {
        return IntStream.range(0, MANY).mapToObj(i -> new Label(name + i)).toList();
    }

    private static CompletableFuture<Void> holding(VBox box, int count) {
        CompletableFuture<Void> held = new CompletableFuture<>();
        box.getChildren().subscribe(() -> {
            if (box.getChildren().size() >= count) {
                held.complete(null);
            }
        });
        return held;
    }

    @Test
    void comesInPartsWholeAndInItsOrder() throws Exception {
        List<Label> labels = labels("a");
        CompletableFuture<Void> whole = Toolkit.onScreen(() -> {
            CompletableFuture<Void> held = holding(box, MANY);
            Unfolding.into(box, () -> labels);
            assertThat(box.getChildren()).isNotEmpty().hasSizeLessThan(MANY);
            return held;
        });
        whole.get(20, TimeUnit.SECONDS);
        assertThat(Toolkit.onScreen(() -> List.copyOf(box.getChildren()))).isEqualTo(labels);
    }

    @Test
    void whatReplacesOthersComesAtOnceAndTheOthersNoMore() throws Exception {
        List<Label> later = labels("b");
        CompletableFuture<Void> pictures = Toolkit.onScreen(() -> {
            Unfolding.into(box, () -> labels("a"));
            Unfolding.into(box, () -> later);
            assertThat(box.getChildren()).isEqualTo(later);
            // As many pictures as the first would have needed.
            return pictures(MANY);
        });
        pictures.get(20, TimeUnit.SECONDS);
        assertThat(Toolkit.onScreen(() -> List.<Node>copyOf(box.getChildren()))).isEqualTo(later);
    }

    /** The second is not even made with the picture for which the first took all time, and made of what was asked for last. */
    @Test
    void aBoxWaitsForOneThatTakesLong() throws Exception {
        VBox second = new VBox();
        List<Label> last = labels("d");
        CompletableFuture<Void> whole = Toolkit.onScreen(() -> {
            ((VBox) window.getScene().getRoot()).getChildren().add(second);
            Unfolding.into(box, () -> {
                long begun = System.nanoTime();
                while (System.nanoTime() - begun < LONG_NANOS) {
                    Thread.onSpinWait();
                }
                return List.of(new Label("a"));
            });
            Unfolding.into(second, () -> {
                throw new AssertionError("asked for what nobody wants any more");
            });
            Unfolding.into(second, () -> last);
            assertThat(box.getChildren()).hasSize(1);
            assertThat(second.getChildren()).isEmpty();
            return holding(second, MANY);
        });
        whole.get(20, TimeUnit.SECONDS);
        assertThat(Toolkit.onScreen(() -> List.<Node>copyOf(second.getChildren())))
                .isEqualTo(last);
    }

    /** What is looked at again later is there. */
    @Test
    void aBoxThatIsTakenAwayGetsAllAtOnce() throws Exception {
        List<Label> labels = labels("a");
        CompletableFuture<Void> whole = Toolkit.onScreen(() -> {
            CompletableFuture<Void> held = holding(box, MANY);
            Unfolding.into(box, () -> labels);
            ((VBox) window.getScene().getRoot()).getChildren().clear();
            return held;
        });
        whole.get(20, TimeUnit.SECONDS);
        assertThat(Toolkit.onScreen(() -> List.<Node>copyOf(box.getChildren()))).isEqualTo(labels);
    }

    private CompletableFuture<Void> pictures(int count) {
        CompletableFuture<Void> drawn = new CompletableFuture<>();
        int[] left = {count};
        window.getScene().addPostLayoutPulseListener(() -> {
            if (left[0]-- <= 0) {
                drawn.complete(null);
            } else {
                Platform.requestNextPulse();
            }
        });
        Platform.requestNextPulse();
        return drawn;
    }

    @Test
    void comesAtOnceWhereNobodyLooks() {
        Toolkit.onScreen(() -> {
            VBox apart = new VBox();
            Unfolding.into(apart, () -> labels("a"));
            assertThat(apart.getChildren()).hasSize(MANY);
            return true;
        });
    }
}
