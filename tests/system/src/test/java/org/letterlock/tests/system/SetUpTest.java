package org.letterlock.tests.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.letterlock.desktop.agentclient.LocalLine;
import org.letterlock.desktop.deploy.FirstMailbox;
import org.letterlock.desktop.deploy.SetUpNotes;
import org.letterlock.desktop.dnsplan.PlannedRecord;
import org.letterlock.desktop.model.HostKey;
import org.letterlock.desktop.model.ProblemException;
import org.letterlock.desktop.model.ServerProfile;
import org.letterlock.desktop.vault.Vault;
import org.letterlock.protocol.CredentialInfo;
import org.letterlock.protocol.EngineApi;
import org.letterlock.protocol.RecoveryStatus;
import org.letterlock.recovery.RecoverySecret;
import org.letterlock.tests.kit.EngineProcess;
import org.letterlock.tests.kit.ImapTestClient;
import org.letterlock.tests.kit.TempFolder;

/** The app's last steps of setting up on a real engine. */
final class SetUpTest {

    private static final String ANNA = "anna@example.test";

    private TempFolder folder;
    private EngineProcess engine;
    private LocalLine line;
    private SetUpNotes notes;

    @BeforeEach
    void start() throws IOException, ProblemException {
        folder = new TempFolder();
        engine = EngineProcess.start(folder.path().resolve("mail"));
        line = new LocalLine(engine.data().resolve("control.sock"));
        Vault vault = Vault.create(folder.path().resolve("vault"), "correct horse".toCharArray(), new SecureRandom());
        notes = new SetUpNotes(
                vault, new ServerProfile("server.example.test", 22, "root", new HostKey("ssh-ed25519", "AAAA"), "key"));
        choose(true);
    }

    private void choose(boolean recoverable) throws ProblemException {
        notes.change(
                before -> before.forDomain("example.test", "mail.example.test").withMailbox("Anna", ANNA, recoverable));
    }

    @AfterEach
    void stop() {
        line.close();
        engine.close();
        folder.close();
    }

    private void make() throws ProblemException {
        List<String> steps = new ArrayList<>();
        new FirstMailbox(line, notes, new SecureRandom()).make(steps::add);
        assertThat(steps).isEqualTo(FirstMailbox.STEPS);
    }

    private List<String> credentials() throws ProblemException {
        return line.ask(api -> api.credentials(new EngineApi.AccountAddress(ANNA))).stream()
                .map(CredentialInfo::name)
                .toList();
    }

    private void signIn() {
        String password = Objects.requireNonNull(notes.now().appPassword());
        try (ImapTestClient imap = Mailboxes.open(engine, ANNA, password, 0)) {
            imap.logout();
        }
    }

    @Test
    void makesDomainAndMailboxOnceAndItsPasswordOpensIt() throws ProblemException {
        make();
        make();
        assertThat(credentials()).containsExactly(FirstMailbox.CREDENTIAL);
        signIn();
        RecoveryStatus recovery = line.ask(EngineApi::recovery);
        assertThat(recovery.accounts()).containsExactly(new RecoveryStatus.AccountRecovery(ANNA, true, true));
        List<PlannedRecord> records = PlannedRecord.of(
                "mail.example.test",
                List.of("203.0.113.5"),
                line.ask(api -> api.dnsRecords(new EngineApi.DomainName("example.test"))));
        assertThat(records)
                .extracting(PlannedRecord::purpose)
                .contains(
                        PlannedRecord.Purpose.ADDRESS,
                        PlannedRecord.Purpose.EXCHANGER,
                        PlannedRecord.Purpose.SPF,
                        PlannedRecord.Purpose.DKIM,
                        PlannedRecord.Purpose.DMARC,
                        PlannedRecord.Purpose.TLS_REPORTS)
                .doesNotContain(PlannedRecord.Purpose.OTHER);
    }

    /** The app died between the engine's answer and its own note of it. */
    @Test
    void opensTheMailboxByTheOwnersSecretWhereItsPasswordWasLost() throws ProblemException {
        make();
        String lost = notes.now().appPassword();
        notes.change(before -> before.withAppPassword(null));
        make();
        assertThat(notes.now().appPassword()).isNotNull().isNotEqualTo(lost);
        assertThat(credentials()).containsExactlyInAnyOrder(FirstMailbox.CREDENTIAL, FirstMailbox.CREDENTIAL + " 2");
        signIn();
    }

    /** As it was before the engine answered. */
    private void lose() throws ProblemException {
        notes.change(before -> before.withAppPassword(null).withMaking(String.valueOf(before.mailbox())));
    }

    @Test
    void makesTheMailboxAnewWhereNobodyCanOpenItAndNobodyEverDid() throws ProblemException {
        choose(false);
        make();
        lose();
        make();
        assertThat(credentials()).containsExactly(FirstMailbox.CREDENTIAL);
        signIn();
        lose();
        assertThatThrownBy(this::make)
                .as("it was opened once, so it is somebody's")
                .hasMessage("setup.mailbox-taken");
    }

    @Test
    void leavesAServerOfAnotherOwnerAsItIs() throws ProblemException {
        make();
        try (RecoverySecret other = RecoverySecret.generate(new SecureRandom())) {
            notes.change(before -> before.withRecoverySecret(other.groups()));
        }
        assertThatThrownBy(this::make).hasMessage("setup.other-owner");
        assertThat(credentials()).hasSize(1);
    }
}
