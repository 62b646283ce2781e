package org.letterlock.desktop.ssh;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.letterlock.desktop.model.Problem;
import org.letterlock.desktop.model.ProblemException;

/** How the user of a connection becomes root on the server. A password goes over the input of a command alone, where no other user of the server sees it. */
public final class Sudo {

    /** Asks as if nobody had used sudo before: what it remembers is over when it is needed. */
    private static final String LOOK = """
            if [ "$(id -u)" = 0 ]; then echo root
            elif ! command -v sudo >/dev/null; then echo absent
            elif sudo -k -n true </dev/null 2>/dev/null; then echo free
            else echo password
            fi
            """;

    private static final RemoteCommand PROVE = RemoteCommand.script("LC_ALL=C exec sudo -k -S -p '' true");

    /** Reads up to the mark, so that a password that sudo did not want reaches nobody. */
    private static final String START = """
            exec sudo -k -S -p '' sh -c 'while read -r line; do [ "$line" = "$1" ] && exec "$0" stdio; done' "$HOME/$1" "$2"
            """;

    private static final String MARK = "letterlock: what follows is for the agent";

    private Sudo() {}

    /** What it takes. */
    public enum Way {
        /** The user is root. */
        ROOT,
        /** Sudo asks for nothing. */
        FREE,
        /** Sudo asks for the user's password. */
        PASSWORD,
        /** The user is not root, and there is no sudo. */
        ABSENT
    }

    /** What it takes on a server. */
    public static Way way(RemoteHost server) throws ProblemException {
        RemoteHost.Ran ran = server.run(RemoteCommand.script(LOOK), new byte[0]);
        return switch (ran.out().strip()) {
            case "free" -> Way.FREE;
            case "password" -> Way.PASSWORD;
            case "absent" -> Way.ABSENT;
            // Where it is not, the agent says so.
            default -> Way.ROOT;
        };
    }

    /**
     * Proves a password.
     *
     * @throws ProblemException of the area {@code sudo} where sudo takes none, or not this one, or lets the user do nothing
     */
    public static void prove(RemoteHost server, String user, String password) throws ProblemException {
        if (password.isEmpty()) {
            throw problem("password-needed", user, "");
        }
        RemoteHost.Ran ran = server.run(PROVE, line(password));
        if (ran.exitCode() != 0) {
            // Its exit code is the same for all of these.
            String said = ran.err();
            throw problem(
                    said.contains("in the sudoers file")
                                    || said.contains("is not allowed")
                                    || said.contains("may not run")
                            ? "not-allowed"
                            : said.contains("incorrect password") || said.contains("try again")
                                    ? "wrong-password"
                                    : "refused",
                    user,
                    said);
        }
    }

    /** Why a user cannot become root at all. */
    public static ProblemException absent(String user) {
        return problem("absent", user, "");
    }

    /**
     * Starts the agent's {@code stdio} as root, by a password that was proven.
     *
     * @param program below the user's home
     */
    public static RemoteHost.Running start(RemoteHost server, String program, String password) throws ProblemException {
        RemoteHost.Running running = server.start(RemoteCommand.script(START, program, MARK));
        try {
            running.in().write(line(password));
            running.in().write(line(MARK));
            running.in().flush();
            return running;
        } catch (java.io.IOException e) {
            throw problem("refused", "", String.valueOf(e.getMessage()));
        }
    }

    private static byte[] line(String text) {
        return (text + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static ProblemException problem(String code, String user, String detail) {
        return new ProblemException(Problem.of("sudo", code, Map.of("user", user), detail.isEmpty() ? null : detail));
    }
}
