package org.letterlock.engine.export;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import org.letterlock.engine.keys.AccountKey;
import org.letterlock.engine.store.MailWords;

/** An account's file as it is, with its key, what else it takes to read it, and how. */
public final class FileArchive {

    private static final String NAME = "account.sqlite";
    private static final String DICTIONARY = "dictionary.txt";
    private static final byte[] DIGITS = "0123456789abcdef".getBytes(US_ASCII);
    private static final String TELLS = """
            How to open account.sqlite
            ==========================

            It is an SQLite database, encrypted whole by SQLite3 Multiple Ciphers
            (https://utelle.github.io/SQLite3MultipleCiphers/) with the cipher chacha20.
            key.txt holds its key: 32 octets as 64 hexadecimal digits. Whoever has both
            reads everything, and the key never changes: keep them apart and safe.

            In the shell sqlite3mc say this before anything else, with the digits in place
            of KEY. Drivers built with it take both as settings of the connection (Java: the
            artifact io.github.willena:sqlite-jdbc, properties "cipher" and "key").

                PRAGMA cipher = 'chacha20';
                PRAGMA key = 'raw:KEY';

            An unencrypted copy that every SQLite program opens is made so:

                PRAGMA rekey = '';

            Each message is the row of "header" whose message is its id, and behind that the
            rows of "piece" whose id >> 20 is its id, in order. Their format is 0 for octets as
            they are, 1 for a frame of Zstandard (RFC 8878) whose dictionary is dictionary.txt,
            and 2 or 3 for an attachment, to be encoded in base64 again. Format 1, saved as
            data.zst, is read so:

                zstd -d -D dictionary.txt data.zst

            An attachment is the rows of "blob_chunk" whose id >> 20 is the piece's blob, in
            order, each of format 0 or 1. Its lines have as many characters as "line" says and
            end with LF for format 2 and CR LF for format 3. The places of messages in mailboxes
            are in "entry". The forms mbox, maildir and eml hold the same letters
            in files that mail programs read.
            """;

    private final Path copy;
    private final AccountKey key;
    private final Clock clock;

    /**
     * @param copy the encrypted file, which nobody writes any more
     * @param key stays the caller's
     */
    public FileArchive(Path copy, AccountKey key, Clock clock) {
        this.copy = copy;
        this.key = key;
        this.clock = clock;
    }

    /**
     * Writes it.
     *
     * @param out stays open
     */
    public void write(OutputStream out) throws IOException {
        Instant now = clock.instant();
        try (Archive archive = new Archive(out)) {
            archive.text("README.txt", now, TELLS);
            archive.begin(DICTIONARY, now).write(MailWords.octets());
            archive.end();
            byte[] hex = key.use(FileArchive::hex);
            try {
                archive.begin("key.txt", now).write(hex);
            } finally {
                Arrays.fill(hex, (byte) 0);
            }
            archive.end();
            Files.copy(copy, archive.beginPacked(NAME, now));
            archive.end();
            archive.finish();
        }
    }

    private static byte[] hex(byte[] key) {
        byte[] hex = new byte[2 * key.length + 1];
        for (int i = 0; i < key.length; i++) {
            hex[2 * i] = DIGITS[key[i] >> 4 & 0xF];
            hex[2 * i + 1] = DIGITS[key[i] & 0xF];
        }
        hex[2 * key.length] = '\n';
        return hex;
    }
}
