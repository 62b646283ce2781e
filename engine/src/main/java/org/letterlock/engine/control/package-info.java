/**
 * The control socket: what the agent and the app ask of a running engine, answered over JSON-RPC (LSP4J) on a Unix socket that only root and the engine's own
 * user may open. {@link org.letterlock.engine.control.ControlService} answers by asking the other parts; it decides nothing itself.
 */
@NullMarked
package org.letterlock.engine.control;

import org.jspecify.annotations.NullMarked;
