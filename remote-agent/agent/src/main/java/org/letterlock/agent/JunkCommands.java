package org.letterlock.agent;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.letterlock.protocol.EngineApi;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code junk}. */
@Command(
        name = "junk",
        description = "What all accounts judge junk by; what an account does about it: account junk.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class JunkCommands {

    private final Engines engines;

    JunkCommands(Engines engines) {
        this.engines = engines;
    }

    @Command(
            name = "lists",
            description = {
                "Shows or chooses the DNS blocklists that are asked about servers that send here.",
                "None is asked unless you choose it. They learn which servers send you letters; mind their terms."
            },
            mixinStandardHelpOptions = true)
    int lists(
            @Mixin Options options,
            @Option(names = "--set", paramLabel = "ZONE", arity = "1..*", description = "These, and no others.")
                    @Nullable
                    List<String> zones,
            @Option(names = "--none", description = "None.") boolean none) {
        return engines.ask(
                options,
                engine -> zones == null && !none
                        ? engine.blocklists()
                        : engine.chooseBlocklists(
                                new EngineApi.Blocklists(zones == null ? List.of() : new ArrayList<>(zones))),
                (lists, out) -> out.println(
                        lists.zones().isEmpty()
                                ? "No blocklist is asked."
                                : "Asked about each server that sends here: " + String.join(", ", lists.zones())));
    }
}
