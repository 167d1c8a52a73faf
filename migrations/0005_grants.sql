-- A supervisor's PIN, and what a supervisor lets somebody else do for a while.

CREATE TABLE pins (
    account INTEGER PRIMARY KEY REFERENCES accounts (id),
    pin     TEXT    NOT NULL CHECK (pin LIKE '$argon2id$%')
) STRICT;

-- A grant is known by its record in the journal. It counts while the
-- supervisor's account is as it was when it was given.
CREATE TABLE grants (
    act        INTEGER PRIMARY KEY CHECK (act > 0),
    supervisor INTEGER NOT NULL REFERENCES accounts (id),
    version    INTEGER NOT NULL CHECK (version > 0),
    account    INTEGER NOT NULL REFERENCES accounts (id),
    window     TEXT    NOT NULL CHECK (length(window) <= 100),
    permission TEXT    NOT NULL CHECK (length(permission) BETWEEN 1 AND 40),
    from_ms    INTEGER NOT NULL,
    until_ms   INTEGER NOT NULL CHECK (until_ms > from_ms)
) STRICT;
-- An account's open grants are looked for only when its role does not do.
CREATE INDEX grants_open ON grants (account, until_ms);

CREATE TRIGGER grants_kept  BEFORE DELETE ON grants BEGIN SELECT RAISE (ABORT, 'grants are kept'); END;
CREATE TRIGGER grants_final BEFORE UPDATE ON grants BEGIN SELECT RAISE (ABORT, 'grants are final'); END;
