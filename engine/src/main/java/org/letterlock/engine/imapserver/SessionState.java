package org.letterlock.engine.imapserver;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.letterlock.engine.imap.ResponseCode;
import org.letterlock.engine.imap.ResponseWriter;
import org.letterlock.engine.mail.ModSeq;
import org.letterlock.engine.net.Wire;
import org.letterlock.engine.net.WireException;
import org.letterlock.engine.sasl.Login;
import org.letterlock.engine.store.AccountStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a session remembers from command to command (RFC 9051 §3): who is signed in, which mailbox is selected, what was enabled. One thread. */
final class SessionState implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SessionState.class);

    private final Wire wire;
    private final ResponseWriter out;
    private final ImapServerSettings settings;
    private final Set<String> enabled = new LinkedHashSet<>();
    private @Nullable Login login;
    private @Nullable AccountStore store;
    private @Nullable SelectedMailbox selected;
    private String tag = "*";
    private boolean ended;
    private volatile boolean listening;
    private volatile @Nullable String stopText;

    SessionState(Wire wire, ImapServerSettings settings) {
        this.wire = wire;
        this.settings = settings;
        this.out = new ResponseWriter(wire::write);
    }

    Wire wire() {
        return wire;
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

    /** The store that the login opens. */
    void store(AccountStore of) {
        store = of;
    }

    Optional<SelectedMailbox> selected() {
        return Optional.ofNullable(selected);
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

    /** Whether the client wants mod-sequences (RFC 7162 §3.1). */
    boolean condstore() {
        return enabled.contains("CONDSTORE");
    }

    boolean ended() {
        return ended || stopText != null;
    }

    /** Ends the session after the command that is being carried out. */
    void end() {
        ended = true;
    }

    /** Says good-bye with {@code text} and ends. */
    void bye(String text) {
        out.raw("* BYE ").raw(text).crlf();
        ended = true;
    }

    /** While it listens the session waits for the client and has nothing half written; other threads may then speak. */
    void listening(boolean now) {
        listening = now;
    }

    /** Ends the session from another thread: at once if it listens, else after its command. */
    void stop(String text) {
        stopText = text;
        if (listening) {
            byte[] bye = ("* BYE " + text + "\r\n").getBytes(java.nio.charset.StandardCharsets.US_ASCII);
            try {
                wire.write(bye);
            } catch (WireException e) {
                LOG.debug("IMAP session {} was gone: {}", wire.id(), e.reason());
            }
            wire.close();
        }
    }

    /** Why the session was stopped from another thread. */
    Optional<String> stopText() {
        return Optional.ofNullable(stopText);
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
        SelectedMailbox mailbox = selected;
        if (mailbox == null) {
            return;
        }
        if (mailbox.pull(store(), told)) {
            mailbox.announce(out, new SelectedMailbox.Manner(mayExpunge, withUid, condstore(), rev2()));
        } else {
            selected = null;
            bye("The selected mailbox was deleted");
        }
    }

    @Override
    public void close() {
        if (login != null) {
            login.close();
        }
    }
}
