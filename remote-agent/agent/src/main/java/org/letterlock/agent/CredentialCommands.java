package org.letterlock.agent;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.letterlock.protocol.CredentialInfo;
import org.letterlock.protocol.CredentialName;
import org.letterlock.protocol.CredentialOrder;
import org.letterlock.protocol.EngineApi;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
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
                "While the account is locked it asks for one that is there already, "
                        + "on the terminal or as the first line of the input."
            },
            mixinStandardHelpOptions = true)
    int add(
            @Mixin Options options,
            @Parameters(index = "0", paramLabel = "ACCOUNT") String account,
            @Parameters(index = "1", paramLabel = "NAME", description = "What to call it, such as the device.")
                    String name,
            @Option(
                            names = "--scope",
                            paramLabel = "SCOPE",
                            description = "What it is for: mail, calendar-and-contacts, send; else everything.")
                    @Nullable
                    List<String> scopes) {
        return engines.ask(
                options,
                engine -> engine.addCredential(new CredentialOrder(account, name, scopes, null)),
                "locked",
                engine -> engine.addCredential(new CredentialOrder(
                        account, name, scopes, engines.askSecret("A password of " + account + ": "))),
                AccountCommands::tell);
    }

    @Command(name = "list", description = "Lists the passwords by name.", mixinStandardHelpOptions = true)
    int list(@Mixin Options options, @Parameters(paramLabel = "ACCOUNT") String account) {
        return engines.ask(
                options, engine -> engine.credentials(new EngineApi.AccountAddress(account)), (credentials, out) -> {
                    Table table = new Table("NAME", "FOR", "CREATED", "LAST USED", "BY", "FROM");
                    for (CredentialInfo credential : credentials) {
                        table.row(
                                credential.name(),
                                String.join(" ", credential.scopes()),
                                credential.created(),
                                Objects.requireNonNullElse(credential.lastUsed(), "never"),
                                Objects.requireNonNullElse(credential.lastProtocol(), "-"),
                                Objects.requireNonNullElse(credential.lastAddress(), "-"));
                    }
                    table.print(out, "The account has no password.");
                });
    }

    @Command(
            name = "revoke",
            description = "Takes a password away for good; sessions that came with it end at once.",
            mixinStandardHelpOptions = true)
    int revoke(
            @Mixin Options options,
            @Parameters(index = "0", paramLabel = "ACCOUNT") String account,
            @Parameters(index = "1", paramLabel = "NAME") String name) {
        return engines.ask(
                options,
                engine -> engine.removeCredential(new CredentialName(account, name)),
                (credential, out) ->
                        out.println("Revoked \"" + credential.name() + "\" of " + credential.account() + "."));
    }
}
