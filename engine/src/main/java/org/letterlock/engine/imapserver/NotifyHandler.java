package org.letterlock.engine.imapserver;

import java.util.EnumSet;
import java.util.Set;
import org.letterlock.engine.imap.FetchItem;
import org.letterlock.engine.imap.ImapCommand;
import org.letterlock.engine.imap.ImapCommand.NotifyEvent;
import org.letterlock.engine.imap.ResponseCode;
import org.letterlock.engine.mail.ImapExtension;

/** NOTIFY (RFC 5465 §3.1). */
final class NotifyHandler {

    private final SessionState state;

    NotifyHandler(SessionState state) {
        this.state = state;
    }

    TaggedResponse notification(ImapCommand.Notify command) {
        Set<NotifyEvent> known = known();
        boolean unknown = command.groups().stream()
                .flatMap(group -> group.events().stream())
                .anyMatch(event -> !known.contains(event));
        if (unknown) {
            return TaggedResponse.no(ResponseCode.badEvent(known), "There is no word of such an event");
        }
        NotifyRequest request = new NotifyRequest(command.groups());
        if (request.selected().items().contains(FetchItem.Simple.MODSEQ)) {
            state.enableCondstore();
        }
        // First it listens, then it looks: what happens in between is told afterwards.
        state.notifications().set(request);
        if (!command.groups().isEmpty()) {
            state.announceAll();
        }
        if (command.status()) {
            state.notifications().tellStatus();
        }
        return TaggedResponse.ok("Done");
    }

    /** Messages have no annotations here. */
    private Set<NotifyEvent> known() {
        Set<NotifyEvent> known = EnumSet.complementOf(EnumSet.of(NotifyEvent.ANNOTATION_CHANGE, NotifyEvent.UNKNOWN));
        if (!state.offers(ImapExtension.METADATA)) {
            known.removeAll(EnumSet.of(NotifyEvent.MAILBOX_METADATA_CHANGE, NotifyEvent.SERVER_METADATA_CHANGE));
        }
        return known;
    }
}
