-- What is there of one member, to be told to them and to be taken away.
CREATE INDEX moderation_finding_reporter ON moderation_finding (reporter) WHERE reporter IS NOT NULL;
CREATE INDEX moderation_decision_actor ON moderation_decision (actor) WHERE actor IS NOT NULL;
CREATE INDEX moderation_appeal_member ON moderation_appeal (member);
