package org.letterlock.engine.export;

import java.io.IOException;
import java.io.InputStream;
import org.letterlock.engine.store.AccountStore.Mailbox;
import org.letterlock.engine.store.AccountStore.StoredMessage;

/** How mailboxes and letters lie in an archive. Mailboxes come one after the other, each begun and ended. */
sealed interface Layout permits Eml, Maildir, Mbox {

    /** Begins a mailbox and says where it lies in the archive. */
    String begin(Mailbox mailbox) throws IOException;

    /** Adds a letter to the mailbox that was begun. */
    void letter(StoredMessage letter, InputStream octets) throws IOException;

    /** Ends the mailbox. */
    void end() throws IOException;

    /** What of the mailbox that was ended this layout has no place for; empty where it has one for all that it keeps. */
    default String remark() {
        return "";
    }
}
