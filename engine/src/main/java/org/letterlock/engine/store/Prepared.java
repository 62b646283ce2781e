package org.letterlock.engine.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.letterlock.engine.mail.Flag;

/** A message that is scanned and compressed and not yet visible: in memory while small, else written in steps under a message that nobody sees. */
final class Prepared {

    private static final long UNWRITTEN = 0;

    private final Ledger ledger;
    private final MessageFacts facts;
    private final boolean staged;
    private final int stepOctets;
    private final List<Piece> waiting = new ArrayList<>();
    private long waitingOctets;
    private long pieces;
    private long message = UNWRITTEN;
    private boolean entered;

    Prepared(Ledger ledger, MessageFacts facts, boolean staged, int stepOctets) {
        this.ledger = ledger;
        this.facts = facts;
        this.staged = staged;
        this.stepOctets = stepOctets;
    }

    MessageFacts facts() {
        return facts;
    }

    boolean isStaged() {
        return staged;
    }

    boolean isEntered() {
        return entered;
    }

    void add(Piece piece) {
        waiting.add(piece);
        waitingOctets += piece.data().length;
        if (staged && waitingOctets >= stepOctets) {
            step();
        }
    }

    void finish() {
        if (staged) {
            step();
        }
    }

    private void step() {
        message = ledger.write(sql -> {
            long id = message == UNWRITTEN ? facts.insert(sql, 0) : message;
            for (int i = 0; i < waiting.size(); i++) {
                waiting.get(i).insert(sql, id, pieces + i);
            }
            return id;
        });
        pieces += waiting.size();
        waiting.clear();
        waitingOctets = 0;
    }

    /** Makes the message visible in a mailbox and gives its UID. */
    long enter(Change change, MailboxState mailbox, Set<Flag> flags, String keywords, long received) {
        long id = message;
        if (!staged) {
            id = facts.insert(change.sql(), 0);
            for (int i = 0; i < waiting.size(); i++) {
                waiting.get(i).insert(change.sql(), id, i);
            }
        }
        long thread = facts.joinThread(change.sql(), id);
        change.sql()
                .update(
                        "UPDATE message SET state = 1, thread = ?, pieces = ? WHERE id = ?",
                        thread,
                        pieces + waiting.size(),
                        id);
        change.sql().update("INSERT INTO unindexed (message) VALUES (?)", id);
        entered = true;
        return change.addEntry(mailbox, id, facts.size(), FlagBits.of(flags), keywords, received);
    }

    /** Gives up what was written in steps, unless it became visible. */
    void discard() {
        if (message != UNWRITTEN) {
            ledger.write(sql -> sql.update("UPDATE message SET state = 2 WHERE id = ? AND state = 0", message));
        }
    }
}
