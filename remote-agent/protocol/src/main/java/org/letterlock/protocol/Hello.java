package org.letterlock.protocol;

import java.util.List;

/**
 * What an engine is.
 *
 * @param protocolVersion the {@link EngineApi#VERSION} that it was built with
 * @param engineVersion its release
 * @param features what it can do beyond the first version of the contract
 */
public record Hello(int protocolVersion, String engineVersion, List<String> features) {}
