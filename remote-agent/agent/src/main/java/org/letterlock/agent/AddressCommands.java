package org.letterlock.agent;

import org.letterlock.protocol.AddressOrder;
import org.letterlock.protocol.EngineApi;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code address}. */
@Command(
        name = "address",
        description = "The addresses of accounts.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class AddressCommands {

    private final Engines engines;

    AddressCommands(Engines engines) {
        this.engines = engines;
    }

    @Command(name = "add", description = "Gives an account another address.", mixinStandardHelpOptions = true)
    int add(
            @Mixin Options options,
            @Parameters(index = "0", paramLabel = "ADDRESS") String address,
            @Parameters(index = "1", paramLabel = "ACCOUNT", description = "Any address of the account.")
                    String account) {
        return engines.ask(
                options,
                engine -> engine.addAddress(new AddressOrder(address, account)),
                (info, out) -> out.println("Mail for " + address + " goes to " + info.address() + "."));
    }

    @Command(name = "list", description = "Lists the addresses of an account.", mixinStandardHelpOptions = true)
    int list(@Mixin Options options, @Parameters(paramLabel = "ACCOUNT") String account) {
        return engines.ask(
                options,
                engine -> engine.addresses(new EngineApi.AccountAddress(account)),
                (addresses, out) -> addresses.forEach(out::println));
    }
}
