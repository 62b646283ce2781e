/**
 * The words and the grammar of POP3 (RFC 1939) and its extensions (RFC 2449, RFC 2595, RFC 3206, RFC 5034, RFC 6856): cutting lines out of octets, parsing commands into
 * records, writing responses of one line and of many. Pure but for the writer's sink; knows no storage, no session and no socket.
 */
@NullMarked
package org.letterlock.engine.pop3;

import org.jspecify.annotations.NullMarked;
