package org.letterlock.agent;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.letterlock.protocol.EngineApi;
import org.letterlock.protocol.EngineStatus;
import org.letterlock.protocol.LogEvent;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Commands about the engine as a whole. */
final class EngineCommands {

    private EngineCommands() {}

    /** {@code status}. */
    @Command(name = "status", description = "Says how the engine is.", mixinStandardHelpOptions = true)
    static final class Status implements Callable<Integer> {

        private final Engines engines;

        @Mixin
        private Options options = new Options();

        Status(Engines engines) {
            this.engines = engines;
        }

        @Override
        public Integer call() {
            return engines.ask(options, EngineApi::status, Status::tell);
        }

        private static void tell(EngineStatus status, PrintWriter out) {
            out.println("Letterlock " + status.engineVersion() + " at " + status.hostname() + ", up for "
                    + period(Duration.ofSeconds(status.uptimeSeconds())) + ".");
            Table listeners = new Table("SERVICE", "ADDRESS", "PORT");
            status.listeners().forEach(l -> listeners.row(l.service(), l.address(), l.port()));
            listeners.print(out, "It listens nowhere.");
            out.println(status.domains() + " domain(s), " + status.accounts() + " account(s), "
                    + status.unlockedAccounts().size() + " unlocked, " + status.queueLength()
                    + " letter(s) in the queue, " + status.intakeCount() + " waiting for a locked account.");
            EngineStatus.CertificateInfo certificate = status.certificate();
            if (certificate != null) {
                out.println("Its certificate ends at " + certificate.until()
                        + (certificate.selfSigned()
                                ? "; it made it itself, so mail programs ask before they trust it."
                                : "."));
            }
            if (status.heldLetters() > 0) {
                out.println(status.heldLetters()
                        + " letter(s) are held because an account sent more than it may: sending show");
            }
        }

        private static String period(Duration time) {
            if (time.toDays() > 0) {
                return time.toDays() + " d " + time.toHoursPart() + " h";
            }
            if (time.toHours() > 0) {
                return time.toHours() + " h " + time.toMinutesPart() + " min";
            }
            return time.toMinutes() > 0 ? time.toMinutes() + " min" : time.toSeconds() + " s";
        }
    }

    /** {@code log}. */
    @Command(name = "log", description = "Shows what happened, newest first.", mixinStandardHelpOptions = true)
    static final class Log implements Callable<Integer> {

        private final Engines engines;

        @Mixin
        private Options options = new Options();

        @Option(
                names = {"-n", "--count"},
                paramLabel = "N",
                defaultValue = "50",
                description = "How many events (default ${DEFAULT-VALUE}).")
        private int count;

        Log(Engines engines) {
            this.engines = engines;
        }

        @Override
        public Integer call() {
            return engines.ask(options, engine -> engine.log(new EngineApi.Limit(count)), (events, out) -> {
                Table table = new Table("TIME", "EVENT", "ID", "DETAIL");
                for (LogEvent event : events) {
                    table.row(event.at(), event.kind(), event.connection(), event.detail());
                }
                table.print(out, "Nothing happened yet.");
            });
        }
    }

    /** {@code stop}. */
    @Command(name = "stop", description = "Stops the engine in good order.", mixinStandardHelpOptions = true)
    static final class Stop implements Callable<Integer> {

        private final Engines engines;

        @Mixin
        private Options options = new Options();

        Stop(Engines engines) {
            this.engines = engines;
        }

        @Override
        public Integer call() {
            return engines.ask(options, EngineApi::stop, (hello, out) -> out.println("The engine is stopping."));
        }
    }
}
