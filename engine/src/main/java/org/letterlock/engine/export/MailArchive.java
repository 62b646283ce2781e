package org.letterlock.engine.export;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import org.letterlock.engine.mail.SpecialUse;
import org.letterlock.engine.mail.Uid;
import org.letterlock.engine.mail.UidSet;
import org.letterlock.engine.store.AccountStore;
import org.letterlock.engine.store.AccountStore.Mailbox;
import org.letterlock.engine.store.AccountStore.MessageContent;
import org.letterlock.engine.store.AccountStore.StoredMessage;
import org.letterlock.engine.store.AccountStore.Want;

/** All letters of an account in a zip archive, and a table that says where each mailbox lies in it. */
public final class MailArchive {

    /** How many letters an archive with a file for each may have; each costs some hundred octets of memory until the end. */
    public static final long MOST_FILES = 250_000;

    private static final String TABLE = "mailboxes.tsv";

    private final AccountStore store;
    private final ExportFormat format;
    private final Clock clock;
    private long letters;

    /** @param format not {@link ExportFormat#SQLITE} */
    public MailArchive(AccountStore store, ExportFormat format, Clock clock) {
        this.store = store;
        this.format = format;
        this.clock = clock;
    }

    /** How many entries the mailboxes have. */
    public static long count(AccountStore store) {
        return store.mailboxes().stream()
                .mapToLong(mailbox -> store.status(mailbox.id()).messages())
                .sum();
    }

    /**
     * Writes them. Letters that come meanwhile are there or not; those that are expunged meanwhile may be missing.
     *
     * @param out stays open
     * @return how many letters
     */
    public long write(OutputStream out) throws IOException {
        Instant now = clock.instant();
        try (Archive archive = new Archive(out)) {
            Layout layout = layout(archive, now);
            StringBuilder table = new StringBuilder("where\tmailbox\tuse\tletters\tremark\n");
            for (Mailbox mailbox : store.mailboxes()) {
                if (mailbox.selectable()) {
                    table.append(mailbox(mailbox, layout)).append('\n');
                }
            }
            archive.text(TABLE, now, table.toString());
            archive.finish();
        }
        return letters;
    }

    private Layout layout(Archive archive, Instant now) {
        return switch (format) {
            case MBOX -> new Mbox(archive, new FileNames(), now);
            case MAILDIR -> new Maildir(archive, now);
            case EML -> new Eml(archive, new FileNames(), now);
            case SQLITE -> throw new IllegalArgumentException("not a form of letters");
        };
    }

    private String mailbox(Mailbox mailbox, Layout layout) throws IOException {
        long before = letters;
        String where = layout.begin(mailbox);
        long uidNext = store.status(mailbox.id()).uidNext();
        if (uidNext > 1) {
            letters(mailbox, UidSet.of(List.of(new UidSet.Range(1, Math.min(uidNext - 1, Uid.MAX)))), layout);
        }
        layout.end();
        return String.join(
                "\t",
                where,
                mailbox.name().value(),
                mailbox.use().map(SpecialUse::attribute).orElse(""),
                Long.toString(letters - before),
                layout.remark());
    }

    private void letters(Mailbox mailbox, UidSet uids, Layout layout) throws IOException {
        EnumSet<Want> want = format == ExportFormat.MBOX ? EnumSet.of(Want.ENVELOPE) : EnumSet.noneOf(Want.class);
        try {
            store.fetch(mailbox.id(), uids, want, true, (letter, content) -> letter(letter, content, layout));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void letter(StoredMessage letter, MessageContent content, Layout layout) {
        try (InputStream octets = content.open()) {
            layout.letter(letter, octets);
            letters++;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
