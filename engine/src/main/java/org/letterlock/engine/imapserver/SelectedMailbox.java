package org.letterlock.engine.imapserver;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.letterlock.engine.imap.ResponseCode;
import org.letterlock.engine.imap.ResponseWriter;
import org.letterlock.engine.imap.SequenceSet;
import org.letterlock.engine.mail.Flag;
import org.letterlock.engine.mail.MailboxName;
import org.letterlock.engine.mail.ModSeq;
import org.letterlock.engine.mail.UidSet;
import org.letterlock.engine.store.AccountStore;

/**
 * The selected mailbox as the client knows it. What others change is pulled from the store's change log after each command and told when the protocol
 * allows it; changes of the session's own that the client has seen are left out by their mod-sequence.
 */
final class SelectedMailbox {

    private static final Set<Flag> SYSTEM_FLAGS =
            Set.of(Flag.ANSWERED, Flag.FLAGGED, Flag.DELETED, Flag.SEEN, Flag.DRAFT);

    private final AccountStore.MailboxId id;
    private final MailboxName name;
    private final boolean readOnly;
    private final MessageSequence sequence;
    private final Set<Flag> flags = new LinkedHashSet<>();
    private final TreeMap<Long, AccountStore.FlagState> untold = new TreeMap<>();
    private final List<AccountStore.FlagState> answers = new ArrayList<>();
    private UidSet made = UidSet.EMPTY;
    private ModSeq known;
    private long pulled = -1;

    /** Since when the client was not told of flags, while it does not want that. */
    private Optional<ModSeq> flagsKnown = Optional.empty();

    private int toldSize;
    private boolean newKeywords;
    private UidSet saved = UidSet.EMPTY;
    private final SearchContexts contexts = new SearchContexts();

    /**
     * What an announcement may hold.
     *
     * @param mayExpunge whether sequence numbers may shift
     * @param withUid whether FETCH names the UID
     * @param withModSeq whether FETCH names the mod-sequence
     * @param vanished whether VANISHED stands for EXPUNGE (RFC 7162 §3.2.10, RFC 9586 §3)
     * @param rev2 whether RECENT is left out
     * @param uidOnly whether UIDFETCH stands for FETCH (RFC 9586 §3)
     */
    record Manner(
            boolean mayExpunge, boolean withUid, boolean withModSeq, boolean vanished, boolean rev2, boolean uidOnly) {}

    SelectedMailbox(AccountStore.MailboxId id, MailboxName name, boolean readOnly, AccountStore.MailboxView view) {
        this.id = id;
        this.name = name;
        this.readOnly = readOnly;
        this.sequence = new MessageSequence(view.uids());
        this.toldSize = sequence.size();
        this.known = view.highestModSeq();
        flags.addAll(List.of(Flag.ANSWERED, Flag.FLAGGED, Flag.DELETED, Flag.SEEN, Flag.DRAFT));
        flags.addAll(view.keywords());
    }

    AccountStore.MailboxId id() {
        return id;
    }

    MailboxName name() {
        return name;
    }

    boolean readOnly() {
        return readOnly;
    }

    MessageSequence sequence() {
        return sequence;
    }

    /** The mod-sequence up to which the client's view goes. */
    ModSeq known() {
        return flagsKnown.orElse(known);
    }

    /** Answers a command with these flags, at the next announcement. */
    void answer(List<AccountStore.FlagState> states) {
        answers.addAll(states);
    }

    /** Notes messages that the client made itself. */
    void made(long... uids) {
        made = UidSet.of(LongStream.concat(made.stream(), Arrays.stream(uids)).toArray());
    }

    /** Takes note of messages that the client removed itself. */
    void remove(UidSet gone) {
        sequence.vanish(gone);
        contexts.note(new AccountStore.Changes(known, List.of(), gone));
    }

    /** The searches that are kept up to date. */
    SearchContexts contexts() {
        return contexts;
    }

    /** Keeps the result of a search for {@code $} (RFC 9051 §6.4.4.1). */
    void save(UidSet uids) {
        saved = uids;
    }

    /** The UIDs that a command means; empty where it names a number that no message has (RFC 9051 §9, seq-number). */
    Optional<UidSet> resolve(SequenceSet set, boolean byUid) {
        if (set.isSaved()) {
            return Optional.of(saved);
        }
        if (byUid) {
            return Optional.of(sequence.known(set.resolve(sequence.lastUid())));
        }
        return set.largest() > sequence.size()
                ? Optional.empty()
                : Optional.of(sequence.uids(set.resolve(sequence.size())));
    }

    /** Like {@link #resolve}, but numbers that no message has are passed over: in SEARCH they match nothing. */
    UidSet resolveLeniently(SequenceSet set, boolean byUid) {
        return resolve(set, byUid).orElseGet(() -> sequence.uids(set.resolve(sequence.size())));
    }

    /** Whether something may have happened since the last {@link #pull}, also while that was told. Does not block. */
    boolean isBehind(AccountStore store) {
        return store.changes() != pulled;
    }

