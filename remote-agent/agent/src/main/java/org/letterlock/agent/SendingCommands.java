package org.letterlock.agent;

import java.io.PrintWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.letterlock.protocol.EngineApi;
import org.letterlock.protocol.SendingInfo;
import org.letterlock.protocol.SendingOrder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sending}. */
@Command(
        name = "sending",
        description = "How much accounts may send within 24 hours, and what is held because it was more.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class SendingCommands {

    private static final String ACCOUNT = "Any address of the account.";

    private final Engines engines;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    SendingCommands(Engines engines) {
        this.engines = engines;
    }

    @Command(name = "show", description = "Shows it for all accounts, or for one.", mixinStandardHelpOptions = true)
    int show(
            @Mixin Options options,
            @Parameters(paramLabel = "ACCOUNT", arity = "0..1", description = ACCOUNT) @Nullable String account) {
        return engines.ask(
                options, engine -> engine.sending(new EngineApi.SendingSubject(account)), SendingCommands::tell);
    }

    @Command(
            name = "set",
            description = "Sets it for an account. Limits that are not named stay as they are.",
            mixinStandardHelpOptions = true)
    int set(
            @Mixin Options options,
            @Parameters(paramLabel = "ACCOUNT", description = ACCOUNT) String account,
            @Option(names = "--letters", paramLabel = "N", description = "So many letters; none, or unset for 1000.")
                    @Nullable
                    String letters,
            @Option(
                            names = "--recipients",
                            paramLabel = "N",
                            description = "So many recipients that it never wrote to before; none, or unset for 200.")
                    @Nullable
                    String recipients) {
        if (letters == null && recipients == null) {
            throw new ParameterException(spec.commandLine(), "Say what to set: --letters or --recipients.");
        }
        SendingOrder order = new SendingOrder(account, letters, recipients);
        return engines.ask(options, engine -> engine.setSending(order), (info, out) -> tell(List.of(info), out));
    }

    @Command(
            name = "held",
            description = "Lists the letters that are held of an account.",
            mixinStandardHelpOptions = true)
    int held(@Mixin Options options, @Parameters(paramLabel = "ACCOUNT", description = ACCOUNT) String account) {
        return engines.ask(
                options,
                engine -> engine.heldLetters(new EngineApi.AccountAddress(account)),
                (entries, out) -> QueueCommands.table(entries, out, "Nothing is held."));
    }

    @Command(
            name = "release",
            description = "Lets all letters go that are held of an account.",
            mixinStandardHelpOptions = true)
    int release(@Mixin Options options, @Parameters(paramLabel = "ACCOUNT", description = ACCOUNT) String account) {
        return engines.ask(
                options,
                engine -> engine.releaseHeldLetters(new EngineApi.AccountAddress(account)),
                (info, out) -> out.println("The letters of " + info.account() + " are on their way."));
    }

    @Command(
            name = "remove",
            description = "Takes all letters out of the queue that are held of an account; nobody is told.",
            mixinStandardHelpOptions = true)
    int remove(@Mixin Options options, @Parameters(paramLabel = "ACCOUNT", description = ACCOUNT) String account) {
        return engines.ask(
                options,
                engine -> engine.removeHeldLetters(new EngineApi.AccountAddress(account)),
                (info, out) -> out.println("The letters of " + info.account() + " are removed."));
    }

    @Command(
            name = "lift",
            description = "Lets an account send without a limit for 24 hours. What is held stays so: release it.",
            mixinStandardHelpOptions = true)
    int lift(@Mixin Options options, @Parameters(paramLabel = "ACCOUNT", description = ACCOUNT) String account) {
        return engines.ask(
                options,
                engine -> engine.liftSending(new EngineApi.AccountAddress(account)),
                (info, out) -> out.println(info.account() + " may send without a limit until " + info.liftedUntil()));
    }

    private static void tell(List<SendingInfo> accounts, PrintWriter out) {
        Table table = new Table("ACCOUNT", "LETTERS", "OF", "NEW RECIPIENTS", "OF", "LIFTED UNTIL", "HELD");
        for (SendingInfo account : accounts) {
            table.row(
                    account.account(),
                    account.usedLetters(),
                    limit(account.letters()),
                    account.usedRecipients(),
                    limit(account.recipients()),
                    account.liftedUntil() == null ? "-" : account.liftedUntil(),
                    account.heldLetters() == 0
                            ? "-"
                            : account.heldLetters() + " (" + String.join(", ", account.reasons()) + ")");
        }
        table.print(out, "There is no account yet.");
        for (SendingInfo account : accounts) {
            if (account.heldLetters() > 0) {
                out.println();
                out.println("Letters of " + account.account() + " are held since " + account.heldSince()
                        + ": it sent more than it may. If that was not its owner, somebody has a password of it.");
                out.println("Look at them: sending held " + account.account());
                out.println("Then: sending release " + account.account() + ", or sending remove " + account.account()
                        + " and credential revoke");
            }
        }
    }

    private static Object limit(@Nullable Long limit) {
        return limit == null ? "no limit" : limit;
    }
}
