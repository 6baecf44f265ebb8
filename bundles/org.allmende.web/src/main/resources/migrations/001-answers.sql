-- What a POST with an Idempotency-Key was answered, for a day.
CREATE TABLE web_idempotency (
  id TEXT PRIMARY KEY,
  hash TEXT NOT NULL,
  status INTEGER NOT NULL,
  type TEXT NOT NULL,
  location TEXT NOT NULL,
  body BLOB,
  created INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX web_idempotency_created ON web_idempotency (created);
