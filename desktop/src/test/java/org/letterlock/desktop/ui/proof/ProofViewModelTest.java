package org.letterlock.desktop.ui.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.letterlock.desktop.FakeEngine;
import org.letterlock.desktop.InlineTasks;
import org.letterlock.desktop.model.Problem;
import org.letterlock.desktop.ui.proof.Station.Mark;
import org.letterlock.protocol.Failure;
import org.letterlock.protocol.FailureException;
import org.letterlock.protocol.LogEvent;
import org.letterlock.protocol.ProofInfo;
import org.letterlock.protocol.ProofOrder;
import org.letterlock.protocol.QueueEntry;
import org.letterlock.protocol.QueueEntry.Attempt;
import org.letterlock.protocol.QueueEntry.Recipient;

/** Letters that go their way, told in stations. */
final class ProofViewModelTest {

    private static final String ANNA = "anna@example.org";
    private static final String FRIEND = "friend@example.com";
    private static final String REPLY_TO = "anna+proof-0011223344@example.org";
    private static final ProofViewModel.Letters LETTERS = new ProofViewModel.Letters(
            new ProofViewModel.Letter("home", "to me"), new ProofViewModel.Letter("out", "to you"));

    private final InlineTasks tasks = new InlineTasks();
    private final FakeEngine engine = new FakeEngine();
    private final List<ProofOrder> orders = new ArrayList<>();
    private int wentOn;
    private final ProofViewModel model = new ProofViewModel(engine, ANNA, tasks, () -> wentOn++);

    @BeforeEach
    void answer() {
        engine.answer("sendProof", order -> {
            ProofOrder letter = (ProofOrder) Objects.requireNonNull(order);
            orders.add(letter);
            return new ProofInfo(
                    "proof-0011223344",
                    ANNA,
                    letter.to(),
                    REPLY_TO,
                    "2026-11-29T12:00:00Z",
                    letter.to().endsWith("@example.org") ? null : "q1");
        });
        engine.answer("log", List.of());
        engine.answer("queueEntry", entry("waiting", 0, null, null));
    }

    private static QueueEntry entry(String state, int attempts, @Nullable String next, @Nullable Attempt last) {
        return new QueueEntry(
                "q1",
                "<" + ANNA + ">",
                "2026-11-29T12:00:00Z",
                500,
                null,
                false,
                List.of(new Recipient(
                        FRIEND,
                        state,
                        false,
                        attempts,
                        next,
                        last == null ? null : last.reply(),
                        last == null ? null : last.reason(),
                        last == null ? List.of() : List.of(last))));
    }

    private static Attempt attempt(String result, @Nullable String tls, String reply) {
        return new Attempt(
                "2026-11-29T12:00:01Z",
                result,
                "mx.example.com",
                "203.0.113.9",
                tls,
                null,
                "not",
                reply,
                null,
                null,
                null);
    }

    private void send(String to) {
        model.to().set(to);
        model.send(LETTERS);
    }

    private List<String> way() {
        return model.out().stream()
                .map(station -> station.word() + " " + station.mark())
                .toList();
    }

    private static LogEvent accepted(String recipient) {
        return new LogEvent(
                "2026-11-29T12:01:00Z",
                "ACCEPTED",
                "c-1",
                "c-1-1 from <" + FRIEND + "> to " + recipient + ", 700 octets: 250");
    }

    @Test
    void followsTheLetterOutAndTheAnswerIn() {
        send(" " + FRIEND + " ");
        assertThat(orders).extracting(ProofOrder::to).containsExactly(ANNA, FRIEND);
        assertThat(orders).extracting(ProofOrder::text).containsExactly("to me", "to you");
        assertThat(model.home()).extracting(Station::mark).containsOnly(Mark.DONE);
        assertThat(way()).containsExactly("taken DONE", "seeking NOW", "answer AHEAD");
        engine.answer("queueEntry", entry("sending", 0, null, null));
        tasks.pass();
        assertThat(way()).containsExactly("taken DONE", "handing NOW", "answer AHEAD");
        engine.answer("queueEntry", entry("sent", 1, null, attempt("sent", "TLSv1.3", "250 ok")));
        tasks.pass();
        assertThat(way()).containsExactly("taken DONE", "handed DONE", "answer NOW");
        assertThat(model.out().get(1).values()).containsEntry("host", "mx.example.com");
        engine.answer("log", List.of(accepted("anna@example.org"), accepted(REPLY_TO + ".x")));
        tasks.pass();
        assertThat(model.stage().get()).isEqualTo(ProofViewModel.Stage.UNDER_WAY);
        engine.answer("log", List.of(accepted("anna@example.org"), accepted(REPLY_TO)));
        tasks.pass();
        assertThat(model.stage().get()).isEqualTo(ProofViewModel.Stage.ANSWERED);
        assertThat(way()).containsExactly("taken DONE", "handed DONE", "answered DONE");
        assertThat(tasks.pauses()).isEmpty();
    }

