package org.letterlock.desktop.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.letterlock.desktop.deploy.FirstEntry;
import org.letterlock.desktop.model.ProblemException;
import org.letterlock.desktop.model.ServerProfile;

/** How somebody becomes root who is not, with a sudo that keeps what it could have told others: its arguments and its environment. */
final class SudoTest {

    private static final Door.Secret RIGHT = new Door.Secret.Password(TestServer.PASSWORD);

    @TempDir
    Path home;

    private final JschDoor door = new JschDoor(10_000, 10_000);
    private TestServer server;

    @BeforeEach
    void start() {
        server = new TestServer(home);
        server.program("id", "[ \"$1\" = -u ] && echo 1000");
        sudo("right", "");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /**
     * A sudo that speaks as the real one.
     *
     * @param password that it asks for; empty for none
     * @param refusal what it says after the right one; empty where it obeys
     */
    private void sudo(String password, String refusal) {
        server.program("sudo", """
                { printf '%%s\\n' "$@"; env; } >>"$HOME/seen"
                asks=yes
                while :; do case $1 in -n) asks=no; shift ;; -k | -S) shift ;; -p) shift 2 ;; *) break ;; esac; done
                if [ -n "%1$s" ]; then
                    [ $asks = yes ] || { echo "sudo: a password is required" >&2; exit 1; }
                    read -r given || { echo "sudo: no password was provided" >&2; exit 1; }
                    [ "$given" = "%1$s" ] || { echo "Sorry, try again." >&2; echo "sudo: 1 incorrect password attempt" >&2; exit 1; }
                fi
                if [ -n "%2$s" ]; then echo "%2$s" >&2; exit 1; fi
                exec "$@"
                """.formatted(password, refusal));
    }

    private ServerProfile enter(String sudoPassword) throws ProblemException {
        return new FirstEntry(door).enter(server.address(), door.meet(server.address()), "anna", RIGHT, sudoPassword);
    }

    private void fails(String code) {
        assertThatThrownBy(() -> enter("")).isInstanceOfSatisfying(ProblemException.class, e -> {
            assertThat(e.problem().area()).isEqualTo("sudo");
            assertThat(e.problem().code()).as("%s", e.problem()).isEqualTo(code);
            assertThat(e.problem().values()).containsEntry("user", "anna");
        });
        // Nothing is left where nothing can be done.
        assertThat(home.resolve(".ssh/authorized_keys")).doesNotExist();
    }

    @Test
    void keepsThePasswordThatSudoAsksForAndNobodySeesIt() throws ProblemException, IOException {
        ServerProfile profile = enter("");
        assertThat(profile.sudoPassword()).isEqualTo(TestServer.PASSWORD);
        assertThat(profile.toString()).doesNotContain(TestServer.PASSWORD);
        startsTheAgent();
        assertThat(Files.readString(home.resolve("seen"))).contains("-S").doesNotContain(TestServer.PASSWORD);
    }

    @Test
    void takesAnotherPasswordForSudoThanForTheWayIn() throws ProblemException {
        sudo("other", "");
        assertThat(enter("other").sudoPassword()).isEqualTo("other");
    }

    @Test
    void keepsNoPasswordWhereNoneIsAskedFor() throws ProblemException {
        sudo("", "");
        assertThat(enter("").sudoPassword()).isNull();
    }

    /** Started in between, sudo asks for nothing any more: what was meant for it does not reach the agent. */
    @Test
    void tellsTheAgentNothingOfThePassword() throws ProblemException, IOException {
        sudo("", "");
        startsTheAgent();
    }

    private void startsTheAgent() throws ProblemException, IOException {
        server.program("agent", "echo \"as $1\"; cat");
        try (RemoteHost host = door.enter(server.address(), door.meet(server.address()), "anna", RIGHT);
                RemoteHost.Running agent = Sudo.start(host, "bin/agent", TestServer.PASSWORD)) {
            agent.in().write("question\n".getBytes(StandardCharsets.US_ASCII));
            agent.in().close();
            assertThat(new String(agent.out().readAllBytes(), StandardCharsets.US_ASCII))
                    .isEqualTo("as stdio\nquestion\n");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "wrong, '', wrong-password",
        "right, anna is not in the sudoers file., not-allowed",
        "right, 'Sorry, user anna is not allowed to execute /usr/bin/true as root on bare.', not-allowed",
        "right, 'Sorry, user anna may not run sudo on bare.', not-allowed",
        "right, 'sudo: sorry, you must have a tty to run sudo', refused",
    })
    void saysWhyNobodyBecomesRoot(String password, String refusal, String code) {
        sudo(password, refusal);
        fails(code);
    }

    @Test
    void saysThatThereIsNoSudo() throws IOException {
        Files.delete(home.resolve("bin/sudo"));
        server.program("sh", "exec /bin/sh \"$@\"");
        server.path(home.resolve("bin").toString());
        fails("absent");
    }

    @Test
    void saysThatAPasswordIsNeededWhereAKeyLetsIn() throws ProblemException {
        ServerProfile profile = enter("");
        assertThatThrownBy(() -> new FirstEntry(door)
                        .enter(
                                server.address(),
                                profile.hostKey(),
                                "anna",
                                new Door.Secret.Key(profile.privateKey(), ""),
                                ""))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().code()).isEqualTo("password-needed"));
    }
}
