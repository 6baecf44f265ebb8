CREATE TABLE audit_entry (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  time INTEGER NOT NULL,
  actor TEXT NOT NULL,
  act TEXT NOT NULL,
  subject TEXT NOT NULL,
  detail TEXT NOT NULL,
  hash TEXT
);

CREATE INDEX audit_entry_unsealed ON audit_entry (id) WHERE hash IS NULL;

CREATE TABLE audit_person (
  entry INTEGER PRIMARY KEY,
  actor TEXT NOT NULL,
  name TEXT NOT NULL,
  client TEXT NOT NULL
);

CREATE INDEX audit_person_actor ON audit_person (actor);
