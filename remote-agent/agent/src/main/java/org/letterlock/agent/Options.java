package org.letterlock.agent;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.letterlock.agent.host.Places;
import picocli.CommandLine.Option;

/** What every command takes. */
final class Options {

    /** Null where neither the command line nor the environment says. */
    @Option(
            names = "--socket",
            paramLabel = "PATH",
            description = "The engine's control socket; else $LETTERLOCK_SOCKET, else " + Places.SOCKET + ".")
    @Nullable
    Path socket;

    @Option(names = "--json", description = "Answer in JSON, for programs.")
    boolean json;
}
