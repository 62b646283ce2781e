package org.letterlock.engine.imapserver;

import java.util.List;
import org.letterlock.engine.imap.FetchItem;
import org.letterlock.engine.imap.ImapCommand.EventGroup;
import org.letterlock.engine.imap.ImapCommand.NotifyEvent;

/**
 * What a client wants to be told of the selected mailbox (RFC 5465 §6.1).
 *
 * @param messages whether of messages that come and go; of nothing, where not
 * @param flags whether of flags, too
 * @param always whether at any time; else when commands are carried out, and in IDLE
 * @param immediate whether numbers may shift at any time
 * @param withUid whether a message is named by its UID, too, when its flags changed
 * @param items what to tell of a message that came
 */
record Attention(
        boolean messages, boolean flags, boolean always, boolean immediate, boolean withUid, List<FetchItem> items) {

    /** Of everything, when commands are carried out: what is told unless NOTIFY says otherwise. */
    static final Attention USUAL = new Attention(true, true, false, false, false, List.of());

    /** Of nothing. */
    static final Attention NONE = new Attention(false, false, false, false, false, List.of());

    /** What NOTIFY asks for. */
    static Attention of(EventGroup group) {
        return group.events().contains(NotifyEvent.MESSAGE_NEW)
                ? new Attention(
                        true,
                        group.events().contains(NotifyEvent.FLAG_CHANGE),
                        true,
                        group.specifier() == EventGroup.Specifier.SELECTED,
                        true,
                        group.items())
                : NONE;
    }
}
