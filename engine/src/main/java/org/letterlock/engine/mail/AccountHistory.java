package org.letterlock.engine.mail;

/**
 * How far the file of an account had come at some moment. Files of one branch are states of one history: the one with the larger mod-sequence goes on from the other.
 *
 * @param branch 0 at first; another one, by chance, whenever a file goes on that is not provably the last one
 * @param modSeq the last mod-sequence that was given
 * @param uidValidity the last UIDVALIDITY that was given
 */
public record AccountHistory(long branch, long modSeq, long uidValidity) {

    /** Whether nothing that happened up to {@code earlier} is missing here. */
    public boolean goesOnFrom(AccountHistory earlier) {
        return branch == earlier.branch && modSeq >= earlier.modSeq;
    }
}
