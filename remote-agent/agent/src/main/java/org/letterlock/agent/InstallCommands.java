package org.letterlock.agent;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.letterlock.agent.host.Places;
import org.letterlock.agent.install.Installation;
import org.letterlock.protocol.HostChange;
import org.letterlock.protocol.InstallOrder;
import org.letterlock.protocol.InstallReport;
import org.letterlock.protocol.UninstallOrder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Commands that change this computer. */
final class InstallCommands {

    private InstallCommands() {}

    /** {@code install}. */
    @Command(
            name = "install",
            description = {
                "Installs the release that this program lies in, beside one that is there, proves it, and switches to it.",
                "Where anything fails it is undone, and what ran before runs again."
            },
            mixinStandardHelpOptions = true)
    static final class Install implements Callable<Integer> {

        private final Engines engines;

        @Mixin
        private Options options = new Options();

        @Option(
                names = "--hostname",
                paramLabel = "NAME",
                required = true,
                description = "The name that the server greets with, such as mail.example.org.")
        private String hostname = "";

        Install(Engines engines) {
            this.engines = engines;
        }

        @Override
        public Integer call() {
            return engines.work(
                    options,
                    () -> Installation.here()
                            .install(new InstallOrder("install", hostname), engines::progress, () -> {}),
                    Install::tell);
        }

        private static void tell(InstallReport report, PrintWriter out) {
            out.println("The release " + report.release() + " runs (Letterlock " + report.engineVersion() + ").");
            if (report.before() != null) {
                out.println("The one before, " + report.before() + ", is still there.");
            }
            if (report.exposure() != null) {
                out.println("Its exposure by systemd-analyze security is " + report.exposure() + " of 10.");
            }
            report.notes().forEach(note -> out.println(note.sentence() + " " + note.remedy()));
            InstallCommands.tell(report.changes(), out);
        }
    }

    /** {@code changes}. */
    @Command(
            name = "changes",
            description = "Lists what was changed on this computer, and how to undo it by hand.",
            mixinStandardHelpOptions = true)
    static final class Changes implements Callable<Integer> {

        private final Engines engines;

        @Mixin
        private Options options = new Options();

        Changes(Engines engines) {
            this.engines = engines;
        }

        @Override
        public Integer call() {
            return engines.work(options, () -> Installation.here().changes(), InstallCommands::tell);
        }
    }

    /** {@code uninstall}. */
    @Command(
            name = "uninstall",
            description = {
                "Takes Letterlock off this computer. The mail stays in " + Places.DATA + " unless it is to be erased.",
                "Accounts are then read by nobody until Letterlock is installed again."
            },
            mixinStandardHelpOptions = true)
    static final class Uninstall implements Callable<Integer> {

        private final Engines engines;

        @Mixin
        private Options options = new Options();

        @Option(names = "--erase-mail", description = "Erases the mail and every key to it, for good.")
        private boolean eraseMail;

        Uninstall(Engines engines) {
            this.engines = engines;
        }

        @Override
        public Integer call() {
            return engines.work(
                    options,
                    () -> Installation.here()
                            .uninstall(new UninstallOrder("uninstall", eraseMail), engines::progress, () -> {}),
                    InstallCommands::tell);
        }
    }

    private static void tell(List<HostChange> changes, PrintWriter out) {
        Table table = new Table("TIME", "STATE", "WHAT", "TO UNDO IT");
        changes.forEach(change -> table.row(change.at(), change.state(), change.what(), change.undo()));
        table.print(out, "Nothing was changed.");
    }
}
