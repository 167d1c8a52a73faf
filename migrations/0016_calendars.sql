-- Calendars: when something can be booked or picked up, and what is taken of it.

-- What is offered is laid out from these rules whenever it is asked for; no row
-- is made for a slot in which nothing was taken yet.
CREATE TABLE calendars (
    id              INTEGER PRIMARY KEY,
    name            TEXT    NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    name_key        TEXT    NOT NULL UNIQUE CHECK (length(name_key) BETWEEN 1 AND 400),
    kind            TEXT    NOT NULL CHECK (kind IN ('appointments', 'pick_up')),
    length_minutes  INTEGER NOT NULL CHECK (length_minutes BETWEEN 1 AND 1440),
    every_minutes   INTEGER NOT NULL CHECK (every_minutes BETWEEN 1 AND 1440),
    buffer_minutes  INTEGER NOT NULL CHECK (buffer_minutes BETWEEN 0 AND 1440),
    notice_minutes  INTEGER NOT NULL CHECK (notice_minutes BETWEEN 0 AND 525600),
    horizon_days    INTEGER NOT NULL CHECK (horizon_days BETWEEN 0 AND 730),
    -- Appointments: at most so many at any moment. Pick-up: goods for so much
    -- money, and so many orders, a slot.
    seats           INTEGER CHECK (seats BETWEEN 1 AND 1000),
    capacity_minor  INTEGER CHECK (capacity_minor BETWEEN 1 AND 1000000000000000),
    capacity_orders INTEGER CHECK (capacity_orders BETWEEN 1 AND 1000000),
    retired         INTEGER NOT NULL DEFAULT 0 CHECK (retired IN (0, 1)),
    version         INTEGER NOT NULL DEFAULT 1 CHECK (version > 0),
    changed_act     INTEGER NOT NULL,
    CHECK (CASE kind
           WHEN 'appointments' THEN seats IS NOT NULL
                AND capacity_minor IS NULL AND capacity_orders IS NULL
           ELSE seats IS NULL AND buffer_minutes = 0
                AND capacity_minor IS NOT NULL AND capacity_orders IS NOT NULL END)
) STRICT;

-- The week, Monday being 1, in minutes of the shop's wall clock.
CREATE TABLE calendar_hours (
    calendar     INTEGER NOT NULL REFERENCES calendars (id),
    weekday      INTEGER NOT NULL CHECK (weekday BETWEEN 1 AND 7),
    from_minute  INTEGER NOT NULL CHECK (from_minute >= 0),
    until_minute INTEGER NOT NULL CHECK (until_minute <= 1440),
    CHECK (from_minute < until_minute),
    PRIMARY KEY (calendar, weekday, from_minute)
) STRICT, WITHOUT ROWID;

-- Dates on which other hours replace the week's; with none the date is closed.
CREATE TABLE calendar_dates (
    calendar INTEGER NOT NULL REFERENCES calendars (id),
    date     TEXT    NOT NULL CHECK (date GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    note     TEXT    CHECK (length(note) BETWEEN 1 AND 200),
    PRIMARY KEY (calendar, date)
) STRICT, WITHOUT ROWID;
CREATE TABLE calendar_date_hours (
    calendar     INTEGER NOT NULL,
    date         TEXT    NOT NULL,
    from_minute  INTEGER NOT NULL CHECK (from_minute >= 0),
    until_minute INTEGER NOT NULL CHECK (until_minute <= 1440),
    CHECK (from_minute < until_minute),
    PRIMARY KEY (calendar, date, from_minute),
    FOREIGN KEY (calendar, date) REFERENCES calendar_dates (calendar, date) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- Slots of which something is or was taken, with the room they have. It is taken
-- by UPDATE … WHERE used + ? <= capacity; a row is made when it is first wanted.
CREATE TABLE slots (
    id              INTEGER PRIMARY KEY,
    calendar        INTEGER NOT NULL REFERENCES calendars (id),
    start_ms        INTEGER NOT NULL,
    end_ms          INTEGER NOT NULL CHECK (end_ms > start_ms),
    -- What makes a wall time that comes twice a day unambiguous.
    offset_minutes  INTEGER NOT NULL CHECK (offset_minutes BETWEEN -1440 AND 1440),
    seats           INTEGER CHECK (seats > 0),
    used_seats      INTEGER NOT NULL DEFAULT 0,
    capacity_minor  INTEGER CHECK (capacity_minor > 0),
    used_minor      INTEGER NOT NULL DEFAULT 0,
    capacity_orders INTEGER CHECK (capacity_orders > 0),
    used_orders     INTEGER NOT NULL DEFAULT 0,
    CHECK (used_seats BETWEEN 0 AND coalesce(seats, 0)),
    CHECK (used_minor BETWEEN 0 AND coalesce(capacity_minor, 0)),
    CHECK (used_orders BETWEEN 0 AND coalesce(capacity_orders, 0)),
    CHECK ((seats IS NULL) <> (capacity_minor IS NULL)),
    CHECK ((capacity_minor IS NULL) = (capacity_orders IS NULL)),
    UNIQUE (calendar, start_ms)
) STRICT;

CREATE TRIGGER calendars_kept  BEFORE DELETE ON calendars BEGIN SELECT RAISE (ABORT, 'calendars are kept'); END;
CREATE TRIGGER calendars_final BEFORE UPDATE ON calendars
WHEN new.id <> old.id OR new.kind <> old.kind BEGIN
    SELECT RAISE (ABORT, 'a calendar stays what it is for');
END;
CREATE TRIGGER slots_kept      BEFORE DELETE ON slots     BEGIN SELECT RAISE (ABORT, 'slots are kept'); END;
CREATE TRIGGER slots_final     BEFORE UPDATE ON slots
WHEN new.id <> old.id OR new.calendar <> old.calendar OR new.start_ms <> old.start_ms
    OR new.offset_minutes <> old.offset_minutes
    OR (new.end_ms <> old.end_ms AND (old.used_seats > 0 OR old.used_orders > 0)) BEGIN
    SELECT RAISE (ABORT, 'a slot stays where it is');
END;
