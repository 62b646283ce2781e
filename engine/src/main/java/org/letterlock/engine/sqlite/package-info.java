/**
 * Encrypted SQLite files, one writer each. The only package that may import {@code java.sql}; it knows nothing of mail.
 *
 * <p>A {@link org.letterlock.engine.sqlite.Database} is a file, not a thread. Its waiting writes are carried out by a task on the few writing threads of
 * {@link org.letterlock.engine.sqlite.SqliteThreads}, never two tasks of one file at once: all that wait share one transaction and one fsync. Reads run on the
 * reading threads, each in a transaction of its own on one of a few connections that are opened when needed and closed when idle.
 *
 * <p>Looks wrong but is right:
 *
 * <ul>
 *   <li>Readers set {@code wal_autocheckpoint=0} and are closed before the writer: SQLite up to 3.51.2 may corrupt a file when two connections checkpoint its WAL.
 *   <li>Copies are made by {@code VACUUM INTO} alone: the backup call of the driver writes plaintext.
 *   <li>The key goes into the driver's configuration object, not through {@code PRAGMA key}, which fails on an existing file. The driver turns it into a
 *       {@code String} that cannot be cleared; the reference to it is dropped as soon as the connection is open.
 *   <li>The first write of a transaction has no savepoint: when it throws, the whole transaction is rolled back, which holds nothing else.
 * </ul>
 *
 * <p>The files are those of SQLite3 Multiple Ciphers, cipher chacha20 (ChaCha20-Poly1305 per page, RFC 8439), with a raw key.
 */
@NullMarked
package org.letterlock.engine.sqlite;

import org.jspecify.annotations.NullMarked;
