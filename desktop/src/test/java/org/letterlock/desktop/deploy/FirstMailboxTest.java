package org.letterlock.desktop.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.letterlock.desktop.FakeDoor;
import org.letterlock.desktop.NewEngine;
import org.letterlock.desktop.model.Problem;
import org.letterlock.desktop.model.ProblemException;
import org.letterlock.desktop.model.ServerProfile;
import org.letterlock.desktop.model.SettingUp;
import org.letterlock.desktop.vault.TestVault;
import org.letterlock.desktop.vault.Vault;
import org.letterlock.protocol.AccountOrder;
import org.letterlock.protocol.CredentialInfo;
import org.letterlock.protocol.EngineApi;
import org.letterlock.protocol.RecoveryBox;

/** An engine that just runs becomes the one that was chosen, however often it is cut off meanwhile. */
final class FirstMailboxTest {

    private static final String ANNA = "anna@example.org";

    @TempDir
    Path folder;

    private final NewEngine engine = new NewEngine();
    private final List<String> steps = new ArrayList<>();
    private SetUpNotes notes;

    @BeforeEach
    void choose() throws IOException, ProblemException {
        Vault vault = TestVault.create(folder.resolve("vault"), "correct horse");
        notes = new SetUpNotes(vault, new ServerProfile("h", 22, "root", FakeDoor.KEY, "k"));
        notes.change(
                before -> before.forDomain("example.org", "mail.example.org").withMailbox("Anna", ANNA, true));
    }

    private void make() throws ProblemException {
        new FirstMailbox(engine.line(), notes, new SecureRandom()).make(steps::add);
    }

    private List<String> changes() {
        return engine.line().asked().stream()
                .map(asked -> asked.split(" ", 2)[0])
                .filter(method -> !List.of("status", "recovery", "domains", "accounts", "credentials")
                        .contains(method))
                .toList();
    }

    @Test
    void givesTheOwnersKeyBeforeTheFirstMailboxIsMade() throws ProblemException {
        make();
        assertThat(steps).isEqualTo(FirstMailbox.STEPS);
        assertThat(changes()).containsExactly("setUpRecovery", "addDomain", "addAccount");
        assertThat(engine.line().asked().getLast())
                .isEqualTo("addAccount " + new AccountOrder(ANNA, "Anna", FirstMailbox.CREDENTIAL, true));
        assertThat(notes.now().recoverySecret()).hasSize(8 * 8 + 7);
        assertThat(notes.now().appPassword()).isEqualTo("password-1");
    }

    @Test
    void takesWhatIsThereAsDone() throws ProblemException {
        make();
        SettingUp after = notes.now();
        engine.line().asked().clear();
        make();
        assertThat(changes()).isEmpty();
        assertThat(notes.now()).isEqualTo(after);
    }

    /** The line is cut before each of the questions in turn; to begin again is to go on. */
    @ParameterizedTest
    @ValueSource(strings = {"status", "recovery", "setUpRecovery", "domains", "addDomain", "accounts", "addAccount"})
    void goesOnWhereItWasCutOff(String method) throws ProblemException {
        engine.line().cutBefore(method, Problem.of("ssh", "cut-off", Map.of(), null));
        assertThatThrownBy(this::make).hasMessage("ssh.cut-off");
        String secret = notes.now().recoverySecret();
        make();
        assertThat(changes()).containsExactly("setUpRecovery", "addDomain", "addAccount");
        if (secret != null) {
            assertThat(notes.now().recoverySecret()).isEqualTo(secret);
        }
    }

    /** What was asked was done, and the answer never came. */
    @ParameterizedTest
    @ValueSource(strings = {"setUpRecovery", "addDomain", "addAccount"})
    void goesOnWhereAnAnswerWasLost(String method) throws ProblemException {
        notes.change(before -> before.withMailbox("Anna", ANNA, false));
        engine.line()
                .answer("eraseAccount", order -> {
                    engine.erase(ANNA);
                    return "erased";
                })
                .cutAfter(method, Problem.of("agent", "no-answer", Map.of(), null));
        assertThatThrownBy(this::make).hasMessage("agent.no-answer");
        make();
        assertThat(changes())
                .containsExactlyElementsOf(
                        method.equals("addAccount")
                                ? List.of("setUpRecovery", "addDomain", "addAccount", "eraseAccount", "addAccount")
                                : List.of("setUpRecovery", "addDomain", "addAccount"));
        assertThat(notes.now().appPassword()).isNotNull();
    }

    @Test
    void triesTheOwnersSecretWhereThePasswordWasLost() throws ProblemException {
        make();
        notes.change(before -> before.withAppPassword(null));
        engine.line()
                .answer("recoveryBox", order -> new RecoveryBox(ANNA, "id", "bm90aGluZw=="))
                .asked()
                .clear();
        assertThatThrownBy(this::make).hasMessage("setup.mailbox-taken");
        assertThat(changes()).containsExactly("recoveryBox");
        assertThat(notes.now().appPassword()).isNull();
    }

