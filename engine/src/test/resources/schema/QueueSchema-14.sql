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
, forwarder TEXT, counted INTEGER NOT NULL DEFAULT 0, held_for TEXT, begins INTEGER, tls_wish TEXT NOT NULL DEFAULT 'NONE', hook_url TEXT, hook_about TEXT, deliver_by INTEGER, deliver_mode TEXT) STRICT;
CREATE TABLE body (
  message INTEGER NOT NULL REFERENCES message(id) ON DELETE CASCADE,
  chunk INTEGER NOT NULL,
  octets BLOB NOT NULL,
  PRIMARY KEY (message, chunk)
) STRICT, WITHOUT ROWID;
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
) STRICT;
CREATE INDEX recipient_message ON recipient(message);
CREATE INDEX recipient_due ON recipient(next_attempt, id) WHERE state = 'WAITING' AND held = 0;
CREATE INDEX recipient_sending ON recipient(id) WHERE state = 'SENDING';
CREATE INDEX recipient_notice ON recipient(message) WHERE notice <> 'NONE';
CREATE INDEX message_settled ON message(settled) WHERE settled IS NOT NULL;
CREATE TABLE attempt (
  id INTEGER PRIMARY KEY,
  recipient INTEGER NOT NULL REFERENCES recipient(id) ON DELETE CASCADE,
  at INTEGER NOT NULL,
  state TEXT NOT NULL,
  status TEXT NOT NULL,
  reply TEXT NOT NULL,
  remote TEXT
, host TEXT, address TEXT, tls TEXT, cipher_suite TEXT, verified TEXT, next INTEGER) STRICT;
CREATE INDEX attempt_recipient ON attempt(recipient, id);
CREATE TABLE sts_policy (
  domain TEXT PRIMARY KEY,
  record_id TEXT NOT NULL,
  policy BLOB NOT NULL,
  fetched INTEGER NOT NULL,
  expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sts_policy_fetched ON sts_policy(fetched);
CREATE INDEX message_counted ON message(submitter, enqueued) WHERE counted = 1;
CREATE INDEX message_held ON message(submitter) WHERE held_for IS NOT NULL;
CREATE INDEX message_forwarded ON message(forwarder, size) WHERE forwarder IS NOT NULL AND settled IS NULL;
CREATE TABLE correspondent (
  account TEXT NOT NULL,
  address BLOB NOT NULL,
  first INTEGER NOT NULL,
  PRIMARY KEY (account, address)
) STRICT, WITHOUT ROWID;
CREATE INDEX correspondent_first ON correspondent(account, first);
CREATE INDEX recipient_destination ON recipient(domain, next_attempt, id) WHERE state = 'WAITING' AND held = 0;
CREATE INDEX attempt_sent ON attempt(id) WHERE state = 'SENT';
CREATE TABLE reply (
  account TEXT NOT NULL,
  sender BLOB NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (account, sender)
) STRICT, WITHOUT ROWID;
CREATE INDEX reply_at ON reply(account, at);
CREATE INDEX message_hook ON message(hook_url) WHERE hook_url IS NOT NULL;
CREATE TABLE report (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  domain TEXT NOT NULL,
  sender TEXT NOT NULL,
  organization TEXT NOT NULL,
  name TEXT NOT NULL,
  received INTEGER NOT NULL,
  UNIQUE (kind, domain, sender, name)
) STRICT;
CREATE INDEX report_received ON report(received);
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
) STRICT, WITHOUT ROWID;
CREATE TABLE report_policy (
  report INTEGER NOT NULL REFERENCES report(id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  type TEXT NOT NULL,
  domain TEXT NOT NULL,
  successful INTEGER NOT NULL,
  failed INTEGER NOT NULL,
  PRIMARY KEY (report, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE report_failure (
  report INTEGER NOT NULL REFERENCES report(id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  type TEXT NOT NULL,
  mx_host TEXT,
  sessions INTEGER NOT NULL,
  PRIMARY KEY (report, position)
) STRICT, WITHOUT ROWID;
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
) STRICT, WITHOUT ROWID;
CREATE INDEX message_deadline ON message(deliver_by) WHERE deliver_by IS NOT NULL AND settled IS NULL;
CREATE TABLE greylist (
  triplet BLOB PRIMARY KEY,
  first INTEGER NOT NULL,
  latest INTEGER NOT NULL,
  passed INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX greylist_latest ON greylist(latest);
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
) STRICT;
CREATE TABLE tls_failure (
  policy INTEGER NOT NULL REFERENCES tls_policy(id) ON DELETE CASCADE,
  type TEXT NOT NULL,
  mx_host TEXT NOT NULL,
  mx_address TEXT NOT NULL,
  our_address TEXT NOT NULL,
  sessions INTEGER NOT NULL,
  PRIMARY KEY (policy, type, mx_host, mx_address, our_address)
) STRICT, WITHOUT ROWID;
CREATE TABLE tls_told (
  day INTEGER NOT NULL,
  destination TEXT NOT NULL,
  target TEXT NOT NULL,
  PRIMARY KEY (day, destination, target)
) STRICT, WITHOUT ROWID;
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
) STRICT;
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
) STRICT, WITHOUT ROWID;
CREATE TABLE dmarc_told (
  day INTEGER NOT NULL,
  domain TEXT NOT NULL,
  target TEXT NOT NULL,
  PRIMARY KEY (day, domain, target)
) STRICT, WITHOUT ROWID;
