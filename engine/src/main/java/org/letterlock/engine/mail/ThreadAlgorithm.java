package org.letterlock.engine.mail;

/** How messages are put together to threads (RFC 5256 §3). */
public enum ThreadAlgorithm {
    ORDEREDSUBJECT,
    REFERENCES
}
