/**
 * The wire: sockets, TLS and the bridge between Netty's event loops and the virtual thread of a session. The only package that
 * may import {@code io.netty}. Knows no protocol.
 */
@NullMarked
package org.letterlock.engine.net;

import org.jspecify.annotations.NullMarked;
