package org.letterlock.engine.queue;

import org.letterlock.engine.mail.AccountId;

/**
 * A letter that is held from its beginning.
 *
 * @param id the letter
 * @param account who sends it
 * @param reason why
 */
public record Held(QueueId id, AccountId account, HeldFor reason) {}
