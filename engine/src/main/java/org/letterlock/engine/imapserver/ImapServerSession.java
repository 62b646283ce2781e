package org.letterlock.engine.imapserver;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.letterlock.engine.imap.ImapCommand;
import org.letterlock.engine.imap.ImapCommandParser;
import org.letterlock.engine.imap.ParsedCommand;
import org.letterlock.engine.imap.ResponseCode;
import org.letterlock.engine.imap.ResponseWriter;
import org.letterlock.engine.mail.ImapExtension;
import org.letterlock.engine.net.OtherProtocol;
import org.letterlock.engine.net.Session;
import org.letterlock.engine.net.Wire;
import org.letterlock.engine.net.WireException;
import org.letterlock.engine.spool.Spool;
import org.letterlock.engine.sqlite.DatabaseException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One conversation with a client: one loop reads a command, one switch has it carried out, one place answers. A command that fails for want of a resource is
 * answered {@code NO [UNAVAILABLE]} and the session goes on; a bug ends it.
 */
final class ImapServerSession implements Session {

    private static final Logger LOG = LoggerFactory.getLogger(ImapServerSession.class);

    private final ImapServerSettings settings;
    private final SessionState state;
    private final CommandReader reader;
    private final ImapCommandParser parser = new ImapCommandParser(ImapCommandParser.Limits.DEFAULT);
    private final GeneralHandler general;
    private final LoginHandler login;
    private final MailboxHandler mailboxes;
    private final ListHandler lists;
    private final SelectHandler selection;
    private final AppendHandler append;
    private final FetchHandler fetch;
    private final StoreHandler store;
    private final CopyHandler copy;
    private final SearchHandler search;
    private final IdleHandler idle;
    private final NotifyHandler notify;
    private final QuotaHandler quotas;
    private final UidBatchesHandler batches;
    private final MetadataHandler metadata;
    private int badCommands;

    ImapServerSession(ImapServer server, Wire wire) {
        this.settings = server.settings();
        this.state = new SessionState(wire, settings);
        this.reader = new CommandReader(state, server.spooler(), this::tellMeanwhile);
        this.general = new GeneralHandler(state);
        this.login = new LoginHandler(state, server);
        this.mailboxes = new MailboxHandler(state);
        this.lists = new ListHandler(state);
        this.selection = new SelectHandler(state);
        this.append = new AppendHandler(state, server);
        this.fetch = new FetchHandler(state);
        this.store = new StoreHandler(state);
        this.copy = new CopyHandler(state);
        this.search = new SearchHandler(state, server.clock());
        this.idle = new IdleHandler(state);
        this.notify = new NotifyHandler(state);
        this.quotas = new QuotaHandler(state);
        this.batches = new UidBatchesHandler(state);
        this.metadata = new MetadataHandler(state);
    }

    @Override
    public void run() {
        try (state) {
            general.greet();
            while (!state.ended()) {
                serve();
            }
            state.stopped().ifPresent(state::bye);
            state.out().flush();
        } catch (EndOfSession end) {
            sayLast(end.word().response());
        } catch (WireException e) {
            LOG.debug("IMAP session {} ended: {}", state.wire().id(), e.reason());
            if (e.reason() == WireException.Reason.IDLE) {
                sayLast((state.loggedIn() ? LastWord.SILENCE : LastWord.SLOW_LOGIN).response());
            } else if (e.reason() == WireException.Reason.NOT_DEFLATE) {
                sayLast(LastWord.NOT_DEFLATE.response());
            }
        } catch (RuntimeException e) {
            if (!state.ended()) {
                LOG.error("IMAP session {} failed", state.wire().id(), e);
                sayLast(state.tag() + " NO [SERVERBUG] Something went wrong here ("
                        + state.wire().id() + ")\r\n" + LastWord.BUG.response());
            }
        } finally {
            state.wire().close();
        }
    }

    @Override
    public void stop() {
        state.stop(LastWord.STOPPING);
    }

    private void sayLast(String text) {
        try {
            state.wire().write(text.getBytes(StandardCharsets.US_ASCII));
        } catch (WireException e) {
            LOG.debug("IMAP session {} was gone", state.wire().id());
        }
    }

