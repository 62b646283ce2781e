package org.letterlock.agent;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.letterlock.protocol.ProofInfo;
import org.letterlock.protocol.ProofOrder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code proof}. */
@Command(
        name = "proof",
        description = {
            "Sends a letter from an account, as a submission of its own would go, so that you see that mail works.",
            "An answer to it is known by the address that it goes to: look for that in the log."
        },
        mixinStandardHelpOptions = true)
final class ProofCommand implements Callable<Integer> {

    private static final String SUBJECT = "My own mail server";
    private static final String TEXT =
            "This letter comes from a mail server of my own. Please answer it, so that I see that letters arrive, too.";

    private final Engines engines;

    @Mixin
    private Options options = new Options();

    @Parameters(index = "0", paramLabel = "ACCOUNT", description = "Any address of the account that it is from.")
    private String account = "";

    @Parameters(index = "1", paramLabel = "ADDRESS", description = "Whom it is for, here or elsewhere.")
    private String to = "";

    @Option(names = "--subject", paramLabel = "TEXT", description = "Its subject, instead of ours.")
    private @Nullable String subject;

    @Option(names = "--text", paramLabel = "TEXT", description = "What it says, instead of ours.")
    private @Nullable String text;

    ProofCommand(Engines engines) {
        this.engines = engines;
    }

    @Override
    public Integer call() {
        ProofOrder order = new ProofOrder(account, to, subject == null ? SUBJECT : subject, text == null ? TEXT : text);
        return engines.ask(options, engine -> engine.sendProof(order), (info, out) -> {
            out.println("Sent from " + info.account() + " to " + info.to() + ". " + way(info));
            out.println("An answer goes to " + info.replyTo());
        });
    }

    private static String way(ProofInfo info) {
        String entry = info.queueEntry();
        return entry == null ? "It stays on this server." : "Its way: queue show " + entry;
    }
}
