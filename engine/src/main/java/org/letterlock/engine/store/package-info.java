/**
 * One account's encrypted file: mailboxes, messages, flags, search, changes.
 */
@NullMarked
package org.letterlock.engine.store;

import org.jspecify.annotations.NullMarked;
