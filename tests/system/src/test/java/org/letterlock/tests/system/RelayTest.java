package org.letterlock.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.letterlock.tests.kit.EngineProcess;
import org.letterlock.tests.kit.TempFolder;

/** Relays as the owner sets them, by the command line. */
final class RelayTest {

    private static Agent.Ran relay(Path socket, String input, String... words) {
        String[] all = new String[words.length + 1];
        all[0] = "relay";
        System.arraycopy(words, 0, all, 1, words.length);
        return Agent.run(socket, input, all);
    }

    @Test
    void areSetShownAndRemovedAndStayWhenTheEngineIsKilled() {
        try (TempFolder folder = new TempFolder();
                EngineProcess engine = EngineProcess.start(folder.path().resolve("mail"))) {
            Path socket = engine.socket();
            assertThat(relay(socket, "", "show").out()).contains("There is none");
            assertThat(relay(socket, "", "remove").err()).contains("There is no relay for all destinations.");
            Agent.Ran set = relay(socket, "hidden-word\n", "set", "smtp.example.net", "--user", "anna");
            assertThat(set.out()).contains("Mail for all other domains leaves over smtp.example.net:465.");
            assertThat(relay(socket, "", "set", "smtp.example.com", "--starttls", "--for", "example.org")
                            .out())
                    .contains("Mail for example.org leaves over smtp.example.com:587.");
            engine.kill9();
            engine.startAgain();
            Agent.Ran shown = relay(socket, "", "show", "--json");
            assertThat(shown.out())
                    .contains("smtp.example.net", "implicit", "anna", "smtp.example.com", "starttls", "example.org")
                    .doesNotContain("hidden-word");
            assertThat(set.out() + set.err() + engine.output()).doesNotContain("hidden-word");
            assertThat(relay(socket, "", "set", "192.0.2.1").err()).contains("192.0.2.1");
            assertThat(relay(socket, "", "set", "smtp.example.net", "--port", "0")
                            .err())
                    .contains("A port is 1 to 65535.");
            assertThat(relay(socket, "\n", "set", "smtp.example.net", "--user", "anna")
                            .err())
                    .contains("A login has a user and a password");
            assertThat(relay(socket, "", "remove", "--for", "example.org").exitCode())
                    .isZero();
            assertThat(relay(socket, "", "show").out())
                    .contains("all other domains", "smtp.example.net")
                    .doesNotContain("smtp.example.com");
        }
    }
}
