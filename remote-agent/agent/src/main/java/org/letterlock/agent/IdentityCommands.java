package org.letterlock.agent;

import java.io.PrintWriter;
import java.util.List;
import org.letterlock.protocol.EngineApi;
import org.letterlock.protocol.IdentityOrder;
import org.letterlock.protocol.SenderIdentities;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code identity}. */
@Command(
        name = "identity",
        description = "As whom an account may send, besides its own addresses.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class IdentityCommands {

    private static final String WHAT =
            "Addresses of our domains, with any detail; or domains of ours, for every address of them.";

    private final Engines engines;

    IdentityCommands(Engines engines) {
        this.engines = engines;
    }

    @Command(name = "show", description = "Shows as whom an account may send.", mixinStandardHelpOptions = true)
    int show(@Mixin Options options, @Parameters(paramLabel = "ACCOUNT") String account) {
        return engines.ask(
                options, engine -> engine.identities(new EngineApi.AccountAddress(account)), IdentityCommands::tell);
    }

    @Command(name = "grant", description = "Lets an account send as others, too.", mixinStandardHelpOptions = true)
    int grant(
            @Mixin Options options,
            @Parameters(index = "0", paramLabel = "ACCOUNT") String account,
            @Parameters(index = "1..*", arity = "1..*", paramLabel = "ADDRESS|DOMAIN", description = WHAT)
                    List<String> identities) {
        return engines.ask(
                options,
                engine -> engine.grantIdentities(new IdentityOrder(account, identities)),
                IdentityCommands::tell);
    }

    @Command(name = "revoke", description = "Takes that back.", mixinStandardHelpOptions = true)
    int revoke(
            @Mixin Options options,
            @Parameters(index = "0", paramLabel = "ACCOUNT") String account,
            @Parameters(index = "1..*", arity = "1..*", paramLabel = "ADDRESS|DOMAIN", description = WHAT)
                    List<String> identities) {
        return engines.ask(
                options,
                engine -> engine.revokeIdentities(new IdentityOrder(account, identities)),
                IdentityCommands::tell);
    }

    private static void tell(SenderIdentities identities, PrintWriter out) {
        Table table = new Table("MAY SEND AS", "BECAUSE");
        identities.addresses().forEach(address -> table.row(address, "it is its own"));
        identities.granted().forEach(granted -> table.row(granted, "it is granted"));
        table.print(out, "Nobody.");
    }
}
