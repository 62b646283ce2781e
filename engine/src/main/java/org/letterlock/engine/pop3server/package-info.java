/**
 * The POP3 server (RFC 1939 and extensions, RFC 8314): sessions that read commands, call the account's store and answer. {@code Pop3ServerSession} is the one
 * loop, {@code LoginDialogue} says who is there, {@code OpenMaildrop} is INBOX as it was at the login: a snapshot and no lock, so that whoever reads the account over
 * IMAP meanwhile is never shut out. What a session deleted goes at its QUIT and not before. The server changes no flags. The grammar is in {@code pop3}; keys and
 * SQL are not known here.
 */
@NullMarked
package org.letterlock.engine.pop3server;

import org.jspecify.annotations.NullMarked;
