-- The boundaries of units through time. `rings`: of each closed line the number of its points, then
-- their longitudes and latitudes in turn, in 10^-6 degrees; all of 32 bits, the lowest byte first.
CREATE TABLE boundary (
    code       TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_to   TEXT,
    rings      BLOB NOT NULL,
    PRIMARY KEY (code, valid_from)
) STRICT, WITHOUT ROWID;
