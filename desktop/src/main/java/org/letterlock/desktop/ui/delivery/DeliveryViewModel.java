package org.letterlock.desktop.ui.delivery;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import javafx.beans.binding.Bindings;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.beans.value.ObservableValue;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.ui.home.Asked;
import org.letterlock.desktop.ui.home.Confirmation;
import org.letterlock.desktop.ui.home.HomeViewModel;
import org.letterlock.protocol.EngineApi;
import org.letterlock.protocol.LogEvent;
import org.letterlock.protocol.QueueEntry;
import org.letterlock.protocol.SendingInfo;

/** The letters that wait to leave, those that are held, one letter's story, and what happened. */
public final class DeliveryViewModel {

    /** So many letters and events are shown. */
    static final int SHOWN = 200;

    private static final int EVENTS = 2_000;

    private final HomeViewModel home;
    private final Asked<Traffic> traffic;
    private final Asked<List<LogEvent>> log;
    private final StringProperty sought = new SimpleStringProperty("");
    private final ObservableValue<List<LogEvent>> found;
    private final ReadOnlyObjectWrapper<@Nullable LetterViewModel> chosen = new ReadOnlyObjectWrapper<>();
    private final ObjectProperty<@Nullable Confirmation> confirmation = new SimpleObjectProperty<>();
    private final RelaysViewModel relays;
    private final WebhooksViewModel webhooks;

    /**
     * What is on its way.
     *
     * @param queue the oldest that wait
     * @param held accounts whose letters are held because they sent more than they may
     */
    record Traffic(List<QueueEntry> queue, List<SendingInfo> held) {

        static CompletableFuture<Traffic> ask(EngineApi engine) {
            return engine.queue(new EngineApi.Limit(SHOWN))
                    .thenCombine(
                            engine.sending(new EngineApi.SendingSubject(null)),
                            (queue, sending) -> new Traffic(
                                    queue,
                                    sending.stream()
                                            .filter(account -> account.heldLetters() > 0)
                                            .toList()));
        }
    }

    public DeliveryViewModel(HomeViewModel home) {
        this.home = home;
        this.traffic = home.asked(() -> home.line().ask(Traffic::ask));
        this.log = home.asked(() -> home.line().ask(engine -> engine.log(new EngineApi.Limit(EVENTS))));
        this.relays = new RelaysViewModel(home, confirmation);
        this.webhooks = new WebhooksViewModel(home, confirmation);
        this.found = Bindings.createObjectBinding(this::find, log.answer(), sought);
    }

    /** The server that they leave. */
    public HomeViewModel home() {
        return home;
    }

    /** Asks for all of it. */
    public void ask() {
        traffic.ask();
        log.ask();
        relays.relays().ask();
        webhooks.told().ask();
    }

    Asked<Traffic> traffic() {
        return traffic;
    }

    Asked<List<LogEvent>> log() {
        return log;
    }

    /** The servers of others that they leave over. */
    public RelaysViewModel relays() {
        return relays;
    }

    /** The web servers that are told of letters. */
    public WebhooksViewModel webhooks() {
        return webhooks;
    }

    /** Whom or what the log is searched for. */
    public StringProperty sought() {
        return sought;
    }

    /** What happened that has all words that are sought, newest first. */
    public ObservableValue<List<LogEvent>> found() {
        return found;
    }

    private List<LogEvent> find() {
        List<LogEvent> all = log.answer().get();
        if (all == null) {
            return List.of();
        }
        List<String> words =
                List.of(sought.get().strip().toLowerCase(Locale.ROOT).split("\\s+", -1));
        return all.stream()
                .filter(event -> {
                    String text = (event.connection() + " " + event.detail()).toLowerCase(Locale.ROOT);
                    return words.stream().allMatch(text::contains);
                })
                .limit(SHOWN)
                .toList();
    }

    /** The letter that is looked at; null for the lists. */
    public ReadOnlyObjectProperty<@Nullable LetterViewModel> chosen() {
        return chosen.getReadOnlyProperty();
    }

    /** Looks at one. */
    public void choose(String letter) {
        LetterViewModel model = new LetterViewModel(home, letter, this::back);
        chosen.set(model);
        model.letter().ask();
    }

    /** Back to the lists. */
    public void back() {
        chosen.set(null);
        ask();
        home.refresh();
    }

    /** What is asked before something that cannot be taken back; null for nothing. */
    public ObjectProperty<@Nullable Confirmation> confirmation() {
        return confirmation;
    }

    private <T> void change(Function<EngineApi, CompletableFuture<T>> change) {
        traffic.change(() -> home.line().ask(change), home::refresh);
    }

    /** Lets all go that is held of a mailbox. */
    public void release(SendingInfo held) {
        change(engine -> engine.releaseHeldLetters(new EngineApi.AccountAddress(held.account())));
    }

    /** Lets a mailbox send without a limit for a day. */
    public void lift(SendingInfo held) {
        change(engine -> engine.liftSending(new EngineApi.AccountAddress(held.account())));
    }

    /** Asks whether all that is held of a mailbox is to be taken out. */
    public void remove(SendingInfo held) {
        confirmation.set(new Confirmation(
                "delivery.held.remove.",
                Map.of("mailbox", held.account(), "letters", Long.toString(held.heldLetters())),
                null,
                () -> change(engine -> engine.removeHeldLetters(new EngineApi.AccountAddress(held.account())))));
    }
}
