-- In which state the post was with that text: what was never published is not to be read in the history of what is.
ALTER TABLE forum_revision ADD COLUMN state TEXT NOT NULL DEFAULT 'published';

-- Of what was written before nobody kept it; what is kept back now may have been kept back then.
UPDATE forum_revision SET state = 'held' WHERE post IN (SELECT id FROM forum_post WHERE state <> 'published');
