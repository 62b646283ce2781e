/**
 * An account on its way out to its owner: all its letters in a form that other programs read, or its file as it is. What is written here goes to whoever asked,
 * never to the disk. mbox is that of RFC 4155 with the quoting called mboxrd; Maildir is Maildir++ with Dovecot's keywords. Knows {@code store} and nothing of
 * passwords or the contract.
 */
@NullMarked
package org.letterlock.engine.export;

import org.jspecify.annotations.NullMarked;
