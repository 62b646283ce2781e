CREATE TABLE domain (key TEXT PRIMARY KEY, created INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE address (
  key TEXT PRIMARY KEY,
  written TEXT NOT NULL,
  enabled INTEGER NOT NULL,
  answer TEXT,
  created INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE target (
  address TEXT NOT NULL REFERENCES address(key) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  kind TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (address, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE account (
  key TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  address TEXT NOT NULL,
  salt TEXT NOT NULL,
  iterations INTEGER NOT NULL,
  seal_key TEXT NOT NULL,
  recovery_box TEXT,
  created INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE credential (
  key TEXT PRIMARY KEY,
  account TEXT NOT NULL,
  name TEXT NOT NULL,
  stored_key TEXT NOT NULL,
  server_key TEXT NOT NULL,
  wrapped_key TEXT NOT NULL,
  scopes TEXT NOT NULL,
  created INTEGER NOT NULL,
  last_used INTEGER NOT NULL,
  last_protocol TEXT,
  last_remote TEXT
) STRICT, WITHOUT ROWID;
CREATE TABLE setting (
  key TEXT NOT NULL,
  position INTEGER NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (key, position)
) STRICT, WITHOUT ROWID;
