-- What the installation decides once, and the keys of its days.

CREATE TABLE setting (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Keys for hashing clients' addresses, one a local day (ISO 8601).
CREATE TABLE day_key (
    day TEXT PRIMARY KEY,
    key BLOB NOT NULL CHECK (length(key) = 32)
) STRICT, WITHOUT ROWID;

-- Days before this one have no key and never get one.
CREATE TABLE day_key_horizon (
    only   INTEGER PRIMARY KEY CHECK (only = 1),
    before TEXT NOT NULL
) STRICT;
