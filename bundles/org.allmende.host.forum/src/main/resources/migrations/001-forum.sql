-- Spaces, topics, posts and what hangs on them. Counters and times of last activity are kept in the unit that changes them,
-- so that a list is one index range at any size.

CREATE TABLE forum_space (
  id INTEGER PRIMARY KEY,
  external TEXT,
  name TEXT NOT NULL,
  description TEXT NOT NULL DEFAULT '',
  parent INTEGER,
  private INTEGER NOT NULL DEFAULT 0,
  created INTEGER NOT NULL,
  topics INTEGER NOT NULL DEFAULT 0,
  posts INTEGER NOT NULL DEFAULT 0,
  active INTEGER,
  revision INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX forum_space_name ON forum_space (ifnull(parent, 0), name);
CREATE INDEX forum_space_private ON forum_space (id) WHERE private = 1;

CREATE TABLE forum_space_member (
  member TEXT NOT NULL,
  space INTEGER NOT NULL,
  PRIMARY KEY (member, space)
) WITHOUT ROWID;

CREATE TABLE forum_topic (
  id INTEGER PRIMARY KEY,
  external TEXT,
  space INTEGER NOT NULL,
  author TEXT NOT NULL,
  title TEXT NOT NULL,
  created INTEGER NOT NULL,
  active INTEGER NOT NULL,
  last TEXT NOT NULL,
  posts INTEGER NOT NULL DEFAULT 0,
  numbered INTEGER NOT NULL DEFAULT 0,
  first INTEGER NOT NULL,
  answer INTEGER,
  state TEXT NOT NULL,
  before TEXT,
  taken_by TEXT,
  revision INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX forum_topic_space ON forum_topic (space, active, id);
CREATE INDEX forum_topic_active ON forum_topic (active, id);
CREATE INDEX forum_topic_author ON forum_topic (author, id);

CREATE TABLE forum_tag (
  tag TEXT NOT NULL,
  topic INTEGER NOT NULL,
  PRIMARY KEY (tag, topic)
) WITHOUT ROWID;
CREATE INDEX forum_tag_topic ON forum_tag (topic, tag);

CREATE TABLE forum_post (
  id INTEGER PRIMARY KEY,
  external TEXT,
  topic INTEGER NOT NULL,
  author TEXT NOT NULL,
  number INTEGER NOT NULL,
  body TEXT NOT NULL,
  reply_to INTEGER,
  created INTEGER NOT NULL,
  edited INTEGER,
  editor TEXT,
  state TEXT NOT NULL,
  before TEXT,
  taken_by TEXT,
  reasons TEXT,
  told INTEGER NOT NULL DEFAULT 0,
  replies INTEGER NOT NULL DEFAULT 0,
  reactions TEXT NOT NULL DEFAULT '',
  revision INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX forum_post_topic ON forum_post (topic, number);
CREATE INDEX forum_post_author ON forum_post (author, id);
CREATE INDEX forum_post_reply ON forum_post (reply_to, number) WHERE reply_to IS NOT NULL;

-- What a post said before each edit; revision is the last one with that text.
CREATE TABLE forum_revision (
  post INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  title TEXT,
  body TEXT NOT NULL,
  author TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (post, revision)
) WITHOUT ROWID;
CREATE INDEX forum_revision_author ON forum_revision (author);

CREATE TABLE forum_reaction (
  post INTEGER NOT NULL,
  word TEXT NOT NULL,
  member TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (post, word, member)
) WITHOUT ROWID;
CREATE INDEX forum_reaction_member ON forum_reaction (member, post);

CREATE TABLE forum_mention (
  post INTEGER NOT NULL,
  member TEXT NOT NULL,
  PRIMARY KEY (post, member)
) WITHOUT ROWID;
CREATE INDEX forum_mention_member ON forum_mention (member);

-- What a member has done, counted over published posts.
CREATE TABLE forum_author (
  author TEXT PRIMARY KEY,
  topics INTEGER NOT NULL DEFAULT 0,
  posts INTEGER NOT NULL DEFAULT 0,
  answers INTEGER NOT NULL DEFAULT 0,
  reactions INTEGER NOT NULL DEFAULT 0,
  last INTEGER
) WITHOUT ROWID;

CREATE TABLE forum_notification (
  id INTEGER PRIMARY KEY,
  member TEXT NOT NULL,
  kind TEXT NOT NULL,
  actor TEXT,
  count INTEGER NOT NULL DEFAULT 1,
  post INTEGER,
  title TEXT,
  body TEXT,
  about TEXT,
  at INTEGER NOT NULL,
  read INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX forum_notification_member ON forum_notification (member, at, id);
CREATE INDEX forum_notification_unread ON forum_notification (member) WHERE read = 0;
CREATE INDEX forum_notification_post ON forum_notification (post) WHERE post IS NOT NULL;
CREATE UNIQUE INDEX forum_notification_group ON forum_notification (member, post) WHERE kind = 'reaction' AND read = 0;

-- The ids that items had in an archive. They outlive the items, so that an import does not bring back what was erased.
CREATE TABLE forum_external (
  kind TEXT NOT NULL,
  external TEXT NOT NULL,
  id INTEGER NOT NULL,
  PRIMARY KEY (kind, external)
) WITHOUT ROWID;

-- Commands that were done.
CREATE TABLE forum_command (
  id TEXT PRIMARY KEY,
  at INTEGER NOT NULL
) WITHOUT ROWID;

-- What a request that may come again has made.
CREATE TABLE forum_once (
  key TEXT PRIMARY KEY,
  item INTEGER NOT NULL,
  at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX forum_once_at ON forum_once (at);
