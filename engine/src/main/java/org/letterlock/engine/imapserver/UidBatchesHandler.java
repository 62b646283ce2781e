package org.letterlock.engine.imapserver;

import org.letterlock.engine.imap.ImapCommand;
import org.letterlock.engine.imap.ImapCommand.BatchRange;
import org.letterlock.engine.imap.ResponseCode;
import org.letterlock.engine.imap.ResponseWriter;

/**
 * UIDBATCHES (RFC 10022 §3.1): ranges of UIDs that have so many messages each, from the largest UID down to 1 without a gap. What the client knows of the
 * mailbox is divided, so nothing is read.
 */
final class UidBatchesHandler {

    private static final long MIN_SIZE = 500;

    /** How many messages the batches that are asked for by number may have together. */
    private static final long MAX_SPAN = 100_000;

    private static final BatchRange ALL = new BatchRange(1, Long.MAX_VALUE);

    private final SessionState state;

    UidBatchesHandler(SessionState state) {
        this.state = state;
    }

    TaggedResponse batches(ImapCommand.UidBatches command, SelectedMailbox mailbox) {
        BatchRange batches = command.batches().orElse(ALL);
        if (batches.first() > batches.last()) {
            return TaggedResponse.bad(ResponseCode.CLIENTBUG, "The range of batches is reversed");
        }
        if (command.size() < MIN_SIZE) {
            return TaggedResponse.no(ResponseCode.TOOFEW, "A batch has 500 messages at least");
        }
        if (command.batches().isPresent() && batches.last() - batches.first() >= MAX_SPAN / command.size()) {
            return TaggedResponse.no(ResponseCode.TOOMANY, "These are more than 100000 messages");
        }
        write(command.size(), batches, mailbox.sequence());
        return TaggedResponse.ok("Done");
    }

    private void write(long size, BatchRange batches, MessageSequence sequence) {
        ResponseWriter out = state.out();
        out.raw("* UIDBATCHES (TAG ").string(state.tag()).raw(")");
        String before = " ";
        for (long batch = batches.first(); batch <= batches.last(); batch++) {
            long top = sequence.size() - (batch - 1) * size;
            if (top < 1) {
                break;
            }
            long high = top == sequence.size() ? sequence.lastUid() : sequence.uid((int) top + 1) - 1;
            long low = top <= size ? 1 : sequence.uid((int) (top - size) + 1);
            out.raw(before).number(high).raw(":").number(low);
            before = ",";
        }
        out.crlf();
    }
}
