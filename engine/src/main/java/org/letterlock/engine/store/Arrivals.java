package org.letterlock.engine.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.letterlock.engine.mail.Flag;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mail.SpecialUse;
import org.letterlock.engine.mail.Uid;
import org.letterlock.engine.mail.UidSet;
import org.letterlock.engine.mail.Usage;
import org.letterlock.engine.mime.MimeScanner;
import org.letterlock.engine.mime.ScannedMessage;
import org.letterlock.engine.sqlite.Room;
import org.letterlock.engine.sqlite.Sql;
import org.letterlock.engine.store.AccountStore.AppendResult;
import org.letterlock.engine.store.AccountStore.Arriving;
import org.letterlock.engine.store.AccountStore.Delivery;
import org.letterlock.engine.store.AccountStore.MailboxId;
import org.letterlock.engine.store.AccountStore.NewMessage;
import org.letterlock.engine.store.AccountStore.Preparation;

/**
 * Messages that come: by APPEND or from the intake. Scanned and compressed by the caller; the transaction that makes them visible is short, and several
 * that come at once share its fsync.
 */
final class Arrivals {

    /** How long the id of a delivery is known, so that it is not taken twice. */
    static final Duration REMEMBERED = Duration.ofDays(60);

    private final Ledger ledger;
    private final Caretaker caretaker;
    private final StoreLimits limits;
    private final Room room;

    Arrivals(Ledger ledger, Caretaker caretaker, StoreLimits limits, Room room) {
        this.room = room;
        this.ledger = ledger;
        this.caretaker = caretaker;
        this.limits = limits;
    }

    AppendResult append(MailboxId mailbox, List<NewMessage> messages) {
        return append(mailbox, messages, Replaced.NOTHING);
    }

    AppendResult replace(MailboxId from, Uid replaced, MailboxId to, NewMessage message) {
        return append(to, List.of(message), new Replaced.Entry(from, replaced));
    }

    /** What goes in the same change in which messages come. */
    private sealed interface Replaced {

        /** Nothing goes. */
        Replaced NOTHING = new Nothing();

        record Nothing() implements Replaced {}

        record Entry(MailboxId mailbox, Uid uid) implements Replaced {}

        /** The entries that go; empty where they have gone already. */
        default Optional<List<EntryRow>> rows(Change change) {
            return switch (this) {
                case Nothing() -> Optional.of(List.of());
                case Entry(MailboxId mailbox, Uid uid) ->
                    change.mailbox(mailbox)
                            .map(state -> EntryRow.among(change.sql(), state, UidSet.of(uid.value())))
                            .filter(rows -> !rows.isEmpty());
            };
        }

        default void remove(Change change, List<EntryRow> rows) {
            if (this instanceof Entry(MailboxId mailbox, Uid _)) {
                change.mailbox(mailbox).ifPresent(state -> rows.forEach(row -> row.remove(change, state)));
            }
        }
    }

    private AppendResult append(MailboxId mailbox, List<NewMessage> messages, Replaced replaced) {
        for (NewMessage message : messages) {
            if (!Keywords.acceptable(message.flags())) {
                return new AppendResult.TooManyKeywords();
            }
        }
        if (ledger.read(sql -> MailboxState.load(sql, mailbox.value())).isEmpty()) {
            return new AppendResult.MailboxGone();
        }
        List<Prepared> prepared = new ArrayList<>();
        boolean done = false;
        try {
            try (Packer packer = new Packer()) {
                prepare(
                        messages.stream()
                                .map(message -> new Coming(message.content(), Optional.empty()))
                                .toList(),
                        prepared,
                        packer);
            }
            AppendResult result = ledger.change(change -> append(change, mailbox, messages, prepared, replaced));
            done = result instanceof AppendResult.Appended;
            return result;
        } finally {
            settle(prepared, done);
        }
    }

