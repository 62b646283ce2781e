package org.letterlock.engine.imap;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.letterlock.engine.mail.AnnotationName;
import org.letterlock.engine.mail.Flag;
import org.letterlock.engine.mail.MailboxName;
import org.letterlock.engine.mail.SortCriterion;
import org.letterlock.engine.mail.SpecialUse;
import org.letterlock.engine.mail.ThreadAlgorithm;

/** A command of a client, one record each, grouped by the state that allows it (RFC 9051 §3). */
public sealed interface ImapCommand {

    /** Allowed always. */
    sealed interface InAnyState extends ImapCommand {}

    /** Allowed before login only. */
    sealed interface BeforeLogin extends ImapCommand {}

    /** Allowed after login, with or without a selected mailbox. */
    sealed interface AfterLogin extends ImapCommand {}

    /** Allowed while a mailbox is selected. */
    sealed interface InMailbox extends ImapCommand {}

    record Capability() implements InAnyState {}

    record Noop() implements InAnyState {}

    record Logout() implements InAnyState {}

    /** ID (RFC 2971): what the client says of itself, at most 30 pairs. */
    record Id(Map<String, String> parameters) implements InAnyState {}

    record StartTls() implements BeforeLogin {}

    /** AUTHENTICATE with the initial response, decoded, if one came with it (RFC 4959). */
    record Authenticate(String mechanism, Optional<byte[]> initialResponse) implements BeforeLogin {}

    /** LOGIN; whoever uses the password clears it. */
    record Login(String user, byte[] password) implements BeforeLogin {}

    record Enable(List<String> capabilities) implements AfterLogin {}

    /** COMPRESS (RFC 4978 §3), the mechanism in upper case. */
    record Compress(String mechanism) implements AfterLogin {}

    /** SELECT, or EXAMINE where {@code readOnly}. */
    record Select(MailboxName mailbox, boolean readOnly, boolean condstore, Optional<Resync> resync)
            implements AfterLogin {}

    record Create(MailboxName mailbox, Set<SpecialUse> uses) implements AfterLogin {}

    record Delete(MailboxName mailbox) implements AfterLogin {}

    record Rename(MailboxName from, MailboxName to) implements AfterLogin {}

    record Subscribe(MailboxName mailbox) implements AfterLogin {}

    record Unsubscribe(MailboxName mailbox) implements AfterLogin {}

    /**
     * LIST with RFC 5258, and XLIST.
     *
     * @param reference put before each pattern
     * @param patterns with {@code *} and {@code %}
     * @param select which mailboxes
     * @param returns what else to tell of them
     * @param status what RETURN (STATUS ...) asks for (RFC 5819)
     * @param metadata the annotations that RETURN (METADATA ...) asks for (RFC 9590)
     * @param xlist whether it was XLIST
     */
    record ListMailboxes(
            String reference,
            List<String> patterns,
            Set<ListSelection> select,
            Set<ListReturn> returns,
            List<StatusItem> status,
            List<AnnotationName> metadata,
            boolean xlist)
            implements AfterLogin {}

    record Lsub(String reference, String pattern) implements AfterLogin {}

    record Namespace() implements AfterLogin {}

    record Status(MailboxName mailbox, List<StatusItem> items) implements AfterLogin {}

    record Append(MailboxName mailbox, List<AppendMessage> messages) implements AfterLogin {}

    record Idle() implements AfterLogin {}

    /**
     * NOTIFY (RFC 5465 §3.1).
     *
     * @param status whether the status of the mailboxes is to be told at once
     * @param groups what to tell of which mailboxes; none for NOTIFY NONE
     */
    record Notify(boolean status, List<EventGroup> groups) implements AfterLogin {
        public Notify {
            groups = List.copyOf(groups);
        }
    }

    /** GETQUOTA (RFC 9208 §4.1.1). */
    record GetQuota(String root) implements AfterLogin {}

