/**
 * The contract between app, agent and engine: interfaces and records, spoken as JSON-RPC 2.0 over LSP4J.
 *
 * <p>{@link org.letterlock.protocol.EngineApi} is what an engine answers; {@link org.letterlock.protocol.EngineConnection} is the caller's end of a
 * Unix socket to one. A component that may be absent is {@code @Nullable}, because the JSON library cannot write {@code Optional}. Times are strings
 * in the form of ISO 8601 in UTC. Grows by adding: a component that an older partner does not send is null or zero.
 */
@NullMarked
package org.letterlock.protocol;

import org.jspecify.annotations.NullMarked;
