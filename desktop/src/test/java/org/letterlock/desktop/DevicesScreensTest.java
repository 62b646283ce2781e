package org.letterlock.desktop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javafx.scene.Group;
import javafx.scene.Scene;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.letterlock.desktop.device.DeviceKeys;
import org.letterlock.desktop.device.Program;
import org.letterlock.desktop.model.Problem;
import org.letterlock.desktop.text.Language;
import org.letterlock.desktop.text.Texts;
import org.letterlock.desktop.ui.device.DevicesView;
import org.letterlock.desktop.ui.device.DevicesViewModel;
import org.letterlock.desktop.ui.proof.ProofView;
import org.letterlock.desktop.ui.proof.ProofViewModel;
import org.letterlock.protocol.AccountInfo;
import org.letterlock.protocol.ClientSettings;
import org.letterlock.protocol.ClientSettings.Server;
import org.letterlock.protocol.CredentialInfo;
import org.letterlock.protocol.CredentialOrder;
import org.letterlock.protocol.LogEvent;
import org.letterlock.protocol.NewCredential;
import org.letterlock.protocol.ProofInfo;
import org.letterlock.protocol.ProofOrder;
import org.letterlock.protocol.QueueEntry;
import org.letterlock.protocol.QueueEntry.Attempt;
import org.letterlock.protocol.QueueEntry.Recipient;
import org.letterlock.tests.kit.screen.Hand;

/** The screens by which mail gets to people's devices, in every state and language. */
@Tag("pictures")
final class DevicesScreensTest {

    private static final String ANNA = "anna@example.org";
    private static final ClientSettings SETTINGS = new ClientSettings(
            ANNA,
            List.of(new Server("IMAP", "mail.example.org", 993, "TLS")),
            List.of(new Server("SMTP", "mail.example.org", 465, "TLS")));

    @BeforeAll
    static void startToolkit() {
        Toolkit.start();
    }

    private static FakeEngine engine() {
        return new FakeEngine().answer("addCredential", order -> {
            CredentialOrder wanted = (CredentialOrder) order;
            return new NewCredential(
                    new AccountInfo(ANNA, "Anna", List.of(ANNA), "2026-11-29T12:00:00Z", false, 0, 0, 0),
                    wanted == null ? "" : wanted.name(),
                    "k7vm-3tqd-9xhp-w2rn-cf6j-y8sb",
                    SETTINGS);
        });
    }

    private static DevicesViewModel device(FakeEngine engine, InlineTasks tasks, HandClock clock) {
        return new DevicesViewModel(
                new DeviceKeys(engine, ANNA, DeviceKeys.Opener.none()), "Anna", tasks, clock, () -> {});
    }

    private static Screen screen(DevicesViewModel model) {
        return Screen.step(org.letterlock.desktop.ui.Shell.Step.DEVICES, texts -> DevicesView.of(model, texts));
    }

    private static Map<String, Screen> screens() {
        Map<String, Screen> all = new LinkedHashMap<>();
        all.put("device-choose", screen(device(engine(), new InlineTasks(), new HandClock())));
        for (Program program : Program.values()) {
            DevicesViewModel prepares = device(engine(), new InlineTasks(), new HandClock());
            prepares.choose(program);
            all.put("device-prepare-" + program.word(), screen(prepares));
            HandClock clock = new HandClock();
            InlineTasks tasks = new InlineTasks();
            DevicesViewModel shows = device(engine().answer("credentials", List.of()), tasks, clock);
            shows.choose(program);
            if (program == Program.OTHER) {
                shows.name().set("Printer");
                shows.sendOnly().set(true);
            }
            shows.make();
            clock.pass(Duration.ofSeconds(8));
            tasks.pass();
            all.put("device-shown-" + program.word(), screen(shows));
        }
        DevicesViewModel making = device(engine(), new InlineTasks().hold(), new HandClock());
        making.choose(Program.ANDROID);
        making.make();
        all.put("device-making", screen(making));
        DevicesViewModel nameless = device(engine(), new InlineTasks(), new HandClock());
        nameless.choose(Program.OTHER);
        nameless.make();
        all.put("device-nameless", screen(nameless));

        HandClock clock = new HandClock();
        InlineTasks tasks = new InlineTasks();
        FakeEngine cut = engine().answer("credentials", List.of());
        DevicesViewModel gone = device(cut, tasks, clock);
        gone.choose(Program.IPHONE);
        gone.make();
        gone.save(Path.of(System.getProperty("java.io.tmpdir"), "letterlock.mobileconfig"), "profile");
        clock.pass(Duration.ofSeconds(31));
        cut.cut(Problem.of("ssh", "cut-off", Map.of("server", "server.example.org"), null));
        tasks.pass();
        all.put("device-gone", screen(gone));

        InlineTasks others = new InlineTasks();
        DevicesViewModel signed = device(
                engine().answer(
                                "credentials",
                                List.of(new CredentialInfo(
                                        ANNA,
                                        "iPhone",
                                        List.of("mail"),
                                        "2026-11-29T12:00:00Z",
                                        "2026-11-29T12:00:01Z",
                                        "IMAP",
                                        "203.0.113.9"))),
                others,
                new HandClock());
        signed.choose(Program.IPHONE);
        signed.make();
        others.pass();
        all.put("device-signed-in", screen(signed));
        return all;
    }

