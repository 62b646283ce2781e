package org.letterlock.engine.imapserver;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.letterlock.engine.imap.Dialect;
import org.letterlock.engine.imap.ResponseCode;
import org.letterlock.engine.imap.ResponseWriter;
import org.letterlock.engine.mail.ImapExtension;
import org.letterlock.engine.mail.ModSeq;
import org.letterlock.engine.mail.Uid;
import org.letterlock.engine.mail.UidSet;
import org.letterlock.engine.net.DeflatedWire;
import org.letterlock.engine.net.Grammar;
import org.letterlock.engine.net.Wire;
import org.letterlock.engine.sasl.Login;
import org.letterlock.engine.store.AccountStore;
import org.letterlock.engine.store.SearchLimits;

/** What a session remembers from command to command (RFC 9051 §3): who is signed in, which mailbox is selected, what was enabled. One thread. */
final class SessionState implements AutoCloseable {

    private final ResponseWriter out;
    private final ImapServerSettings settings;
    private final Set<String> enabled = new LinkedHashSet<>();
    private @Nullable Login login;
    private @Nullable AccountStore store;
    private Set<ImapExtension> offered = Set.of();
    private volatile @Nullable SelectedMailbox selected;
    private final Notifications notifications = new Notifications(this);
    private String tag = "*";
    private volatile Wire wire;
    private final long begun = System.nanoTime();
    private boolean ended;
    private volatile @Nullable LastWord stopped;

    SessionState(Wire wire, ImapServerSettings settings) {
        this.wire = wire;
        this.settings = settings;
        this.out = new ResponseWriter((octets, offset, length) -> wire().write(octets, offset, length));
    }

    Wire wire() {
        return wire;
    }

    /** Sends what was said so far, whatever the client has sent meanwhile. */
    void send() {
        out.flush();
        wire.flush();
    }

    /** Compresses everything from now on, in both directions (RFC 4978 §3). */
    void compress() {
        send();
        wire = new DeflatedWire(wire);
    }

    /** Whether {@link #compress} was called. */
    boolean compressed() {
        return wire instanceof DeflatedWire;
    }

    ResponseWriter out() {
        return out;
    }

    ImapServerSettings settings() {
        return settings;
    }

    /** The tag of the command that is being carried out. */
    String tag() {
        return tag;
    }

    void tag(String of) {
        tag = of;
    }

    boolean loggedIn() {
        return store != null;
    }

    /** The store of the account; only after login. */
    AccountStore store() {
        if (store == null) {
            throw new IllegalStateException("not logged in");
        }
        return store;
    }

    /** Signs in; once. From now on the login is closed with the session. */
    void logIn(Login as) {
        login = as;
    }

    /** The account that the login opens. */
    void open(ImapAccount account) {
        store = account.store();
        offered = account.extensions();
    }

    /** Whether clients of the account are offered an extension; what resynchronizes needs mod-sequences (RFC 7162 §3.2), sorted contexts need sorting (RFC 5267 §4.1). */
    boolean offers(ImapExtension extension) {
        return offered.contains(extension)
                && (extension != ImapExtension.QRESYNC || offered.contains(ImapExtension.CONDSTORE))
                && (extension != ImapExtension.CONTEXT_SORT || offered.contains(ImapExtension.SORT));
    }

    Optional<SelectedMailbox> selected() {
        return Optional.ofNullable(selected);
    }

    /** Whether this mailbox is selected. From any thread. */
    boolean isSelected(AccountStore.MailboxId mailbox) {
        SelectedMailbox now = selected;
        return now != null && now.id().equals(mailbox);
    }

    /** What is told unasked. */
    Notifications notifications() {
        return notifications;
    }

    void select(SelectedMailbox mailbox) {
        selected = mailbox;
    }

    void unselect() {
        selected = null;
    }

    /** The words that were enabled (RFC 5161), in upper case. */
    Set<String> enabled() {
        return enabled;
    }

    /** Whether the session speaks IMAP4rev2 (RFC 9051 §6.3.1). */
    boolean rev2() {
        return enabled.contains("IMAP4REV2");
    }

    /** How commands are read. */
    Dialect dialect() {
        if (enabled.contains("UTF8=ACCEPT")) {
            return Dialect.UTF8_ACCEPT;
        }
        return rev2() ? Dialect.REV2 : Dialect.REV1;
    }

    /** Whether the client wants mod-sequences (RFC 7162 §3.1). */
    boolean condstore() {
        return enabled.contains("CONDSTORE");
    }

    /** Whether expunged messages are told by UID (RFC 7162 §3.2.3). */
    boolean qresync() {
        return enabled.contains("QRESYNC");
    }

    /** Whether messages have no numbers, but UIDs only (RFC 9586 §3). */
    boolean uidOnly() {
        return enabled.contains("UIDONLY");
    }

    /** The client used a command that enables CONDSTORE; the first one is answered with where the mailbox stands (RFC 7162 §3.1). */
    void enableCondstore() {
        if (enabled.add("CONDSTORE")) {
            selected()
                    .ifPresent(mailbox -> untaggedOk(
                            ResponseCode.highestModSeq(mailbox.known().value()), "The newest change"));
        }
    }

    /**
     * Done, after the client removed messages: with QRESYNC it learns up to where it knows everything (RFC 7162 §3.2.7).
     *
     * @param gone what it removed: that it is told, whatever else it wants to be told
     */
    TaggedResponse doneWithModSeq(boolean byUid, UidSet gone) {
        selected().ifPresent(mailbox -> mailbox.remove(gone));
        announce(true, byUid);
        return selected()
                .filter(_ -> qresync())
                .map(mailbox -> TaggedResponse.ok(
                        ResponseCode.highestModSeq(mailbox.known().value()), "Done"))
                .orElseGet(() -> TaggedResponse.ok("Done"));
    }

