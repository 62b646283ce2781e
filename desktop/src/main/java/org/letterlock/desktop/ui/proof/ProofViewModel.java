package org.letterlock.desktop.ui.proof;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.agentclient.EngineLine;
import org.letterlock.desktop.model.Problem;
import org.letterlock.desktop.model.ProblemException;
import org.letterlock.desktop.task.Polling;
import org.letterlock.desktop.task.Tasks;
import org.letterlock.protocol.EngineApi.Limit;
import org.letterlock.protocol.EngineApi.QueueName;
import org.letterlock.protocol.ProofInfo;
import org.letterlock.protocol.ProofOrder;
import org.letterlock.protocol.QueueEntry;

/** Sends a letter home and one out, follows them, and sees the answer come in. */
public final class ProofViewModel {

    private static final Pattern ADDRESS = Pattern.compile("[^@\\s]+@[^@\\s]+\\.[^@\\s]+");

    /** How much of the log is looked through for the answer. */
    private static final int LOG = 500;

    /** How far it is. */
    public enum Stage {
        /** The person says whom the letter is for. */
        ASK,
        /** The letters are given to the server. */
        SENDING,
        /** They are on their way, or the answer is. */
        UNDER_WAY,
        /** The answer came. */
        ANSWERED,
        /** The letter goes no further. */
        ENDED
    }

    /**
     * What letters say.
     *
     * @param home to oneself
     * @param out to somebody else
     */
    public record Letters(Letter home, Letter out) {}

    /** What a letter says. */
    public record Letter(String subject, String text) {}

    private record News(@Nullable QueueEntry entry, boolean answered) {}

    private final EngineLine line;
    private final String account;
    private final Tasks tasks;
    private final Runnable goOn;
    private final Polling polling;
    private final StringProperty to = new SimpleStringProperty("");
    private final ReadOnlyObjectWrapper<Stage> stage = new ReadOnlyObjectWrapper<>(Stage.ASK);
    private final ReadOnlyObjectWrapper<@Nullable Problem> problem = new ReadOnlyObjectWrapper<>();
    private final ObservableList<Station> home = FXCollections.observableArrayList();
    private final ObservableList<Station> out = FXCollections.observableArrayList();
    private @Nullable ProofInfo sentHome;
    private @Nullable ProofInfo sentOut;
    private @Nullable QueueEntry known;
    private Tasks.Running running = () -> {};

    /**
     * A view model.
     *
     * @param account any address of the mailbox that the letters are from
     * @param goOn leads on
     */
    public ProofViewModel(EngineLine line, String account, Tasks tasks, Runnable goOn) {
        this.line = line;
        this.account = account;
        this.tasks = tasks;
        this.goOn = goOn;
        this.polling = new Polling(tasks, this::ask);
    }

    public String account() {
        return account;
    }

    /** Whom the letter is for. */
    public StringProperty to() {
        return to;
    }

    public ReadOnlyObjectProperty<Stage> stage() {
        return stage.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<@Nullable Problem> problem() {
        return problem.getReadOnlyProperty();
    }

    /** The way of the letter to oneself. */
    ObservableList<Station> home() {
        return home;
    }

    /** The way of the letter out, and of the answer. */
    ObservableList<Station> out() {
        return out;
    }

    /** Sends the letters; that to oneself only the first time. */
    public void send(Letters letters) {
        String address = to.get().strip();
        if (stage.get() == Stage.SENDING) {
            return;
        }
        if (!ADDRESS.matcher(address).matches()) {
            problem.set(Problem.of("proof", "address", Map.of(), null));
            return;
        }
        problem.set(null);
        stage.set(Stage.SENDING);
        ProofInfo before = sentHome;
        if (before == null) {
            running = tasks.run(
                    () -> send(account, letters.home()),
                    taken -> {
                        // At once: whatever becomes of the other letter, this one is on its way.
                        sentHome = taken;
                        sendOut(taken, address, letters.out());
                    },
                    this::notSent);
        } else {
            sendOut(before, address, letters.out());
        }
    }

    private void sendOut(ProofInfo toOneself, String address, Letter letter) {
        running = tasks.run(() -> send(address, letter), taken -> sent(toOneself, taken), this::notSent);
    }

    private ProofInfo send(String address, Letter letter) throws ProblemException {
        return line.ask(engine -> engine.sendProof(new ProofOrder(account, address, letter.subject(), letter.text())));
    }

    private void sent(ProofInfo toOneself, ProofInfo away) {
        sentOut = away;
        known = null;
        home.setAll(Station.home(toOneself));
        out.setAll(Station.outAndBack(away, null, false));
        stage.set(Stage.UNDER_WAY);
        polling.begin();
    }

    private void notSent(Problem why) {
        problem.set(why);
        stage.set(Stage.ASK);
    }

    private void ask() {
        ProofInfo letter = sentOut;
        if (letter != null) {
            QueueEntry last = known;
            running = tasks.run(() -> look(letter, last), news -> told(letter, news), this::notTold);
        }
    }

    private News look(ProofInfo letter, @Nullable QueueEntry last) throws ProblemException {
        String id = letter.queueEntry();
        QueueEntry entry = id == null || isSent(last) ? last : line.ask(engine -> engine.queueEntry(new QueueName(id)));
        String arrival = " to " + letter.replyTo() + ",";
        boolean answered = line.ask(engine -> engine.log(new Limit(LOG))).stream()
                .anyMatch(event ->
                        event.kind().equals("ACCEPTED") && event.detail().contains(arrival));
        return new News(entry, answered);
    }

    private static boolean isSent(@Nullable QueueEntry entry) {
        return entry != null
                && entry.recipients().stream()
                        .allMatch(recipient -> recipient.state().equals("sent"));
    }

    private void told(ProofInfo letter, News news) {
        problem.set(null);
        known = news.entry();
        List<Station> way = Station.outAndBack(letter, news.entry(), news.answered());
        if (!out.equals(way)) {
            out.setAll(way);
        }
        if (news.answered()) {
            polling.stop();
            stage.set(Stage.ANSWERED);
        } else if (way.getLast().mark() == Station.Mark.ENDED) {
            polling.stop();
            stage.set(Stage.ENDED);
        } else {
            polling.again();
        }
    }

    /** The line is cut, perhaps; the next question opens it anew. */
    private void notTold(Problem why) {
        problem.set(why);
        polling.again();
    }

    /** Whether the letter waits for another attempt, so that it may be tried at once. */
    public boolean isLate() {
        return out.stream()
                .anyMatch(station ->
                        station.mark() == Station.Mark.LATE && station.word().equals("late"));
    }

    /** Has the letter tried again now. */
    public void tryNow() {
        ProofInfo letter = sentOut;
        String id = letter == null ? null : letter.queueEntry();
        if (letter == null || id == null) {
            return;
        }
        running.cancel();
        running = tasks.run(
                () -> line.ask(engine -> engine.retryQueueEntry(new QueueName(id))),
                entry -> {
                    told(letter, new News(entry, false));
                    polling.begin();
                },
                this::notTold);
    }

    /** To another address, or the same once more. */
    public void another() {
        polling.stop();
        running.cancel();
        problem.set(null);
        stage.set(Stage.ASK);
    }

    /** Stops sending; what the server has taken goes its way. */
    public void cancel() {
        another();
    }

    /** The screen is shown again. */
    public void watch() {
        polling.watch();
    }

    /** The screen was left: nobody is asked any more until {@link #watch}. */
    public void rest() {
        polling.rest();
    }

    /** Leads on. */
    public void goOn() {
        polling.stop();
        running.cancel();
        goOn.run();
    }
}
