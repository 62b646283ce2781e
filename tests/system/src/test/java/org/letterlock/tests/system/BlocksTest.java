package org.letterlock.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.letterlock.tests.kit.EngineProcess;
import org.letterlock.tests.kit.ImapTestClient;
import org.letterlock.tests.kit.TempFolder;

/** Guessing becomes slow; the owner sees it and ends it. */
final class BlocksTest {

    private static final String ANNA = "anna@example.test";

    @Test
    void wrongPasswordsAreToldAndForgottenOnCommand() {
        try (TempFolder folder = new TempFolder();
                EngineProcess engine = EngineProcess.start(folder.path().resolve("mail"))) {
            Mailboxes.domain(engine, "example.test");
            String password = Mailboxes.make(engine, ANNA);
            try (ImapTestClient imap = engine.imaps()) {
                for (int i = 0; i < 4; i++) {
                    assertThat(imap.attempt("LOGIN " + ANNA + " wrong" + i).text())
                            .isEqualTo("NO [AUTHENTICATIONFAILED] User name or password is wrong");
                }
            }
            assertThat(Agent.run(engine.socket(), "", "block", "list").out())
                    .contains("127.0.0.1/32", ANNA, "250 ms")
                    .doesNotContain("wrong0");
            assertThat(Agent.run(engine.socket(), "", "block", "lift", "192.0.2.1/32")
                            .err())
                    .contains("No login waits");
            assertThat(Agent.run(engine.socket(), "", "block", "lift", ANNA).out())
                    .contains("Nobody waits.");
            try (ImapTestClient imap = engine.imaps().login(ANNA, password)) {
                imap.logout();
            }
        }
    }
}
