package org.letterlock.engine.queue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.sqlite.Database;

/** The MTA-STS policies of other domains, as they were fetched (RFC 8461 §3.3). Safe for any thread; what is kept is durable. */
public final class StsCache {

    private final Database database;

    StsCache(Database database) {
        this.database = database;
    }

    /**
     * A policy.
     *
     * @param recordId the id of the record that announced it
     * @param policy its octets
     * @param fetched when it was fetched
     * @param expires from when on it does not hold any more
     */
    public record Kept(String recordId, byte[] policy, Instant fetched, Instant expires) {}

    /** The policy of a domain that holds now. */
    public Optional<Kept> find(DomainName domain, Instant now) {
        return database.read(sql -> sql.first(
                "SELECT record_id, policy, fetched, expires FROM sts_policy WHERE domain = ? AND expires > ?",
                row -> new Kept(
                        row.text(0),
                        row.bytes(1),
                        Instant.ofEpochMilli(row.integer(2)),
                        Instant.ofEpochMilli(row.integer(3))),
                domain.ascii(),
                now.toEpochMilli()));
    }

    /** Keeps a policy in place of the one that the domain had. */
    public void keep(DomainName domain, Kept kept) {
        database.write(sql -> sql.update(
                "INSERT OR REPLACE INTO sts_policy (domain, record_id, policy, fetched, expires) VALUES (?, ?, ?, ?, ?)",
                domain.ascii(),
                kept.recordId(),
                kept.policy(),
                kept.fetched().toEpochMilli(),
                kept.expires().toEpochMilli()));
    }

    /** Domains whose policies were fetched before {@code time}, oldest first. */
    public List<DomainName> fetchedBefore(Instant time, int limit) {
        return database.read(sql -> sql.query(
                "SELECT domain FROM sts_policy WHERE fetched < ? ORDER BY fetched LIMIT ?",
                row -> new DomainName(row.text(0)),
                time.toEpochMilli(),
                limit));
    }

    /** Drops what does not hold any more. */
    public void sweep(Instant now) {
        database.write(sql -> sql.update("DELETE FROM sts_policy WHERE expires <= ?", now.toEpochMilli()));
    }
}
