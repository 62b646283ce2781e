/**
 * The IMAP server (RFC 3501, RFC 9051 and extensions): sessions that read commands, call the account's store and answer. {@link
 * org.letterlock.engine.imapserver.ImapServerSession} is the one loop; a handler carries out a small family of commands; {@link
 * org.letterlock.engine.imapserver.SelectedMailbox} keeps what the client was told of the mailbox it selected, {@link
 * org.letterlock.engine.imapserver.Notifications} what it is to be told of others. The grammar is in {@code imap}; keys and SQL are
 * not known here.
 */
@NullMarked
package org.letterlock.engine.imapserver;

import org.jspecify.annotations.NullMarked;
