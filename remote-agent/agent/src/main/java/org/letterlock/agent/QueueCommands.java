package org.letterlock.agent;

import java.io.PrintWriter;
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
        return engines.ask(options, engine -> engine.queue(new EngineApi.Limit(count)), (entries, out) -> {
            Table table = new Table("ID", "SINCE", "SIZE", "FROM", "TO");
            for (QueueEntry entry : entries) {
                table.row(
                        entry.id(),
                        entry.queuedAt(),
                        entry.size(),
                        entry.from(),
                        String.join(
                                " ",
                                entry.recipients().stream()
                                        .map(QueueEntry.Recipient::address)
                                        .toList()));
            }
            table.print(out, "The queue is empty.");
        });
    }

    @Command(name = "show", description = "Shows one letter and what was tried.", mixinStandardHelpOptions = true)
    int show(@Mixin Options options, @Parameters(paramLabel = "ID") String id) {
        return engines.ask(options, engine -> engine.queueEntry(new EngineApi.QueueName(id)), QueueCommands::tell);
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
        out.println(entry.id() + ", " + entry.size() + " octets, from " + entry.from() + ", waiting since "
                + entry.queuedAt());
        Table table = new Table("RECIPIENT", "STATE", "ATTEMPTS", "NEXT", "LAST REPLY");
        for (QueueEntry.Recipient recipient : entry.recipients()) {
            String next = recipient.nextAttempt();
            String reply = recipient.lastReply();
            table.row(
                    recipient.address(),
                    recipient.state(),
                    recipient.attempts(),
                    next == null ? "-" : next,
                    reply == null ? "-" : reply);
        }
        table.print(out, "It has no recipient left.");
    }
}
