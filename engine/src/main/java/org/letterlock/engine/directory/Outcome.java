package org.letterlock.engine.directory;

/**
 * What a change comes to: what to write, or why not.
 *
 * @param result {@link ChangeResult#DONE} when the edit is to be written
 * @param edit what to write
 */
record Outcome(ChangeResult result, Edit edit) {
    Outcome(ChangeResult refused) {
        this(refused, Edit.put());
    }

    Outcome(Edit edit) {
        this(ChangeResult.DONE, edit);
    }
}
