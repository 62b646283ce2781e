package org.letterlock.agent;

import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import org.letterlock.protocol.BlockInfo;
import org.letterlock.protocol.EngineApi;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code block}. */
@Command(
        name = "block",
        description = "Where logins wait because of wrong passwords.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class BlockCommands {

    private final Engines engines;

    BlockCommands(Engines engines) {
        this.engines = engines;
    }

    @Command(name = "list", description = "Lists them by network.", mixinStandardHelpOptions = true)
    int list(@Mixin Options options) {
        return engines.ask(options, EngineApi::blocks, BlockCommands::tell);
    }

    @Command(
            name = "lift",
            description = "Forgets the wrong passwords for an account or from a network.",
            mixinStandardHelpOptions = true)
    int lift(
            @Mixin Options options,
            @Parameters(paramLabel = "ACCOUNT|NETWORK", description = "As the list says it.") String subject) {
        return engines.ask(options, engine -> engine.liftBlock(new EngineApi.BlockName(subject)), BlockCommands::tell);
    }

    private static void tell(List<BlockInfo> blocks, PrintWriter out) {
        Table table = new Table("NETWORK", "ACCOUNT", "WRONG PASSWORDS", "DELAY", "UNTIL");
        for (BlockInfo block : blocks) {
            table.row(
                    block.network().isEmpty() ? "everywhere" : block.network(),
                    block.everybody() ? "everybody" : Objects.requireNonNullElse(block.account(), "unknown user"),
                    block.wrongPasswords(),
                    block.delayMillis() + " ms",
                    block.until());
        }
        table.print(out, "Nobody waits.");
    }
}
