package org.letterlock.tests.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.letterlock.desktop.agentclient.LocalLine;
import org.letterlock.desktop.device.DeviceKeys;
import org.letterlock.desktop.device.Program;
import org.letterlock.desktop.model.ProblemException;
import org.letterlock.desktop.ui.device.DevicesViewModel;
import org.letterlock.desktop.ui.proof.ProofViewModel;
import org.letterlock.protocol.EngineApi.OwnerPublicKey;
import org.letterlock.protocol.NewCredential;
import org.letterlock.recovery.OwnerKey;
import org.letterlock.recovery.RecoverySecret;
import org.letterlock.tests.kit.EngineProcess;
import org.letterlock.tests.kit.ImapTestClient;
import org.letterlock.tests.kit.LetterMaker;
import org.letterlock.tests.kit.SmtpTestClient;
import org.letterlock.tests.kit.TempFolder;
import org.letterlock.tests.kit.Waiting;

/** What the app does for devices and for the proof of mail, with engines that run. */
final class AppDevicesTest {

    private static final String ANNA = "anna@example.test";
    private static final String FRIEND = "friend@example.org";

    private static TempFolder folder;
    private static EngineProcess here;
    private static EngineProcess there;
    private static LocalLine line;
    private static String annas;
    private static String friends;
    private static RecoverySecret secret;

    private final Turns tasks = new Turns();

    @BeforeAll
    static void start() throws ProblemException {
        folder = new TempFolder();
        here = EngineProcess.start(folder.path().resolve("here"));
        there = EngineProcess.start(folder.path().resolve("there"));
        here.route("example.org", there.address("mx"));
        here.stop();
        here.startAgain();
        Mailboxes.domain(here, "example.test");
        Mailboxes.domain(there, "example.org");
        line = new LocalLine(here.socket());
        secret = RecoverySecret.generate(new SecureRandom());
        try (OwnerKey key = secret.key()) {
            String half = Base64.getEncoder().encodeToString(key.publicKey());
            line.ask(engine -> engine.setUpRecovery(new OwnerPublicKey(half)));
        }
        annas = Mailboxes.make(here, ANNA);
        friends = Mailboxes.make(there, FRIEND);
    }

    @AfterAll
    static void stop() {
        line.close();
        here.close();
        there.close();
        folder.close();
    }

    private static DeviceKeys keys(String account, @Nullable String password, @Nullable String kit) {
        return new DeviceKeys(line, account, new DeviceKeys.Opener(() -> password, () -> kit));
    }

    @Test
    void seesADeviceSignIn() {
        Mailboxes.lock(here, ANNA);
        DevicesViewModel model =
                new DevicesViewModel(keys(ANNA, annas, null), "Anna", tasks, Clock.systemUTC(), () -> {});
        model.choose(Program.IPHONE);
        model.make();
        assertThat(model.stage().get()).as("%s", model.problem().get()).isEqualTo(DevicesViewModel.Stage.WAITING);
        String password = model.password().get();
        tasks.pass();
        assertThat(model.stage().get()).isEqualTo(DevicesViewModel.Stage.WAITING);
        try (ImapTestClient imap = here.imaps().login(ANNA, password)) {
            assertThat(imap.select("INBOX")).isNotNegative();
        }
        assertThat(Waiting.until(
                        Mailboxes.PATIENCE,
                        () -> tasks.pass() && model.stage().get() == DevicesViewModel.Stage.SIGNED_IN))
                .isTrue();
        assertThat(model.signedIn().get())
                .isNotNull()
                .extracting("lastProtocol")
                .isEqualTo("IMAP");
        assertThat(model.password().get()).isEmpty();
    }

    @Test
    void opensALockedMailboxByTheOwnersSecret() throws ProblemException {
        Mailboxes.make(here, "ben@example.test");
        Mailboxes.lock(here, "ben@example.test");
        assertThatThrownBy(() -> keys("ben@example.test", null, null).make("phone", false))
                .isInstanceOf(ProblemException.class)
                .hasMessage("credential.locked");
        assertThatThrownBy(() -> keys("ben@example.test", "wrong", null).make("phone", false))
                .hasMessage("credential.wrong-password");
        try (RecoverySecret stranger = RecoverySecret.generate(new SecureRandom())) {
            assertThatThrownBy(() ->
                            keys("ben@example.test", null, stranger.groups()).make("phone", false))
                    .hasMessage("credential.locked");
        }
        DeviceKeys own = keys("ben@example.test", "wrong", secret.groups());
        NewCredential made = own.make("phone", false);
        try (ImapTestClient imap = here.imaps().login("ben@example.test", made.password())) {
            assertThat(imap.select("INBOX")).isNotNegative();
        }
        own.remove("phone");
        assertThat(own.find("phone")).isEmpty();
    }

    @Test
    void followsALetterOutAndItsAnswerIn() {
        ProofViewModel model = new ProofViewModel(line, ANNA, tasks, () -> {});
        model.to().set(FRIEND);
        model.send(new ProofViewModel.Letters(
                new ProofViewModel.Letter("Home", "To me."), new ProofViewModel.Letter("Out", "Please answer.")));
        assertThat(model.stage().get()).as("%s", model.problem().get()).isEqualTo(ProofViewModel.Stage.UNDER_WAY);
        String replyTo;
        try (ImapTestClient imap = Mailboxes.open(there, FRIEND, friends, 1)) {
            replyTo = imap.headers("1:*", "REPLY-TO").getFirst().replaceAll("[<>]", "");
        }
        tasks.pass();
        assertThat(model.stage().get()).isEqualTo(ProofViewModel.Stage.UNDER_WAY);
        try (SmtpTestClient smtp = here.mx().ehlo()) {
            smtp.deliver(
                            FRIEND,
                            List.of(replyTo),
                            new LetterMaker(1)
                                    .plain(FRIEND, replyTo, "Re: Out", "It works.\n")
                                    .octets())
                    .expect(250);
        }
        assertThat(Waiting.until(
                        Mailboxes.PATIENCE, () -> tasks.pass() && model.stage().get() == ProofViewModel.Stage.ANSWERED))
                .isTrue();
        try (ImapTestClient imap = Mailboxes.open(here, ANNA, annas, 2)) {
            assertThat(imap.headers("1:*", "SUBJECT")).containsExactlyInAnyOrder("Home", "Re: Out");
        }
    }
}
