package org.letterlock.engine.delivery;

import java.util.List;
import java.util.Optional;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mail.ReversePath;
import org.slf4j.LoggerFactory;

/** Reads what other servers report to this one, while the letter can still be read: before it is sealed. */
@FunctionalInterface
public interface ReportIntake {

    /** Reads nothing. */
    ReportIntake NONE = (_, _, _, _, _, _) -> Optional.empty();

    /**
     * Why a letter is refused.
     *
     * @param reason in fixed English
     * @param forNow whether it may come again
     */
    record Refusal(String reason, boolean forNow) {}

    /**
     * Counts what a letter reports, if it does: durable when it returns.
     *
     * @param recipients all local, at least one
     * @param header of the letter
     * @return whether it is refused; empty where it is not
     */
    Optional<Refusal> take(
            Trace trace,
            ReversePath from,
            List<Recipient> recipients,
            Findings findings,
            IncomingHeader header,
            Octets content);

    /** Counts what a letter reports that is taken already, whatever comes of it: nothing is thrown. */
    default void note(
            Trace trace,
            ReversePath from,
            List<Recipient> recipients,
            Findings findings,
            IncomingHeader header,
            Octets content) {
        try {
            Optional<Refusal> _ = take(trace, from, recipients, findings, header, content);
        } catch (RuntimeException | StackOverflowError e) {
            // The letter is stored: a reply that says otherwise would make it come twice.
            LoggerFactory.getLogger(ReportIntake.class).error("a report was not counted: {}", trace.id(), e);
        }
    }
}
