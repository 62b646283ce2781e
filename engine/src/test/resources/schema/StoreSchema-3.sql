CREATE TABLE account (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  created INTEGER NOT NULL,
  modseq INTEGER NOT NULL,
  uidvalidity INTEGER NOT NULL,
  residue INTEGER NOT NULL DEFAULT 0,
  branch INTEGER NOT NULL DEFAULT 0, seen INTEGER NOT NULL DEFAULT 0);
CREATE TABLE seal_key (
  id INTEGER PRIMARY KEY,
  private BLOB NOT NULL,
  created INTEGER NOT NULL);
CREATE TABLE mailbox (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE,
  uidvalidity INTEGER NOT NULL UNIQUE,
  objectid INTEGER NOT NULL UNIQUE,
  uidnext INTEGER NOT NULL DEFAULT 1,
  modseq INTEGER NOT NULL,
  created INTEGER NOT NULL,
  forgotten INTEGER NOT NULL DEFAULT 0,
  selectable INTEGER NOT NULL DEFAULT 1,
  use TEXT UNIQUE,
  messages INTEGER NOT NULL DEFAULT 0,
  unseen INTEGER NOT NULL DEFAULT 0,
  deleted INTEGER NOT NULL DEFAULT 0,
  size INTEGER NOT NULL DEFAULT 0);
CREATE TABLE annotation (
  id INTEGER PRIMARY KEY,
  mailbox INTEGER REFERENCES mailbox (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  value BLOB NOT NULL);
CREATE UNIQUE INDEX annotation_by_name ON annotation (ifnull(mailbox, 0), name);
CREATE INDEX annotation_by_mailbox ON annotation (mailbox);
CREATE TABLE subscription (name TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE keyword (
  mailbox INTEGER NOT NULL REFERENCES mailbox (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  token TEXT NOT NULL COLLATE NOCASE,
  PRIMARY KEY (mailbox, number),
  UNIQUE (mailbox, token)) WITHOUT ROWID;
CREATE TABLE message (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  state INTEGER NOT NULL,
  size INTEGER NOT NULL,
  wire_size INTEGER NOT NULL,
  ascii_header INTEGER NOT NULL,
  pieces INTEGER NOT NULL,
  header INTEGER NOT NULL,
  sent INTEGER,
  message_id INTEGER,
  thread INTEGER NOT NULL,
  lineage BLOB NOT NULL,
  attachments INTEGER NOT NULL,
  preview TEXT,
  envelope BLOB NOT NULL,
  structure BLOB NOT NULL);
CREATE INDEX message_staged ON message (state) WHERE state = 0;
CREATE INDEX message_doomed ON message (state) WHERE state = 2;
CREATE INDEX message_message_id ON message (message_id) WHERE message_id IS NOT NULL;
CREATE TABLE header (
  message INTEGER PRIMARY KEY,
  length INTEGER NOT NULL,
  format INTEGER NOT NULL,
  data BLOB NOT NULL);
CREATE TABLE piece (
  id INTEGER PRIMARY KEY,
  start INTEGER NOT NULL,
  length INTEGER NOT NULL,
  format INTEGER NOT NULL,
  line INTEGER,
  blob INTEGER REFERENCES blob (id),
  data BLOB);
CREATE INDEX piece_blob ON piece (blob) WHERE blob IS NOT NULL;
CREATE TABLE blob (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  sha256 BLOB UNIQUE,
  length INTEGER NOT NULL,
  refs INTEGER NOT NULL);
CREATE INDEX blob_unused ON blob (refs) WHERE refs <= 0;
CREATE TABLE blob_chunk (
  id INTEGER PRIMARY KEY,
  format INTEGER NOT NULL,
  data BLOB NOT NULL);
CREATE TABLE entry (
  mailbox INTEGER NOT NULL REFERENCES mailbox (id),
  uid INTEGER NOT NULL,
  message INTEGER NOT NULL REFERENCES message (id),
  flags INTEGER NOT NULL,
  keywords TEXT NOT NULL,
  modseq INTEGER NOT NULL,
  created INTEGER NOT NULL,
  received INTEGER NOT NULL,
  saved INTEGER NOT NULL,
  size INTEGER NOT NULL,
  PRIMARY KEY (mailbox, uid)) WITHOUT ROWID;
CREATE INDEX entry_modseq ON entry (mailbox, modseq);
CREATE INDEX entry_message ON entry (message);
CREATE TABLE expunged (
  mailbox INTEGER NOT NULL REFERENCES mailbox (id) ON DELETE CASCADE,
  modseq INTEGER NOT NULL,
  uid INTEGER NOT NULL,
  PRIMARY KEY (mailbox, modseq, uid)) WITHOUT ROWID;
CREATE TABLE discarded (
  mailbox INTEGER NOT NULL REFERENCES mailbox (id) ON DELETE CASCADE,
  uid INTEGER NOT NULL,
  since INTEGER NOT NULL,
  PRIMARY KEY (mailbox, uid)) WITHOUT ROWID;
CREATE INDEX discarded_since ON discarded (since);
CREATE TABLE delivered (id TEXT PRIMARY KEY, taken INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE thread_key (hash INTEGER PRIMARY KEY, thread INTEGER NOT NULL);
CREATE TABLE unindexed (message INTEGER PRIMARY KEY);
CREATE TABLE search_text (id INTEGER PRIMARY KEY, data BLOB NOT NULL);
CREATE VIRTUAL TABLE search_index USING fts5 (
  text, content = '', columnsize = 0, detail = none, tokenize = 'trigram case_sensitive 1');
CREATE TABLE learning (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  key BLOB NOT NULL,
  junk INTEGER NOT NULL DEFAULT 0,
  good INTEGER NOT NULL DEFAULT 0);
CREATE TABLE word (
  hash INTEGER PRIMARY KEY,
  junk INTEGER NOT NULL DEFAULT 0,
  good INTEGER NOT NULL DEFAULT 0,
  last INTEGER NOT NULL);
CREATE TABLE correspondent (
  hash INTEGER PRIMARY KEY,
  sent INTEGER NOT NULL DEFAULT 0,
  junk INTEGER NOT NULL DEFAULT 0,
  good INTEGER NOT NULL DEFAULT 0,
  last INTEGER NOT NULL);
CREATE TABLE lesson (message INTEGER PRIMARY KEY, kind INTEGER NOT NULL, learned INTEGER);
CREATE INDEX lesson_due ON lesson (message) WHERE learned IS NOT kind;
