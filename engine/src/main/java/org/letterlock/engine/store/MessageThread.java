package org.letterlock.engine.store;

import java.util.List;
import java.util.Optional;
import org.letterlock.engine.mail.Uid;

/**
 * A message of a thread and those below it (RFC 5256 §4). Threads may be as deep as they have messages, so whoever walks one does not recurse.
 *
 * @param uid the message; empty at the top of a thread whose first message is not among those found, which then has two children at least
 * @param children those that follow it, in their order
 */
public record MessageThread(Optional<Uid> uid, List<MessageThread> children) {}
