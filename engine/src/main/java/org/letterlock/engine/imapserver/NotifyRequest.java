package org.letterlock.engine.imapserver;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.letterlock.engine.imap.ImapCommand.EventGroup;
import org.letterlock.engine.imap.ImapCommand.NotifyEvent;
import org.letterlock.engine.mail.MailboxName;

/** What a client asked for by its last NOTIFY (RFC 5465 §6). Immutable: the watcher of the store looks at it, too. */
final class NotifyRequest {

    /** NOTIFY NONE. */
    static final NotifyRequest NONE = new NotifyRequest(List.of());

    private final Attention selected;
    private final List<EventGroup> others;
    private final Set<NotifyEvent> anywhere = EnumSet.noneOf(NotifyEvent.class);

    NotifyRequest(List<EventGroup> groups) {
        this.selected = groups.stream()
                .filter(group -> group.specifier().isSelected())
                .findFirst()
                .map(Attention::of)
                .orElse(Attention.NONE);
        this.others =
                groups.stream().filter(group -> !group.specifier().isSelected()).toList();
        others.forEach(group -> anywhere.addAll(group.events()));
    }

    /** What it wants of the selected mailbox. */
    Attention selected() {
        return selected;
    }

    /** Whether it wants something of mailboxes that are not selected, or of the server. */
    boolean wants(NotifyEvent event) {
        return anywhere.contains(event);
    }

    /** Whether it wants anything. */
    boolean isEmpty() {
        return anywhere.isEmpty() && !selected.messages();
    }

    /** What it wants of a mailbox that is not selected. Who wants nothing of some mailboxes wants nothing of them whatever else fits them. */
    Set<NotifyEvent> of(MailboxName name, boolean subscribed) {
        Set<NotifyEvent> wanted = EnumSet.noneOf(NotifyEvent.class);
        for (EventGroup group : others) {
            if (fits(group, name, subscribed)) {
                if (group.events().isEmpty()) {
                    return Set.of();
                }
                wanted.addAll(group.events());
            }
        }
        return wanted;
    }

    private static boolean fits(EventGroup group, MailboxName name, boolean subscribed) {
        return switch (group.specifier()) {
            case SELECTED, SELECTED_DELAYED -> false;
            // Where filters deliver to is not known beforehand: then all are meant (RFC 5465 §6.3).
            case INBOXES, PERSONAL -> true;
            case SUBSCRIBED -> subscribed;
            case SUBTREE -> isWithin(Optional.of(name), group.names());
            case MAILBOXES -> group.names().contains(name);
        };
    }

    private static boolean isWithin(Optional<MailboxName> name, Set<MailboxName> tops) {
        return name.isPresent()
                && (tops.contains(name.get()) || isWithin(name.get().parent(), tops));
    }
}
