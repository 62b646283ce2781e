/**
 * The words and the grammar of IMAP4rev1 and IMAP4rev2 (RFC 3501, RFC 9051) and of the extensions we speak: cutting commands out of octets, parsing them into
 * records, writing responses. Pure but for the writer's sink; knows no storage, no session and no socket.
 */
@NullMarked
package org.letterlock.engine.imap;

import org.jspecify.annotations.NullMarked;
