/** Work on this computer itself. {@link org.letterlock.agent.host.HostService} answers the contract's {@link org.letterlock.protocol.HostApi}. */
@NullMarked
package org.letterlock.agent.host;

import org.jspecify.annotations.NullMarked;
