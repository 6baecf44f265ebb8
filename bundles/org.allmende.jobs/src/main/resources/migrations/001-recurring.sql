-- Who does each job, and up to which time its recurring times are done. The epoch grows whenever somebody begins to do
-- the job; only who knows the newest one may write that something is done. The next time is not kept: it is asked for
-- anew, since the next version of a job may recur at other times.
CREATE TABLE jobs_recurring (
  job TEXT PRIMARY KEY,
  feature TEXT NOT NULL,
  generation INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  last INTEGER NOT NULL, -- the newest due time that is done; at first when the job was first seen
  attempts INTEGER NOT NULL DEFAULT 0,
  next_try INTEGER NOT NULL DEFAULT 0,
  failure TEXT
) WITHOUT ROWID;
