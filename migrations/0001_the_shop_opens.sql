-- Times are UTC milliseconds; money is minor units of the shop's currency;
-- quantities are pieces. `act` is the number of the journal record that a row
-- came with: who, when and from which window stand there.

CREATE TABLE shop (
    id          INTEGER PRIMARY KEY CHECK (id = 1),
    uuid        BLOB    NOT NULL CHECK (length(uuid) = 16),
    name        TEXT    NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    currency    TEXT    NOT NULL CHECK (length(currency) = 3),
    time_zone   TEXT    NOT NULL CHECK (length(time_zone) BETWEEN 1 AND 64),
    idle_lock_s INTEGER NOT NULL CHECK (idle_lock_s BETWEEN 30 AND 86400),
    founded_ms  INTEGER NOT NULL
) STRICT;

-- The journal: every act, in order, sealed with a key that is not in this
-- file. A request id occurs once: asking twice finds the first outcome here.
CREATE TABLE journal (
    act     INTEGER PRIMARY KEY CHECK (act > 0),
    at_ms   INTEGER NOT NULL,
    account INTEGER,
    window  TEXT    NOT NULL CHECK (length(window) <= 100),
    request BLOB    NOT NULL UNIQUE CHECK (length(request) = 16),
    command TEXT    NOT NULL CHECK (length(command) BETWEEN 1 AND 64),
    asked   TEXT    NOT NULL,
    outcome TEXT    NOT NULL,
    seal    BLOB    NOT NULL CHECK (length(seal) = 32)
) STRICT;
-- For two admins who met at one sweet; a sale has no part in it.
CREATE INDEX journal_catalogue ON journal (act)
    WHERE command IN ('catalogue.edit', 'catalogue.retire', 'catalogue.reinstate');

CREATE TABLE accounts (
    id              INTEGER PRIMARY KEY,
    name            TEXT    NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    name_key        TEXT    NOT NULL UNIQUE CHECK (length(name_key) BETWEEN 1 AND 400),
    password        TEXT    NOT NULL CHECK (password LIKE '$argon2id$%'),
    role            TEXT    NOT NULL CHECK (role IN ('staff', 'admin')),
    status          TEXT    NOT NULL CHECK (status IN ('waiting', 'active', 'retired')),
    version         INTEGER NOT NULL DEFAULT 1 CHECK (version > 0),
    created_ms      INTEGER NOT NULL
) STRICT;

