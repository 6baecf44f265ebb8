-- What came with a key, as a hash: the key with something else is a mistake to be told, not the same request again.
ALTER TABLE forum_once ADD COLUMN content TEXT NOT NULL DEFAULT '';
