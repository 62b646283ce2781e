package org.letterlock.agent;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.letterlock.agent.host.Inspector;
import org.letterlock.protocol.FailureException;
import org.letterlock.protocol.Finding;
import org.letterlock.protocol.InspectOrder;
import org.letterlock.protocol.Inspection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code inspect}. */
@Command(
        name = "inspect",
        description = {
            "Looks this computer over, whether mail can work on it, and changes nothing.",
            "Exit code 1 when mail would not work."
        },
        mixinStandardHelpOptions = true)
final class InspectCommand implements Callable<Integer> {

    private final Engines engines;

    @Mixin
    private Options options = new Options();

    @Option(
            names = "--blocklist",
            paramLabel = "ZONE",
            description = "Asks a DNS blocklist about the addresses; none is asked otherwise.")
    private @Nullable List<String> blocklists;

    @Option(
            names = "--mail-server",
            paramLabel = "HOST[:PORT]",
            description = "Whom to try to reach, instead of some large ones.")
    private @Nullable List<String> mailServers;

    @Option(
            names = "--known-as",
            paramLabel = "ADDRESS",
            description = "The public address, where the computer itself does not know it.")
    private @Nullable String knownAs;

    InspectCommand(Engines engines) {
        this.engines = engines;
    }

    @Override
    public Integer call() {
        Inspection inspection;
        try {
            inspection = Inspector.here()
                    .inspect(
                            new InspectOrder("inspect", null, knownAs, blocklists, mailServers),
                            engines::progress,
                            () -> {});
        } catch (FailureException e) {
            return engines.fail(options, e.failure());
        }
        engines.told(options, inspection, InspectCommand::tell);
        return inspection.stops() ? 1 : 0;
    }

    private static void tell(Inspection inspection, PrintWriter out) {
        tell(inspection, Finding.STOP, "Needs you now:", out);
        tell(inspection, Finding.LOOK, "Look at this:", out);
        tell(inspection, Finding.FINE, "Fine:", out);
    }

    private static void tell(Inspection inspection, String level, String head, PrintWriter out) {
        List<Finding> found = inspection.findings().stream()
                .filter(finding -> finding.level().equals(level))
                .toList();
        if (found.isEmpty()) {
            return;
        }
        out.println(head);
        for (Finding finding : found) {
            out.println("  " + finding.sentence());
            if (!finding.remedy().isEmpty()) {
                out.println("    " + finding.remedy());
            }
            if (finding.detail() != null && !level.equals(Finding.FINE)) {
                finding.detail().lines().forEach(line -> out.println("    (" + line + ")"));
            }
        }
    }
}
