package org.letterlock.agent;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.letterlock.protocol.VerifyOrder;
import org.letterlock.protocol.VerifyReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code verify}. */
@Command(
        name = "verify",
        description = {
            "Looks over every file of the running engine, and of accounts that are unlocked.",
            "Exit code 1 when something is wrong."
        },
        mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {

    private final Engines engines;

    @Mixin
    private Options options = new Options();

    @Option(names = "--repair", description = "Rebuild what can be rebuilt: indexes and counters.")
    private boolean repair;

    private boolean sound = true;

    VerifyCommand(Engines engines) {
        this.engines = engines;
    }

    @Override
    public Integer call() {
        int code = engines.ask(
                options, engine -> engine.verify(new VerifyOrder(repair)).thenApply(this::noted), VerifyCommand::tell);
        return sound ? code : 1;
    }

    private VerifyReport noted(VerifyReport report) {
        sound = report.faults().isEmpty();
        return report;
    }

    private static void tell(VerifyReport report, PrintWriter out) {
        report.repaired().forEach(sentence -> out.println("Repaired: " + sentence));
        report.unchecked().forEach(sentence -> out.println("Not checked: " + sentence));
        report.sound().forEach(file -> out.println("In order: " + file + "."));
        report.faults().forEach(sentence -> out.println("Wrong: " + sentence));
    }
}
