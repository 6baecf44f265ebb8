-- When a job last ran, be it for a recurring time or for a task, and whether that went well or not.
ALTER TABLE jobs_recurring ADD COLUMN ran INTEGER;
