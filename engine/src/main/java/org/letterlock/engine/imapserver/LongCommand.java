package org.letterlock.engine.imapserver;

import org.letterlock.engine.imap.ResponseCode;
import org.letterlock.engine.mail.ImapExtension;
import org.letterlock.engine.store.SearchProgress;

/**
 * Looks after the client while a command takes long: tells it how far the command is (RFC 9585), and ends it with the session where the client is gone or the server
 * stops. One thread.
 */
final class LongCommand implements SearchProgress {

    private static final byte[] NOTHING = new byte[0];

    private final SessionState state;
    private long told = System.nanoTime();
    private long goal;
    private long done;
    private boolean counted = true;

    LongCommand(SessionState state) {
        this.state = state;
    }

    /**
     * @throws EndOfSession when the session was stopped
     * @throws org.letterlock.engine.net.WireException when the client is gone
     */
    @Override
    public void at(long nowDone, long nowGoal) {
        state.checkStopped();
        state.wire().write(NOTHING);
        count(nowDone, nowGoal);
        long now = System.nanoTime();
        if (state.offers(ImapExtension.INPROGRESS)
                && now - told >= state.settings().progress().toNanos()) {
            told = now;
            ResponseCode code = counted && goal > 0
                    ? ResponseCode.inProgress(state.tag(), done, goal)
                    : ResponseCode.inProgress(state.tag());
            state.untaggedOk(code, "Still looking");
            state.out().flush();
            state.wire().flush();
        }
    }

    /** Numbers are told as long as they count towards one goal (RFC 9585 §4); a search of several texts has several. */
    private void count(long nowDone, long nowGoal) {
        if (nowGoal == 0) {
            return;
        }
        counted &= nowDone < nowGoal && (goal == 0 || (goal == nowGoal && nowDone >= done));
        goal = nowGoal;
        done = nowDone;
    }
}
