package org.letterlock.desktop.ui.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.letterlock.desktop.FakeEngine;
import org.letterlock.desktop.InlineTasks;
import org.letterlock.desktop.health.Snapshots;
import org.letterlock.desktop.ui.home.HomeViewModel;
import org.letterlock.protocol.LogEvent;
import org.letterlock.protocol.SendingInfo;

/** What is done with letters, by what the engine is told. */
final class DeliveryViewModelTest {

    private final FakeEngine engine = Letters.on(new FakeEngine());
    private final HomeViewModel home =
            new HomeViewModel(engine, new InlineTasks(), Clock.fixed(Snapshots.NOW, ZoneOffset.UTC));
    private final DeliveryViewModel model = new DeliveryViewModel(home);

    @BeforeEach
    void ask() {
        model.ask();
        engine.asked().clear();
    }

    private SendingInfo held() {
        List<SendingInfo> held =
                Objects.requireNonNull(model.traffic().answer().get()).held();
        assertThat(held).hasSize(1);
        return held.getFirst();
    }

    private List<String> found(String sought) {
        model.sought().set(sought);
        return model.found().getValue().stream().map(LogEvent::kind).toList();
    }

    @Test
    void decidesAboutWhatTheBrakeHolds() {
        SendingInfo held = held();
        model.release(held);
        model.lift(held);
        model.remove(held);
        assertThat(engine.asked())
                .containsSubsequence(
                        "releaseHeldLetters AccountAddress[address=anna@example.org]",
                        "liftSending AccountAddress[address=anna@example.org]")
                .doesNotContain("removeHeldLetters AccountAddress[address=anna@example.org]");
        Objects.requireNonNull(model.confirmation().get()).yes().run();
        assertThat(engine.asked()).contains("removeHeldLetters AccountAddress[address=anna@example.org]");
    }

    @Test
    void findsInTheLogWhatHasAllWordsInAnyCase() {
        assertThat(found("")).hasSize(4);
        assertThat(found(" BEN@example ")).containsExactly("DEFERRED");
        assertThat(found("anna pixel")).containsExactly("AUTHENTICATED");
        assertThat(found("anna ben")).isEmpty();
        assertThat(found("q-1")).containsExactly("DEFERRED");
    }

    @Test
    void holdsReleasesAndTriesALetter() {
        model.choose("q-1");
        LetterViewModel letter = Objects.requireNonNull(model.chosen().get());
        letter.hold();
        letter.release();
        letter.tryNow();
        letter.giveUp();
        assertThat(engine.asked())
                .containsSubsequence(
                        "queueEntry QueueName[id=q-1]",
                        "holdQueueEntry QueueName[id=q-1]",
                        "releaseQueueEntry QueueName[id=q-1]",
                        "retryQueueEntry QueueName[id=q-1]")
                .doesNotContain("removeQueueEntry QueueName[id=q-1]");
        Objects.requireNonNull(letter.confirmation().get()).yes().run();
        assertThat(engine.asked()).contains("removeQueueEntry QueueName[id=q-1]");
        engine.asked().clear();
        letter.back();
        assertThat(model.chosen().get()).isNull();
        assertThat(engine.asked()).as("the lists are asked again").contains("queue Limit[count=200]");
    }
}
