package org.letterlock.tests.system;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.letterlock.agent.AgentMain;

/** The agent's command line, run in this process. */
final class Agent {

    private Agent() {}

    /**
     * How a command ended.
     *
     * @param exitCode its exit code
     * @param out what it wrote
     * @param err what it complained about
     */
    record Ran(int exitCode, String out, String err) {}

    /** Runs a command that reads {@code input}, for the engine of {@code socket}. */
    static Ran run(Path socket, String input, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Ran ran = run(socket, out, input, arguments);
        return new Ran(ran.exitCode(), out.toString(StandardCharsets.UTF_8), ran.err());
    }

    /** As {@link #run(Path, String, String...)}, for what is too much, or no text. */
    static Ran run(Path socket, OutputStream out, String input, String... arguments) {
        StringWriter err = new StringWriter();
        int exitCode = AgentMain.run(
                arguments,
                Map.of("LETTERLOCK_SOCKET", socket.toString()),
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                out,
                new PrintWriter(err, true));
        return new Ran(exitCode, "", err.toString());
    }
}
