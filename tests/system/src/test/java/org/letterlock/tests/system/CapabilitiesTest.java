package org.letterlock.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.letterlock.tests.kit.EngineProcess;
import org.letterlock.tests.kit.ImapTestClient;
import org.letterlock.tests.kit.TempFolder;

/** What mail programs of an account are offered, as its owner chose it. */
final class CapabilitiesTest {

    private static final String ANNA = "anna@example.test";
    private static final String BEN = "ben@example.test";

    private TempFolder folder;
    private EngineProcess engine;
    private String annas;
    private String bens;

    @BeforeEach
    void start() {
        folder = new TempFolder();
        engine = EngineProcess.start(folder.path().resolve("mail"));
        Mailboxes.domain(engine, "example.test");
        annas = Mailboxes.make(engine, ANNA);
        bens = Mailboxes.make(engine, BEN);
    }

    @AfterEach
    void stop() {
        engine.close();
        folder.close();
    }

    private List<String> offered(String user, String password) {
        try (ImapTestClient imap = engine.imaps().login(user, password)) {
            return List.of(imap.command("CAPABILITY").lines().getFirst().split(" "));
        }
    }

    private Agent.Ran capabilities(String... more) {
        List<String> arguments = new java.util.ArrayList<>(List.of("account", "capabilities", ANNA));
        arguments.addAll(List.of(more));
        return Agent.run(engine.socket(), "", arguments.toArray(String[]::new));
    }

    @Test
    void areSwitchedForOneAccountAndStaySo() {
        assertThat(capabilities().out()).containsPattern("COMPRESS=DEFLATE +on").containsOnlyOnce(" off");
        assertThat(capabilities().out()).containsPattern("UIDONLY +off");
        assertThat(capabilities("--off", "move", "COMPRESS=DEFLATE").out()).containsPattern("MOVE +off");
        assertThat(offered(ANNA, annas)).contains("IDLE").doesNotContain("MOVE", "COMPRESS=DEFLATE");
        assertThat(offered(BEN, bens)).contains("MOVE", "COMPRESS=DEFLATE", "NOTIFY", "CONTEXT=SORT");
        try (ImapTestClient imap = engine.imaps().login(ANNA, annas)) {
            assertThat(imap.attempt("COMPRESS DEFLATE").text()).contains("BAD Unknown command");
        }
        engine.kill9();
        engine.startAgain();
        assertThat(capabilities("--on", "MOVE").out()).containsPattern("COMPRESS=DEFLATE +off");
        assertThat(offered(ANNA, annas)).contains("MOVE").doesNotContain("COMPRESS=DEFLATE");
        assertThat(capabilities("--off", "FLYING").err()).contains("FLYING");
        // What sorts contexts goes with what sorts.
        assertThat(capabilities("--off", "SORT", "NOTIFY").out()).containsPattern("NOTIFY +off");
        assertThat(offered(ANNA, annas)).contains("CONTEXT=SEARCH").doesNotContain("SORT", "CONTEXT=SORT", "NOTIFY");
    }
}