    /**
     * Fetches what happened since the last time; false when the mailbox is gone.
     *
     * @param told entries whose flags the client knows already at these mod-sequences
     * @param flags whether the client wants to be told of flags; what it is not told stays to be told later
     */
    boolean pull(AccountStore store, Map<Long, ModSeq> told, boolean flags) {
        long changed = store.changes();
        if (changed == pulled && (!flags || flagsKnown.isEmpty())) {
            return true;
        }
        Optional<AccountStore.Changes> changes = store.changes(id, flags ? known() : known);
        if (changes.isEmpty()) {
            return false;
        }
        boolean suppressed = false;
        for (AccountStore.FlagState state : changes.get().changed()) {
            long uid = state.uid().value();
            newKeywords |= this.flags.addAll(state.flags());
            if (uid > sequence.lastUid()) {
                sequence.append(uid);
            } else if (state.modSeq().equals(told.get(uid))) {
                untold.remove(uid);
            } else if (sequence.number(uid) > 0) {
                suppressed |= !flags;
                if (flags) {
                    untold.put(uid, state);
                }
            }
        }
        if (flags) {
            flagsKnown = Optional.empty();
        } else if (suppressed) {
            flagsKnown = Optional.of(known());
        }
        sequence.vanish(changes.get().vanished());
        contexts.note(changes.get());
        known = changes.get().highestModSeq();
        pulled = changed;
        return true;
    }

    /** Tells what was pulled, as far as {@code manner} allows, and gives the messages that the client did not know and did not make itself. */
    UidSet announce(ResponseWriter out, Manner manner) {
        if (manner.mayExpunge() && sequence.hasVanished()) {
            writeExpunges(out, manner);
        }
        UidSet fresh = UidSet.EMPTY;
        if (sequence.size() != toldSize) {
            fresh = sequence.behind(toldSize).without(made);
            toldSize = sequence.size();
            writeExists(out, manner.rev2());
        }
        made = UidSet.EMPTY;
        if (newKeywords) {
            writeFlags(out);
            newKeywords = false;
        }
        writeStates(out, answers, manner);
        writeStates(out, untold.values(), manner);
        answers.clear();
        untold.clear();
        return fresh;
    }

    private void writeStates(ResponseWriter out, Collection<AccountStore.FlagState> states, Manner manner) {
        for (AccountStore.FlagState state : states) {
            int number = sequence.number(state.uid().value());
            if (number > 0) {
                writeState(out, number, state, manner);
            }
        }
    }

    private void writeExpunges(ResponseWriter out, Manner manner) {
        if (manner.vanished()) {
            UidSet gone = sequence.vanished(toldSize);
            sequence.expunge();
            if (!gone.isEmpty()) {
                out.raw("* VANISHED ").raw(gone.toString()).crlf();
                toldSize -= (int) gone.size();
            }
            return;
        }
        for (int number : sequence.expunge()) {
            if (number <= toldSize) {
                out.raw("* ").number(number).raw(" EXPUNGE\r\n");
                toldSize--;
            }
        }
    }

    /** EXISTS, and for IMAP4rev1 RECENT: no message of ours is recent. */
    void writeExists(ResponseWriter out, boolean rev2) {
        out.raw("* ").number(sequence.size()).raw(" EXISTS\r\n");
        if (!rev2) {
            out.raw("* 0 RECENT\r\n");
        }
    }

    /** VANISHED (EARLIER): what is gone and not counted any more (RFC 7162 §3.2.10.1). What the client still counts is told as news. */
    void writeVanishedEarlier(ResponseWriter out, UidSet gone) {
        UidSet earlier = gone.without(sequence.counted(gone));
        if (!earlier.isEmpty()) {
            out.raw("* VANISHED (EARLIER) ").raw(earlier.toString()).crlf();
        }
    }

    /** FLAGS and PERMANENTFLAGS. */
    void writeFlags(ResponseWriter out) {
        out.raw("* FLAGS ").flags(flags).crlf();
        ResponseCode permanent =
                readOnly ? ResponseCode.permanentFlags(Set.of(), false) : ResponseCode.permanentFlags(flags, true);
        out.raw("* OK ").code(permanent).raw("Kept\r\n");
    }

    /** A FETCH response with flags, or UIDFETCH. */
    static void writeState(ResponseWriter out, int number, AccountStore.FlagState state, Manner manner) {
        long uid = state.uid().value();
        beginFetch(out, number, uid, manner.uidOnly());
        if (manner.withUid() && !manner.uidOnly()) {
            out.raw("UID ").number(uid).raw(" ");
        }
        out.raw("FLAGS ").flags(state.flags());
        if (manner.withModSeq()) {
            out.raw(" MODSEQ (").number(state.modSeq().value()).raw(")");
        }
        out.raw(")\r\n");
    }

    /** How a FETCH response begins, or UIDFETCH, which has the UID in the place of the number (RFC 9586 §3). */
    static void beginFetch(ResponseWriter out, int number, long uid, boolean uidOnly) {
        if (uidOnly) {
            out.raw("* ").number(uid).raw(" UIDFETCH (");
        } else {
            out.raw("* ").number(number).raw(" FETCH (");
        }
    }

    /** Whether {@code flag} is one of the five that every mailbox has. */
    static boolean isSystem(Flag flag) {
        return SYSTEM_FLAGS.contains(flag);
    }
}
