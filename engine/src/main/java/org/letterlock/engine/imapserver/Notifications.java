package org.letterlock.engine.imapserver;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.letterlock.engine.imap.ImapCommand.NotifyEvent;
import org.letterlock.engine.imap.ImapCommand.StatusItem;
import org.letterlock.engine.imap.ResponseCode;
import org.letterlock.engine.mail.AnnotationName;
import org.letterlock.engine.mail.ImapExtension;
import org.letterlock.engine.mail.MailboxName;
import org.letterlock.engine.store.AccountStore;
import org.letterlock.engine.store.AccountStore.Mailbox;
import org.letterlock.engine.store.AccountStore.MailboxId;
import org.letterlock.engine.store.Event;

/**
 * What a session hears of its account, and tells the client of other mailboxes than the selected one (RFC 5465 §5). While NOTIFY or IDLE asks for it, one watch of
 * the store is open. It notes only where something happened, and wakes the wire; the session then looks at what is there. So a client that does not read costs no more than
 * the list of those places, which has an end: then nothing more is told, and the client is told that (§5.8). The session's own thread, but for {@link #hear}.
 */
final class Notifications implements AutoCloseable {

    /** How many places are noted for a client that does not read. */
    private static final int MOST_EVENTS = 5_000;

    private final SessionState state;
    private final ReentrantLock lock = new ReentrantLock();
    private Set<Event> pending = new LinkedHashSet<>(0);
    private boolean lost;
    private volatile Optional<NotifyRequest> request = Optional.empty();
    private Optional<AccountStore.Watch> watch = Optional.empty();
    private boolean idling;

    Notifications(SessionState state) {
        this.state = state;
    }

    /** What the client wants to be told of the selected mailbox. */
    Attention selected() {
        return request.map(NotifyRequest::selected).orElse(Attention.USUAL);
    }

    /** From now on the client wants this. */
    void set(NotifyRequest wanted) {
        request = Optional.of(wanted);
        listen();
    }

    /** IDLE begins, or ends. */
    void idle(boolean begins) {
        idling = begins;
        listen();
    }

    private void listen() {
        boolean wanted = request.map(asked -> !asked.isEmpty()).orElse(idling);
        if (wanted && watch.isEmpty()) {
            watch = Optional.of(state.store().watchOthers(this::hear));
        } else if (!wanted) {
            close();
        }
    }

    /** On the thread of the store's watchers. */
    private void hear(Set<Event> events) {
        List<Event> concerning = events.stream().filter(this::concerns).toList();
        if (concerning.isEmpty()) {
            return;
        }
        lock.lock();
        try {
            // What happened again is told where it happened last: a name that went and came back is there.
            concerning.forEach(pending::remove);
            pending.addAll(concerning);
            if (lost || pending.size() > MOST_EVENTS) {
                lost = true;
                pending = new LinkedHashSet<>(0);
            }
        } finally {
            lock.unlock();
        }
        state.wire().wake();
    }

    /** Whether an event may be one to tell, as far as that can be said without a look at the store. */
    private boolean concerns(Event event) {
        Optional<NotifyRequest> asked = request;
        return switch (event) {
            case Event.OfMessages of
            when state.isSelected(of.mailbox()) -> selected().messages();
            case Event.OfMessages _ ->
                asked.filter(one -> one.wants(NotifyEvent.MESSAGE_NEW)).isPresent();
            case Event.NameChange _ ->
                asked.filter(one -> one.wants(NotifyEvent.MAILBOX_NAME)).isPresent();
            case Event.SubscriptionChange _ ->
                asked.filter(one -> one.wants(NotifyEvent.SUBSCRIPTION_CHANGE)).isPresent();
            case Event.MetadataChange change ->
                asked.filter(one -> one.wants(metadata(change))).isPresent();
        };
    }

    private static NotifyEvent metadata(Event.MetadataChange change) {
        return change.mailbox().isPresent() ? NotifyEvent.MAILBOX_METADATA_CHANGE : NotifyEvent.SERVER_METADATA_CHANGE;
    }

    /** Tells what was heard of other mailboxes, each as it is now. */
    void tell() {
        Heard heard = take();
        if (heard.lost()) {
            giveUp();
            return;
        }
        request.filter(_ -> !heard.events().isEmpty()).ifPresent(asked -> {
            tellNames(asked, heard.events());
            tellMessages(asked, heard.events());
            tellMetadata(asked, heard.events());
        });
    }

    /**
     * What was heard since it was last told.
     *
     * @param lost whether there was more than may wait; then there are no events
     */
    private record Heard(Set<Event> events, boolean lost) {}

    private Heard take() {
        lock.lock();
        try {
            Heard heard = new Heard(pending, lost);
            if (!pending.isEmpty()) {
                pending = new LinkedHashSet<>(0);
            }
            lost = false;
            return heard;
        } finally {
            lock.unlock();
        }
    }

