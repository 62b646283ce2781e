CREATE TABLE event(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  connection TEXT NOT NULL,
  detail TEXT NOT NULL);
CREATE INDEX event_by_kind ON event(kind, id);
CREATE INDEX event_by_connection ON event(connection, id);
CREATE INDEX event_by_time ON event(at);
