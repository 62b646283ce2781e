package org.letterlock.engine.queue;

/** How far a recipient is. */
public enum RecipientState {
    /** Waits for its next attempt. */
    WAITING,
    /** An attempt is under way. */
    SENDING,
    /** Another server took the letter. */
    SENT,
    /** Given up. */
    FAILED,
    /** Taken out of the queue by hand. */
    REMOVED;

    /** Whether there will be no further attempt. */
    public boolean isFinal() {
        return switch (this) {
            case WAITING, SENDING -> false;
            case SENT, FAILED, REMOVED -> true;
        };
    }
}
