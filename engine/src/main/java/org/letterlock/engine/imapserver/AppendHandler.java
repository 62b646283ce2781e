package org.letterlock.engine.imapserver;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.letterlock.engine.imap.ImapCommand;
import org.letterlock.engine.imap.ResponseCode;
import org.letterlock.engine.mail.Flag;
import org.letterlock.engine.spool.Spool;
import org.letterlock.engine.store.AccountStore;

/** APPEND (RFC 9051 §6.3.12, RFC 4315 §3, RFC 7889). */
final class AppendHandler {

    private final SessionState state;
    private final Clock clock;

    AppendHandler(SessionState state, Clock clock) {
        this.state = state;
        this.clock = clock;
    }

    /** @param messages as many as the command has */
    TaggedResponse append(ImapCommand.Append command, List<Spool> messages) {
        if (messages.size() != command.messages().size()) {
            return TaggedResponse.bad("The message is missing");
        }
        Optional<AccountStore.Mailbox> mailbox =
                state.store().mailbox(command.mailbox()).filter(AccountStore.Mailbox::selectable);
        if (mailbox.isEmpty()) {
            return TaggedResponse.TRYCREATE;
        }
        List<AccountStore.NewMessage> added = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            if (messages.get(i).length() == 0) {
                return TaggedResponse.no(ResponseCode.CANNOT, "The message is empty");
            }
            ImapCommand.AppendMessage message = command.messages().get(i);
            added.add(new AccountStore.NewMessage(
                    messages.get(i), kept(message.flags()), message.date().orElseGet(clock::instant)));
        }
        return switch (state.store().append(mailbox.get().id(), added)) {
            case AccountStore.AppendResult.Appended(long uidValidity, var uids) ->
                TaggedResponse.ok(ResponseCode.appendUid(uidValidity, UidList.of(uids)), "Appended");
            case AccountStore.AppendResult.MailboxGone gone -> TaggedResponse.TRYCREATE;
            case AccountStore.AppendResult.TooManyKeywords tooMany -> TaggedResponse.TOO_MANY_KEYWORDS;
        };
    }

    /** The flags of {@code flags} that can be kept: clients also send {@code \Recent}. */
    static Set<Flag> kept(Set<Flag> flags) {
        Set<Flag> kept = new LinkedHashSet<>();
        flags.forEach(flag -> Flag.parse(flag.token()).ifPresent(kept::add));
        return kept;
    }
}
