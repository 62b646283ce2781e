package org.letterlock.agent;

import java.util.concurrent.Callable;
import org.letterlock.agent.stdio.HostService;
import org.letterlock.agent.stdio.StdioServer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code stdio}. */
@Command(
        name = "stdio",
        description = {
            "Speaks the contract (JSON-RPC) over standard input and output, until the input ends.",
            "It is what the app starts over SSH."
        },
        mixinStandardHelpOptions = true)
final class StdioCommand implements Callable<Integer> {

    private final Engines engines;

    @Mixin
    private Options options = new Options();

    StdioCommand(Engines engines) {
        this.engines = engines;
    }

    @Override
    public Integer call() {
        return engines.serve(
                options, socket -> new StdioServer(socket, progress -> new HostService(AgentMain.VERSION, progress)));
    }
}