-- Failed log-ins since the last good one, by what was typed as the name, so
-- that a name nobody has is throttled just like one that somebody has.
CREATE TABLE log_in_failures (
    name_key   TEXT    PRIMARY KEY CHECK (length(name_key) BETWEEN 1 AND 400),
    failures   INTEGER NOT NULL CHECK (failures > 0),
    failed_ms  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE categories (
    id       INTEGER PRIMARY KEY,
    name     TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    name_key TEXT NOT NULL UNIQUE CHECK (length(name_key) BETWEEN 1 AND 400)
) STRICT;

CREATE TABLE sweets (
    id          INTEGER PRIMARY KEY,
    name        TEXT    NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    name_key    TEXT    NOT NULL UNIQUE CHECK (length(name_key) BETWEEN 1 AND 400),
    category    INTEGER REFERENCES categories (id),
    price_minor INTEGER NOT NULL CHECK (price_minor BETWEEN 0 AND 10000000000),
    sku         TEXT             CHECK (length(sku) BETWEEN 1 AND 40),
    low_at      INTEGER NOT NULL CHECK (low_at BETWEEN 0 AND 1000000),
    picture     TEXT    NOT NULL CHECK (length(picture) <= 40),
    retired     INTEGER NOT NULL DEFAULT 0 CHECK (retired IN (0, 1)),
    version     INTEGER NOT NULL DEFAULT 1 CHECK (version > 0),
    changed_act INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX sweets_sku ON sweets (sku) WHERE sku IS NOT NULL;
CREATE INDEX sweets_category ON sweets (category);

CREATE TABLE barcodes (
    code  TEXT    PRIMARY KEY CHECK (length(code) BETWEEN 1 AND 40),
    sweet INTEGER NOT NULL REFERENCES sweets (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX barcodes_sweet ON barcodes (sweet);

-- Finding a sweet by a part of its name: trigrams of the folded name.
CREATE VIRTUAL TABLE sweet_names USING fts5 (
    name_key, content = 'sweets', content_rowid = 'id', tokenize = 'trigram'
);
CREATE TRIGGER sweet_names_added AFTER INSERT ON sweets BEGIN
    INSERT INTO sweet_names (rowid, name_key) VALUES (new.id, new.name_key);
END;
CREATE TRIGGER sweet_names_changed AFTER UPDATE OF name_key ON sweets
WHEN old.name_key <> new.name_key BEGIN
    INSERT INTO sweet_names (sweet_names, rowid, name_key) VALUES ('delete', old.id, old.name_key);
    INSERT INTO sweet_names (rowid, name_key) VALUES (new.id, new.name_key);
END;

-- What is on hand. Taken only by UPDATE … WHERE on_hand >= ?.
CREATE TABLE stock (
    sweet   INTEGER PRIMARY KEY REFERENCES sweets (id),
    on_hand INTEGER NOT NULL CHECK (on_hand BETWEEN 0 AND 1000000000000)
) STRICT;

-- The ledger of stock: the sum of a sweet's deltas is what is on hand.
CREATE TABLE movements (
    sweet   INTEGER NOT NULL REFERENCES sweets (id),
    act     INTEGER NOT NULL,
    line    INTEGER NOT NULL CHECK (line >= 0),
    reason  TEXT    NOT NULL CHECK (reason IN ('opening', 'received', 'sold', 'counted')),
    delta   INTEGER NOT NULL CHECK (delta <> 0),
    on_hand INTEGER NOT NULL CHECK (on_hand BETWEEN 0 AND 1000000000000),
    note    TEXT             CHECK (length(note) <= 500),
    CHECK (reason = 'counted' OR (reason = 'sold') = (delta < 0)),
    PRIMARY KEY (sweet, act, line)
) STRICT, WITHOUT ROWID;

-- Receipts: the number is the key, one more than the one before, and since an
-- act that fails takes its number back, there are no gaps.
CREATE TABLE sales (
    number      INTEGER PRIMARY KEY CHECK (number > 0),
    act         INTEGER NOT NULL,
    at_ms       INTEGER NOT NULL,
    account     INTEGER NOT NULL REFERENCES accounts (id),
    total_minor INTEGER NOT NULL CHECK (total_minor >= 0)
) STRICT;

CREATE TABLE sale_lines (
    sale         INTEGER NOT NULL REFERENCES sales (number),
    line         INTEGER NOT NULL CHECK (line >= 0),
    sweet        INTEGER NOT NULL REFERENCES sweets (id),
    name         TEXT    NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    quantity     INTEGER NOT NULL CHECK (quantity BETWEEN 1 AND 1000000),
    price_minor  INTEGER NOT NULL CHECK (price_minor >= 0),
    amount_minor INTEGER NOT NULL CHECK (amount_minor = price_minor * quantity),
    PRIMARY KEY (sale, line)
) STRICT, WITHOUT ROWID;

CREATE TABLE tenders (
    sale         INTEGER NOT NULL REFERENCES sales (number),
    line         INTEGER NOT NULL CHECK (line >= 0),
    kind         TEXT    NOT NULL CHECK (kind IN ('cash')),
    given_minor  INTEGER NOT NULL CHECK (given_minor >= 0),
    change_minor INTEGER NOT NULL CHECK (change_minor BETWEEN 0 AND given_minor),
    PRIMARY KEY (sale, line)
) STRICT, WITHOUT ROWID;

-- Baskets: what somebody is putting together. Not books, so not journalled.
CREATE TABLE baskets (
    id         BLOB    PRIMARY KEY CHECK (length(id) = 16),
    account    INTEGER NOT NULL REFERENCES accounts (id),
    holder     TEXT             CHECK (length(holder) <= 200),
    changed_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX baskets_account ON baskets (account);

CREATE TABLE basket_lines (
    basket   BLOB    NOT NULL REFERENCES baskets (id),
    line     INTEGER NOT NULL CHECK (line >= 0),
    sweet    INTEGER NOT NULL REFERENCES sweets (id),
    quantity INTEGER NOT NULL CHECK (quantity BETWEEN 1 AND 1000000),
    PRIMARY KEY (basket, line)
) STRICT, WITHOUT ROWID;

-- Nothing financial is edited or deleted. Who goes round these (by replacing a
-- row, say) is found when the books are added up against the sealed journal.
CREATE TRIGGER journal_is_kept   BEFORE DELETE ON journal    BEGIN SELECT RAISE (ABORT, 'the journal is kept'); END;
CREATE TRIGGER journal_is_final  BEFORE UPDATE ON journal    BEGIN SELECT RAISE (ABORT, 'the journal is final'); END;
CREATE TRIGGER movements_kept    BEFORE DELETE ON movements  BEGIN SELECT RAISE (ABORT, 'movements are kept'); END;
CREATE TRIGGER movements_final   BEFORE UPDATE ON movements  BEGIN SELECT RAISE (ABORT, 'movements are final'); END;
CREATE TRIGGER sales_kept        BEFORE DELETE ON sales      BEGIN SELECT RAISE (ABORT, 'sales are kept'); END;
CREATE TRIGGER sales_final       BEFORE UPDATE ON sales      BEGIN SELECT RAISE (ABORT, 'sales are final'); END;
CREATE TRIGGER sale_lines_kept   BEFORE DELETE ON sale_lines BEGIN SELECT RAISE (ABORT, 'sales are kept'); END;
CREATE TRIGGER sale_lines_final  BEFORE UPDATE ON sale_lines BEGIN SELECT RAISE (ABORT, 'sales are final'); END;
CREATE TRIGGER tenders_kept      BEFORE DELETE ON tenders    BEGIN SELECT RAISE (ABORT, 'tenders are kept'); END;
CREATE TRIGGER tenders_final     BEFORE UPDATE ON tenders    BEGIN SELECT RAISE (ABORT, 'tenders are final'); END;
