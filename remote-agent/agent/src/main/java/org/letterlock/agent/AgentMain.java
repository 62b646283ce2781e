package org.letterlock.agent;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The command line on the server. Exit codes: 0 done, 1 the engine said no or does not answer, 2 the command line was wrong.
 */
@Command(
        name = "letterlock-agent",
        description = "Controls the Letterlock engine on this computer, and installs it there.",
        mixinStandardHelpOptions = true,
        version = "letterlock-agent " + AgentMain.VERSION,
        synopsisSubcommandLabel = "COMMAND")
public final class AgentMain {

    /** The release. */
    static final String VERSION = "0.1.0";

    private AgentMain() {}

    public static void main(String[] arguments) {
        // Not System.out, which keeps to itself that nobody reads any more.
        OutputStream out = new FileOutputStream(FileDescriptor.out);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(arguments, System.getenv(), System.in, out, err));
    }

    /**
     * Runs one command and says its exit code. Nothing of it is kept.
     *
     * @param in where a password is read from, unless it is a terminal
     * @param octets where answers go, text in UTF-8 or an archive
     */
    public static int run(
            String[] arguments, Map<String, String> environment, InputStream in, OutputStream octets, PrintWriter err) {
        PrintWriter out = new PrintWriter(new SafeWriter(new OutputStreamWriter(octets, StandardCharsets.UTF_8)), true);
        PrintWriter safe = new PrintWriter(new SafeWriter(err), true);
        Engines engines = new Engines(environment, in, octets, out, safe);
        CommandLine line = new CommandLine(new AgentMain())
                .addSubcommand(new EngineCommands.Status(engines))
                .addSubcommand(new EngineCommands.Log(engines))
                .addSubcommand(new EngineCommands.Stop(engines))
                .addSubcommand(new VerifyCommand(engines))
                .addSubcommand(new StdioCommand(engines))
                .addSubcommand(new InspectCommand(engines))
                .addSubcommand(new InstallCommands.Install(engines))
                .addSubcommand(new InstallCommands.Changes(engines))
                .addSubcommand(new InstallCommands.Uninstall(engines))
                .addSubcommand(new HostCommands.Ssh(engines))
                .addSubcommand(new HostCommands.Updates(engines))
                .addSubcommand(new CommandLine(new DomainCommands(engines)).addSubcommand(new DkimCommands(engines)))
                .addSubcommand(new CommandLine(new AccountCommands(engines)).addSubcommand(new ExportCommand(engines)))
                .addSubcommand(new AddressCommands(engines))
                .addSubcommand(new CatchAllCommands(engines))
                .addSubcommand(new IdentityCommands(engines))
                .addSubcommand(new CredentialCommands(engines))
                .addSubcommand(new BlockCommands(engines))
                .addSubcommand(new JunkCommands(engines))
                .addSubcommand(new QuotaCommands(engines))
                .addSubcommand(new RelayCommands(engines))
                .addSubcommand(new ReportCommands(engines))
                .addSubcommand(new RecoveryCommands(engines))
                .addSubcommand(new QueueCommands(engines))
                .addSubcommand(new SendingCommands(engines))
                .addSubcommand(new VacationCommands(engines))
                .addSubcommand(new ProofCommand(engines))
                .setOut(out)
                .setErr(safe);
        return line.execute(arguments);
    }
}
