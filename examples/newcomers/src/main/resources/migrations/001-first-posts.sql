-- The first post of each member. A version only adds to tables: the one before must still be able to use them.
CREATE TABLE newcomers_first (
  member TEXT NOT NULL PRIMARY KEY,
  post TEXT NOT NULL,
  written INTEGER NOT NULL
) STRICT;
CREATE INDEX newcomers_first_written ON newcomers_first (written);
CREATE INDEX newcomers_first_post ON newcomers_first (post);
