/**
 * The wire: sockets, TLS and the bridge between Netty's event loops and the virtual thread of a session. The only package that
 * may import {@code io.netty}. Tells what a login can be bound to (RFC 5929,
 * RFC 9266). Compresses where a session asks for it (RFC 1951). Knows no protocol.
 */
@NullMarked
package org.letterlock.engine.net;

import org.jspecify.annotations.NullMarked;
