package org.letterlock.engine.delivery;

/** What is to become of a letter from outside that has come in whole. */
public sealed interface Verdict {

    /** It is taken. */
    record Accept() implements Verdict {}
}
