package org.letterlock.agent;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.letterlock.protocol.EngineApi;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code junk}. */
@Command(
        name = "junk",
        description = "What all accounts judge junk by; what an account does about it: account junk.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class JunkCommands {

    private final Engines engines;

    @Spec
    private CommandSpec spec = CommandSpec.create();

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
        if (zones != null && none) {
            throw new ParameterException(spec.commandLine(), "Say either --set or --none.");
        }
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

    @Command(
            name = "greylist",
            description = {
                "Shows or chooses whether doubtful strangers are put off: nothing proves who wrote, and something speaks against it.",
                "Servers come again after some minutes, and pass; most robots do not. Off until it is chosen."
            },
            mixinStandardHelpOptions = true)
    int greylist(
            @Mixin Options options,
            @Parameters(paramLabel = "on|off", arity = "0..1", description = "What to choose.") @Nullable
                    OnOff choice) {
        return engines.ask(
                options,
                engine -> choice == null
                        ? engine.greylisting()
                        : engine.switchGreylisting(new EngineApi.Greylisting(choice == OnOff.on)),
                (now, out) -> out.println(
                        now.on() ? "Doubtful strangers are put off." : "Nobody is put off for being a stranger."));
    }

    @Command(
            name = "rspamd",
            description = {
                "Shows or chooses an rspamd on this machine that is asked about letters from outside, too.",
                "Its score is one reason among others. If it is silent for ten seconds it has no opinion."
            },
            mixinStandardHelpOptions = true)
    int rspamd(
            @Mixin Options options,
            @Option(names = "--at", paramLabel = "ADDRESS:PORT", description = "Such as 127.0.0.1:11333.") @Nullable
                    String at,
            @Option(names = "--refuse", description = "Refuse what it would reject.") boolean refuse,
            @Option(names = "--none", description = "Ask none.") boolean none) {
        if ((at != null && none) || (at == null && refuse)) {
            throw new ParameterException(spec.commandLine(), "Say --at, with --refuse or not, or --none.");
        }
        return engines.ask(
                options,
                engine -> at == null && !none ? engine.rspamd() : engine.chooseRspamd(new EngineApi.Rspamd(at, refuse)),
                (now, out) -> out.println(
                        now.server() == null
                                ? "No rspamd is asked."
                                : "Asked about each letter from outside: " + now.server()
                                        + (now.refuse() ? "; what it rejects is refused." : ".")));
    }
}
