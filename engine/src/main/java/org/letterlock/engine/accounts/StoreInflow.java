package org.letterlock.engine.accounts;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.letterlock.engine.crypto.SealKeyId;
import org.letterlock.engine.crypto.SealKeyPair;
import org.letterlock.engine.intake.Intake;
import org.letterlock.engine.intake.Intake.EntryId;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.mail.MailboxName;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mail.Usage;
import org.letterlock.engine.store.AccountStore;
import org.letterlock.engine.store.AccountStore.Arriving;
import org.letterlock.engine.store.AccountStore.Delivery;
import org.letterlock.engine.store.AccountStore.MailboxId;

/** From the intake into INBOX. Puts Delivered-To on top (RFC 9228 §2), which names one recipient; all other trace fields are there already. */
final class StoreInflow implements Inflow {

    private final AccountId account;
    private final Intake intake;
    private final AccountStore store;

    private final ReentrantLock keysLock = new ReentrantLock();

    /** Those that were needed so far, each once: the account may get new ones while it is open. Guarded by {@link #keysLock}. */
    private final Map<SealKeyId, SealKeyPair> keys = new HashMap<>();

    StoreInflow(AccountId account, Intake intake, AccountStore store) {
        this.account = account;
        this.intake = intake;
        this.store = store;
    }

    @Override
    public List<EntryId> waiting(long after, int limit) {
        return intake.waiting(account, after, limit);
    }

    @Override
    public Preparation preparation() {
        AccountStore.Preparation letters = store.preparation();
        return new Preparation() {
            @Override
            public Arriving prepare(EntryId entry) {
                return letters.prepare(open(entry));
            }

            @Override
            public void close() {
                letters.close();
            }
        };
    }

    private Delivery open(EntryId id) {
        Intake.Entry entry = UnreadableEntry.guard(() -> intake.open(id, this::key));
        String trace = "Delivered-To: " + entry.address() + "\r\n";
        return new Delivery(
                id.letter(),
                new Traced(trace.getBytes(UTF_8), entry.content()),
                entry.received(),
                Usage.of(entry.content().length()));
    }

    private Optional<SealKeyPair> key(SealKeyId id) {
        keysLock.lock();
        try {
            Optional<SealKeyPair> known = Optional.ofNullable(keys.get(id));
            if (known.isPresent()) {
                return known;
            }
            Optional<SealKeyPair> found = store.sealKey(id);
            found.ifPresent(pair -> keys.put(id, pair));
            return found;
        } finally {
            keysLock.unlock();
        }
    }

    @Override
    public void close() {
        keysLock.lock();
        try {
            keys.values().forEach(SealKeyPair::close);
            keys.clear();
        } finally {
            keysLock.unlock();
        }
    }

    @Override
    public void deliver(List<Arriving> letters) {
        MailboxId inbox = store.mailbox(MailboxName.INBOX).orElseThrow().id();
        store.deliver(inbox, letters);
    }

    @Override
    public void remove(List<EntryId> entries) {
        intake.remove(entries);
    }

    /** A letter under trace fields of ours. */
    private record Traced(byte[] trace, Octets letter) implements Octets {
        @Override
        public long length() {
            return trace.length + letter.length();
        }

        @Override
        public InputStream open() throws IOException {
            return new SequenceInputStream(new ByteArrayInputStream(trace), UnreadableEntry.guard(letter.open()));
        }
    }
}
