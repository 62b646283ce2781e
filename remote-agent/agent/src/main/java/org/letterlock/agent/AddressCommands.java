package org.letterlock.agent;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.letterlock.protocol.AddressInfo;
import org.letterlock.protocol.AddressOrder;
import org.letterlock.protocol.AddressRuleOrder;
import org.letterlock.protocol.AddressSwitch;
import org.letterlock.protocol.EngineApi;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
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

    @Command(
            name = "show",
            description =
                    "Shows what happens to mail for the addresses of a domain, patterns in the order in which they are tried.",
            mixinStandardHelpOptions = true)
    int show(@Mixin Options options, @Parameters(paramLabel = "DOMAIN") String domain) {
        return engines.ask(
                options, engine -> engine.addressRules(new EngineApi.DomainName(domain)), AddressCommands::print);
    }

    @Command(
            name = "set",
            description = {
                "Sets whom mail for an address goes to, all of it.",
                "ADDRESS is anna@example.org, or /sales-.*/@example.org for all whose local part a regular expression matches, or *@example.org for what nothing else"
                        + " matches. Addresses go before patterns, older patterns before newer ones."
            },
            mixinStandardHelpOptions = true)
    int set(
            @Mixin Options options,
            @Parameters(paramLabel = "ADDRESS") String address,
            @Option(
                            names = "--account",
                            paramLabel = "ACCOUNT",
                            description = "Any address of an account that gets it; may stand several times.")
                    @Nullable
                    List<String> accounts,
            @Option(
                            names = "--forward",
                            paramLabel = "ADDRESS",
                            description = "An address elsewhere that it goes on to; may stand several times.")
                    @Nullable
                    List<String> forwards,
            @Option(
                            names = "--webhook",
                            paramLabel = "URL",
                            description =
                                    "A web server that is told of it, over https, with a signature; may stand several times. Its secret is told once.")
                    @Nullable
                    List<String> webhooks) {
        AddressRuleOrder order = new AddressRuleOrder(address, orNone(accounts), orNone(forwards), orNone(webhooks));
        return engines.ask(options, engine -> engine.setAddress(order), (info, out) -> {
            print(List.of(info), out);
            info.webhooks().stream().filter(hook -> hook.secret() != null).forEach(hook -> {
                out.println();
                out.println("What " + hook.url()
                        + " is told is signed as Standard Webhooks says. Its secret, told this once:");
                out.println(hook.secret());
            });
        });
    }

    @Command(
            name = "off",
            description = "Switches an address off, there or not. Its accounts go on signing in with it.",
            mixinStandardHelpOptions = true)
    int off(
            @Mixin Options options,
            @Parameters(paramLabel = "ADDRESS") String address,
            @Option(
                            names = "--answer",
                            paramLabel = "ANSWER",
                            defaultValue = "refuse",
                            description =
                                    "What senders hear: refuse (550, the default), later (450), or drop: taken, and gone.")
                    String answer) {
        return engines.ask(
                options,
                engine -> engine.switchAddress(new AddressSwitch(address, answer)),
                (info, out) -> print(List.of(info), out));
    }

    @Command(name = "on", description = "Switches an address on again.", mixinStandardHelpOptions = true)
    int on(@Mixin Options options, @Parameters(paramLabel = "ADDRESS") String address) {
        return engines.ask(
                options,
                engine -> engine.switchAddress(new AddressSwitch(address, null)),
                (info, out) -> print(List.of(info), out));
    }

    @Command(
            name = "remove",
            description = "Removes an address, a pattern or a catch-all; shows what is left in its domain.",
            mixinStandardHelpOptions = true)
    int remove(@Mixin Options options, @Parameters(paramLabel = "ADDRESS") String address) {
        return engines.ask(
                options, engine -> engine.removeAddress(new EngineApi.AddressName(address)), AddressCommands::print);
    }

    private static List<String> orNone(@Nullable List<String> words) {
        return words == null ? List.of() : words;
    }

    private static void print(List<AddressInfo> rules, PrintWriter out) {
        Table table = new Table("ADDRESS", "GOES TO", "SWITCHED");
        for (AddressInfo rule : rules) {
            String off = rule.off();
            List<String> targets = new ArrayList<>(rule.accounts());
            rule.forwards().forEach(forward -> targets.add("on to " + forward));
            rule.webhooks().forEach(hook -> targets.add("told to " + hook.url()));
            table.row(
                    rule.address(),
                    targets.isEmpty() ? "-" : String.join(", ", targets),
                    off == null ? "on" : "off: " + off);
        }
        table.print(out, "There is no address yet.");
        rules.stream()
                .flatMap(rule -> rule.webhooks().stream())
                .filter(hook -> hook.waiting() > 0)
                .forEach(hook -> out.println("Waiting for " + hook.url() + ": " + hook.waiting()
                        + " letter(s); last answer: " + (hook.lastAnswer() == null ? "none" : hook.lastAnswer())));
    }
}
