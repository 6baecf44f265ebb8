-- What a POST with an Idempotency-Key was answered, for a day.
CREATE TABLE web_idempotency (
  id TEXT PRIMARY KEY,
  hash TEXT NOT NULL,
  -- Whose it is, so that it goes with them; empty if nobody was signed in.
  member TEXT NOT NULL,
  status INTEGER NOT NULL,
  type TEXT NOT NULL,
  location TEXT NOT NULL,
  body BLOB,
  created INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX web_idempotency_created ON web_idempotency (created);
CREATE INDEX web_idempotency_member ON web_idempotency (member);
