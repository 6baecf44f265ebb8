CREATE TABLE identity_member (
  id INTEGER PRIMARY KEY,
  external_id TEXT UNIQUE,
  name TEXT NOT NULL,
  name_folded TEXT NOT NULL UNIQUE,
  -- What the name looks like. Not unique: names from an archive stay as they are.
  look TEXT NOT NULL,
  email TEXT NOT NULL DEFAULT '',
  password TEXT NOT NULL DEFAULT '',
  role TEXT NOT NULL DEFAULT 'member',
  locale TEXT NOT NULL DEFAULT '',
  zone TEXT NOT NULL DEFAULT 'UTC',
  joined INTEGER NOT NULL,
  suspended INTEGER NOT NULL DEFAULT 0,
  epoch INTEGER NOT NULL DEFAULT 1,
  revision INTEGER NOT NULL DEFAULT 1,
  parting TEXT,
  -- The request that made the account, so that asking again finds it: hashes of who asked with which key, and of what they asked.
  join_key TEXT,
  join_body TEXT
);

CREATE INDEX identity_member_join_key ON identity_member (join_key) WHERE join_key IS NOT NULL;

CREATE INDEX identity_member_look ON identity_member (look);

CREATE INDEX identity_member_role ON identity_member (role);

CREATE TABLE identity_session (
  id INTEGER PRIMARY KEY,
  hash TEXT NOT NULL UNIQUE,
  member INTEGER NOT NULL,
  secret TEXT NOT NULL,
  agent TEXT NOT NULL,
  created INTEGER NOT NULL,
  seen INTEGER NOT NULL
);

CREATE INDEX identity_session_member ON identity_session (member);

CREATE INDEX identity_session_seen ON identity_session (seen);

CREATE TABLE identity_token (
  id INTEGER PRIMARY KEY,
  hash TEXT NOT NULL UNIQUE,
  member INTEGER NOT NULL,
  name TEXT NOT NULL,
  scopes TEXT NOT NULL,
  created INTEGER NOT NULL,
  used INTEGER
);

CREATE INDEX identity_token_member ON identity_token (member);
