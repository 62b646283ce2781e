package org.letterlock.engine.queue;

import java.util.List;
import org.letterlock.engine.sqlite.Schema;

/** The tables of {@code queue.sqlite}. Times are milliseconds since the epoch. */
final class QueueSchema {

    static final Schema SCHEMA = new Schema(
            0x4c4c5155,
            List.of(
                    List.of(
                            """
                    CREATE TABLE message (
                      id INTEGER PRIMARY KEY,
                      name TEXT NOT NULL UNIQUE,
                      reverse_path TEXT,
                      eight_bit INTEGER NOT NULL,
                      smtp_utf8 INTEGER NOT NULL,
                      submitter TEXT,
                      envelope_id TEXT,
                      headers_only INTEGER NOT NULL,
                      size INTEGER NOT NULL,
                      enqueued INTEGER NOT NULL,
                      settled INTEGER
                    ) STRICT""",
                            """
                    CREATE TABLE body (
                      message INTEGER NOT NULL REFERENCES message(id) ON DELETE CASCADE,
                      chunk INTEGER NOT NULL,
                      octets BLOB NOT NULL,
                      PRIMARY KEY (message, chunk)
                    ) STRICT, WITHOUT ROWID""",
                            """
                    CREATE TABLE recipient (
                      id INTEGER PRIMARY KEY,
                      message INTEGER NOT NULL REFERENCES message(id) ON DELETE CASCADE,
                      address TEXT NOT NULL,
                      domain TEXT NOT NULL,
                      state TEXT NOT NULL,
                      held INTEGER NOT NULL DEFAULT 0,
                      next_attempt INTEGER NOT NULL,
                      attempts INTEGER NOT NULL DEFAULT 0,
                      status TEXT,
                      reply TEXT,
                      remote TEXT,
                      notify INTEGER NOT NULL,
                      original_recipient TEXT,
                      notice TEXT NOT NULL DEFAULT 'NONE',
                      delay_told INTEGER NOT NULL DEFAULT 0
                    ) STRICT""",
                            "CREATE INDEX recipient_message ON recipient(message)",
                            "CREATE INDEX recipient_due ON recipient(next_attempt, id) WHERE state = 'WAITING' AND held = 0",
                            "CREATE INDEX recipient_sending ON recipient(id) WHERE state = 'SENDING'",
                            "CREATE INDEX recipient_notice ON recipient(message) WHERE notice <> 'NONE'",
                            "CREATE INDEX message_settled ON message(settled) WHERE settled IS NOT NULL",
                            """
                    CREATE TABLE attempt (
                      id INTEGER PRIMARY KEY,
                      recipient INTEGER NOT NULL REFERENCES recipient(id) ON DELETE CASCADE,
                      at INTEGER NOT NULL,
                      state TEXT NOT NULL,
                      status TEXT NOT NULL,
                      reply TEXT NOT NULL,
                      remote TEXT
                    ) STRICT""",
                            "CREATE INDEX attempt_recipient ON attempt(recipient, id)"),
                    // The server that was spoken to, and when the next attempt is made.
                    List.of(
                            "ALTER TABLE attempt ADD COLUMN host TEXT",
                            "ALTER TABLE attempt ADD COLUMN address TEXT",
                            "ALTER TABLE attempt ADD COLUMN tls TEXT",
                            "ALTER TABLE attempt ADD COLUMN cipher_suite TEXT",
                            "ALTER TABLE attempt ADD COLUMN verified TEXT",
                            "ALTER TABLE attempt ADD COLUMN next INTEGER"),
                    // The MTA-STS policies of other domains.
                    List.of("""
                            CREATE TABLE sts_policy (
                              domain TEXT PRIMARY KEY,
                              record_id TEXT NOT NULL,
                              policy BLOB NOT NULL,
                              fetched INTEGER NOT NULL,
                              expires INTEGER NOT NULL
                            ) STRICT, WITHOUT ROWID""", "CREATE INDEX sts_policy_fetched ON sts_policy(fetched)"),
                    // What accounts send is counted and held beyond a limit; what addresses send on is bounded.
                    List.of(
                            "ALTER TABLE message ADD COLUMN forwarder TEXT",
                            "ALTER TABLE message ADD COLUMN counted INTEGER NOT NULL DEFAULT 0",
                            "ALTER TABLE message ADD COLUMN held_for TEXT",
                            "ALTER TABLE message ADD COLUMN begins INTEGER",
                            "CREATE INDEX message_counted ON message(submitter, enqueued) WHERE counted = 1",
                            "CREATE INDEX message_held ON message(submitter) WHERE held_for IS NOT NULL",
                            "CREATE INDEX message_forwarded ON message(forwarder, size)"
                                    + " WHERE forwarder IS NOT NULL AND settled IS NULL",
                            """
                            CREATE TABLE correspondent (
                              account TEXT NOT NULL,
                              address BLOB NOT NULL,
                              first INTEGER NOT NULL,
                              PRIMARY KEY (account, address)
                            ) STRICT, WITHOUT ROWID""",
                            "CREATE INDEX correspondent_first ON correspondent(account, first)"),
                    // What waits for one destination, without a look at what waits for others.
                    List.of("CREATE INDEX recipient_destination ON recipient(domain, next_attempt, id)"
                            + " WHERE state = 'WAITING' AND held = 0"),
                    // What the sender wants of TLS.
                    List.of("ALTER TABLE message ADD COLUMN tls_wish TEXT NOT NULL DEFAULT 'NONE'"),
                    // Since when letters were sent.
                    List.of("CREATE INDEX attempt_sent ON attempt(id) WHERE state = 'SENT'"),
                    // Whom accounts answered while their people are away.
                    List.of("""
                            CREATE TABLE reply (
                              account TEXT NOT NULL,
                              sender BLOB NOT NULL,
                              at INTEGER NOT NULL,
                              PRIMARY KEY (account, sender)
                            ) STRICT, WITHOUT ROWID""", "CREATE INDEX reply_at ON reply(account, at)"),
                    // Web servers that are told of letters.
                    List.of(
                            "ALTER TABLE message ADD COLUMN hook_url TEXT",
                            "ALTER TABLE message ADD COLUMN hook_about TEXT",
                            "CREATE INDEX message_hook ON message(hook_url) WHERE hook_url IS NOT NULL"),
                    // What others report of our letters, and of our TLS.
                    List.of("""
                            CREATE TABLE report (
                              id INTEGER PRIMARY KEY,
                              kind TEXT NOT NULL,
                              domain TEXT NOT NULL,
                              sender TEXT NOT NULL,
                              organization TEXT NOT NULL,
                              name TEXT NOT NULL,
                              received INTEGER NOT NULL,
                              UNIQUE (kind, domain, sender, name)
                            ) STRICT""", "CREATE INDEX report_received ON report(received)", """
                            CREATE TABLE report_row (
                              report INTEGER NOT NULL REFERENCES report(id) ON DELETE CASCADE,
                              position INTEGER NOT NULL,
                              source TEXT,
                              disposition TEXT NOT NULL,
                              dkim INTEGER NOT NULL,
                              spf INTEGER NOT NULL,
                              signer TEXT,
                              sender TEXT,
                              reason TEXT,
                              letters INTEGER NOT NULL,
                              PRIMARY KEY (report, position)
                            ) STRICT, WITHOUT ROWID""", """
                            CREATE TABLE report_policy (
                              report INTEGER NOT NULL REFERENCES report(id) ON DELETE CASCADE,
                              position INTEGER NOT NULL,
                              type TEXT NOT NULL,
                              domain TEXT NOT NULL,
                              successful INTEGER NOT NULL,
                              failed INTEGER NOT NULL,
                              PRIMARY KEY (report, position)
                            ) STRICT, WITHOUT ROWID""", """
                            CREATE TABLE report_failure (
                              report INTEGER NOT NULL REFERENCES report(id) ON DELETE CASCADE,
                              position INTEGER NOT NULL,
                              type TEXT NOT NULL,
                              mx_host TEXT,
                              sessions INTEGER NOT NULL,
                              PRIMARY KEY (report, position)
                            ) STRICT, WITHOUT ROWID""", """
                            CREATE TABLE returned (
                              day INTEGER NOT NULL,
                              kind TEXT NOT NULL,
                              domain TEXT NOT NULL,
                              other TEXT NOT NULL,
                              reason TEXT NOT NULL,
                              status TEXT NOT NULL,
                              letters INTEGER NOT NULL,
                              latest INTEGER NOT NULL,
                              PRIMARY KEY (day, kind, domain, other, reason, status)
                            ) STRICT, WITHOUT ROWID"""),
                    // Until when letters are to be delivered.
                    List.of(
                            "ALTER TABLE message ADD COLUMN deliver_by INTEGER",
                            "ALTER TABLE message ADD COLUMN deliver_mode TEXT",
                            "CREATE INDEX message_deadline ON message(deliver_by)"
                                    + " WHERE deliver_by IS NOT NULL AND settled IS NULL"),
                    // Who came again after being put off.
                    List.of("""
                            CREATE TABLE greylist (
                              triplet BLOB PRIMARY KEY,
                              first INTEGER NOT NULL,
                              latest INTEGER NOT NULL,
                              passed INTEGER NOT NULL
                            ) STRICT, WITHOUT ROWID""", "CREATE INDEX greylist_latest ON greylist(latest)"),
                    // Our TLS with others, until they are told of it.
                    List.of("""
                            CREATE TABLE tls_policy (
                              id INTEGER PRIMARY KEY,
                              day INTEGER NOT NULL,
                              destination TEXT NOT NULL,
                              type TEXT NOT NULL,
                              domain TEXT NOT NULL,
                              strings TEXT NOT NULL,
                              mx_hosts TEXT NOT NULL,
                              successful INTEGER NOT NULL,
                              failed INTEGER NOT NULL,
                              UNIQUE (day, destination, type, domain, strings, mx_hosts)
                            ) STRICT""", """
                            CREATE TABLE tls_failure (
                              policy INTEGER NOT NULL REFERENCES tls_policy(id) ON DELETE CASCADE,
                              type TEXT NOT NULL,
                              mx_host TEXT NOT NULL,
                              mx_address TEXT NOT NULL,
                              our_address TEXT NOT NULL,
                              sessions INTEGER NOT NULL,
                              PRIMARY KEY (policy, type, mx_host, mx_address, our_address)
                            ) STRICT, WITHOUT ROWID""", """
                            CREATE TABLE tls_told (
                              day INTEGER NOT NULL,
                              destination TEXT NOT NULL,
                              target TEXT NOT NULL,
                              PRIMARY KEY (day, destination, target)
                            ) STRICT, WITHOUT ROWID"""),
                    // What came in the names of other domains, until they are told of it.
                    List.of("""
                            CREATE TABLE dmarc_policy (
                              id INTEGER PRIMARY KEY,
                              day INTEGER NOT NULL,
                              domain TEXT NOT NULL,
                              own TEXT NOT NULL,
                              below TEXT NOT NULL,
                              missing TEXT NOT NULL,
                              strict_dkim INTEGER NOT NULL,
                              strict_spf INTEGER NOT NULL,
                              testing INTEGER NOT NULL,
                              kinds INTEGER NOT NULL,
                              UNIQUE (day, domain)
                            ) STRICT""", """
                            CREATE TABLE dmarc_letters (
                              policy INTEGER NOT NULL REFERENCES dmarc_policy(id) ON DELETE CASCADE,
                              source TEXT NOT NULL,
                              disposition TEXT NOT NULL,
                              dkim INTEGER NOT NULL,
                              spf INTEGER NOT NULL,
                              testing INTEGER NOT NULL,
                              author TEXT NOT NULL,
                              sender TEXT NOT NULL,
                              signatures TEXT NOT NULL,
                              spf_result TEXT NOT NULL,
                              letters INTEGER NOT NULL,
                              PRIMARY KEY (policy, source, disposition, dkim, spf, testing, author, sender, signatures, spf_result)
                            ) STRICT, WITHOUT ROWID""", """
                            CREATE TABLE dmarc_told (
                              day INTEGER NOT NULL,
                              domain TEXT NOT NULL,
                              target TEXT NOT NULL,
                              PRIMARY KEY (day, domain, target)
                            ) STRICT, WITHOUT ROWID""")));

    private QueueSchema() {}
}
