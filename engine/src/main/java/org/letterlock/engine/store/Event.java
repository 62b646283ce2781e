package org.letterlock.engine.store;

import java.util.Optional;
import org.letterlock.engine.mail.AnnotationName;
import org.letterlock.engine.mail.MailboxName;
import org.letterlock.engine.store.AccountStore.MailboxId;

/** What a commit did, as watchers are told (RFC 5465 §5). It says where to look, not what is there: by the time that it is heard more may have happened. */
public sealed interface Event {

    /** Something happened to the messages of a mailbox, or to the mailbox that holds them. */
    sealed interface OfMessages extends Event {

        /** The mailbox. It may be gone. */
        MailboxId mailbox();
    }

    /** Messages came into a mailbox. */
    record MessageNew(MailboxId mailbox) implements OfMessages {}

    /** Messages went out of a mailbox, perhaps with it. */
    record MessageExpunge(MailboxId mailbox) implements OfMessages {}

    /** Flags of messages changed. */
    record FlagChange(MailboxId mailbox) implements OfMessages {}

    /** Under the mailbox's name there is another UIDVALIDITY than before: it was made, or renamed, or its file was put back from a copy. */
    record UidValidityChange(MailboxId mailbox) implements OfMessages {}

    /**
     * A name was given or taken away. Of a tree that is renamed only the top is told.
     *
     * @param name now; there may be no such mailbox
     * @param oldName before, where the mailbox was renamed
     */
    record NameChange(MailboxName name, Optional<MailboxName> oldName) implements Event {}

    /** A name, of a mailbox or not, was subscribed to, or is so no more. */
    record SubscriptionChange(MailboxName name) implements Event {}

    /**
     * An annotation has another value, or none.
     *
     * @param mailbox the mailbox; empty for the server
     */
    record MetadataChange(Optional<MailboxId> mailbox, AnnotationName name) implements Event {}
}
