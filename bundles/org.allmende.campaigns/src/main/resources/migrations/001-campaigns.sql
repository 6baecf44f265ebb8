CREATE TABLE campaigns_campaign (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  body TEXT NOT NULL,
  link TEXT NOT NULL,
  link_label TEXT NOT NULL,
  starts TEXT NOT NULL,
  ends TEXT,
  zone TEXT,
  first_at INTEGER NOT NULL,
  last_at INTEGER,
  spaces TEXT NOT NULL,
  roles TEXT NOT NULL,
  locales TEXT NOT NULL,
  space TEXT,
  author TEXT,
  state TEXT NOT NULL,
  created INTEGER NOT NULL,
  creator TEXT,
  revision INTEGER NOT NULL,
  request_key TEXT UNIQUE
);

CREATE INDEX campaigns_campaign_live ON campaigns_campaign (first_at) WHERE state IN ('scheduled', 'running');

CREATE TABLE campaigns_seen (
  campaign INTEGER NOT NULL,
  member TEXT NOT NULL,
  shown INTEGER NOT NULL,
  dismissed INTEGER,
  clicked INTEGER,
  PRIMARY KEY (campaign, member)
) WITHOUT ROWID;

CREATE INDEX campaigns_seen_member ON campaigns_seen (member);

CREATE TABLE campaigns_guests (
  campaign INTEGER PRIMARY KEY,
  dismissed INTEGER NOT NULL,
  clicked INTEGER NOT NULL
);
