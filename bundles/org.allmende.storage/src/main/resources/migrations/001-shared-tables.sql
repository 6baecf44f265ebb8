-- What the writer itself puts into a unit's transaction: its events, commands and tasks, and its key.
-- This file is the one place that describes these tables. Each is worked off by the bundle it is named after,
-- which changes rows only by units of its own. Times are milliseconds UTC, references are host:kind:id.

-- The log of events, read and pruned by org.allmende.events.
CREATE TABLE events_event (
  offset INTEGER PRIMARY KEY AUTOINCREMENT,
  type TEXT NOT NULL,
  time INTEGER NOT NULL,
  subject TEXT NOT NULL,
  revision INTEGER NOT NULL,
  actor TEXT
);

-- Commands to hosts, worked off by org.allmende.hosts in the order of their numbers. One row a command; a command whose
-- id is there already is not added again, so rows that are done should be kept for some days.
--   kind        hide     restore  open-topic  reply    message     (the record in org.allmende.api.host.Command)
--   subject     subject  subject  space       topic    member
--   member      by       by       author      author   -
--   title       -        -        title       -        title
--   body        -        -        body        body     body
--   tags        -        -        tags        -        -           (one a line)
--   about       -        -        -           -        about
--   reason      reason   -        -           -        -
-- What a kind does not have is NULL; so is an empty Optional.
CREATE TABLE hosts_command (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  host TEXT NOT NULL,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  member TEXT,
  title TEXT,
  body TEXT,
  tags TEXT,
  about TEXT,
  reason TEXT,
  created INTEGER NOT NULL,
  state TEXT NOT NULL DEFAULT 'waiting', -- waiting, done, dead
  attempts INTEGER NOT NULL DEFAULT 0,
  next_try INTEGER NOT NULL DEFAULT 0,
  failure TEXT
);
CREATE INDEX hosts_command_waiting ON hosts_command (host, next_try) WHERE state = 'waiting';

-- Tasks, worked off by org.allmende.jobs; a task that is done is gone. Giving a task again replaces it and its number,
-- so that whoever works on the one before can tell that it was replaced.
CREATE TABLE jobs_task (
  job TEXT NOT NULL,
  key TEXT NOT NULL,
  due INTEGER NOT NULL,
  payload TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'waiting', -- waiting, dead
  attempts INTEGER NOT NULL DEFAULT 0,
  next_try INTEGER NOT NULL,
  failure TEXT,
  number INTEGER NOT NULL,
  PRIMARY KEY (job, key)
) WITHOUT ROWID;
CREATE INDEX jobs_task_waiting ON jobs_task (job, next_try) WHERE state = 'waiting';

-- Keys of units that are kept once, for seven days.
CREATE TABLE store_once (
  key TEXT PRIMARY KEY,
  at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX store_once_at ON store_once (at);

-- Up to where numbers have been set aside to be given out.
CREATE TABLE store_id (
  reserved INTEGER NOT NULL
);
INSERT INTO store_id (reserved) VALUES (0);