    private void serve() {
        state.out().flush();
        state.tag("*");
        switch (reader.read()) {
            case ReadCommand.Over() -> {}
            case ReadCommand.Hopeless(LastWord word) -> state.bye(word);
            case ReadCommand.Refused(String tag, TaggedResponse response) -> {
                respond(tag, response);
                count(response);
            }
            case ReadCommand.Complete(byte[] octets, List<Spool> messages) -> {
                try {
                    serve(octets, messages);
                    if (!messages.isEmpty()) {
                        // Whoever hands over one message behind the other sends anew what was not heard of; and one
                        // that is gone is noticed.
                        state.send();
                    }
                } finally {
                    messages.forEach(Spool::close);
                }
            }
        }
    }

    private void serve(byte[] octets, List<Spool> messages) {
        if (!state.loggedIn() && OtherProtocol.begins(octets)) {
            state.bye(LastWord.OTHER_PROTOCOL);
            return;
        }
        switch (parser.parse(octets, state.dialect())) {
            case ParsedCommand.Parsed(String tag, ImapCommand command) -> {
                state.tag(tag);
                TaggedResponse response = isKnown(command) ? known(command, messages) : TaggedResponse.UNKNOWN;
                respond(tag, response);
                count(response);
            }
            case ParsedCommand.Malformed(String tag, String reason) -> {
                respond(tag, TaggedResponse.bad(reason));
                count(TaggedResponse.bad(reason));
            }
            case ParsedCommand.Refused(String tag, ResponseCode code, String reason) -> {
                respond(tag, TaggedResponse.no(code, reason));
            }
        }
    }

    /** What is switched off for an account is not there for its clients. */
    private boolean isKnown(ImapCommand command) {
        return !state.loggedIn()
                || (command instanceof ImapCommand.CancelUpdate
                        ? state.offers(ImapExtension.CONTEXT_SEARCH) || state.offers(ImapExtension.CONTEXT_SORT)
                        : UsedExtensions.of(command).stream().allMatch(state::offers));
    }

    private TaggedResponse known(ImapCommand command, List<Spool> messages) {
        return state.uidOnly() && SequenceNumbers.usedBy(command)
                ? TaggedResponse.UID_REQUIRED
                : carryOut(command, messages);
    }

    private TaggedResponse carryOut(ImapCommand command, List<Spool> messages) {
        try {
            TaggedResponse response = dispatch(command, messages);
            if (state.loggedIn() && !state.ended()) {
                state.announce(mayExpunge(command), isByUid(command));
                tell(state.notifications()::tell);
            }
            return response;
        } catch (DatabaseException e) {
            if (!state.ended()) {
                LOG.warn("IMAP command failed on {}: {}", state.wire().id(), e.getMessage(), e.unexpected());
            }
            return TaggedResponse.no(ResponseCode.UNAVAILABLE, "Not possible now, try again later");
        }
    }

    private void tellMeanwhile() {
        tell(state::announceMeanwhile);
        state.out().flush();
    }

    /** What cannot be told is not told any more: then the client has to look itself (RFC 5465 §5.8). */
    private void tell(Runnable news) {
        try {
            news.run();
        } catch (DatabaseException e) {
            if (!state.ended()) {
                LOG.warn("IMAP notification failed on {}: {}", state.wire().id(), e.getMessage(), e.unexpected());
                state.notifications().giveUp();
            }
        }
    }

    private TaggedResponse dispatch(ImapCommand command, List<Spool> messages) {
        return switch (command) {
            case ImapCommand.InAnyState any ->
                switch (any) {
                    case ImapCommand.Capability capability -> general.capability();
                    case ImapCommand.Noop noop -> TaggedResponse.ok("Done");
                    case ImapCommand.Logout logout -> general.logout();
                    case ImapCommand.Id id -> general.id();
                };
            case ImapCommand.BeforeLogin before ->
                state.loggedIn() ? TaggedResponse.bad("You are logged in already") : login.handle(before);
            case ImapCommand.AfterLogin after ->
                state.loggedIn() ? afterLogin(after, messages) : TaggedResponse.bad("Log in first");
            case ImapCommand.InMailbox in ->
                state.selected()
                        .map(mailbox -> inMailbox(in, mailbox, messages))
                        .orElseGet(
                                () -> TaggedResponse.bad(state.loggedIn() ? "Select a mailbox first" : "Log in first"));
        };
    }

