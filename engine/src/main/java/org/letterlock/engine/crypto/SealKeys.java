package org.letterlock.engine.crypto;

import java.util.Optional;

/** The key pairs that somebody has: the newest one, and those from before it. */
@FunctionalInterface
public interface SealKeys {

    /** The pair that {@code id} names; empty when it is not here. */
    Optional<SealKeyPair> find(SealKeyId id);
}
