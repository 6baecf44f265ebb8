CREATE TABLE hosts_cursor (
  host TEXT PRIMARY KEY,
  cursor TEXT NOT NULL,
  at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE hosts_seen (
  subject TEXT NOT NULL,
  type TEXT NOT NULL,
  revision INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (subject, type, revision)
) WITHOUT ROWID;

CREATE INDEX hosts_seen_at ON hosts_seen (at);