    private TaggedResponse afterLogin(ImapCommand.AfterLogin command, List<Spool> messages) {
        return switch (command) {
            case ImapCommand.Enable enable -> general.enable(enable);
            case ImapCommand.Compress compress -> general.compress(compress);
            case ImapCommand.Select select -> selection.select(select);
            case ImapCommand.Create create -> mailboxes.create(create);
            case ImapCommand.Delete delete -> mailboxes.delete(delete);
            case ImapCommand.Rename rename -> mailboxes.rename(rename);
            case ImapCommand.Subscribe subscribe -> mailboxes.subscribe(subscribe);
            case ImapCommand.Unsubscribe unsubscribe -> mailboxes.unsubscribe(unsubscribe);
            case ImapCommand.Namespace namespace -> mailboxes.namespace();
            case ImapCommand.Status status -> mailboxes.status(status);
            case ImapCommand.ListMailboxes list -> lists.list(list);
            case ImapCommand.Lsub lsub -> lists.lsub(lsub);
            case ImapCommand.Append one -> append.append(one, messages);
            case ImapCommand.Idle wait -> idle.idle();
            case ImapCommand.Notify wanted -> notify.notification(wanted);
            case ImapCommand.GetQuota root -> quotas.getQuota(root);
            case ImapCommand.GetQuotaRoot mailbox -> quotas.getQuotaRoot(mailbox);
            case ImapCommand.SetQuota root -> quotas.setQuota();
            case ImapCommand.MultiSearch in -> search.multiSearch(in);
            case ImapCommand.GetMetadata entries -> metadata.get(entries);
            case ImapCommand.SetMetadata values -> metadata.set(values);
        };
    }

    private TaggedResponse inMailbox(ImapCommand.InMailbox command, SelectedMailbox mailbox, List<Spool> messages) {
        return switch (command) {
            case ImapCommand.Check check -> TaggedResponse.ok("Done");
            case ImapCommand.Close close -> selection.close(mailbox);
            case ImapCommand.Unselect unselect -> selection.unselect();
            case ImapCommand.Expunge expunge -> selection.expunge(expunge, mailbox);
            case ImapCommand.Search key -> search.search(key, mailbox);
            case ImapCommand.Sort sort -> search.sort(sort, mailbox);
            case ImapCommand.ThreadMessages thread -> search.thread(thread, mailbox);
            case ImapCommand.CancelUpdate cancel -> search.cancelUpdate(cancel, mailbox);
            case ImapCommand.Fetch items -> fetch.fetch(items, mailbox);
            case ImapCommand.Store flags -> store.store(flags, mailbox);
            case ImapCommand.UidBatches of -> batches.batches(of, mailbox);
            case ImapCommand.Copy to -> copy.copy(to, mailbox);
            case ImapCommand.Move to -> copy.move(to, mailbox);
            case ImapCommand.Replace one -> append.replace(one, mailbox, messages);
        };
    }

    /** No sequence number may shift while a command that uses them is carried out (RFC 9051 §7.5.1). */
    private static boolean mayExpunge(ImapCommand command) {
        return switch (command) {
            case ImapCommand.Fetch fetch -> fetch.byUid();
            case ImapCommand.Store store -> store.byUid();
            case ImapCommand.Search search -> search.byUid();
            case ImapCommand.Sort sort -> sort.byUid();
            case ImapCommand.ThreadMessages thread -> thread.byUid();
            default -> true;
        };
    }

    private static boolean isByUid(ImapCommand command) {
        return switch (command) {
            case ImapCommand.Fetch fetch -> fetch.byUid();
            case ImapCommand.Store store -> store.byUid();
            case ImapCommand.Search search -> search.byUid();
            case ImapCommand.Sort sort -> sort.byUid();
            case ImapCommand.ThreadMessages thread -> thread.byUid();
            case ImapCommand.Copy copy -> copy.byUid();
            case ImapCommand.Move move -> move.byUid();
            case ImapCommand.Replace replace -> replace.byUid();
            default -> false;
        };
    }

    @SuppressWarnings("ReferenceEquality") // this one value means: answered already
    private void respond(String tag, TaggedResponse response) {
        if (response == TaggedResponse.ANSWERED) {
            return;
        }
        ResponseWriter out = state.out();
        out.raw(tag).raw(" ").raw(response.condition().name()).raw(" ");
        response.code().ifPresent(out::code);
        out.raw(response.text()).crlf();
    }

    private void count(TaggedResponse response) {
        badCommands = response.condition() == TaggedResponse.Condition.BAD ? badCommands + 1 : 0;
        int limit = state.loggedIn() ? settings.badAfterLogin() : settings.badBeforeLogin();
        if (badCommands >= limit && !state.ended()) {
            state.bye(LastWord.BAD_COMMANDS);
        }
    }
}
