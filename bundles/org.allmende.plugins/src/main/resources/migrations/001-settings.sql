-- What administrators want otherwise than the features' own settings, as a JSON object; secrets as references only.
CREATE TABLE settings_override (
  pid TEXT PRIMARY KEY,
  settings TEXT NOT NULL,
  revision INTEGER NOT NULL
);
