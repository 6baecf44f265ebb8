-- How far each consumer has got. The epoch grows whenever somebody begins to follow for it; only who knows the newest
-- one may move the cursor, so that a generation that was thought gone can change nothing.
CREATE TABLE events_cursor (
  consumer TEXT PRIMARY KEY,
  feature TEXT NOT NULL,
  generation INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  cursor INTEGER NOT NULL,
  changed INTEGER NOT NULL
) WITHOUT ROWID;

-- Events that a consumer could not handle, with all that it needs to try again after the event itself was pruned.
CREATE TABLE events_deadletter (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  consumer TEXT NOT NULL,
  offset INTEGER NOT NULL,
  type TEXT NOT NULL,
  time INTEGER NOT NULL,
  subject TEXT NOT NULL,
  revision INTEGER NOT NULL,
  actor TEXT,
  attempts INTEGER NOT NULL,
  failure TEXT NOT NULL,
  since INTEGER NOT NULL,
  replay INTEGER NOT NULL DEFAULT 0,
  UNIQUE (consumer, offset)
);
