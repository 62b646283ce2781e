package org.letterlock.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.letterlock.tests.kit.EngineProcess;
import org.letterlock.tests.kit.ImapTestClient;
import org.letterlock.tests.kit.TempFolder;

/** The agent's command line against a real engine. */
final class AgentTest {

    @Test
    void setsUpAndControlsAnEngine() {
        try (TempFolder folder = new TempFolder();
                EngineProcess engine = EngineProcess.start(folder.path().resolve("mail"))) {
            Path socket = engine.socket();
            assertThat(json(socket, "", "domain", "add", "example.test").get("name"))
                    .hasToString("\"example.test\"");
            assertThat(Agent.run(socket, "", "domain", "add", "example.test")).satisfies(again -> {
                assertThat(again.exitCode()).isEqualTo(1);
                assertThat(again.err()).contains("is there already").doesNotContain("Exception");
            });
            JsonObject anna = json(socket, "", "account", "add", "anna@example.test", "--name", "Anna");
            String password = anna.get("password").getAsString();
            assertThat(anna.getAsJsonObject("settings").get("userName").getAsString())
                    .isEqualTo("anna@example.test");
            assertThat(Agent.run(socket, "", "account", "add", "anna@example.test")
                            .exitCode())
                    .isEqualTo(1);

            assertThat(Agent.run(socket, "wrong\n", "credential", "add", "anna@example.test", "tablet")
                            .err())
                    .contains("not one of this account's");
            JsonObject phone = json(socket, password + "\n", "credential", "add", "anna@example.test", "phone");
            String second = phone.get("password").getAsString();
            assertThat(second).isNotEqualTo(password);
            try (ImapTestClient imap = engine.imaps().login("anna@example.test", second)) {
                imap.logout();
            }
            assertThat(Agent.run(socket, "", "credential", "revoke", "anna@example.test", "phone")
                            .exitCode())
                    .isZero();
            try (ImapTestClient imap = engine.imaps()) {
                assertThat(imap.attempt("LOGIN anna@example.test " + second).isOk())
                        .isFalse();
            }
            assertThat(Agent.run(socket, "", "credential", "list", "anna@example.test")
                            .out())
                    .doesNotContain("phone");

            assertThat(json(socket, "", "address", "add", "info@example.test", "anna@example.test")
                            .getAsJsonArray("addresses"))
                    .hasSize(2);
            assertThat(json(socket, "", "catch-all", "set", "example.test", "info@example.test")
                            .get("catchAll")
                            .getAsString())
                    .isEqualTo("anna@example.test");
            assertThat(Agent.run(socket, "", "account", "list").out())
                    .contains("anna@example.test", "info@example.test");
            assertThat(Agent.run(socket, "", "account", "lock", "anna@example.test")
                            .out())
                    .contains("is locked");

            assertThat(Agent.run(socket, "", "account", "junk", "anna@example.test")
                            .out())
                    .contains("puts junk aside (normal)", "(IMAP)");
            JsonObject junk = json(socket, "", "account", "junk", "info@example.test", "--level", "strict");
            assertThat(junk.get("level").getAsString()).isEqualTo("strict");
            assertThat(junk.get("place").getAsString()).isEqualTo("visible");
            junk = json(socket, "", "account", "junk", "anna@example.test", "--place", "junk");
            assertThat(junk.get("level").getAsString()).isEqualTo("strict");
            assertThat(junk.get("place").getAsString()).isEqualTo("junk");
            assertThat(Agent.run(socket, "", "account", "junk", "anna@example.test", "--level", "harsh")
                            .err())
                    .contains("Junk cannot be judged as");
            assertThat(Agent.run(socket, "", "account", "junk", "anna@example.test", "--place", "moon")
                            .err())
                    .contains("Junk cannot go to");

            assertThat(Agent.run(socket, "", "junk", "lists").out()).contains("No blocklist is asked.");
            assertThat(json(socket, "", "junk", "lists", "--set", "Zen.Example.org", "bl.example.net")
                            .getAsJsonArray("zones"))
                    .hasToString("[\"zen.example.org\",\"bl.example.net\"]");
            assertThat(Agent.run(socket, "", "junk", "lists", "--set", "no list")
                            .err())
                    .contains("cannot be a blocklist");
            assertThat(Agent.run(socket, "", "junk", "lists", "--set", "a.b", "b.b", "c.b", "d.b", "e.b")
                            .err())
                    .contains("Four blocklists");
            assertThat(Agent.run(socket, "", "junk", "lists").out()).contains("zen.example.org, bl.example.net");
            assertThat(Agent.run(socket, "", "junk", "lists", "--set", "a.b", "--none")
                            .err())
                    .contains("Say either --set or --none");
            assertThat(Agent.run(socket, "", "junk", "lists").out()).contains("zen.example.org, bl.example.net");
            assertThat(Agent.run(socket, "", "junk", "rspamd").out()).contains("No rspamd is asked");
            assertThat(Agent.run(socket, "", "junk", "rspamd", "--at", "192.0.2.1:11333")
                            .err())
                    .contains("is no address and port on this machine");
            assertThat(Agent.run(socket, "", "junk", "rspamd", "--at", "localhost:11333")
                            .err())
                    .contains("is no address and port on this machine");
            assertThat(Agent.run(socket, "", "junk", "rspamd", "--refuse").err())
                    .contains("Say --at");
            assertThat(Agent.run(socket, "", "junk", "rspamd", "--at", "127.0.0.1:11333", "--refuse")
                            .out())
                    .contains("127.0.0.1:11333; what it rejects is refused");
            assertThat(Agent.run(socket, "", "junk", "rspamd", "--json").out()).contains("127.0.0.1:11333");
            assertThat(Agent.run(socket, "", "junk", "rspamd", "--none").out()).contains("No rspamd is asked");
            assertThat(Agent.run(socket, "", "junk", "greylist").out()).contains("Nobody is put off");
            assertThat(Agent.run(socket, "", "junk", "greylist", "maybe").err()).contains("expected one of [on, off]");
            assertThat(Agent.run(socket, "", "junk", "greylist", "on", "--json").out())
                    .containsPattern("\"on\": ?true");
            assertThat(Agent.run(socket, "", "junk", "greylist").out()).contains("Doubtful strangers are put off");
            assertThat(Agent.run(socket, "", "junk", "greylist", "off").out()).contains("Nobody is put off");
            assertThat(Agent.run(socket, "", "junk", "lists", "--none").out()).contains("No blocklist is asked.");

            assertThat(Agent.run(socket, "", "relay", "set", "smtp.example.com", "--for", "example.test")
                            .err())
                    .contains("is one of ours", "leaves over no relay");
            assertThat(Agent.run(socket, "", "identity", "grant", "anna@example.test", "gmail.com")
                            .err())
                    .contains("gmail.com is not one of ours", "over the server of gmail.com")
                    .doesNotContain("domain add");
            for (String count : List.of("0", "-1", "10001")) {
                assertThat(Agent.run(socket, "", "log", "--count=" + count).err())
                        .contains(count + " is no number");
                assertThat(Agent.run(socket, "", "queue", "list", "--count=" + count)
                                .err())
                        .contains("It is from 1 to 10000");
            }

            JsonObject status = json(socket, "", "status");
            assertThat(status.getAsJsonObject("certificate").get("selfSigned").getAsBoolean())
                    .isTrue();
            assertThat(Agent.run(socket, "", "status").out()).contains("it made it itself");
            assertThat(status.get("accounts").getAsInt()).isEqualTo(1);
            assertThat(status.getAsJsonArray("listeners")).hasSize(7);
            assertThat(Agent.run(socket, "", "queue", "list").out()).contains("The queue is empty.");
            assertThat(Agent.run(socket, "", "queue", "show", "q-none").exitCode())
                    .isEqualTo(1);
            assertThat(Agent.run(socket, "", "log").out()).contains("STARTED").doesNotContain(password, second);
            assertThat(Agent.run(socket, "", "stop").out()).contains("stopping");
            assertThat(engine.awaitEnd()).isZero();
            assertThat(engine.output()).doesNotContain(password, second, "Exception");
            assertThat(Agent.run(socket, "", "status").err()).contains("No engine answers");
        }
    }

    private static JsonObject json(Path socket, String input, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--json");
        Agent.Ran ran = Agent.run(socket, input, all.toArray(String[]::new));
        assertThat(ran.exitCode()).as("%s: %s", all, ran).isZero();
        JsonElement element = JsonParser.parseString(ran.out());
        return element.getAsJsonObject();
    }
}
