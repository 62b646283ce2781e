package org.letterlock.engine.imapserver;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.letterlock.engine.imap.ResponseCode;
import org.letterlock.engine.mail.ImapExtension;
import org.letterlock.engine.net.WireException;
import org.letterlock.engine.store.SearchProgress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the client while a command takes long: tells it how far the command is (RFC 9585), and ends it with the session where the client is gone or the server
 * stops. One thread.
 */
final class LongCommand implements SearchProgress {

    private static final Logger LOG = LoggerFactory.getLogger(LongCommand.class);
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
            state.send();
        }
    }

    /**
     * Carries out a step that nobody can look into or break off, and says meanwhile that it goes on.
     *
     * @param step uses neither the wire nor the writer of responses
     */
    <T> T during(Supplier<T> step) {
        if (!state.offers(ImapExtension.INPROGRESS)) {
            return step.get();
        }
        state.out().flush();
        CountDownLatch done = new CountDownLatch(1);
        Thread teller = Thread.ofVirtual().name("progress").start(() -> tellUntil(done));
        try {
            return step.get();
        } finally {
            done.countDown();
            awaitEnd(teller);
        }
    }

    private void tellUntil(CountDownLatch done) {
        String line = "* OK [" + ResponseCode.inProgress(state.tag()).text() + "] Still at it\r\n";
        try {
            while (!done.await(state.settings().progress().toNanos(), TimeUnit.NANOSECONDS)) {
                state.wire().write(line.getBytes(StandardCharsets.US_ASCII));
                state.wire().flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (WireException e) {
            // The session meets it, too, with its next word.
            LOG.debug("IMAP session {} was gone: {}", state.wire().id(), e.reason());
        }
    }

    private static void awaitEnd(Thread teller) {
        try {
            teller.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
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
