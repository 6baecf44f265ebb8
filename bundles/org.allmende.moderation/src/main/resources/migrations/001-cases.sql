-- One case for each subject that somebody should look at.
CREATE TABLE moderation_case (
    id       INTEGER PRIMARY KEY,
    subject  TEXT    NOT NULL,
    space    TEXT    NOT NULL,
    author   TEXT    NOT NULL,
    cause    TEXT    NOT NULL,
    severity INTEGER NOT NULL,
    reports  INTEGER NOT NULL DEFAULT 0,
    opened   INTEGER NOT NULL,
    touched  INTEGER NOT NULL,
    state    TEXT    NOT NULL,
    revision INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX moderation_case_open ON moderation_case (subject) WHERE state = 'open';
CREATE INDEX moderation_case_queue ON moderation_case (state, severity DESC, opened);
CREATE INDEX moderation_case_subject ON moderation_case (subject);
CREATE INDEX moderation_case_author ON moderation_case (author);

-- Why it is looked at: what members and checks said.
CREATE TABLE moderation_finding (
    id       INTEGER PRIMARY KEY,
    case_id  INTEGER NOT NULL REFERENCES moderation_case (id),
    source   TEXT    NOT NULL,
    rule     TEXT    NOT NULL,
    detail   TEXT    NOT NULL,
    reporter TEXT,
    created  INTEGER NOT NULL
);
CREATE INDEX moderation_finding_case ON moderation_finding (case_id);
CREATE UNIQUE INDEX moderation_finding_once ON moderation_finding (case_id, reporter) WHERE reporter IS NOT NULL;

-- What people decided, kept when undone.
CREATE TABLE moderation_decision (
    id      INTEGER PRIMARY KEY,
    case_id INTEGER NOT NULL REFERENCES moderation_case (id),
    action  TEXT    NOT NULL,
    reason  TEXT    NOT NULL,
    clause  TEXT    NOT NULL,
    note    TEXT    NOT NULL,
    actor   TEXT,
    created INTEGER NOT NULL,
    undone  INTEGER
);
CREATE INDEX moderation_decision_case ON moderation_decision (case_id);

-- A member's objection to a decision.
CREATE TABLE moderation_appeal (
    decision INTEGER PRIMARY KEY REFERENCES moderation_decision (id),
    member   TEXT    NOT NULL,
    text     TEXT    NOT NULL,
    created  INTEGER NOT NULL
);

-- Words and phrases that posts are checked for.
CREATE TABLE moderation_term (
    id       INTEGER PRIMARY KEY,
    text     TEXT    NOT NULL UNIQUE,
    action   TEXT    NOT NULL,
    created  INTEGER NOT NULL
);
