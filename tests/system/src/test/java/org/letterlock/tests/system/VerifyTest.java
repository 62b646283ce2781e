package org.letterlock.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.letterlock.engine.keys.EngineKey;
import org.letterlock.tests.kit.ControlClient;
import org.letterlock.tests.kit.EngineProcess;
import org.letterlock.tests.kit.EngineProcess.Ended;
import org.letterlock.tests.kit.ImapTestClient;
import org.letterlock.tests.kit.LetterMaker;
import org.letterlock.tests.kit.SmtpTestClient;
import org.letterlock.tests.kit.TempFolder;
import org.sqlite.mc.SQLiteMCChacha20Config;

/** {@code verify} finds what is wrong between the rows of a file, says what it could not look at, and rebuilds what follows from the rest. */
final class VerifyTest {

    private static final String ANNA = "anna@example.test";

    private TempFolder folder;
    private Path data;

    @BeforeEach
    void makeAndLookOverWhileItRuns() {
        folder = new TempFolder();
        data = folder.path().resolve("mail");
        try (EngineProcess engine = EngineProcess.start(data)) {
            String password;
            try (ControlClient control = engine.control()) {
                control.addDomain("example.test");
                password = control.addAccount(ANNA).password();
            }
            try (SmtpTestClient smtp = engine.mx().ehlo()) {
                smtp.deliver(
                                "f@example.org",
                                List.of(ANNA),
                                new LetterMaker(1)
                                        .sized("f@example.org", ANNA, "Waiting", 2_000)
                                        .octets())
                        .expect(250);
            }
            assertThat(Agent.run(engine.socket(), "", "verify")).satisfies(locked -> {
                assertThat(locked.exitCode()).isZero();
                assertThat(locked.out())
                        .contains("In order: directory.db", "In order: intake.sqlite", "Not checked: accounts/");
            });
            try (ImapTestClient imap = engine.imaps().login(ANNA, password)) {
                imap.append("INBOX", "", "Subject: kept\r\n\r\nkept\r\n".getBytes(StandardCharsets.US_ASCII));
                assertThat(Agent.run(engine.socket(), "", "verify", "--repair")).satisfies(open -> {
                    assertThat(open.exitCode()).isZero();
                    assertThat(open.out()).contains("In order: accounts/", ANNA).doesNotContain("Not checked");
                });
                try (ControlClient control = engine.control()) {
                    control.lock(ANNA);
                }
            }
            try (SmtpTestClient smtp = engine.mx().ehlo()) {
                smtp.deliver(
                                "f@example.org",
                                List.of(ANNA),
                                new LetterMaker(2)
                                        .sized("f@example.org", ANNA, "Waiting", 2_000)
                                        .octets())
                        .expect(250);
            }
        }
    }

    @AfterEach
    void remove() {
        folder.close();
    }

    @Test
    void saysWhatIsInOrderAndWhatItCouldNotLookAt() {
        assertThat(verify()).satisfies(ended -> {
            assertThat(ended.exitCode()).as(ended.output()).isZero();
            assertThat(ended.output())
                    .contains("In order: directory.db.", "In order: intake.sqlite.", "In order: queue.sqlite.")
                    .contains("In order: journal.sqlite.", "Not checked: accounts/", "of " + ANNA)
                    .contains("In order: tls/key.pem.", "In order: tls/chain.pem.");
        });
        JsonObject report =
                JsonParser.parseString(lastLine(verify("--json").output())).getAsJsonObject();
        assertThat(report.getAsJsonArray("sound")).hasSize(6);
        assertThat(report.getAsJsonArray("unchecked")).hasSize(1);
        assertThat(report.getAsJsonArray("faults")).isEmpty();
    }

    private static String lastLine(String output) {
        return output.strip().lines().reduce("", (_, line) -> line);
    }

    @Test
    void rebuildsCountersWhenAskedTo() throws SQLException {
        spoil("intake", "intake.sqlite", "UPDATE letter SET entries = 5");
        assertThat(verify()).satisfies(ended -> {
            assertThat(ended.exitCode()).isEqualTo(1);
            assertThat(ended.output())
                    .contains("Wrong: intake.sqlite: 1 letters belong to others than they count")
                    .contains("In order: queue.sqlite.");
        });
        assertThat(verify("--repair")).satisfies(ended -> {
            assertThat(ended.exitCode()).as(ended.output()).isZero();
            assertThat(ended.output()).contains("Repaired: intake.sqlite: 1 letters belong to others");
        });
        assertThat(verify().exitCode()).isZero();
    }

    @Test
    void saysWhereTheDirectoryAndTheFilesDisagree() throws IOException, SQLException {
        spoil("directory", "directory.db", "UPDATE credential SET account = 'nobody'");
        Path stranger = data.resolve("accounts").resolve("0123.sqlite");
        Files.write(stranger, new byte[4096]);
        try (Stream<Path> files = Files.list(data.resolve("accounts"))) {
            for (Path file : files.filter(each -> !each.equals(stranger)).toList()) {
                Files.delete(file);
            }
        }
        assertThat(verify()).satisfies(ended -> {
            assertThat(ended.exitCode()).isEqualTo(1);
            assertThat(ended.output())
                    .contains("belongs to no account of the directory", "of " + ANNA + " is missing")
                    .contains("Wrong: directory.db: the credential first belongs to no account")
                    .doesNotContain("Exception");
        });
    }

    private Ended verify(String... more) {
        List<String> arguments = new ArrayList<>(List.of("verify", "--data", data.toString()));
        arguments.addAll(List.of(more));
        return EngineProcess.run(arguments);
    }

    private void spoil(String purpose, String file, String change) throws SQLException {
        byte[] key;
        try (EngineKey engineKey = EngineKey.open(data.resolve("engine.key"))) {
            key = engineKey.subkey(purpose);
        }
        try (Connection connection = DriverManager.getConnection(
                        "jdbc:sqlite:" + data.resolve(file),
                        SQLiteMCChacha20Config.getDefault()
                                .withRawUnsaltedKey(key)
                                .build()
                                .toProperties());
                Statement statement = connection.createStatement()) {
            statement.execute(change);
        }
    }
}
