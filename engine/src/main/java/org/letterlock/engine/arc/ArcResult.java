package org.letterlock.engine.arc;

import java.util.List;
import org.letterlock.engine.mail.DomainName;

/**
 * What became of a chain.
 *
 * @param status of it
 * @param reason why it fails, in English; empty otherwise
 * @param sealers whose seals are right, the oldest first; empty where the chain does not pass
 * @param next the instance that a set to be added gets, 1 to 50; 0 where none may be added
 */
public record ArcResult(ChainStatus status, String reason, List<DomainName> sealers, int next) {

    public ArcResult {
        sealers = List.copyOf(sealers);
    }

    /** There is no chain. */
    public static ArcResult none() {
        return new ArcResult(ChainStatus.NONE, "", List.of(), 1);
    }

    /** The chain is broken, for a reason in English. */
    public static ArcResult failed(String reason, int next) {
        return new ArcResult(ChainStatus.FAIL, reason, List.of(), next);
    }
}
