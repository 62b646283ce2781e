package org.letterlock.engine.store;

import java.util.List;
import java.util.Optional;
import org.letterlock.engine.mail.AccountHistory;
import org.letterlock.engine.sqlite.Sql;
import org.letterlock.engine.store.AccountStore.MailboxId;

/** Which history the file is a state of, and what has to change when it goes on from an earlier state than clients have seen. */
final class History {

    /** So many ids are passed over: more than an account gets messages or mailboxes between a copy and its return. */
    private static final long SKIPPED_IDS = 1L << 24;

    private final Ledger ledger;

    History(Ledger ledger) {
        this.ledger = ledger;
    }

    AccountHistory now() {
        return ledger.read(History::load);
    }

    private static AccountHistory load(Sql sql) {
        return sql.first(
                        "SELECT branch, modseq, uidvalidity FROM account",
                        row -> new AccountHistory(row.integer(0), row.integer(1), row.integer(2)))
                .orElseThrow();
    }

    AccountHistory advance() {
        return ledger.write(sql -> {
            sql.update("UPDATE account SET modseq = modseq + 1");
            return load(sql);
        });
    }

    AccountHistory fork(long branch, Optional<AccountHistory> seen) {
        return ledger.change(change -> {
            Sql sql = change.sql();
            sql.update(
                    "UPDATE account SET branch = ?, modseq = max(modseq, ?), uidvalidity = max(uidvalidity, ?)",
                    branch,
                    seen.map(AccountHistory::modSeq).orElse(0L),
                    seen.map(AccountHistory::uidValidity).orElse(0L));
            List<Long> mailboxes = sql.query("SELECT id FROM mailbox ORDER BY id", row -> row.integer(0));
            for (long mailbox : mailboxes) {
                sql.update(
                        "UPDATE mailbox SET uidvalidity = ?, modseq = ? WHERE id = ?",
                        Mailboxes.nextUidValidity(change),
                        change.modSeq(),
                        mailbox);
                change.note(new Event.UidValidityChange(new MailboxId(mailbox)));
            }
            skipIds(sql, "message");
            skipIds(sql, "mailbox");
            return load(sql);
        });
    }

    /** Ids given after the copy was made name other things than those that are given from now on (RFC 8474 §4, §5.1). */
    private static void skipIds(Sql sql, String table) {
        sql.update(
                "INSERT INTO sqlite_sequence (name, seq) SELECT ?, 0"
                        + " WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = ?)",
                table,
                table);
        sql.update("UPDATE sqlite_sequence SET seq = seq + ? WHERE name = ?", SKIPPED_IDS, table);
    }
}
