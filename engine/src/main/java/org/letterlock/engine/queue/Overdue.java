package org.letterlock.engine.queue;

import org.letterlock.engine.mail.EmailAddress;

/**
 * A recipient whose letter came back because its time was over.
 *
 * @param id the letter
 * @param recipient the recipient
 * @param answer what its sender is told
 */
public record Overdue(QueueId id, EmailAddress recipient, Answer answer) {}
