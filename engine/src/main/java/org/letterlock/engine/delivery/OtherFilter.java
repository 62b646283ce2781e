package org.letterlock.engine.delivery;

import java.util.List;
import java.util.Optional;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mail.Opinion;
import org.letterlock.engine.mail.ReversePath;

/** A filter of junk beside ours. */
public interface OtherFilter {

    /** None. */
    OtherFilter NONE = new OtherFilter() {
        @Override
        public Optional<Opinion> ask(About about, Octets letter) {
            return Optional.empty();
        }

        @Override
        public boolean mayRefuse() {
            return false;
        }
    };

    /**
     * What it is told besides the letter.
     *
     * @param hostName the client's name that leads back to its address
     */
    record About(Trace trace, ReversePath from, List<Recipient> recipients, Optional<DomainName> hostName) {}

    /** What it thinks of a letter from outside; empty where it says nothing in time. */
    Optional<Opinion> ask(About about, Octets letter);

    /** Whether the owner lets it refuse letters. */
    boolean mayRefuse();
}