    @Test
    void makesAnEmptyMailboxAnewThatNobodyCanOpen() throws ProblemException {
        notes.change(before -> before.withMailbox("Anna", ANNA, false).withMaking(ANNA));
        engine.has(NewEngine.account(ANNA, 0), FirstMailbox.CREDENTIAL, false)
                .line()
                .answer("eraseAccount", order -> {
                    engine.erase(ANNA);
                    return "erased";
                });
        make();
        assertThat(changes()).containsExactly("setUpRecovery", "addDomain", "eraseAccount", "addAccount");
        assertThat(notes.now().appPassword()).isEqualTo("password-1");
    }

    /** Another computer makes the server to its end meanwhile, and only that one has the mailbox's password. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void leavesAMailboxAloneThatAnotherComputerMade(boolean sealed) throws ProblemException {
        engine.belongsTo("ab12 cd34").has(NewEngine.account(ANNA, 0), FirstMailbox.CREDENTIAL, sealed);
        notes.change(before -> before.withOwnerKey("ab12 cd34").withMaking("anna@example.net"));
        assertThatThrownBy(this::make).hasMessage("setup.mailbox-taken");
        assertThat(changes()).containsExactly("addDomain");
        notes.change(before -> before.withMaking(ANNA));
        for (List<String> names : List.of(
                List.<String>of(),
                List.of(FirstMailbox.CREDENTIAL, FirstMailbox.CREDENTIAL),
                List.of(FirstMailbox.CREDENTIAL, "phone"))) {
            engine.line()
                    .answer(
                            "credentials",
                            names.stream()
                                    .map(name -> new CredentialInfo(
                                            ANNA, name, List.of(), "2026-11-29T12:00:00Z", null, null, null))
                                    .toList());
            assertThatThrownBy(this::make).as(names.toString()).hasMessage("setup.mailbox-taken");
        }
        assertThat(changes()).containsExactly("addDomain");
    }

    /** The answer is lost under an owner's key whose secret is not here: this app made the mailbox, and nobody opens it. */
    @Test
    void makesAMailboxAnewThatItNotedBefore() throws ProblemException {
        engine.belongsTo("ab12 cd34").line().answer("eraseAccount", order -> {
            engine.erase(ANNA);
            return "erased";
        });
        notes.change(before -> before.withOwnerKey("ab12 cd34"));
        engine.line().cutAfter("addAccount", Problem.of("agent", "no-answer", Map.of(), null));
        assertThatThrownBy(this::make).hasMessage("agent.no-answer");
        assertThat(notes.now().making()).isEqualTo(ANNA);
        make();
        assertThat(changes()).containsExactly("addDomain", "addAccount", "eraseAccount", "addAccount");
        assertThat(notes.now().appPassword()).isNotNull();
        assertThat(notes.now().making()).isNull();
    }

    @Test
    void leavesAMailboxAloneThatHoldsLettersOrBelongsToAnother() throws ProblemException {
        notes.change(before -> before.withMaking(ANNA));
        engine.has(NewEngine.account(ANNA, 1), FirstMailbox.CREDENTIAL, false);
        assertThatThrownBy(this::make).hasMessage("setup.mailbox-taken");
        engine.has(NewEngine.account(ANNA, 0), "phone", false);
        assertThatThrownBy(this::make).hasMessage("setup.mailbox-taken");
        assertThat(changes()).containsExactly("setUpRecovery", "addDomain");
    }

    @Test
    void leavesAServerAloneThatAnotherKitBelongsTo() throws ProblemException {
        engine.belongsTo("ab12 cd34");
        assertThatThrownBy(this::make).hasMessage("setup.other-owner");
        assertThat(notes.now().recoverySecret()).isNull();
        engine.belongsTo(null);
        make();
        engine.belongsTo("ab12 cd34");
        assertThatThrownBy(this::make).hasMessage("setup.other-owner");
        assertThat(changes()).containsExactly("setUpRecovery", "addDomain", "addAccount");
    }

    /** Whoever made that key lost their notes, and has the kit on paper or nowhere. */
    @Test
    void goesOnUnderAnOwnersKeyThatItsPersonKnowsOf() throws ProblemException {
        engine.belongsTo("ab12 cd34").has(NewEngine.account("paul@example.org", 0), "phone", true);
        notes.change(before -> before.withOwnerKey("ab12 cd34"));
        make();
        assertThat(changes()).containsExactly("addDomain", "addAccount");
        assertThat(notes.now().recoverySecret()).isNull();
        assertThat(notes.now().appPassword()).isEqualTo("password-1");
        notes.change(before -> before.withAppPassword(null));
        engine.has(NewEngine.account(ANNA, 7), "phone", true);
        assertThatThrownBy(this::make)
                .as("nothing here opens what is sealed to that key")
                .hasMessage("setup.mailbox-taken");
        engine.belongsTo("ef56 ab78");
        assertThatThrownBy(this::make).as("another one").hasMessage("setup.other-owner");
    }

    @Test
    void takesBackThatTheKitOpensTheMailbox() throws ProblemException {
        make();
        notes.change(before -> before.withMailbox("Anna", ANNA, false));
        assertThat(notes.now().appPassword()).isEqualTo("password-1");
        engine.line().answer("chooseRecovery", order -> "chosen").asked().clear();
        make();
        assertThat(engine.line().asked().getLast())
                .isEqualTo("chooseRecovery " + new EngineApi.RecoveryChoice(ANNA, false));
        notes.change(before -> before.withMailbox("Anna", "other@example.org", false));
        assertThat(notes.now().appPassword()).isNull();
    }
}
