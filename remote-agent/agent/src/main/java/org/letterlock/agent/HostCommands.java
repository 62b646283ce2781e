package org.letterlock.agent;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.letterlock.agent.install.Installation;
import org.letterlock.protocol.SshInfo;
import org.letterlock.protocol.UpdatesChoice;
import org.letterlock.protocol.UpdatesInfo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Commands that make this computer safer. */
final class HostCommands {

    private HostCommands() {}

    /** {@code ssh}. */
    @Command(
            name = "ssh",
            description = "Who may sign in to this computer over SSH.",
            mixinStandardHelpOptions = true,
            synopsisSubcommandLabel = "COMMAND")
    static final class Ssh {

        private final Engines engines;

        Ssh(Engines engines) {
            this.engines = engines;
        }

        @Command(name = "show", description = "Shows who may.", mixinStandardHelpOptions = true)
        int show(@Mixin Options options) {
            return tell(options, Installation::ssh);
        }

        @Command(
                name = "harden",
                description = {
                    "Lets nobody sign in by a password, and root by a key alone. It is undone two minutes later, and at a start of the computer.",
                    "Sign in anew before that, by your key, and say there: letterlock-agent ssh keep"
                },
                mixinStandardHelpOptions = true)
        int harden(@Mixin Options options) {
            return tell(options, Installation::hardenSsh);
        }

        @Command(
                name = "keep",
                description = "Keeps it so. You signed in anew since, so there is a way in.",
                mixinStandardHelpOptions = true)
        int keep(@Mixin Options options) {
            return tell(options, Installation::keepSsh);
        }

        @Command(name = "relax", description = "Undoes it.", mixinStandardHelpOptions = true)
        int relax(@Mixin Options options) {
            return tell(options, Installation::relaxSsh);
        }

        private int tell(Options options, Function<Installation, SshInfo> work) {
            return engines.work(options, () -> work.apply(Installation.here()), Ssh::tell);
        }

        private static void tell(SshInfo now, PrintWriter out) {
            out.println(
                    now.passwords()
                            ? "Users may sign in over SSH by a password."
                            : "Users may sign in over SSH by a key alone.");
            out.println(
                    switch (now.rootLogin()) {
                        case "no" -> "Root may not sign in.";
                        case "yes" -> "Root may sign in.";
                        default -> "Root may sign in by a key alone.";
                    });
            if (now.until() != null) {
                out.println("This is undone at " + now.until()
                        + ". Sign in anew before that, and say there: letterlock-agent ssh keep");
            }
        }
    }

    /** {@code updates}. */
    @Command(
            name = "updates",
            description = {
                "Shows or chooses whether the security updates of the system are installed by themselves (unattended-upgrades).",
                "To choose off undoes what was changed by on, and nothing else."
            },
            mixinStandardHelpOptions = true)
    static final class Updates implements Callable<Integer> {

        private final Engines engines;

        @Mixin
        private Options options = new Options();

        @Parameters(paramLabel = "on|off", arity = "0..1", description = "Else it is shown.")
        private @Nullable OnOff choice;

        Updates(Engines engines) {
            this.engines = engines;
        }

        @Override
        public Integer call() {
            OnOff chosen = choice;
            return engines.work(
                    options,
                    () -> chosen == null
                            ? Installation.here().updates()
                            : Installation.here().chooseUpdates(new UpdatesChoice(chosen == OnOff.on)),
                    Updates::tell);
        }

        private static void tell(UpdatesInfo now, PrintWriter out) {
            out.println(
                    now.on()
                            ? "Security updates of the system are installed by themselves."
                            : "Security updates of the system are not installed by themselves.");
        }
    }
}
