-- The language that each post was found to be in, as of which revision; und where it can't be told.
CREATE TABLE localization_post (
  ref TEXT PRIMARY KEY,
  language TEXT NOT NULL,
  confidence REAL NOT NULL,
  revision INTEGER NOT NULL
) WITHOUT ROWID;
