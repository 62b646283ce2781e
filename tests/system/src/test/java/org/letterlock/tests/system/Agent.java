package org.letterlock.tests.system;

import java.io.ByteArrayInputStream;
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
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = AgentMain.run(
                arguments,
                Map.of("LETTERLOCK_SOCKET", socket.toString()),
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintWriter(out, true),
                new PrintWriter(err, true));
        return new Ran(exitCode, out.toString(), err.toString());
    }
}
