package org.letterlock.protocol;

import java.util.List;

/**
 * What an agent is.
 *
 * @param protocolVersion the {@link HostApi#VERSION} that it was built with
 * @param agentVersion its release
 * @param features what it can do beyond the first version of the contract
 * @param root whether it may change this computer
 */
public record HostHello(int protocolVersion, String agentVersion, List<String> features, boolean root) {}
