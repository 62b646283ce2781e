package org.letterlock.engine.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.letterlock.engine.mime.MimeCodec;
import org.letterlock.engine.mime.ScannedMessage;
import org.letterlock.engine.sqlite.Sql;

/**
 * What is stored of a message besides its octets.
 *
 * @param size in octets
 * @param wireSize in octets where every line ends with CRLF
 * @param asciiHeader whether its header is all US-ASCII
 * @param header how many of them are its header
 * @param sent the day of its Date field
 * @param messageId hash of its Message-ID
 * @param references hashes of the Message-IDs it refers to, oldest first
 * @param lineage by which ids it is threaded
 * @param attachments whether it has any
 * @param preview some of its text
 * @param envelope as {@link MimeCodec} writes it
 * @param structure as {@link MimeCodec} writes it
 */
record MessageFacts(
        long size,
        long wireSize,
        boolean asciiHeader,
        long header,
        Optional<LocalDate> sent,
        Optional<Long> messageId,
        List<Long> references,
        Lineage lineage,
        boolean attachments,
        Optional<String> preview,
        byte[] envelope,
        byte[] structure) {

    /** How many references are looked at, the oldest and the newest of them. */
    private static final int MAX_REFERENCES = 40;

    static MessageFacts of(ScannedMessage scanned) {
        List<String> references = scanned.references();
        int half = MAX_REFERENCES / 2;
        Stream<String> kept = references.size() <= MAX_REFERENCES
                ? references.stream()
                : Stream.concat(
                        references.stream().limit(half), references.stream().skip(references.size() - half));
        return new MessageFacts(
                scanned.size(),
                scanned.wireSize(),
                scanned.asciiHeader(),
                Math.min(scanned.root().bodyStart(), scanned.size()),
                scanned.envelope().date().flatMap(SentDate::parse),
                scanned.envelope().messageId().map(MessageFacts::hash),
                kept.map(MessageFacts::hash).toList(),
                Lineage.of(scanned.envelope().messageId(), references),
                scanned.hasAttachment(),
                scanned.preview(),
                MimeCodec.encodeEnvelope(scanned.envelope()),
                MimeCodec.encodePart(scanned.root()));
    }

    /** 64 bits of the SHA-256 of a Message-ID. */
    static long hash(String messageId) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(messageId.strip().getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Writes the row of a message whose pieces are still to come, and gives its id. */
    long insertStaged(Sql sql) {
        insert(sql, Sql.NULL, 0, 0, 0);
        return sql.first("SELECT last_insert_rowid()", row -> row.integer(0)).orElseThrow();
    }

    /** Writes the row of a message that is whole. */
    void insert(Sql sql, long id, long thread, long pieces) {
        insert(sql, id, 1, thread, pieces);
    }

    private void insert(Sql sql, Object id, int state, long thread, long pieces) {
        sql.update(
                "INSERT INTO message (id, state, size, wire_size, ascii_header, pieces, header, sent, message_id, thread, lineage, attachments,"
                        + " preview, envelope, structure) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                id,
                state,
                size,
                wireSize,
                asciiHeader,
                pieces,
                header,
                Sql.orNull(sent.map(LocalDate::toEpochDay)),
                Sql.orNull(messageId),
                thread,
                lineage.octets(),
                attachments,
                Sql.orNull(preview),
                envelope,
                structure);
    }

    /** The thread that the message goes on, or begins. Threads never merge: a THREADID must not change (RFC 8474 §5.2). */
    long joinThread(Sql sql, long message) {
        List<Long> ids = Stream.concat(references.reversed().stream(), messageId.stream())
                .distinct()
                .toList();
        long thread = ids.stream()
                .flatMap(hash ->
                        sql.first("SELECT thread FROM thread_key WHERE hash = ?", row -> row.integer(0), hash).stream())
                .findFirst()
                .orElse(message);
        // The parent and the root too, so that two answers to a letter that never came find each other.
        Stream.of(
                        messageId.stream(),
                        references.stream().limit(1),
                        references.reversed().stream().limit(1))
                .flatMap(s -> s)
                .forEach(hash ->
                        sql.update("INSERT OR IGNORE INTO thread_key (hash, thread) VALUES (?, ?)", hash, thread));
        return thread;
    }
}
