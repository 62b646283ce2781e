package org.letterlock.engine.delivery;

import java.time.Instant;
import java.util.List;
import org.letterlock.engine.intake.Intake;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mail.ReversePath;

/** The way into our own accounts: {@link Intake#accept}. */
@FunctionalInterface
public interface LetterIntake {

    /** Accepts one letter for its recipients: durable when it returns. */
    void accept(List<Intake.Recipient> recipients, ReversePath from, Instant received, Octets content);
}