    private AppendResult append(
            Change change, MailboxId id, List<NewMessage> messages, List<Prepared> prepared, Replaced replaced) {
        Optional<MailboxState> found = change.mailbox(id);
        if (found.isEmpty()) {
            return new AppendResult.MailboxGone();
        }
        MailboxState mailbox = found.get();
        List<String> keywords = new ArrayList<>();
        for (NewMessage message : messages) {
            Optional<String> encoded = mailbox.keywords().encode(message.flags());
            if (encoded.isEmpty()) {
                return new AppendResult.TooManyKeywords();
            }
            keywords.add(encoded.get());
        }
        Optional<List<EntryRow>> gone = replaced.rows(change);
        if (gone.isEmpty()) {
            return new AppendResult.MessageGone();
        }
        if (!hasRoom(change, prepared, gone.get())) {
            return new AppendResult.OverQuota();
        }
        replaced.remove(change, gone.get());
        List<Uid> uids = new ArrayList<>();
        for (int i = 0; i < prepared.size(); i++) {
            NewMessage message = messages.get(i);
            uids.add(new Uid(prepared.get(i)
                    .enter(
                            change,
                            mailbox,
                            message.flags(),
                            keywords.get(i),
                            message.received().toEpochMilli())));
        }
        return new AppendResult.Appended(mailbox.uidValidity(), List.copyOf(uids));
    }

    private boolean hasRoom(Change change, List<Prepared> come, List<EntryRow> gone) {
        Usage more = Usage.NONE;
        for (Prepared message : come) {
            more = more.plus(Usage.of(message.facts().size()));
        }
        for (EntryRow entry : gone) {
            more = more.minus(Usage.of(entry.size()));
        }
        return ledger.allowance().ceiling().admits(change.usageWithoutMoved(), more);
    }

    /** Makes letters ready, one after the other, each like the last one with the same {@link Packer}. */
    Preparation preparation() {
        // Ids ascend, nearly: most of those that come need not be looked for one by one.
        String newest = ledger.read(
                        sql -> sql.first("SELECT id FROM delivered ORDER BY id DESC LIMIT 1", row -> row.text(0)))
                .orElse("");
        Packer packer = new Packer();
        return new Preparation() {
            @Override
            public Arriving prepare(Delivery letter) {
                boolean known = letter.deliveryId().compareTo(newest) <= 0 && isTaken(letter.deliveryId());
                return known ? new Ready(letter, List.of()) : Arrivals.this.prepare(letter, packer);
            }

            @Override
            public void close() {
                packer.close();
            }
        };
    }

    private Arriving prepare(Delivery letter, Packer packer) {
        List<Prepared> prepared = new ArrayList<>(1);
        boolean whole = false;
        try {
            prepare(List.of(new Coming(letter.content(), letter.scanned())), prepared, packer);
            whole = true;
        } finally {
            if (!whole) {
                prepared.forEach(Prepared::discard);
            }
        }
        return new Ready(letter, prepared);
    }

    void deliver(MailboxId mailbox, List<Arriving> letters) {
        List<Ready> ready = letters.stream().map(Ready.class::cast).toList();
        ledger.change(change -> {
            MailboxState target = change.mailbox(mailbox)
                    .or(() -> change.mailbox(inbox(change.sql())))
                    .orElseThrow();
            ready.forEach(letter -> letter.enter(change, letter.target(change).orElse(target)));
            return true;
        });
        ready.forEach(Ready::settle);
        caretaker.wake();
    }

    /** A letter from the intake, scanned and compressed; without content where it was taken before. Hundreds wait to be written, so it keeps nothing of what came but this. */
    private static final class Ready implements Arriving {

        private final String deliveryId;
        private final long octets;
        private final Instant received;
        private final Usage waited;
        private final boolean junk;
        private final List<Prepared> prepared;
        private boolean settled;

