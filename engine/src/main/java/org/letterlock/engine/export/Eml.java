package org.letterlock.engine.export;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.letterlock.engine.store.AccountStore.Mailbox;
import org.letterlock.engine.store.AccountStore.StoredMessage;

/** A folder a mailbox and a file a letter, named by when it came and its UID. */
final class Eml implements Layout {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Archive archive;
    private final FileNames names;
    private final Instant now;
    private String folder = "";

    Eml(Archive archive, FileNames names, Instant now) {
        this.archive = archive;
        this.names = names;
        this.now = now;
    }

    @Override
    public String begin(Mailbox mailbox) throws IOException {
        folder = names.path(mailbox);
        archive.folder(folder, now);
        return folder;
    }

    @Override
    public void letter(StoredMessage letter, InputStream octets) throws IOException {
        String name = TIME.format(letter.received()) + "-" + letter.uid() + ".eml";
        octets.transferTo(archive.begin(folder + "/" + name, letter.received()));
        archive.end();
    }

    @Override
    public void end() {}
}