    /** No word more, as after NOTIFY NONE, because something could not be told (RFC 5465 §5.8). */
    void giveUp() {
        set(NotifyRequest.NONE);
        state.untaggedOk(ResponseCode.NOTIFICATIONOVERFLOW, "No more is told of what happens");
    }

    private void tellNames(NotifyRequest asked, Set<Event> heard) {
        Set<MailboxName> told = new HashSet<>();
        for (Event event : heard) {
            switch (event) {
                case Event.NameChange(MailboxName name, Optional<MailboxName> old) -> {
                    ListHandler.Listed now = ListHandler.listed(state, name);
                    boolean wanted = wantsName(asked, name, now.subscribed())
                            || old.filter(before -> wantsName(asked, before, now.subscribed()))
                                    .isPresent();
                    if (wanted && (told.add(name) || old.isPresent())) {
                        ListHandler.tell(state, now, old);
                    }
                }
                case Event.SubscriptionChange(MailboxName name) -> {
                    // Also where subscribed ones are asked for: it was one, or is one now.
                    if (asked.of(name, true).contains(NotifyEvent.SUBSCRIPTION_CHANGE) && told.add(name)) {
                        ListHandler.tell(state, ListHandler.listed(state, name), Optional.empty());
                    }
                }
                case Event.OfMessages _, Event.MetadataChange _ -> {}
            }
        }
    }

    private static boolean wantsName(NotifyRequest asked, MailboxName name, boolean subscribed) {
        return asked.of(name, subscribed).contains(NotifyEvent.MAILBOX_NAME);
    }

    private void tellMessages(NotifyRequest asked, Set<Event> heard) {
        Map<MailboxId, Set<NotifyEvent>> touched = new LinkedHashMap<>();
        for (Event event : heard) {
            if (event instanceof Event.OfMessages of) {
                touched.computeIfAbsent(of.mailbox(), _ -> EnumSet.noneOf(NotifyEvent.class))
                        .add(
                                of instanceof Event.MessageNew || of instanceof Event.MessageExpunge
                                        ? NotifyEvent.MESSAGE_NEW
                                        : NotifyEvent.FLAG_CHANGE);
            }
        }
        touched.forEach((id, happened) -> {
            if (!state.isSelected(id)) {
                state.store().mailbox(id).filter(Mailbox::selectable).ifPresent(mailbox -> {
                    Set<NotifyEvent> wanted = asked.of(mailbox.name(), mailbox.subscribed());
                    if (happened.stream().anyMatch(wanted::contains)) {
                        StatusResponse.write(state, mailbox, items(wanted, state.condstore()));
                    }
                });
            }
        });
    }

    /** What the client has to know of a mailbox of which it wants to be told this (RFC 5465 §5.1 to §5.3). */
    private static List<StatusItem> items(Set<NotifyEvent> wanted, boolean withModSeq) {
        List<StatusItem> items =
                new ArrayList<>(List.of(StatusItem.MESSAGES, StatusItem.UIDNEXT, StatusItem.UIDVALIDITY));
        if (wanted.contains(NotifyEvent.FLAG_CHANGE)) {
            items.add(StatusItem.UNSEEN);
        }
        if (withModSeq) {
            items.add(StatusItem.HIGHESTMODSEQ);
        }
        return items;
    }

    /** Tells how all mailboxes stand of whose messages the client wants to be told (RFC 5465 §3.1). */
    void tellStatus() {
        NotifyRequest asked = request.orElse(NotifyRequest.NONE);
        for (Mailbox mailbox : state.store().mailboxes()) {
            Set<NotifyEvent> wanted = asked.of(mailbox.name(), mailbox.subscribed());
            if (mailbox.selectable() && wanted.contains(NotifyEvent.MESSAGE_NEW) && !state.isSelected(mailbox.id())) {
                boolean withModSeq = state.condstore()
                        || (wanted.contains(NotifyEvent.FLAG_CHANGE) && state.offers(ImapExtension.CONDSTORE));
                StatusResponse.write(state, mailbox, items(wanted, withModSeq));
            }
        }
    }

    private void tellMetadata(NotifyRequest asked, Set<Event> heard) {
        Map<Optional<MailboxId>, List<AnnotationName>> changed = new LinkedHashMap<>();
        for (Event event : heard) {
            if (event instanceof Event.MetadataChange(Optional<MailboxId> mailbox, AnnotationName name)) {
                changed.computeIfAbsent(mailbox, _ -> new ArrayList<>()).add(name);
            }
        }
        changed.forEach((id, names) -> {
            Optional<Mailbox> mailbox = id.flatMap(state.store()::mailbox);
            boolean wanted = mailbox.map(
                            one -> asked.of(one.name(), one.subscribed()).contains(NotifyEvent.MAILBOX_METADATA_CHANGE))
                    .orElse(id.isEmpty());
            if (wanted) {
                MetadataHandler.tell(state.out(), mailbox.map(Mailbox::name), names);
            }
        });
    }

    /** Hears no more. */
    @Override
    public void close() {
        watch.ifPresent(AccountStore.Watch::close);
        watch = Optional.empty();
        take();
    }
}
