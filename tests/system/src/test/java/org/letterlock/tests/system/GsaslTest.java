package org.letterlock.tests.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.letterlock.tests.kit.EngineProcess;
import org.letterlock.tests.kit.TempFolder;
import org.letterlock.tests.kit.peer.Program;

/** GNU SASL signs in, bound to the connection by its own TLS (GnuTLS) and its own SCRAM. */
@Tag("peers")
final class GsaslTest {

    private static final String USER = "gsasl@example.test";

    private static TempFolder folder;
    private static EngineProcess engine;
    private static String password;

    @BeforeAll
    static void start() {
        assumeTrue(Program.isInstalled("gsasl"), "gsasl is not installed");
        folder = new TempFolder();
        engine = EngineProcess.start(folder.path().resolve("mail"));
        Mailboxes.domain(engine, "example.test");
        password = Mailboxes.make(engine, USER);
    }

    @AfterAll
    static void stop() {
        if (engine != null) {
            engine.close();
            folder.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"imap, SCRAM-SHA-256-PLUS", "imap, SCRAM-SHA-256", "smtp, SCRAM-SHA-256-PLUS", "smtp, PLAIN"})
    void signsIn(String protocol, String mechanism) throws IOException {
        Program.Result result = gsasl(protocol, mechanism, password);
        assertThat(result.output()).contains("Client authentication finished (server trusted)");
        assertThat(result.exitCode()).as(result.output()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"imap, SCRAM-SHA-256-PLUS", "smtp, SCRAM-SHA-256-PLUS"})
    void isRefusedWithAWrongPassword(String protocol, String mechanism) throws IOException {
        assertThat(gsasl(protocol, mechanism, "wrong").exitCode()).isNotZero();
    }

    private static Program.Result gsasl(String protocol, String mechanism, String typed) throws IOException {
        int port =
                engine.address(protocol.equals("smtp") ? "submission" : "imap").getPort();
        List<String> command = new ArrayList<>(List.of("gsasl", "--" + protocol, "--connect=127.0.0.1:" + port));
        command.addAll(List.of("--x509-ca-file=", "--starttls", "--verbose"));
        command.addAll(List.of("--mechanism=" + mechanism, "--authentication-id=" + USER));
        command.add("--password=" + typed);
        if (!mechanism.endsWith("-PLUS")) {
            // Otherwise it takes a mechanism that does not bind for a downgrade, and refuses it.
            command.add("--no-cb");
        }
        return Program.of(command.toArray(String[]::new)).run();
    }
}
