package org.letterlock.engine.journal;

/** Where sessions note what happened: {@link MailLog#record}. */
@FunctionalInterface
public interface EventLog {

    /** Records that {@code kind} happened; see {@link MailLog#record}. */
    void record(MailLog.Kind kind, String connection, String detail);
}
