package org.letterlock.protocol;

/**
 * Whether a computer installs the security updates of its system by itself.
 *
 * @param possible whether it is one whose updates the agent can switch on (it has {@code apt})
 * @param on whether it does
 * @param ours whether it does by {@link HostApi#chooseUpdates}
 */
public record UpdatesInfo(boolean possible, boolean on, boolean ours) {}
