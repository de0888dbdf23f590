-- What the installation decides once, and the keys of its days.

CREATE TABLE setting (
    name  text PRIMARY KEY,
    value text NOT NULL
);

-- Keys for hashing clients' addresses, one a local day.
CREATE TABLE day_key (
    day date PRIMARY KEY,
    key bytea NOT NULL CHECK (length(key) = 32)
);

-- Days before this one have no key and never get one. Its row is locked by whoever makes or forgets
-- keys, so that none is made of a day that is being forgotten.
CREATE TABLE day_key_horizon (
    single integer PRIMARY KEY CHECK (single = 1),
    before date NOT NULL
);
INSERT INTO day_key_horizon VALUES (1, '-infinity');
