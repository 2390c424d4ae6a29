-- Times are milliseconds since 1970 in UTC.

-- What waits and what became of it. Small rows: each attempt rewrites one.
CREATE TABLE messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    language TEXT NOT NULL,
    recipient TEXT NOT NULL,
    name TEXT,
    address TEXT NOT NULL,
    person TEXT NOT NULL,
    subject TEXT NOT NULL,
    message_id TEXT NOT NULL UNIQUE,
    attachments TEXT NOT NULL CHECK (json_valid(attachments)),
    batch TEXT,
    batch_row TEXT,
    created INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'sent', 'failed', 'uncertain', 'cancelled')),
    attempts INTEGER NOT NULL DEFAULT 0,
    last_error TEXT,
    sent INTEGER,
    -- The boot of the machine during which the running attempt began; null when none is running.
    begun TEXT
) STRICT;
CREATE INDEX messages_begun ON messages (id) WHERE begun IS NOT NULL;
CREATE INDEX messages_person ON messages (person, kind);
CREATE UNIQUE INDEX messages_row ON messages (batch, batch_row) WHERE batch IS NOT NULL;

-- What goes over the wire, never changed after it was queued.
CREATE TABLE contents (
    id INTEGER PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,
    sender TEXT NOT NULL,
    receiver TEXT NOT NULL,
    copy TEXT,
    smtputf8 INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    -- SHA-256 over all of it, so that damage is noticed before it is sent.
    digest BLOB NOT NULL
) STRICT;

-- Each try, for the history.
CREATE TABLE attempts (
    message INTEGER NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    began INTEGER NOT NULL,
    ended INTEGER,
    outcome TEXT,
    said TEXT,
    PRIMARY KEY (message, number)
) STRICT, WITHOUT ROWID;

-- What was written otherwise: drafts in files, agreements issued.
CREATE TABLE documents (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    language TEXT NOT NULL,
    recipient TEXT NOT NULL,
    name TEXT,
    address TEXT,
    person TEXT,
    title TEXT NOT NULL,
    place TEXT NOT NULL,
    text TEXT NOT NULL,
    text_digest BLOB NOT NULL,
    file_digest BLOB,
    version TEXT NOT NULL,
    meta TEXT NOT NULL CHECK (json_valid(meta)),
    is_agreement INTEGER NOT NULL,
    batch TEXT,
    batch_row TEXT,
    written INTEGER NOT NULL
) STRICT;
CREATE INDEX documents_person ON documents (person, kind);
CREATE INDEX documents_text ON documents (text_digest);
CREATE INDEX documents_file ON documents (file_digest) WHERE file_digest IS NOT NULL;
CREATE UNIQUE INDEX documents_row ON documents (batch, batch_row) WHERE batch IS NOT NULL;