    /** GETQUOTAROOT (RFC 9208 §4.1.2). The mailbox need not exist. */
    record GetQuotaRoot(MailboxName mailbox) implements AfterLogin {}

    /** SETQUOTA (RFC 9208 §4.1.3), without the limits, because nobody may set them. */
    record SetQuota(String root) implements AfterLogin {}

    /**
     * GETMETADATA (RFC 5464 §4.2).
     *
     * @param mailbox the mailbox; empty for the server
     * @param entries which annotations
     * @param maxSize how many octets a value may have to be told
     * @param depth which of those below the entries are meant, too
     */
    record GetMetadata(
            Optional<MailboxName> mailbox, List<AnnotationName> entries, Optional<Long> maxSize, AnnotationDepth depth)
            implements AfterLogin {}

    /** SETMETADATA (RFC 5464 §4.3): values for a mailbox, or the server; an empty one takes the annotation away. */
    record SetMetadata(Optional<MailboxName> mailbox, Map<AnnotationName, Optional<byte[]>> values)
            implements AfterLogin {}

    /**
     * ESEARCH (RFC 7377 §2), which counts by UID.
     *
     * @param sources which mailboxes, at least one
     * @param returns of RETURN; empty where there was no RETURN
     * @param key what to look for
     */
    record MultiSearch(List<SearchSource> sources, Optional<SearchReturns> returns, SearchKey key)
            implements AfterLogin {}

    record Check() implements InMailbox {}

    record Close() implements InMailbox {}

    record Unselect() implements InMailbox {}

    /** EXPUNGE, or UID EXPUNGE of {@code only} (RFC 4315 §2.1). */
    record Expunge(Optional<SequenceSet> only) implements InMailbox {}

    /**
     * SEARCH.
     *
     * @param byUid whether UIDs are wanted
     * @param returns of RETURN; empty where there was no RETURN
     * @param key what to look for
     */
    record Search(boolean byUid, Optional<SearchReturns> returns, SearchKey key) implements InMailbox {}

    /**
     * SORT (RFC 5256 §3, RFC 5267 §3.1).
     *
     * @param byUid whether UIDs are wanted
     * @param returns of RETURN; empty where there was no RETURN
     * @param criteria at least one
     * @param key what to look for
     */
    record Sort(boolean byUid, Optional<SearchReturns> returns, List<SortCriterion> criteria, SearchKey key)
            implements InMailbox {}

    /** CANCELUPDATE (RFC 5267 §4.3.5), of the searches that had these tags. */
    record CancelUpdate(List<String> tags) implements InMailbox {}

    /** THREAD (RFC 5256 §3). */
    record ThreadMessages(boolean byUid, ThreadAlgorithm algorithm, SearchKey key) implements InMailbox {}

    /** FETCH (RFC 9051 §6.4.5). */
    record Fetch(boolean byUid, SequenceSet set, List<FetchItem> items, FetchModifiers modifiers)
            implements InMailbox {}

    /**
     * The modifiers of FETCH.
     *
     * @param changedSince only what changed since this mod-sequence (RFC 7162 §3.1.4.1)
     * @param vanished whether to tell what is gone since then (RFC 7162 §3.2.6); with {@code changedSince} and UIDs only
     * @param partial only these of the messages (RFC 9394 §3.3)
     */
    record FetchModifiers(Optional<Long> changedSince, boolean vanished, Optional<PartialRange> partial) {
        /** No modifier. */
        public static final FetchModifiers NONE = new FetchModifiers(Optional.empty(), false, Optional.empty());
    }

    /** STORE; {@code unchangedSince} is RFC 7162's. */
    record Store(
            boolean byUid,
            SequenceSet set,
            StoreChange change,
            boolean silent,
            Set<Flag> flags,
            Optional<Long> unchangedSince)
            implements InMailbox {}

    record Copy(boolean byUid, SequenceSet set, MailboxName target) implements InMailbox {}

    record Move(boolean byUid, SequenceSet set, MailboxName target) implements InMailbox {}

