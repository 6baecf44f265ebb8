CREATE TABLE identity_audit (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  time INTEGER NOT NULL,
  actor TEXT NOT NULL,
  act TEXT NOT NULL,
  subject TEXT NOT NULL,
  detail TEXT NOT NULL,
  hash TEXT
);

CREATE INDEX identity_audit_unsealed ON identity_audit (id) WHERE hash IS NULL;

CREATE TABLE identity_audit_person (
  entry INTEGER PRIMARY KEY,
  actor TEXT NOT NULL,
  name TEXT NOT NULL,
  client TEXT NOT NULL
);

CREATE INDEX identity_audit_person_actor ON identity_audit_person (actor);
