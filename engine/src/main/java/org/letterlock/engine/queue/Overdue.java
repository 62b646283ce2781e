package org.letterlock.engine.queue;

import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mail.ReversePath;

/**
 * A recipient whose letter came back because its time was over.
 *
 * @param id the letter
 * @param sender the reverse-path
 * @param recipient the recipient
 * @param answer what its sender is told
 */
public record Overdue(QueueId id, ReversePath sender, EmailAddress recipient, Answer answer) {}
