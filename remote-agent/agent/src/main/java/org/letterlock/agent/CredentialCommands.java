package org.letterlock.agent;

import org.letterlock.protocol.CredentialInfo;
import org.letterlock.protocol.CredentialName;
import org.letterlock.protocol.CredentialOrder;
import org.letterlock.protocol.EngineApi;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code credential}. */
@Command(
        name = "credential",
        description = "The passwords of an account, one per device.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class CredentialCommands {

    private final Engines engines;

    CredentialCommands(Engines engines) {
        this.engines = engines;
    }

    @Command(
            name = "add",
            description = {
                "Makes another password and shows it, this once.",
                "While the account is locked it asks for one that is there already,",
                "on the terminal or as the first line of the input."
            },
            mixinStandardHelpOptions = true)
    int add(
            @Mixin Options options,
            @Parameters(index = "0", paramLabel = "ACCOUNT") String account,
            @Parameters(index = "1", paramLabel = "NAME", description = "What to call it, such as the device.")
                    String name) {
        return engines.ask(
                options,
                engine -> engine.addCredential(new CredentialOrder(account, name, null)),
                "locked",
                engine -> engine.addCredential(
                        new CredentialOrder(account, name, engines.askSecret("A password of " + account + ": "))),
                AccountCommands::tell);
    }

    @Command(name = "list", description = "Lists the passwords by name.", mixinStandardHelpOptions = true)
    int list(@Mixin Options options, @Parameters(paramLabel = "ACCOUNT") String account) {
        return engines.ask(
                options, engine -> engine.credentials(new EngineApi.AccountAddress(account)), (credentials, out) -> {
                    Table table = new Table("NAME", "CREATED", "LAST USED");
                    for (CredentialInfo credential : credentials) {
                        String lastUsed = credential.lastUsed();
                        table.row(credential.name(), credential.created(), lastUsed == null ? "never" : lastUsed);
                    }
                    table.print(out, "The account has no password.");
                });
    }

    @Command(
            name = "remove",
            description = "Removes a password; sessions that came with it end.",
            mixinStandardHelpOptions = true)
    int remove(
            @Mixin Options options,
            @Parameters(index = "0", paramLabel = "ACCOUNT") String account,
            @Parameters(index = "1", paramLabel = "NAME") String name) {
        return engines.ask(
                options,
                engine -> engine.removeCredential(new CredentialName(account, name)),
                (credential, out) ->
                        out.println("Removed \"" + credential.name() + "\" of " + credential.account() + "."));
    }
}
