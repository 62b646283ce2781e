package org.letterlock.desktop.ui.delivery;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.ui.home.Asked;
import org.letterlock.desktop.ui.home.Confirmation;
import org.letterlock.desktop.ui.home.HomeViewModel;
import org.letterlock.protocol.EngineApi;
import org.letterlock.protocol.QueueEntry;
import org.letterlock.protocol.QueueEntry.Recipient;

/** One letter on its way out: its story, and what can be done with it. */
public final class LetterViewModel {

    private final HomeViewModel home;
    private final EngineApi.QueueName name;
    private final Runnable back;
    private final Asked<QueueEntry> letter;
    private final ObjectProperty<@Nullable Confirmation> confirmation = new SimpleObjectProperty<>();

    LetterViewModel(HomeViewModel home, String id, Runnable back) {
        this.home = home;
        this.name = new EngineApi.QueueName(id);
        this.back = back;
        this.letter = home.asked(() -> home.line().ask(engine -> engine.queueEntry(name)));
    }

    HomeViewModel home() {
        return home;
    }

    Asked<QueueEntry> letter() {
        return letter;
    }

    /** What is asked before something that cannot be taken back; null for nothing. */
    public ObjectProperty<@Nullable Confirmation> confirmation() {
        return confirmation;
    }

    /** Back to the lists. */
    public void back() {
        back.run();
    }

    /** Whether a recipient is still to be reached. */
    static boolean isOpen(Recipient recipient) {
        return recipient.state().equals("waiting") || recipient.state().equals("sending");
    }

    private void change(BiFunction<EngineApi, EngineApi.QueueName, CompletableFuture<QueueEntry>> change) {
        letter.change(() -> home.line().ask(engine -> change.apply(engine, name)));
    }

    /** Keeps it until it is released. */
    public void hold() {
        change(EngineApi::holdQueueEntry);
    }

    /** Lets it go when it is due. */
    public void release() {
        change(EngineApi::releaseQueueEntry);
    }

    /** Tries it at once. */
    public void tryNow() {
        change(EngineApi::retryQueueEntry);
    }

    /** Asks whether it is to be given up. */
    public void giveUp() {
        confirmation.set(
                new Confirmation("letter.give-up.", Map.of(), null, () -> change(EngineApi::removeQueueEntry)));
    }
}
