package org.letterlock.protocol;

/**
 * Who calls.
 *
 * @param protocolVersion the {@link EngineApi#VERSION} that the caller was built with
 * @param program such as {@code letterlock-agent 0.1.0}
 */
public record Caller(int protocolVersion, String program) {}
