package org.letterlock.agent;

import org.letterlock.protocol.DnsRecord;
import org.letterlock.protocol.DomainInfo;
import org.letterlock.protocol.EngineApi;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code domain}. */
@Command(
        name = "domain",
        description = "The domains whose mail comes here.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class DomainCommands {

    private final Engines engines;

    DomainCommands(Engines engines) {
        this.engines = engines;
    }

    @Command(name = "add", description = "Adds a domain.", mixinStandardHelpOptions = true)
    int add(@Mixin Options options, @Parameters(paramLabel = "DOMAIN") String name) {
        return engines.ask(options, engine -> engine.addDomain(new EngineApi.DomainName(name)), (domain, out) -> {
            out.println("Added " + domain.name() + ".");
            out.println("What to publish in the DNS: domain show " + domain.name());
        });
    }

    @Command(
            name = "show",
            description = "Shows what to publish in the DNS for a domain, as lines of a zone file.",
            mixinStandardHelpOptions = true)
    int show(@Mixin Options options, @Parameters(paramLabel = "DOMAIN") String name) {
        return engines.ask(options, engine -> engine.dnsRecords(new EngineApi.DomainName(name)), (records, out) -> {
            for (DnsRecord record : records) {
                out.println("; " + record.purpose());
                out.println(record.name() + ". IN " + record.type() + " " + record.value());
            }
        });
    }

    @Command(name = "list", description = "Lists the domains.", mixinStandardHelpOptions = true)
    int list(@Mixin Options options) {
        return engines.ask(options, EngineApi::domains, (domains, out) -> {
            Table table = new Table("DOMAIN", "CATCH-ALL");
            for (DomainInfo domain : domains) {
                String catchAll = domain.catchAll();
                table.row(domain.name(), catchAll == null ? "-" : catchAll);
            }
            table.print(out, "There is no domain yet.");
        });
    }
}
