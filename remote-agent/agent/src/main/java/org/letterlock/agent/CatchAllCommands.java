package org.letterlock.agent;

import org.letterlock.protocol.CatchAll;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code catch-all}. */
@Command(
        name = "catch-all",
        description = "Who gets mail for addresses that do not exist.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class CatchAllCommands {

    private final Engines engines;

    CatchAllCommands(Engines engines) {
        this.engines = engines;
    }

    @Command(name = "set", description = "Gives such mail to an account.", mixinStandardHelpOptions = true)
    int set(
            @Mixin Options options,
            @Parameters(index = "0", paramLabel = "DOMAIN") String domain,
            @Parameters(index = "1", paramLabel = "ACCOUNT", description = "Any address of the account.")
                    String account) {
        return engines.ask(
                options,
                engine -> engine.setCatchAll(new CatchAll(domain, account)),
                (info, out) -> out.println(
                        "Mail for unknown addresses of " + info.name() + " goes to " + info.catchAll() + "."));
    }

    @Command(name = "clear", description = "Refuses such mail.", mixinStandardHelpOptions = true)
    int clear(@Mixin Options options, @Parameters(paramLabel = "DOMAIN") String domain) {
        return engines.ask(
                options,
                engine -> engine.setCatchAll(new CatchAll(domain, null)),
                (info, out) -> out.println("Mail for unknown addresses of " + info.name() + " is refused."));
    }
}
