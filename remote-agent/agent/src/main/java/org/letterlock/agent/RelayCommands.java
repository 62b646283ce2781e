package org.letterlock.agent;

import java.io.PrintWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.letterlock.protocol.EngineApi;
import org.letterlock.protocol.RelayInfo;
import org.letterlock.protocol.RelayOrder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code relay}. */
@Command(
        name = "relay",
        description =
                "Servers of others that letters leave over, where port 25 is closed or our address is not trusted.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class RelayCommands {

    private final Engines engines;

    RelayCommands(Engines engines) {
        this.engines = engines;
    }

    @Command(name = "show", description = "Shows them, without their passwords.", mixinStandardHelpOptions = true)
    int show(@Mixin Options options) {
        return engines.ask(options, EngineApi::relays, RelayCommands::tell);
    }

    @Command(
            name = "set",
            description = {
                "Lets letters leave over a relay: all, or those for one domain. TLS is required, with a certificate of "
                        + "the relay's name. With --user, its password is asked for, or read from the input."
            },
            mixinStandardHelpOptions = true)
    int set(
            @Mixin Options options,
            @Parameters(paramLabel = "HOST") String host,
            @Option(names = "--port", paramLabel = "PORT", description = "465 unless --starttls, then 587.") @Nullable
                    Integer port,
            @Option(names = "--starttls", description = "TLS begins by STARTTLS, not with the connection.")
                    boolean startTls,
            @Option(names = "--user", paramLabel = "NAME", description = "Whom to log in as.") @Nullable String user,
            @Option(names = "--for", paramLabel = "DOMAIN", description = "Only mail for this domain.") @Nullable
                    String destination) {
        String password = user == null ? null : engines.askSecret("The password of " + user + " at " + host + ": ");
        RelayOrder order = new RelayOrder(destination, host, port, startTls ? "starttls" : "implicit", user, password);
        return engines.ask(
                options,
                engine -> engine.setRelay(order),
                (relay, out) -> out.println("Mail for " + whom(relay.destination()) + " leaves over " + relay.host()
                        + ":" + relay.port() + "."));
    }

    @Command(
            name = "remove",
            description = "Lets letters go to the servers of their recipients again.",
            mixinStandardHelpOptions = true)
    int remove(
            @Mixin Options options,
            @Option(names = "--for", paramLabel = "DOMAIN", description = "The relay of this domain.") @Nullable
                    String destination) {
        return engines.ask(
                options,
                engine -> engine.removeRelay(new EngineApi.RelayName(destination)),
                (left, out) -> out.println("The relay for " + whom(destination) + " is removed."));
    }

    private static String whom(@Nullable String destination) {
        return destination == null ? "all other domains" : destination;
    }

    private static void tell(List<RelayInfo> relays, PrintWriter out) {
        Table table = new Table("FOR", "HOST", "PORT", "TLS", "USER");
        for (RelayInfo relay : relays) {
            String user = relay.user();
            table.row(whom(relay.destination()), relay.host(), relay.port(), relay.tls(), user == null ? "-" : user);
        }
        table.print(out, "There is none: letters go to the servers of their recipients.");
    }
}
