package org.letterlock.engine.queue;

/** Why a letter of one of our people is held until the owner decides. */
public enum HeldFor {
    /** The account sent as many letters as it may within 24 hours. */
    LETTERS,
    /** The account wrote to as many new recipients as it may within 24 hours. */
    RECIPIENTS
}
