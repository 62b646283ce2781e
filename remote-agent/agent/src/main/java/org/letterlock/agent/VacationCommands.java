package org.letterlock.agent;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.letterlock.protocol.EngineApi;
import org.letterlock.protocol.VacationInfo;
import org.letterlock.protocol.VacationOrder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code vacation}. */
@Command(
        name = "vacation",
        description = "What an account answers while its person is away.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class VacationCommands {

    private static final String ACCOUNT = "Any address of the account.";

    private final Engines engines;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    VacationCommands(Engines engines) {
        this.engines = engines;
    }

    @Command(name = "show", description = "Shows it.", mixinStandardHelpOptions = true)
    int show(@Mixin Options options, @Parameters(paramLabel = "ACCOUNT", description = ACCOUNT) String account) {
        return engines.ask(
                options, engine -> engine.vacation(new EngineApi.AccountAddress(account)), VacationCommands::tell);
    }

    @Command(
            name = "set",
            description = {
                "Has an account answer, each sender once within some days. Lists, robots, junk, and senders that nobody vouches for are not answered.",
                "The text lies on the server under the engine's key, and not under the account's: letters are answered while the account is locked."
            },
            mixinStandardHelpOptions = true)
    int set(
            @Mixin Options options,
            @Parameters(paramLabel = "ACCOUNT", description = ACCOUNT) String account,
            @Option(names = "--text", paramLabel = "TEXT", description = "What it says.") @Nullable String text,
            @Option(names = "--file", paramLabel = "FILE", description = "What it says, from a file in UTF-8.")
                    @Nullable
                    Path file,
            @Option(
                            names = "--subject",
                            paramLabel = "TEXT",
                            description = "Its subject; else that of the letter, behind \"Auto: \".")
                    @Nullable
                    String subject,
            @Option(
                            names = "--days",
                            paramLabel = "N",
                            description = "For so many days a sender is not answered again: 1 to 31, else 7.")
                    @Nullable
                    Integer days,
            @Option(
                            names = "--from",
                            paramLabel = "MOMENT",
                            description = "When it begins, such as 2026-12-24T00:00:00+01:00; else at once.")
                    @Nullable
                    String from,
            @Option(names = "--until", paramLabel = "MOMENT", description = "When it ends; else when it is ended.")
                    @Nullable
                    String until) {
        if ((text == null) == (file == null)) {
            throw new ParameterException(spec.commandLine(), "Say what it says: --text or --file.");
        }
        VacationOrder order = new VacationOrder(account, text != null ? text : read(file), subject, days, from, until);
        return engines.ask(options, engine -> engine.setVacation(order), VacationCommands::tell);
    }

    private String read(@Nullable Path file) {
        try {
            return file == null ? "" : Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new ParameterException(spec.commandLine(), "The file " + file + " cannot be read as UTF-8.", e);
        }
    }

    @Command(name = "end", description = "Has an account answer nothing any more.", mixinStandardHelpOptions = true)
    int end(@Mixin Options options, @Parameters(paramLabel = "ACCOUNT", description = ACCOUNT) String account) {
        return engines.ask(
                options, engine -> engine.endVacation(new EngineApi.AccountAddress(account)), VacationCommands::tell);
    }

    private static void tell(VacationInfo info, PrintWriter out) {
        String text = info.text();
        if (text == null) {
            out.println(info.account() + " answers nothing.");
            return;
        }
        String subject = info.subject();
        String from = info.from();
        String until = info.until();
        out.println(info.account() + (info.answers() ? " answers letters now" : " does not answer letters now")
                + ", each sender once in " + info.days() + " day(s)"
                + (from == null ? "" : ", from " + from)
                + (until == null ? "" : ", until " + until)
                + ".");
        out.println();
        out.println("Subject: " + (subject == null ? "Auto: (that of the letter)" : subject));
        out.println();
        out.println(text);
    }
}