    @Test
    void sendsOneLetterHomeHoweverOftenTheOneOutFails() {
        engine.answer("sendProof", order -> {
            ProofOrder letter = (ProofOrder) Objects.requireNonNull(order);
            orders.add(letter);
            if (!letter.to().equals(ANNA) && orders.size() < 4) {
                throw new FailureException(new Failure("engine", "domain", "No.", "It is so.", "Try another.", null));
            }
            return new ProofInfo("proof-0011223344", ANNA, letter.to(), REPLY_TO, "2026-11-29T12:00:00Z", null);
        });
        for (int i = 0; i < 3; i++) {
            send(FRIEND);
        }
        assertThat(orders).extracting(ProofOrder::to).containsExactly(ANNA, FRIEND, FRIEND, FRIEND);
        assertThat(model.stage().get()).isEqualTo(ProofViewModel.Stage.UNDER_WAY);
        assertThat(model.home()).isNotEmpty();
    }

    @Test
    void saysWhenTheyTakeItOnlyInTheClear() {
        send(FRIEND);
        engine.answer("queueEntry", entry("sent", 1, null, attempt("sent", null, "250 ok")));
        tasks.pass();
        assertThat(way()).contains("handed-open DONE");
    }

    @Test
    void saysWhenItIsTriedAgainAndTriesNowWhereThePersonWants() {
        send(FRIEND);
        engine.answer(
                "queueEntry",
                entry("waiting", 1, "2026-11-29T12:15:00Z", attempt("deferred", null, "450 4.7.1 come later")));
        tasks.pass();
        assertThat(way()).containsExactly("taken DONE", "late LATE", "answer AHEAD");
        assertThat(model.out().get(1).detail()).isEqualTo("450 4.7.1 come later");
        assertThat(model.out().get(1).values()).containsEntry("next", "2026-11-29T12:15:00Z");
        assertThat(model.isLate()).isTrue();
        engine.answer("retryQueueEntry", entry("sending", 1, null, attempt("deferred", null, "450")));
        model.tryNow();
        assertThat(way()).contains("handing NOW");
        assertThat(model.isLate()).isFalse();
        assertThat(tasks.pauses()).hasSize(1);
    }

    @Test
    void endsWhereTheyRefuseIt() {
        send(FRIEND);
        engine.answer("queueEntry", entry("failed", 1, null, attempt("failed", "TLSv1.3", "550 5.1.1 nobody")));
        tasks.pass();
        assertThat(model.stage().get()).isEqualTo(ProofViewModel.Stage.ENDED);
        assertThat(way()).containsExactly("taken DONE", "refused ENDED");
        assertThat(model.out().getLast().detail()).isEqualTo("550 5.1.1 nobody");
        assertThat(tasks.pauses()).isEmpty();
        model.another();
        send("other@example.com");
        assertThat(orders).extracting(ProofOrder::to).containsExactly(ANNA, FRIEND, "other@example.com");
    }

    @Test
    void believesAnAnswerWhateverIsKnownOfTheLetter() {
        send(FRIEND);
        engine.answer("queueEntry", entry("failed", 1, null, attempt("failed", null, "lost")));
        engine.answer("log", List.of(accepted(REPLY_TO)));
        tasks.pass();
        assertThat(model.stage().get()).isEqualTo(ProofViewModel.Stage.ANSWERED);
        assertThat(way()).containsExactly("taken DONE", "arrived DONE", "answered DONE");
    }

    @Test
    void needsNoQueueForOurOwn() {
        send("ben@example.org");
        tasks.pass();
        assertThat(way()).containsExactly("taken DONE", "kept DONE", "answer NOW");
        assertThat(engine.asked()).noneMatch(asked -> asked.startsWith("queueEntry"));
    }

    @Test
    void keepsWhatWasTypedWhereTheServerSaysNo() {
        engine.cut(Problem.of("ssh", "cut-off", Map.of(), null));
        send(FRIEND);
        assertThat(model.stage().get()).isEqualTo(ProofViewModel.Stage.ASK);
        assertThat(Objects.requireNonNull(model.problem().get()).code()).isEqualTo("cut-off");
        assertThat(model.to().get()).isEqualTo(FRIEND);
        engine.cut(null);
        model.send(LETTERS);
        assertThat(model.problem().get()).isNull();
        engine.cut(Problem.of("ssh", "cut-off", Map.of(), null));
        tasks.pass();
        assertThat(model.problem().get()).isNotNull();
        engine.cut(null);
        tasks.pass();
        assertThat(model.problem().get()).isNull();
    }

    @Test
    void refusesWhatIsNoAddress() {
        for (String typed : List.of("", "anna", "@example.org", "anna@", "anna@x y.org", "anna@example")) {
            send(typed);
            assertThat(Objects.requireNonNull(model.problem().get()).code()).isEqualTo("address");
        }
        assertThat(orders).isEmpty();
    }

    @Test
    void asksNobodyWhileTheScreenIsLeft() {
        send(FRIEND);
        model.rest();
        assertThat(tasks.pauses()).isEmpty();
        model.watch();
        assertThat(tasks.pauses()).hasSize(1);
        model.goOn();
        assertThat(tasks.pauses()).isEmpty();
        assertThat(wentOn).isOne();
    }
}
