package org.letterlock.engine.queue;

import org.letterlock.engine.mail.DomainName;

/**
 * A destination for which letters wait.
 *
 * @param destination their domain
 * @param isDue whether one of them may be sent now
 */
public record Waiting(DomainName destination, boolean isDue) {}
