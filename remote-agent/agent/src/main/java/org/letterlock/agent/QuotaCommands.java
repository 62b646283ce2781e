package org.letterlock.agent;

import java.io.PrintWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.letterlock.protocol.EngineApi;
import org.letterlock.protocol.QuotaInfo;
import org.letterlock.protocol.QuotaOrder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code quota}. */
@Command(
        name = "quota",
        description = "How much accounts, domains and the server may hold, and how much they do.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class QuotaCommands {

    private static final String SERVER = "server";

    private final Engines engines;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    QuotaCommands(Engines engines) {
        this.engines = engines;
    }

    @Command(
            name = "show",
            description = "Shows it for everything, or for one account. Letters that wait for a locked account count.",
            mixinStandardHelpOptions = true)
    int show(
            @Mixin Options options,
            @Parameters(paramLabel = "ACCOUNT", arity = "0..1", description = "Any address of the account.") @Nullable
                    String account) {
        return engines.ask(options, engine -> engine.quotas(new EngineApi.QuotaSubject(account)), QuotaCommands::tell);
    }

    @Command(
            name = "set",
            description = {
                "Sets it. What is set for a domain or the server holds for each of its accounts, unless the "
                        + "account, or the domain, has its own. Limits that are not named stay as they are."
            },
            mixinStandardHelpOptions = true)
    int set(
            @Mixin Options options,
            @Parameters(paramLabel = "ACCOUNT|DOMAIN|server") String subject,
            @Option(
                            names = "--storage",
                            paramLabel = "OCTETS",
                            description = "An account holds at most, such as 500M or 5G; none, or unset.")
                    @Nullable
                    String storage,
            @Option(
                            names = "--messages",
                            paramLabel = "N",
                            description = "An account has at most so many messages; none, or unset.")
                    @Nullable
                    String messages,
            @Option(
                            names = "--total",
                            paramLabel = "OCTETS",
                            description =
                                    "All accounts of the domain or the server hold together at most; none, or unset.")
                    @Nullable
                    String total) {
        if (storage == null && messages == null && total == null) {
            throw new ParameterException(spec.commandLine(), "Say what to set: --storage, --messages or --total.");
        }
        QuotaOrder order =
                new QuotaOrder(subject.equals(SERVER) ? null : subject, octets(storage), messages, octets(total));
        return engines.ask(options, engine -> engine.setQuota(order), (info, out) -> tell(List.of(info), out));
    }

    /** As the engine wants it: what is no size goes as it is, for the engine to say so. */
    private static @Nullable String octets(@Nullable String text) {
        return text == null
                ? null
                : Octets.parse(text)
                        .map(octets -> Long.toString(octets.count()))
                        .orElse(text);
    }

    private static void tell(List<QuotaInfo> quotas, PrintWriter out) {
        Table table = new Table("", "USED", "OF", "MESSAGES", "OF", "SET HERE");
        for (QuotaInfo quota : quotas) {
            Long most = quota.kind().equals("account")
                    ? quota.octets()
                    : quota.set().total();
            table.row(
                    quota.name().isEmpty() ? "the server" : quota.name(),
                    new Octets(quota.usedOctets()),
                    most == null || most == QuotaInfo.NO_LIMIT ? "no limit" : new Octets(most),
                    quota.usedMessages(),
                    quota.messages() == null ? "no limit" : quota.messages(),
                    set(quota));
        }
        table.print(out, "There is nothing yet.");
    }

    private static String set(QuotaInfo quota) {
        QuotaInfo.Limits limits = quota.set();
        StringBuilder text = new StringBuilder();
        if (limits.octets() != null) {
            text.append(" --storage ").append(limit(new Octets(limits.octets())));
        }
        if (limits.messages() != null) {
            text.append(" --messages ")
                    .append(limits.messages() == QuotaInfo.NO_LIMIT ? QuotaOrder.NONE : limits.messages());
        }
        if (limits.total() != null) {
            text.append(" --total ").append(limit(new Octets(limits.total())));
        }
        return text.toString().strip();
    }

    private static String limit(Octets octets) {
        return octets.count() == QuotaInfo.NO_LIMIT ? QuotaOrder.NONE : octets.toString();
    }
}
