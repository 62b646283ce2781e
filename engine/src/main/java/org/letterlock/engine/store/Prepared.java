package org.letterlock.engine.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.letterlock.engine.mail.Flag;
import org.letterlock.engine.mail.SpecialUse;
import org.letterlock.engine.sqlite.Sql;
import org.letterlock.engine.store.Packer.Packed;

/** A message that is scanned and compressed and not yet visible: in memory while small, else written in steps under a message that nobody sees. */
final class Prepared implements PieceCutter.Sink {

    private static final long UNWRITTEN = 0;

    private final Ledger ledger;
    private final MessageFacts facts;
    private final boolean staged;
    private final int stepOctets;
    private final Packer packer;
    private final List<Cut> waiting = new ArrayList<>();
    private final List<Long> begunBlobs = new ArrayList<>();
    private Piece header = Piece.NONE;
    private long waitingOctets;
    private long pieces;
    private long message = UNWRITTEN;
    private boolean entered;

    Prepared(Ledger ledger, MessageFacts facts, boolean staged, int stepOctets, Packer packer) {
        this.ledger = ledger;
        this.packer = packer;
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

    @Override
    public void header(Piece first) {
        header = first;
        waitingOctets += first.storedOctets();
    }

    @Override
    public void piece(Piece piece) {
        add(piece);
    }

    private void add(Cut cut) {
        waiting.add(cut);
        waitingOctets += cut.storedOctets();
        if (staged && waitingOctets >= stepOctets) {
            step();
        }
    }

    @Override
    public void attachment(Attachment attachment, PieceCutter.Chunks chunks) throws IOException {
        if (staged) {
            step();
            if (!refer(attachment)) {
                write(attachment, chunks);
            }
            pieces++;
            return;
        }
        boolean known = ledger.read(sql -> Blobs.has(sql, attachment));
        List<Packed> held = new ArrayList<>();
        while (chunks.hasNext()) {
            byte[] chunk = chunks.next();
            // Most probably not stored again, so not worth the work.
            held.add(known ? Packed.raw(chunk) : packer.pack(chunk, chunk.length));
        }
        add(new HeldAttachment(attachment, held));
    }

    private boolean refer(Attachment attachment) {
        return ledger.write(sql -> Blobs.refer(sql, attachment, message, pieces));
    }

    private void write(Attachment attachment, PieceCutter.Chunks chunks) throws IOException {
        long blob = ledger.write(sql -> Blobs.begin(sql, attachment));
        begunBlobs.add(blob);
        long number = 0;
        while (chunks.hasNext()) {
            List<Packed> held = new ArrayList<>();
            for (long octets = 0; chunks.hasNext() && octets < stepOctets; octets += Base64Lines.CHUNK) {
                byte[] chunk = chunks.next();
                held.add(packer.pack(chunk, chunk.length));
            }
            long first = number;
            number = ledger.write(sql -> {
                for (int i = 0; i < held.size(); i++) {
                    Blobs.addChunk(sql, blob, first + i, held.get(i));
                }
                return first + held.size();
            });
        }
        ledger.write(sql -> {
            Blobs.finish(sql, blob, attachment, message, pieces);
            return true;
        });
    }

    void finish() {
        if (staged) {
            step();
        }
    }

    private void step() {
        message = ledger.write(sql -> {
            long id = message;
            if (id == UNWRITTEN) {
                id = facts.insertStaged(sql);
                header.insertHeader(sql, id);
            }
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
        long id = staged ? message : change.newMessage();
        Sql sql = change.sql();
        long thread = facts.joinThread(sql, id);
        if (staged) {
            sql.update("UPDATE message SET state = 1, thread = ?, pieces = ? WHERE id = ?", thread, pieces, id);
        } else {
            facts.insert(sql, id, thread, waiting.size());
            header.insertHeader(sql, id);
            for (int i = 0; i < waiting.size(); i++) {
                waiting.get(i).insert(sql, id, i);
            }
        }
        sql.update("INSERT INTO unindexed (message) VALUES (?)", id);
        entered = true;
        if (mailbox.isFor(SpecialUse.SENT)) {
            Learning.sent(change, facts);
        }
        return change.addEntry(mailbox, id, facts.size(), FlagBits.of(flags), keywords, received);
    }

    /** Gives up what was written in steps, unless it became visible. */
    void discard() {
        if (message != UNWRITTEN) {
            ledger.write(sql -> {
                begunBlobs.forEach(blob -> Blobs.giveUp(sql, blob));
                return sql.update("UPDATE message SET state = 2 WHERE id = ? AND state = 0", message);
            });
        }
    }
}
