PRAGMA user_version = 6;
PRAGMA application_id = 1414681428;
BEGIN TRANSACTION;
CREATE TABLE answer (
    entry_n INTEGER NOT NULL REFERENCES entry (n) ON DELETE CASCADE,
    n INTEGER NOT NULL,
    pack TEXT,
    prompt_id TEXT,
    prompt_text TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (entry_n, n)
);
INSERT INTO "answer" VALUES(2,1,'after-a-conflict','storms-joys-after-both-names','What do I see when I tell today''s scene as a story, calling both of us by name?','a');
INSERT INTO "answer" VALUES(2,2,'after-a-conflict','storms-joys-after-older-hurt','Which older hurt of mine, if any, sat down between us today?','b');
INSERT INTO "answer" VALUES(2,3,'after-a-conflict','storms-joys-after-good-hour','When could we go on talking, if I look honestly at how tired I am tonight?','c');
INSERT INTO "answer" VALUES(3,1,NULL,'need-heard','What do they need?','tea');
CREATE TABLE checkin (
    entry_n INTEGER NOT NULL PRIMARY KEY REFERENCES entry (n) ON DELETE CASCADE,
    day TEXT NOT NULL,
    person TEXT,
    not_today BOOLEAN NOT NULL CHECK (not_today IN (0, 1)),
    follow_up TEXT
);
INSERT INTO "checkin" VALUES(3,'2026-11-22','sam',0,'2026-11-24');
CREATE TABLE entry (
    n INTEGER NOT NULL PRIMARY KEY,
    id TEXT NOT NULL UNIQUE CHECK (length(id) = 20),
    day TEXT NOT NULL CHECK (day GLOB '[0-9][0-9][0-9][0-9]-[0-1][0-9]-[0-3][0-9]'),
    written_on TEXT NOT NULL,
    created_at TEXT NOT NULL,
    tz TEXT,
    utc_offset INTEGER NOT NULL,
    modified_at TEXT NOT NULL,
    revision INTEGER NOT NULL CHECK (revision >= 1),
    kind TEXT NOT NULL CHECK (kind IN ('daily', 'free', 'review', 'checkin', 'storm', 'joy')),
    title TEXT,
    body TEXT NOT NULL,
    mood INTEGER CHECK (mood BETWEEN 1 AND 5),
    closeness INTEGER CHECK (closeness BETWEEN 1 AND 5),
    pack TEXT,
    prompt_id TEXT,
    prompt_text TEXT,
    practice TEXT,
    period TEXT,
    starred BOOLEAN NOT NULL CHECK (starred IN (0, 1)),
    private BOOLEAN NOT NULL CHECK (private IN (0, 1)),
    source TEXT,
    source_id TEXT,
    deleted_at TEXT,
    hash TEXT NOT NULL,
    UNIQUE (source, source_id)
);
INSERT INTO "entry" VALUES(1,'a6yqg20ewkc4929r6rdk','2026-11-19','2026-11-19','2026-11-19T20:00:00.000000Z','Europe/Berlin',3600,'2026-11-19T20:10:00.000000Z',2,'daily',NULL,'We sat in the kitchen until it was dark.',4,5,'emotional-trust','safe-space-most-myself','When did I feel most myself today, and who or what was near me?','safe-space',NULL,0,0,NULL,NULL,NULL,'e33dfc4988e86fe57f06e140ebaba9b9');
INSERT INTO "entry" VALUES(2,'mea3c9cr2qh0kwdqthm7','2026-11-20','2026-11-20','2026-11-20T20:00:00.000000Z','Europe/Berlin',3600,'2026-11-20T20:00:00.000000Z',1,'storm',NULL,'### What do I see when I tell today''s scene as a story, calling both of us by name?

a

### Which older hurt of mine, if any, sat down between us today?

b

### When could we go on talking, if I look honestly at how tired I am tonight?

c',NULL,NULL,NULL,NULL,NULL,'storms-joys',NULL,0,0,NULL,NULL,NULL,'89aea5f4d3d06ced083ac90f1d308fcc');
INSERT INTO "entry" VALUES(3,'1nq2xadev29syzq1wrzy','2026-11-22','2026-11-22','2026-11-22T21:10:00.000000Z','Europe/Berlin',3600,'2026-11-22T21:10:00.000000Z',1,'checkin',NULL,'### What do they need?

tea',NULL,NULL,NULL,NULL,NULL,'check-ins',NULL,0,0,NULL,NULL,NULL,'82b497eef05bdad71aa1e3515be2e27e');
INSERT INTO "entry" VALUES(4,'w8v109xyqwj1mwphqwy8','2026-11-22','2026-11-22','2026-11-22T21:10:00.000000Z','Europe/Berlin',3600,'2026-11-22T21:10:00.000000Z',1,'free',NULL,'Only mine %% and this %%',NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,1,NULL,NULL,'2026-11-22T21:10:00.000000Z','5f5cfeae1e145ff67768ad7277738cb9');
CREATE TABLE entry_person (
    entry_n INTEGER NOT NULL REFERENCES entry (n) ON DELETE CASCADE,
    key TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (entry_n, key)
);
INSERT INTO "entry_person" VALUES(1,'sam','Sam');
INSERT INTO "entry_person" VALUES(3,'sam','Sam');
CREATE TABLE entry_tag (
    entry_n INTEGER NOT NULL REFERENCES entry (n) ON DELETE CASCADE,
    key TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (entry_n, key)
);
INSERT INTO "entry_tag" VALUES(1,'home','home');
CREATE TABLE focus (
    period TEXT NOT NULL PRIMARY KEY,
    practice TEXT NOT NULL,
    set_at TEXT NOT NULL
);
INSERT INTO "focus" VALUES('2026-W47','presence','2026-11-22T21:10:00.000000Z');
CREATE TABLE intention (
    n INTEGER NOT NULL PRIMARY KEY,
    period TEXT NOT NULL,
    text TEXT NOT NULL,
    outcome TEXT,
    entry_n INTEGER REFERENCES entry (n) ON DELETE SET NULL,
    made_at TEXT NOT NULL
);
CREATE TABLE meta (
    key TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);
INSERT INTO "meta" VALUES('salt','197d5c2b3914cba28283c593d4d9500876f6ccd9861d3a4865a9368c67af8368');
CREATE TABLE pause (
    n INTEGER NOT NULL PRIMARY KEY,
    first_day TEXT NOT NULL,
    last_day TEXT NOT NULL CHECK (last_day >= first_day),
    reason TEXT,
    made_at TEXT NOT NULL
);
INSERT INTO "pause" VALUES(1,'2026-11-22','2026-11-22',NULL,'2026-11-22T21:10:00.000000Z');
CREATE TABLE person (
    n INTEGER NOT NULL PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    alias TEXT NOT NULL,
    context TEXT,
    cadence_days INTEGER CHECK (cadence_days BETWEEN 1 AND 366),
    quote BOOLEAN NOT NULL CHECK (quote IN (0, 1)),
    made_at TEXT NOT NULL
);
INSERT INTO "person" VALUES(1,'sam','Sam',NULL,7,1,'2026-11-22T21:10:00.000000Z');
CREATE TABLE promise (
    n INTEGER NOT NULL PRIMARY KEY,
    id TEXT NOT NULL UNIQUE CHECK (length(id) = 20),
    text TEXT NOT NULL,
    made_on TEXT NOT NULL,
    made_at TEXT NOT NULL,
    person TEXT,
    due TEXT,
    every INTEGER CHECK (every BETWEEN 0 AND 6),
    cue TEXT,
    size TEXT CHECK (size IN ('small', 'medium', 'big')),
    origin TEXT CHECK (origin IN ('offered', 'asked')),
    private BOOLEAN NOT NULL CHECK (private IN (0, 1))
);
INSERT INTO "promise" VALUES(1,'72d9wns3c52qkzg4gx1j','Home by seven','2026-11-22','2026-11-22T21:10:00.000000Z','Sam',NULL,1,NULL,NULL,NULL,0);
CREATE TABLE promise_event (
    n INTEGER NOT NULL PRIMARY KEY,
    promise_n INTEGER NOT NULL REFERENCES promise (n) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN (
        'kept', 'partly', 'moved', 'released', 'withdrawn', 'broken', 'repair', 'undo')),
    day TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    occurrence TEXT,
    due TEXT,
    note TEXT,
    told_them BOOLEAN CHECK (told_them IN (0, 1)),
    acknowledged TEXT,
    amends TEXT,
    change TEXT
);
INSERT INTO "promise_event" VALUES(1,1,'kept','2026-11-22','2026-11-22T21:10:00.000000Z',NULL,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE prompt_event (
    n INTEGER NOT NULL PRIMARY KEY,
    day TEXT NOT NULL,
    recorded_on TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    event TEXT NOT NULL CHECK (event IN ('served', 'answered', 'skipped')),
    pack TEXT NOT NULL,
    prompt_id TEXT NOT NULL,
    origin TEXT NOT NULL,
    practice TEXT NOT NULL,
    depth INTEGER NOT NULL CHECK (depth BETWEEN 1 AND 3),
    reason TEXT,
    entry_n INTEGER REFERENCES entry (n) ON DELETE SET NULL
);
INSERT INTO "prompt_event" VALUES(1,'2026-11-19','2026-11-19','2026-11-19T20:00:00.000000Z','served','emotional-trust','safe-space-most-myself','emotional-trust/safe-space-most-myself','safe-space',1,NULL,NULL);
INSERT INTO "prompt_event" VALUES(2,'2026-11-19','2026-11-19','2026-11-19T20:00:00.000000Z','answered','emotional-trust','safe-space-most-myself','emotional-trust/safe-space-most-myself','safe-space',1,NULL,1);
CREATE TABLE pulse (
    n INTEGER NOT NULL PRIMARY KEY,
    week TEXT NOT NULL,
    taken_on TEXT NOT NULL,
    taken_at TEXT NOT NULL
);
CREATE TABLE pulse_answer (
    pulse_n INTEGER NOT NULL REFERENCES pulse (n) ON DELETE CASCADE,
    item TEXT NOT NULL,
    value INTEGER CHECK (value BETWEEN 1 AND 5),
    PRIMARY KEY (pulse_n, item)
);
CREATE TABLE revision (
    entry_n INTEGER NOT NULL REFERENCES entry (n) ON DELETE CASCADE,
    revision INTEGER NOT NULL,
    modified_at TEXT NOT NULL,
    title TEXT,
    body TEXT NOT NULL,
    mood INTEGER,
    closeness INTEGER,
    tags TEXT NOT NULL,
    people TEXT NOT NULL,
    private BOOLEAN NOT NULL CHECK (private IN (0, 1)),
    hash TEXT NOT NULL,
    PRIMARY KEY (entry_n, revision)
);
INSERT INTO "revision" VALUES(1,1,'2026-11-19T20:00:00.000000Z',NULL,'We sat in the kitchen.',4,5,'["home"]','["Sam"]',0,'75ec2ae1ec6b2a4194562d7e5d6b525d');
CREATE TABLE share (
    n INTEGER NOT NULL PRIMARY KEY,
    day TEXT NOT NULL,
    shared_at TEXT NOT NULL,
    person TEXT,
    path TEXT NOT NULL
);
CREATE TABLE share_line (
    share_n INTEGER NOT NULL REFERENCES share (n) ON DELETE CASCADE,
    n INTEGER NOT NULL,
    entry_n INTEGER REFERENCES entry (n) ON DELETE SET NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (share_n, n)
);
CREATE TABLE sitting (
    n INTEGER NOT NULL PRIMARY KEY,
    day TEXT NOT NULL,
    began_at TEXT,
    seconds INTEGER NOT NULL CHECK (seconds > 0),
    planned_seconds INTEGER NOT NULL
);
INSERT INTO "sitting" VALUES(1,'2026-11-22',NULL,300,300);
CREATE TABLE unsaid (
    n INTEGER NOT NULL PRIMARY KEY,
    entry_n INTEGER NOT NULL REFERENCES entry (n) ON DELETE CASCADE,
    line TEXT,
    state TEXT NOT NULL CHECK (state IN ('not-yet', 'said', 'mine')),
    changed_at TEXT NOT NULL
);
INSERT INTO "unsaid" VALUES(1,1,NULL,'not-yet','2026-11-22T21:10:00.000000Z');
CREATE INDEX entry_by_day ON entry (day, created_at, written_on) WHERE deleted_at IS NULL;
CREATE INDEX entry_by_time ON entry (created_at) WHERE deleted_at IS NULL;
CREATE INDEX entry_by_kind ON entry (kind, period) WHERE deleted_at IS NULL;
CREATE INDEX entry_by_practice ON entry (practice, day) WHERE deleted_at IS NULL;
CREATE INDEX entry_trashed ON entry (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE INDEX entry_tag_by_key ON entry_tag (key, entry_n);
CREATE INDEX entry_person_by_key ON entry_person (key, entry_n);
CREATE INDEX intention_by_period ON intention (period, n);
CREATE INDEX prompt_event_by_day ON prompt_event (day, event, n);
CREATE INDEX prompt_event_by_practice ON prompt_event (practice, event, recorded_on);
CREATE INDEX prompt_event_by_origin ON prompt_event (recorded_on, origin);
CREATE INDEX prompt_event_answered ON prompt_event (origin, recorded_on) WHERE event = 'answered';
CREATE INDEX prompt_event_reasons ON prompt_event (reason, recorded_on) WHERE reason IS NOT NULL;
CREATE INDEX prompt_event_by_depth ON prompt_event (depth, event, recorded_on);
CREATE INDEX promise_event_by_promise ON promise_event (promise_n, n);
CREATE INDEX promise_event_by_day ON promise_event (day, n);
CREATE INDEX pulse_by_week ON pulse (week, n);
CREATE INDEX pulse_by_day ON pulse (taken_on);
CREATE INDEX checkin_by_person ON checkin (person, day);
CREATE INDEX unsaid_by_entry ON unsaid (entry_n);
CREATE INDEX unsaid_by_state ON unsaid (state, changed_at);
CREATE INDEX sitting_by_day ON sitting (day);
CREATE VIRTUAL TABLE search USING fts5(
    title, body, question, tags, people, content='', tokenize="ascii tokenchars '+$'"
);
INSERT INTO search (rowid, title, body, question, tags, people) VALUES (3, '﷑ ', '### what do they need?

tea', '', '', 'sam');
INSERT INTO search (rowid, title, body, question, tags, people) VALUES (1, '﷑ ', 'we sat in the kitchen until it was dark.', 'when did i feel most myself today, and who or what was near me?', 'home', 'sam');
INSERT INTO search (rowid, title, body, question, tags, people) VALUES (2, '﷑ ', '### what do i see when i tell today''s scene as a story, calling both of us by name?

a

### which older hurt of mine, if any, sat down between us today?

b

### when could we go on talking, if i look honestly at how tired i am tonight?

c', '', '', '');
CREATE INDEX entry_private ON entry (day) WHERE private AND deleted_at IS NULL;
CREATE INDEX entry_by_kind_and_day ON entry (kind, day, created_at) WHERE deleted_at IS NULL;
CREATE INDEX entry_starred ON entry (day, created_at) WHERE starred AND deleted_at IS NULL;
INSERT INTO meta VALUES ('search', '1/14.0.0');
ALTER TABLE promise ADD COLUMN hidden BOOLEAN NOT NULL DEFAULT 0 CHECK (hidden IN (0, 1));
ALTER TABLE entry ADD COLUMN come_back TEXT;
CREATE INDEX entry_come_back ON entry (come_back)
    WHERE come_back IS NOT NULL AND deleted_at IS NULL;
CREATE TABLE person_date (
    n INTEGER NOT NULL PRIMARY KEY,
    person TEXT NOT NULL,
    key TEXT NOT NULL,
    name TEXT NOT NULL,
    month INTEGER NOT NULL CHECK (month BETWEEN 1 AND 12),
    day INTEGER NOT NULL CHECK (day BETWEEN 1 AND 31),
    asked_before TEXT,
    asked_after TEXT,
    made_at TEXT NOT NULL,
    UNIQUE (person, key)
);
UPDATE entry SET come_back = '2026-11-27' WHERE n = 1;
INSERT INTO "person_date" VALUES(1,'sam','birthday','birthday',5,3,NULL,'2026-05-04','2026-11-22T21:10:00.000000Z');
ALTER TABLE promise_event ADD COLUMN undoes TEXT;
DROP INDEX promise_event_by_promise;
CREATE INDEX promise_event_by_promise ON promise_event (promise_n, recorded_at);
DROP INDEX prompt_event_by_day;
CREATE INDEX prompt_event_by_day ON prompt_event (day, event, recorded_at);
CREATE TABLE entry_5 (
    n INTEGER NOT NULL PRIMARY KEY,
    id TEXT NOT NULL UNIQUE CHECK (length(id) = 20),
    day TEXT NOT NULL CHECK (day GLOB '[0-9][0-9][0-9][0-9]-[0-1][0-9]-[0-3][0-9]'),
    written_on TEXT NOT NULL,
    created_at TEXT NOT NULL,
    tz TEXT,
    utc_offset INTEGER NOT NULL,
    modified_at TEXT NOT NULL,
    revision INTEGER NOT NULL CHECK (revision >= 1),
    kind TEXT NOT NULL CHECK (kind IN ('daily', 'free', 'review', 'checkin', 'storm', 'joy')),
    title TEXT,
    body TEXT NOT NULL,
    mood INTEGER CHECK (mood BETWEEN 1 AND 5),
    closeness INTEGER CHECK (closeness BETWEEN 1 AND 5),
    pack TEXT,
    prompt_id TEXT,
    prompt_text TEXT,
    practice TEXT,
    period TEXT,
    starred BOOLEAN NOT NULL CHECK (starred IN (0, 1)),
    private BOOLEAN NOT NULL CHECK (private IN (0, 1)),
    source TEXT,
    source_id TEXT,
    deleted_at TEXT,
    hash TEXT NOT NULL,
    come_back TEXT
);
INSERT INTO entry_5 SELECT n, id, day, written_on, created_at, tz, utc_offset, modified_at,
    revision, kind, title, body, mood, closeness, pack, prompt_id, prompt_text, practice, period,
    starred, private, source, source_id, deleted_at, hash, come_back FROM entry ORDER BY n;
DROP TABLE entry;
ALTER TABLE entry_5 RENAME TO entry;
CREATE INDEX entry_by_source ON entry (source, source_id) WHERE source IS NOT NULL;
CREATE INDEX entry_by_day ON entry (day, created_at, id, written_on) WHERE deleted_at IS NULL;
CREATE INDEX entry_by_time ON entry (created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX entry_by_kind ON entry (kind, period) WHERE deleted_at IS NULL;
CREATE INDEX entry_by_kind_and_day ON entry (kind, day, created_at) WHERE deleted_at IS NULL;
CREATE INDEX entry_by_practice ON entry (practice, day) WHERE deleted_at IS NULL;
CREATE INDEX entry_starred ON entry (day, created_at) WHERE starred AND deleted_at IS NULL;
CREATE INDEX entry_private ON entry (day) WHERE private AND deleted_at IS NULL;
CREATE INDEX entry_trashed ON entry (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE INDEX entry_come_back ON entry (come_back)
    WHERE come_back IS NOT NULL AND deleted_at IS NULL;
UPDATE entry SET source = 'jrnl', source_id = '2026-11-22 21:10' WHERE n IN (3, 4);
INSERT INTO "promise_event" VALUES(2,1,'undo','2026-11-22','2026-11-22T21:20:00.000000Z',NULL,NULL,NULL,NULL,NULL,NULL,NULL,'kept 2026-11-22T21:10:00.000000Z');
INSERT INTO "promise_event" VALUES(3,1,'kept','2026-11-22','2026-11-22T21:30:00.000000Z',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE sync_state (
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (kind, key)
);
CREATE TABLE sync_untold (
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    stamp TEXT NOT NULL,
    PRIMARY KEY (kind, key)
);
CREATE TABLE sync_waiting (
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    owner_kind TEXT NOT NULL,
    owner_key TEXT NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (kind, key)
);
CREATE INDEX sync_waiting_by_owner ON sync_waiting (owner_kind, owner_key);
CREATE TABLE sync_file (
    name TEXT NOT NULL PRIMARY KEY,
    ours BOOLEAN NOT NULL CHECK (ours IN (0, 1)),
    machine TEXT NOT NULL,
    clock TEXT NOT NULL,
    level INTEGER NOT NULL,
    text_bytes INTEGER NOT NULL,
    known_at TEXT,
    missed_at TEXT,
    replaced_at TEXT
);
INSERT INTO "sync_state" VALUES('pause','2026-11-01|2026-11-02|2026-11-01T10:00:00.000000Z','{"#gone":{"stamp":"0001793000000000000-laptop"}}');
INSERT INTO "sync_untold" VALUES('pause','2026-11-01|2026-11-02|2026-11-01T10:00:00.000000Z','0001793000000000000-laptop');
INSERT INTO "sync_file" VALUES('2a3b566b8b46118f79f821a073830a60',0,'desktop','0001793000000000000-desktop',0,512,'2026-11-22T21:10:00.000000Z',NULL,NULL);
COMMIT;