    /**
     * What a client knows of a mailbox that it selects again (RFC 7162 §3.2.5).
     *
     * @param uidValidity of the mailbox that it knows
     * @param modSeq up to which it knows everything
     * @param known the UIDs that it keeps; without them, all
     * @param matches sequence numbers that it knows, and behind them the UIDs of these, both ascending (RFC 7162 §3.2.5.2)
     */
    record Resync(long uidValidity, long modSeq, Optional<SequenceSet> known, Optional<Matches> matches) {}

    /** Sequence numbers and their UIDs, pairwise. */
    record Matches(SequenceSet numbers, SequenceSet uids) {}

    /**
     * UIDBATCHES (RFC 10022 §3.1).
     *
     * @param size how many messages a batch has
     * @param batches which batches, the first one having the largest UIDs; all where there are none
     */
    record UidBatches(long size, Optional<BatchRange> batches) implements InMailbox {}

    /** Batches from the {@code first} to the {@code last}, counted from 1. */
    record BatchRange(long first, long last) {}

    /** REPLACE (RFC 8508): appends a message and removes the one that it replaces, in one step. */
    record Replace(boolean byUid, SequenceSet number, MailboxName mailbox, AppendMessage message)
            implements InMailbox {}

    /** One message of APPEND. {@code date} is the internal date. */
    record AppendMessage(Set<Flag> flags, Optional<Instant> date, AppendContent content) {}

    /** What a message of APPEND is made of. The octets of literals travel apart, in their order. */
    sealed interface AppendContent {

        /** The message as one literal; {@code binary} where it may hold NUL (RFC 3516 §4.4). */
        record Literal(boolean binary) implements AppendContent {}

        /** The message in parts (RFC 4469 §3). */
        record Catenate(List<CatenatePart> parts) implements AppendContent {}

        /** How many literals it has. */
        default long literals() {
            return switch (this) {
                case Literal literal -> 1;
                case Catenate(var parts) ->
                    parts.stream().filter(CatenatePart.Text.class::isInstance).count();
            };
        }
    }

    /** A part of CATENATE. */
    sealed interface CatenatePart {

        /** A literal. */
        record Text() implements CatenatePart {}

        /** What an IMAP URL means; {@link ImapUrl} reads it. */
        record Url(String url) implements CatenatePart {}
    }

    /** Which annotations below one are meant with it (RFC 5464 §4.2.2). */
    enum AnnotationDepth {
        ZERO,
        ONE,
        INFINITY
    }

    /** What STORE does with the flags. */
    enum StoreChange {
        REPLACE,
        ADD,
        REMOVE
    }

    /**
     * What SEARCH RETURN asks for.
     *
     * @param options those without arguments (RFC 4731 §3.1, RFC 5182 §2, RFC 5267 §4)
     * @param partial a part of the result (RFC 9394 §3.1); then {@code ALL} is not among the options
     * @param pushed what UPDATE is to tell of a new message that comes into the result (RFC 5465 §7)
     */
    record SearchReturns(Set<SearchReturn> options, Optional<PartialRange> partial, List<FetchItem> pushed) {
        /** The whole result. */
        public static final SearchReturns ALL =
                new SearchReturns(Set.of(SearchReturn.ALL), Optional.empty(), List.of());

        public SearchReturns {
            options = Set.copyOf(options);
            pushed = List.copyOf(pushed);
        }

        /** Whether {@code option} is asked for. */
        public boolean has(SearchReturn option) {
            return options.contains(option);
        }

        /** Whether the result is kept only, and nothing told (RFC 5182 §2.1). */
        public boolean savesOnly() {
            return options.equals(Set.of(SearchReturn.SAVE)) && partial.isEmpty();
        }
    }

    /**
     * Which mailboxes to search (RFC 7377 §2.2).
     *
     * @param names of {@code SUBTREE}, {@code SUBTREE_ONE} and {@code MAILBOXES}; whether there are such mailboxes or not
     */
    record SearchSource(Filter filter, List<MailboxName> names) {

