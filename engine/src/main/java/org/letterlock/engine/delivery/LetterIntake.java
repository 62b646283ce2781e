package org.letterlock.engine.delivery;

import java.time.Instant;
import org.letterlock.engine.intake.Intake;
import org.letterlock.engine.intake.Reception;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mail.Provenance;
import org.letterlock.engine.mail.ReversePath;

/** The way into our own accounts: {@link Intake#accept}. */
@FunctionalInterface
public interface LetterIntake {

    /** Accepts one letter for its recipients: durable when it returns. */
    void accept(Reception reception, ReversePath from, Provenance provenance, Instant received, Octets content);
}
