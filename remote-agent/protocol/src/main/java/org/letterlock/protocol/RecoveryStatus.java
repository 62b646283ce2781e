package org.letterlock.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the owner's recovery secret could open.
 *
 * @param fingerprint of the owner's public key; null where none is set up
 * @param accounts every account, by address
 */
public record RecoveryStatus(@Nullable String fingerprint, List<AccountRecovery> accounts) {

    /**
     * One account.
     *
     * @param account its first address
     * @param chosen whether the owner may recover it
     * @param sealed whether its key is sealed to the owner; where it was chosen and is not, that comes with the next time the account is opened
     */
    public record AccountRecovery(String account, boolean chosen, boolean sealed) {}
}