        Ready(Delivery letter, List<Prepared> prepared) {
            this.deliveryId = letter.deliveryId();
            this.octets = letter.content().length();
            this.received = letter.received();
            this.waited = letter.waited();
            this.junk = letter.junk();
            this.prepared = prepared;
        }

        @Override
        public long octets() {
            return octets;
        }

        /** The mailbox for junk, for junk, if there is one. */
        Optional<MailboxState> target(Change change) {
            return junk ? Mailboxes.withUse(change.sql(), SpecialUse.JUNK).flatMap(change::mailbox) : Optional.empty();
        }

        void enter(Change change, MailboxState target) {
            if (!waited.equals(Usage.NONE)) {
                change.move(waited);
            }
            if (!prepared.isEmpty() && take(change, deliveryId)) {
                Prepared message = prepared.getFirst();
                Set<Flag> flags = new LinkedHashSet<>();
                if (message.facts().attachments()) {
                    flags.add(Flag.HAS_ATTACHMENT);
                }
                if (junk) {
                    flags.add(Flag.JUNK);
                }
                message.enter(change, target, flags, target.keywords().encodeWhatFits(flags), received.toEpochMilli());
            }
        }

        /** What was entered is committed. */
        void settle() {
            settled = prepared.stream().allMatch(Prepared::isEntered);
        }

        @Override
        public void close() {
            if (!settled) {
                prepared.forEach(Prepared::discard);
            }
        }
    }

    boolean isTaken(String deliveryId) {
        return ledger.read(sql -> sql.first("SELECT 1 FROM delivered WHERE id = ?", row -> true, deliveryId)
                .isPresent());
    }

    private static boolean take(Change change, String deliveryId) {
        return change.sql()
                        .update("INSERT OR IGNORE INTO delivered (id, taken) VALUES (?, ?)", deliveryId, change.now())
                == 1;
    }

    private static MailboxId inbox(Sql sql) {
        return new MailboxId(sql.first("SELECT id FROM mailbox WHERE name = 'INBOX'", row -> row.integer(0))
                .orElseThrow());
    }

    /**
     * Octets of a message.
     *
     * @param scanned empty where nobody scanned it yet
     */
    private record Coming(Octets content, Optional<ScannedMessage> scanned) {}

    private void prepare(List<Coming> messages, List<Prepared> prepared, Packer packer) {
        room.require(
                messages.stream().mapToLong(each -> each.content().length()).sum());
        long inMemory = 0;
        for (Coming each : messages) {
            long length = each.content().length();
            boolean staged = inMemory + length > limits.memoryOctets();
            // It is read twice, and reading may mean decrypting.
            Octets once = staged || length > Piece.OCTETS ? each.content() : held(each.content());
            Prepared message = prepare(new Coming(once, each.scanned()), staged, prepared, packer);
            inMemory += message.isStaged() ? 0 : length;
        }
    }

    private static Octets held(Octets content) {
        try (InputStream in = content.open()) {
            return Octets.of(in.readNBytes((int) content.length()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Prepared prepare(Coming coming, boolean staged, List<Prepared> prepared, Packer packer) {
        Octets content = coming.content();
        try {
            ScannedMessage scanned = coming.scanned().isPresent()
                    ? coming.scanned().get()
                    : MimeScanner.scan(content, MimeScanner.Limits.DEFAULT);
            List<Attachment> attachments = AttachmentFinder.find(content, scanned.root());
            Prepared message = new Prepared(ledger, MessageFacts.of(scanned), staged, limits.memoryOctets(), packer);
            prepared.add(message);
            new PieceCutter(packer, message).cut(content, message.facts().header(), attachments);
            message.finish();
            return message;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets go of what was written in steps and did not become visible. */
    private void settle(List<Prepared> prepared, boolean done) {
        if (!done || prepared.stream().anyMatch(p -> p.isStaged() && !p.isEntered())) {
            prepared.forEach(Prepared::discard);
        }
        caretaker.wake();
    }
}
