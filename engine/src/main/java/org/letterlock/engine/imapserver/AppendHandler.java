package org.letterlock.engine.imapserver;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.letterlock.engine.imap.ImapCommand;
import org.letterlock.engine.imap.ResponseCode;
import org.letterlock.engine.mail.Flag;
import org.letterlock.engine.mail.MailboxName;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mail.Uid;
import org.letterlock.engine.mail.UidSet;
import org.letterlock.engine.spool.Spool;
import org.letterlock.engine.store.AccountStore;
import org.letterlock.engine.store.AccountStore.AppendResult;

/** APPEND and REPLACE (RFC 9051 §6.3.12, RFC 3502, RFC 4315 §3, RFC 4469, RFC 7889, RFC 8508). */
final class AppendHandler {

    private final SessionState state;
    private final ImapServer server;

    AppendHandler(SessionState state, ImapServer server) {
        this.state = state;
        this.server = server;
    }

    /** @param literals as many as the command has; all of its messages are appended or none (RFC 3502) */
    TaggedResponse append(ImapCommand.Append command, List<Spool> literals) {
        Optional<AccountStore.Mailbox> mailbox = target(command.mailbox());
        if (mailbox.isEmpty()) {
            return TaggedResponse.TRYCREATE;
        }
        try (Assembly assembly = new Assembly(state, server.spooler(), literals)) {
            Made made = make(command.messages(), literals, assembly);
            if (made.refusal().isPresent()) {
                return made.refusal().get();
            }
            AppendResult result = state.store().append(mailbox.get().id(), made.messages());
            if (result instanceof AppendResult.Appended(long uidValidity, List<Uid> uids)) {
                state.made(mailbox.get().id(), uids);
                return TaggedResponse.ok(ResponseCode.appendUid(uidValidity, UidList.of(uids)), "Appended");
            }
            return refusal(result);
        }
    }

    /** APPENDUID comes before the message that was replaced is told as gone, so that a client can tell what came for it (RFC 8508 §4.3). */
    TaggedResponse replace(ImapCommand.Replace command, SelectedMailbox mailbox, List<Spool> literals) {
        if (mailbox.readOnly()) {
            return TaggedResponse.READ_ONLY;
        }
        Optional<UidSet> old = mailbox.resolve(command.number(), command.byUid());
        if (old.isEmpty() || old.get().size() != 1) {
            return command.byUid()
                    ? TaggedResponse.no(ResponseCode.NONEXISTENT, "There is no such message")
                    : TaggedResponse.NO_SUCH_NUMBER;
        }
        Optional<AccountStore.Mailbox> target = target(command.mailbox());
        if (target.isEmpty()) {
            return TaggedResponse.TRYCREATE;
        }
        try (Assembly assembly = new Assembly(state, server.spooler(), literals)) {
            Made made = make(List.of(command.message()), literals, assembly);
            if (made.refusal().isPresent()) {
                return made.refusal().get();
            }
            Uid uid = new Uid(old.get().ranges().getFirst().first());
            AppendResult result = state.store()
                    .replace(
                            mailbox.id(),
                            uid,
                            target.get().id(),
                            made.messages().getFirst());
            if (result instanceof AppendResult.Appended(long uidValidity, List<Uid> uids)) {
                state.made(target.get().id(), uids);
                state.untaggedOk(ResponseCode.appendUid(uidValidity, UidList.of(uids)), "The new message");
                return state.doneWithModSeq(command.byUid(), old.get());
            }
            return refusal(result);
        }
    }

    private Optional<AccountStore.Mailbox> target(MailboxName name) {
        return state.store().mailbox(name).filter(AccountStore.Mailbox::selectable);
    }

    private static TaggedResponse refusal(AppendResult result) {
        return switch (result) {
            case AppendResult.MailboxGone gone -> TaggedResponse.TRYCREATE;
            case AppendResult.TooManyKeywords tooMany -> TaggedResponse.TOO_MANY_KEYWORDS;
            case AppendResult.OverQuota over -> TaggedResponse.OVERQUOTA;
            case AppendResult.MessageGone gone ->
                TaggedResponse.no(ResponseCode.EXPUNGEISSUED, "The message to be replaced is gone");
            case AppendResult.Appended appended -> throw new IllegalStateException("appended");
        };
    }

    /** Messages ready to be appended, or why they are not. */
    private record Made(List<AccountStore.NewMessage> messages, Optional<TaggedResponse> refusal) {

        static Made refused(TaggedResponse response) {
            return new Made(List.of(), Optional.of(response));
        }
    }

    private Made make(List<ImapCommand.AppendMessage> messages, List<Spool> literals, Assembly assembly) {
        long wanted = messages.stream()
                .mapToLong(message -> message.content().literals())
                .sum();
        if (wanted != literals.size()) {
            return Made.refused(TaggedResponse.bad("The message is missing"));
        }
        List<AccountStore.NewMessage> made = new ArrayList<>();
        for (ImapCommand.AppendMessage message : messages) {
            switch (assembly.assemble(message.content())) {
                case Assembly.Result.Whole(Octets octets) ->
                    made.add(new AccountStore.NewMessage(
                            octets, kept(message.flags()), message.date().orElseGet(server.clock()::instant)));
                case Assembly.Result.Refused(TaggedResponse response) -> {
                    return Made.refused(response);
                }
            }
        }
        return new Made(List.copyOf(made), Optional.empty());
    }

    /** The flags of {@code flags} that can be kept: clients also send {@code \Recent}. */
    static Set<Flag> kept(Set<Flag> flags) {
        Set<Flag> kept = new LinkedHashSet<>();
        flags.forEach(flag -> Flag.parse(flag.token()).ifPresent(kept::add));
        return kept;
    }
}