    /** How news are told now; UIDs always come with mod-sequences (RFC 7162 §3.2.4). */
    SelectedMailbox.Manner manner(boolean mayExpunge, boolean withUid) {
        return new SelectedMailbox.Manner(
                mayExpunge, withUid || condstore(), condstore(), qresync() || uidOnly(), rev2(), uidOnly());
    }

    boolean ended() {
        return ended || stopped != null;
    }

    /** Ends the session after the command that is being carried out. */
    void end() {
        ended = true;
    }

    /** Says why and ends. */
    void bye(LastWord word) {
        out.raw(word.response());
        ended = true;
    }

    /** Ends the session, from any thread and without waiting: its next read ends it. */
    void stop(LastWord word) {
        stopped = word;
        wire.wake();
    }

    /**
     * Reads what the client says.
     *
     * @throws EndOfSession when the session was stopped, or the time to log in is over
     */
    <T> T read(Grammar<T> grammar) {
        while (true) {
            Optional<T> said = read(grammar, Duration.ofDays(1));
            if (said.isPresent()) {
                return said.get();
            }
        }
    }

    /** @throws EndOfSession when the session was stopped */
    void checkStopped() {
        LastWord word = stopped;
        if (word != null) {
            throw new EndOfSession(word);
        }
    }

    /** As {@link #read(Grammar)}; empty when {@code patience} is over, or somebody {@linkplain Wire#wake woke} the wire. */
    <T> Optional<T> read(Grammar<T> grammar, Duration patience) {
        checkStopped();
        if (loggedIn()) {
            return wire.read(grammar, patience);
        }
        long left = settings.loginTimeout().toNanos() - (System.nanoTime() - begun);
        if (left <= 0) {
            throw new EndOfSession(LastWord.SLOW_LOGIN);
        }
        return wire.read(grammar, Duration.ofNanos(Math.min(left, patience.toNanos())));
    }

    /** Why the session was stopped from another thread. */
    Optional<LastWord> stopped() {
        return Optional.ofNullable(stopped);
    }

    /** An untagged {@code OK} with a code. */
    void untaggedOk(ResponseCode code, String text) {
        out.raw("* OK ").code(code).raw(text).crlf();
    }

    /**
     * Tells what happened in the selected mailbox (RFC 9051 §5.2, §7.4.1, §7.5.1).
     *
     * @param mayExpunge whether sequence numbers may shift now
     * @param withUid whether FETCH responses name the UID
     */
    void announce(boolean mayExpunge, boolean withUid) {
        announce(mayExpunge, withUid, Map.of());
    }

    /** @param told entries whose flags the client knows already at these mod-sequences */
    void announce(boolean mayExpunge, boolean withUid, Map<Long, ModSeq> told) {
        announce(notifications.selected(), mayExpunge, withUid, told);
    }

    /** Tells all that happened in the selected mailbox, whatever NOTIFY wants from now on (RFC 5465 §3.1). */
    void announceAll() {
        announce(Attention.USUAL, true, true, Map.of());
    }

    private void announce(Attention attention, boolean mayExpunge, boolean withUid, Map<Long, ModSeq> told) {
        SelectedMailbox mailbox = selected;
        if (mailbox == null) {
            return;
        }
        boolean there = attention.messages()
                ? mailbox.pull(store(), told, attention.flags())
                : store().mailbox(mailbox.id())
                        .filter(AccountStore.Mailbox::selectable)
                        .isPresent();
        if (!there) {
            selected = null;
            bye(LastWord.MAILBOX_GONE);
            return;
        }
        SearchContexts contexts = mailbox.contexts();
        contexts.look(out, store(), mailbox.id(), SearchLimits.of(settings.searchTime()));
        contexts.tellVanished(out, mailbox.sequence());
        UidSet fresh = mailbox.announce(out, manner(mayExpunge, withUid || attention.withUid()));
        // RFC 5465 §5.2 and §7 contradict each other about which comes first, FETCH or ESEARCH; its erratum 4833 leaves
        // it to the server.
        contexts.pushed(fresh, attention.items()).forEach((items, uids) -> {
            UidSet these = UidSet.of(uids.stream().mapToLong(Long::longValue).toArray());
            FetchHandler.push(this, mailbox, these, items);
        });
        contexts.tellChanged(out, mailbox.sequence());
    }

    /** Notes messages that the client made: it needs no FETCH of them (RFC 5465 §5.2). */
    void made(AccountStore.MailboxId where, Collection<Uid> uids) {
        selected()
                .filter(mailbox -> mailbox.id().equals(where))
                .ifPresent(mailbox ->
                        mailbox.made(uids.stream().mapToLong(Uid::value).toArray()));
    }

    /** Tells what happened while no command is carried out, if NOTIFY asks for that (RFC 5465 §3.1). */
    void announceMeanwhile() {
        Attention attention = notifications.selected();
        if (attention.always()
                && selected()
                        .filter(mailbox -> mailbox.isBehind(store())
                                || (attention.immediate() && mailbox.sequence().hasVanished()))
                        .isPresent()) {
            announce(attention.immediate(), true);
        }
        notifications.tell();
    }

    @Override
    public void close() {
        notifications.close();
        if (login != null) {
            login.close();
        }
    }
}
