package org.letterlock.engine.store;

import org.letterlock.engine.sqlite.Sql;

/** What a message is cut into, ready to be stored: octets of its own, or an attachment that others may have too. */
sealed interface Cut permits Piece, HeldAttachment {

    /** How many octets go into the file, at most. */
    long storedOctets();

    /** Writes the row of a piece, and what belongs to it. */
    void insert(Sql sql, long message, long number);
}
