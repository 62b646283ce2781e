package org.letterlock.engine.directory;

import java.time.Instant;
import org.letterlock.engine.sasl.Authenticator.Protocol;

/**
 * How a credential was used last.
 *
 * @param at when
 * @param protocol for what
 * @param address the client's address, as digits
 */
public record LastUse(Instant at, Protocol protocol, String address) {}
