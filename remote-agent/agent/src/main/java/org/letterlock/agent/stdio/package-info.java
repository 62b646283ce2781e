/**
 * The contract over standard input and output, for whoever started the agent over SSH. It listens nowhere: SSH is the transport, the authentication and the
 * encryption. {@link org.letterlock.agent.stdio.StdioServer} runs a session; {@link org.letterlock.agent.stdio.HostService} answers for this computer; what is asked of the engine passes through
 * {@link org.letterlock.agent.stdio.EngineBridge} as it is, so that an older agent does not stand between a newer app and a newer engine.
 */
@NullMarked
package org.letterlock.agent.stdio;

import org.jspecify.annotations.NullMarked;
