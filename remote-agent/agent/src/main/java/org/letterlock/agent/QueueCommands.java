package org.letterlock.agent;

import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.letterlock.protocol.EngineApi;
import org.letterlock.protocol.QueueEntry;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code queue}. */
@Command(
        name = "queue",
        description = "Letters that wait to be sent.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class QueueCommands {

    private final Engines engines;

    QueueCommands(Engines engines) {
        this.engines = engines;
    }

    @Command(name = "list", description = "Lists them, oldest first.", mixinStandardHelpOptions = true)
    int list(
            @Mixin Options options,
            @Option(
                            names = {"-n", "--count"},
                            paramLabel = "N",
                            defaultValue = "100")
                    int count) {
        return engines.ask(
                options,
                engine -> engine.queue(new EngineApi.Limit(count)),
                (entries, out) -> table(entries, out, "The queue is empty."));
    }

    static void table(List<QueueEntry> entries, PrintWriter out, String nothing) {
        Table table = new Table("ID", "SINCE", "SIZE", "NEXT TRY", "FROM", "TO");
        for (QueueEntry entry : entries) {
            table.row(
                    entry.id(),
                    entry.queuedAt(),
                    entry.size(),
                    next(entry),
                    entry.from(),
                    String.join(
                            " ",
                            entry.recipients().stream()
                                    .map(QueueEntry.Recipient::address)
                                    .toList()));
        }
        table.print(out, nothing);
    }

    /** When the first of its recipients is tried next: far ahead where its sender wished so, or that it is held. */
    private static String next(QueueEntry entry) {
        if (entry.heldFor() != null || entry.recipients().stream().anyMatch(QueueEntry.Recipient::held)) {
            return "held";
        }
        return entry.recipients().stream()
                .flatMap(recipient -> Stream.ofNullable(recipient.nextAttempt()))
                .min(Comparator.naturalOrder())
                .orElse("-");
    }

    @Command(name = "show", description = "Shows one letter and what was tried.", mixinStandardHelpOptions = true)
    int show(@Mixin Options options, @Parameters(paramLabel = "ID") String id) {
        return engines.ask(options, engine -> engine.queueEntry(new EngineApi.QueueName(id)), QueueCommands::tell);
    }

    @Command(
            name = "hold",
            description = "Keeps a letter from being tried until it is released.",
            mixinStandardHelpOptions = true)
    int hold(@Mixin Options options, @Parameters(paramLabel = "ID") String id) {
        return engines.ask(
                options,
                engine -> engine.holdQueueEntry(new EngineApi.QueueName(id)),
                (entry, out) -> out.println(entry.id() + " is held."));
    }

    @Command(
            name = "release",
            description = "Lets a letter that is held be tried when it is due.",
            mixinStandardHelpOptions = true)
    int release(@Mixin Options options, @Parameters(paramLabel = "ID") String id) {
        return engines.ask(
                options,
                engine -> engine.releaseQueueEntry(new EngineApi.QueueName(id)),
                (entry, out) -> out.println(entry.id() + " is released."));
    }

    @Command(name = "retry", description = "Tries a letter again at once.", mixinStandardHelpOptions = true)
    int retry(@Mixin Options options, @Parameters(paramLabel = "ID") String id) {
        return engines.ask(
                options,
                engine -> engine.retryQueueEntry(new EngineApi.QueueName(id)),
                (entry, out) -> out.println(entry.id() + " is tried again now."));
    }

    @Command(
            name = "remove",
            description = "Takes a letter out of the queue; nobody is told.",
            mixinStandardHelpOptions = true)
    int remove(@Mixin Options options, @Parameters(paramLabel = "ID") String id) {
        return engines.ask(
                options,
                engine -> engine.removeQueueEntry(new EngineApi.QueueName(id)),
                (entry, out) -> out.println(entry.id() + " is removed."));
    }

    private static void tell(QueueEntry entry, PrintWriter out) {
        out.println(
                entry.id() + ", " + entry.size() + " octets, from " + entry.from() + ", queued at " + entry.queuedAt());
        if (entry.webhook()) {
            out.println("a webhook is told of it");
        }
        String heldFor = entry.heldFor();
        if (heldFor != null) {
            out.println("held: who sends it sent "
                    + (heldFor.equals("letters") ? "as many letters" : "to as many new recipients")
                    + " as it may within 24 hours");
        }
        for (QueueEntry.Recipient recipient : entry.recipients()) {
            out.println();
            out.println(recipient.address() + ": " + recipient.state() + (recipient.held() ? ", held" : "")
                    + orEmpty(", tried next at ", recipient.nextAttempt()));
            for (QueueEntry.Attempt attempt : recipient.story()) {
                out.println("  " + attempt.at() + " " + attempt.result() + orEmpty(", ", attempt.host())
                        + orEmpty(" ", attempt.address()) + orEmpty(", next try ", attempt.nextAttempt()));
                String tls = attempt.tls();
                if (tls != null) {
                    out.println("    " + tls + orEmpty(" ", attempt.cipherSuite())
                            + orEmpty(", server verified: ", attempt.verified()));
                } else if (attempt.host() != null) {
                    out.println("    no TLS");
                }
                out.println("    " + attempt.reply());
                String meaning = attempt.meaning();
                if (meaning != null) {
                    out.println("    That means: " + meaning + ".");
                }
            }
        }
    }

    private static String orEmpty(String before, @Nullable String text) {
        return text == null ? "" : before + text;
    }
}
