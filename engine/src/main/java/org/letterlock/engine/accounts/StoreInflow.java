package org.letterlock.engine.accounts;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.letterlock.engine.crypto.SealBrokenException;
import org.letterlock.engine.crypto.SealKeyId;
import org.letterlock.engine.crypto.SealKeyPair;
import org.letterlock.engine.intake.Intake;
import org.letterlock.engine.intake.Intake.EntryId;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.mail.MailboxName;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mail.Provenance;
import org.letterlock.engine.mail.Usage;
import org.letterlock.engine.mime.HeaderFields;
import org.letterlock.engine.mime.MimeScanner;
import org.letterlock.engine.mime.ScannedMessage;
import org.letterlock.engine.spam.Judge;
import org.letterlock.engine.spam.Judgement;
import org.letterlock.engine.spam.JunkLevel;
import org.letterlock.engine.spam.JunkRule;
import org.letterlock.engine.spam.Reading;
import org.letterlock.engine.sqlite.DatabaseException;
import org.letterlock.engine.store.AccountStore;
import org.letterlock.engine.store.AccountStore.Arriving;
import org.letterlock.engine.store.AccountStore.Delivery;
import org.letterlock.engine.store.AccountStore.MailboxId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From the intake into INBOX, or where junk goes. Puts Delivered-To on top (RFC 9228 §2), which names one recipient, and what is thought of the letter; all other trace
 * fields are there already.
 */
final class StoreInflow implements Inflow {

    private static final Logger LOG = LoggerFactory.getLogger(StoreInflow.class);

    /** A letter of this size is read from the intake once, and scanned once. */
    private static final int HELD = 64 * 1024;

    private final AccountId account;
    private final Intake intake;
    private final AccountStore store;
    private final Supplier<JunkRule> junk;

    private final ReentrantLock keysLock = new ReentrantLock();

    /** Those that were needed so far, each once: the account may get new ones while it is open. Guarded by {@link #keysLock}. */
    private final Map<SealKeyId, SealKeyPair> keys = new HashMap<>();

    /** @param junk what the account does about it, asked for each letter */
    StoreInflow(AccountId account, Intake intake, AccountStore store, Supplier<JunkRule> junk) {
        this.account = account;
        this.junk = junk;
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
        Letter letter = Letter.of(new Traced(new byte[0], entry.content()));
        JunkRule rule = junk.get();
        Optional<Judgement> judgement = judge(id, entry.provenance(), letter, rule.level());
        String fields = "Delivered-To: " + entry.address() + "\r\n"
                + judgement.map(Judgement::fields).orElse("");
        byte[] trace = fields.getBytes(UTF_8);
        return new Delivery(
                id.letter(),
                new Traced(trace, letter.octets()),
                entry.received(),
                Usage.of(letter.octets().length()),
                judgement
                        .filter(found -> rule.putsAside(found, store::mailboxesSeen))
                        .isPresent(),
                letter.scanned().map(scanned -> scanned.under(trace)));
    }

    /**
     * A letter as it waited.
     *
     * @param octets in memory, if it is small
     * @param scanned its scan, where that is also what those who keep it need: one scan serves both
     */
    private record Letter(Octets octets, Optional<ScannedMessage> scanned) {

        static Letter of(Octets guarded) {
            if (guarded.length() > HELD) {
                return new Letter(guarded, Optional.empty());
            }
            try (InputStream in = guarded.open()) {
                byte[] octets = in.readNBytes((int) guarded.length());
                Octets held = Octets.of(octets);
                return new Letter(
                        held,
                        HeaderFields.beginWith(octets)
                                ? Optional.of(MimeScanner.scan(held, MimeScanner.Limits.DEFAULT))
                                : Optional.empty());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        Reading reading() throws IOException {
            return scanned.isPresent() ? Reading.of(octets, scanned.get()) : Reading.of(octets);
        }
    }

    /** What is thought of a letter; empty where nobody wants to know, or nobody can tell. */
    private Optional<Judgement> judge(EntryId id, Provenance provenance, Letter letter, JunkLevel level) {
        if (!provenance.outside() || level == JunkLevel.OFF) {
            return Optional.empty();
        }
        try {
            Reading reading = letter.reading();
            return Optional.of(Judge.judge(level, provenance, reading, store.experience(reading)));
        } catch (SealBrokenException | DatabaseException e) {
            throw e;
        } catch (IOException | RuntimeException | StackOverflowError e) {
            // Whoever builds a letter that cannot be judged must not keep it, or others, from moving in.
            LOG.error("entry {} of account {} was not judged", id.letter(), account, e);
            return Optional.empty();
        }
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