        /** How mailboxes are picked. */
        public enum Filter {
            SELECTED,
            /** Where letters may be delivered to. */
            INBOXES,
            PERSONAL,
            SUBSCRIBED,
            SUBTREE,
            SUBTREE_ONE,
            MAILBOXES
        }
    }

    /**
     * What NOTIFY is to tell of some mailboxes (RFC 5465 §6).
     *
     * @param specifier which mailboxes
     * @param names of {@code SUBTREE} and {@code MAILBOXES}; whether there are such mailboxes or not
     * @param events what of them; nothing for {@code NONE}
     * @param items what to tell of a new message, with {@code SELECTED} and {@code SELECTED_DELAYED} only
     */
    record EventGroup(Specifier specifier, Set<MailboxName> names, Set<NotifyEvent> events, List<FetchItem> items) {

        public EventGroup {
            names = Set.copyOf(names);
            events = Set.copyOf(events);
            items = List.copyOf(items);
        }

        /** How mailboxes are picked. */
        public enum Specifier {
            SELECTED,
            /** The selected one, where messages go only when a command allows that. */
            SELECTED_DELAYED,
            INBOXES,
            PERSONAL,
            SUBSCRIBED,
            SUBTREE,
            MAILBOXES;

            /** Whether it is about the selected mailbox. */
            public boolean isSelected() {
                return this == SELECTED || this == SELECTED_DELAYED;
            }
        }
    }

    /** What NOTIFY may be asked to tell (RFC 5465 §5). */
    enum NotifyEvent {
        MESSAGE_NEW("MessageNew"),
        MESSAGE_EXPUNGE("MessageExpunge"),
        FLAG_CHANGE("FlagChange"),
        ANNOTATION_CHANGE("AnnotationChange"),
        MAILBOX_NAME("MailboxName"),
        SUBSCRIPTION_CHANGE("SubscriptionChange"),
        MAILBOX_METADATA_CHANGE("MailboxMetadataChange"),
        SERVER_METADATA_CHANGE("ServerMetadataChange"),
        /** One that nobody here knows. */
        UNKNOWN("");

        private final String token;

        NotifyEvent(String token) {
            this.token = token;
        }

        /** Its name. */
        public String token() {
            return token;
        }

        /** Whether it is about messages. */
        public boolean isOfMessages() {
            return this == MESSAGE_NEW || this == MESSAGE_EXPUNGE || this == FLAG_CHANGE || this == ANNOTATION_CHANGE;
        }
    }

    /** What SEARCH RETURN asks for by a word alone. */
    enum SearchReturn {
        MIN,
        MAX,
        ALL,
        COUNT,
        SAVE,
        /** The result will be asked for again (RFC 5267 §4.2). */
        CONTEXT,
        /** The client is to be told how the result changes (RFC 5267 §4.3). */
        UPDATE,
        /** How well each message of the result fits (RFC 6203 §4); with {@link SearchKey.Fuzzy} only. */
        RELEVANCY
    }

    /** Selection options of LIST (RFC 5258 §3.1, RFC 6154 §5.2). */
    enum ListSelection {
        SUBSCRIBED,
        REMOTE,
        RECURSIVEMATCH,
        SPECIAL_USE
    }

    /** Return options of LIST (RFC 5258 §3.2, RFC 6154 §5.2). */
    enum ListReturn {
        SUBSCRIBED,
        CHILDREN,
        SPECIAL_USE
    }

    /** What STATUS tells (RFC 9051 §6.3.11). */
    enum StatusItem {
        MESSAGES,
        RECENT,
        UIDNEXT,
        UIDVALIDITY,
        UNSEEN,
        DELETED,
        DELETED_STORAGE,
        SIZE,
        HIGHESTMODSEQ,
        MAILBOXID,
        APPENDLIMIT
    }
}
