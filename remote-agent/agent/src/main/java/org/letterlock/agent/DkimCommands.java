package org.letterlock.agent;

import java.io.PrintWriter;
import org.letterlock.protocol.DkimInfo;
import org.letterlock.protocol.DkimSwitch;
import org.letterlock.protocol.EngineApi;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code domain dkim}. */
@Command(
        name = "dkim",
        description = "The keys by which letters of a domain are signed.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class DkimCommands {

    private final Engines engines;

    DkimCommands(Engines engines) {
        this.engines = engines;
    }

    @Command(
            name = "show",
            description = "Shows the keys, how far each is, and whether the DNS shows it.",
            mixinStandardHelpOptions = true)
    int show(@Mixin Options options, @Parameters(paramLabel = "DOMAIN") String domain) {
        return engines.ask(options, engine -> engine.dkim(new EngineApi.DomainName(domain)), DkimCommands::tell);
    }

    @Command(
            name = "rotate",
            description = {
                "Makes new keys and shows what to publish. They sign once the DNS shows them, which is looked "
                        + "at every hour; the old records stay two weeks longer."
            },
            mixinStandardHelpOptions = true)
    int rotate(@Mixin Options options, @Parameters(paramLabel = "DOMAIN") String domain) {
        return engines.ask(options, engine -> engine.rotateDkim(new EngineApi.DomainName(domain)), DkimCommands::tell);
    }

    @Command(
            name = "switch",
            description = "Has the new keys sign now, if the DNS shows them.",
            mixinStandardHelpOptions = true)
    int switchOver(
            @Mixin Options options,
            @Parameters(paramLabel = "DOMAIN") String domain,
            @Option(names = "--unseen", description = "Also if it does not: letters fail checks until it does.")
                    boolean unseen) {
        return engines.ask(options, engine -> engine.switchDkim(new DkimSwitch(domain, unseen)), DkimCommands::tell);
    }

    private static void tell(DkimInfo info, PrintWriter out) {
        Table table = new Table("SELECTOR", "ALGORITHM", "STATE", "SINCE", "IN THE DNS");
        for (DkimInfo.Key key : info.keys()) {
            Boolean shown = key.shown();
            table.row(
                    key.selector(),
                    key.algorithm(),
                    key.state(),
                    key.since(),
                    shown == null ? "it does not answer" : shown ? "yes" : "no");
        }
        table.print(out, "There are no keys.");
        for (DkimInfo.Key key : info.keys()) {
            String line = key.record().name() + ". IN " + key.record().type() + " "
                    + key.record().value();
            if (key.state().equals("new")) {
                out.println();
                out.println("; publish, then it signs");
                out.println(line);
            } else if (key.removeFrom() != null && key.state().equals("old")) {
                out.println();
                out.println("; signs no more, and may go after " + key.removeFrom());
                out.println(line);
            } else if (key.state().equals("signing") && Boolean.FALSE.equals(key.shown())) {
                out.println();
                out.println("; signs, and the DNS does not show it: publish");
                out.println(line);
            } else if (key.state().equals("remove")) {
                out.println();
                out.println("; signs no more: remove");
                out.println(line);
            }
        }
        if (info.rotationDue()) {
            out.println();
            out.println("The keys are half a year old: domain dkim rotate " + info.domain());
        }
    }
}
