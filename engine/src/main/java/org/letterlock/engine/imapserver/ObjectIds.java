package org.letterlock.engine.imapserver;

import java.util.Optional;
import org.letterlock.engine.store.AccountStore.MessageId;

/**
 * The ids of mailboxes, messages and threads as clients see them (RFC 8474 §2). A mailbox that was deleted and made again under its name is another one: its id is made
 * of the UIDVALIDITY that it began with, which no two mailboxes of an account share.
 */
final class ObjectIds {

    private static final int MAX_DIGITS = 18;

    private ObjectIds() {}

    static String mailbox(long objectId) {
        return "F" + objectId;
    }

    static String message(MessageId id) {
        return "M" + id.value();
    }

    static String thread(long id) {
        return "T" + id;
    }

    /** The message that {@code text} names; empty where no message can have that id. */
    static Optional<MessageId> parseMessage(String text) {
        return number('M', text).map(MessageId::new);
    }

    /** The thread that {@code text} names; empty where no thread can have that id. */
    static Optional<Long> parseThread(String text) {
        return number('T', text);
    }

    private static Optional<Long> number(char letter, String text) {
        String digits = text.isEmpty() ? "" : text.substring(1);
        boolean valid = !digits.isEmpty()
                && text.charAt(0) == letter
                && digits.length() <= MAX_DIGITS
                && digits.charAt(0) != '0'
                && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        return valid ? Optional.of(Long.parseLong(digits)) : Optional.empty();
    }
}