    /** What a screen computes from its model must live as long as the screen. */
    @Test
    void takesAPasswordAwayAfterItsTimeWhateverWasCollectedMeanwhile() {
        HandClock clock = new HandClock();
        InlineTasks tasks = new InlineTasks();
        DevicesViewModel model = device(engine().answer("credentials", List.of()), tasks, clock);
        model.choose(Program.THUNDERBIRD);
        model.make();
        String password = model.password().get();
        Toolkit.onScreen(() -> {
            Scene window = new Scene(new Group(DevicesView.of(model, Texts.of(Language.ENGLISH))));
            Hand hand = new Hand(window::getRoot);
            assertThat(hand.words()).contains(password);
            System.gc();
            clock.pass(DevicesViewModel.SHOWN);
            tasks.pass();
            assertThat(hand.words()).doesNotContain(password).contains("Make another password");
            return 0;
        });
    }

    private static final ProofViewModel.Letters LETTERS =
            new ProofViewModel.Letters(new ProofViewModel.Letter("s", "t"), new ProofViewModel.Letter("s", "t"));
    private static final String FRIEND = "friend@example.com";

    /** @param recipient of the queue's entry; null for none */
    private static ProofViewModel proof(@Nullable Recipient recipient, boolean answered, InlineTasks tasks) {
        FakeEngine engine = engine().answer("sendProof", order -> {
                    ProofOrder letter = (ProofOrder) order;
                    String to = letter == null ? "" : letter.to();
                    return new ProofInfo(
                            "proof-1",
                            ANNA,
                            to,
                            "anna+proof-1@example.org",
                            "2026-11-29T12:00:00Z",
                            to.equals(ANNA) ? null : "q1");
                })
                .answer(
                        "log",
                        answered
                                ? List.of(new LogEvent(
                                        "2026-11-29T12:00:00Z",
                                        "ACCEPTED",
                                        "c",
                                        "x to anna+proof-1@example.org, 1 octets: 250"))
                                : List.of());
        if (recipient != null) {
            engine.answer(
                    "queueEntry",
                    new QueueEntry("q1", "<>", "2026-11-29T12:00:00Z", 1, null, false, List.of(recipient)));
        }
        ProofViewModel model = new ProofViewModel(engine, ANNA, tasks, () -> {});
        model.to().set(FRIEND);
        model.send(LETTERS);
        if (recipient != null) {
            tasks.pass();
        }
        return model;
    }

    private static Recipient recipient(String state, @Nullable String next, @Nullable String tls, String reply) {
        return new Recipient(
                FRIEND,
                state,
                false,
                1,
                next,
                reply,
                null,
                List.of(new Attempt(
                        "2026-11-29T12:00:00Z",
                        "x",
                        "mx1.example.com",
                        "203.0.113.9",
                        tls,
                        null,
                        null,
                        reply,
                        next,
                        null,
                        null)));
    }

    private static Map<String, Screen> letters() {
        Map<String, ProofViewModel> models = new LinkedHashMap<>();
        models.put("ask", new ProofViewModel(engine(), ANNA, new InlineTasks(), () -> {}));
        ProofViewModel wrong = new ProofViewModel(engine(), ANNA, new InlineTasks(), () -> {});
        wrong.to().set("friend");
        wrong.send(LETTERS);
        models.put("wrong", wrong);
        models.put("sending", proof(null, false, new InlineTasks().hold()));
        models.put("sent", proof(null, false, new InlineTasks()));
        models.put("handed", proof(recipient("sent", null, "TLSv1.3", "250 ok"), false, new InlineTasks()));
        models.put("handed-open", proof(recipient("sent", null, null, "250 ok"), false, new InlineTasks()));
        models.put(
                "late",
                proof(
                        recipient(
                                "waiting", "2026-11-29T12:14:00Z", "TLSv1.3", "450 4.7.1 Greylisted, come again later"),
                        false,
                        new InlineTasks()));
        models.put(
                "refused",
                proof(recipient("failed", null, "TLSv1.3", "550 5.1.1 User unknown"), false, new InlineTasks()));
        models.put("answered", proof(recipient("sent", null, "TLSv1.3", "250 ok"), true, new InlineTasks()));
        Map<String, Screen> all = new LinkedHashMap<>();
        models.forEach((name, model) -> all.put(
                "proof-" + name,
                Screen.step(
                        org.letterlock.desktop.ui.Shell.Step.PROOF,
                        texts -> ProofView.of(model, texts, new HandClock()))));
        return all;
    }

    @ParameterizedTest
    @EnumSource
    void drawsTheWaysOfLetters(Language language) throws IOException {
        assertThat(Pictures.draw(letters(), language)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void drawsEveryStateWithNoTextCutAndNoneLeftInEnglish(Language language) throws IOException {
        assertThat(Pictures.draw(screens(), language)).isEmpty();
    }
}
