-- Appointments: who comes when and on which seat, and every change of that.

-- An appointment holds its seat until it is cancelled. Booking it takes the seat
-- by UPDATE slots … WHERE used_seats < seats in the same commit; the index and
-- the triggers below stand behind that.
CREATE TABLE appointments (
    id          INTEGER PRIMARY KEY,
    act         INTEGER NOT NULL,
    at_ms       INTEGER NOT NULL,
    account     INTEGER REFERENCES accounts (id),
    slot        INTEGER NOT NULL REFERENCES slots (id),
    -- Which of the calendar's seats, from 1.
    seat        INTEGER NOT NULL CHECK (seat > 0),
    -- The slot's own, so that an index finds what overlaps.
    calendar    INTEGER NOT NULL REFERENCES calendars (id),
    start_ms    INTEGER NOT NULL,
    end_ms      INTEGER NOT NULL CHECK (end_ms > start_ms),
    customer    INTEGER NOT NULL REFERENCES customers (id),
    staff       INTEGER REFERENCES accounts (id),
    mode        TEXT    NOT NULL CHECK (mode IN ('in_person', 'phone', 'video')),
    state       TEXT    NOT NULL
        CHECK (state IN ('pending', 'confirmed', 'done', 'no_show', 'cancelled')),
    note        TEXT    CHECK (length(note) BETWEEN 1 AND 500),
    -- Why it was cancelled.
    reason      TEXT    CHECK (length(reason) BETWEEN 1 AND 500),
    -- What its fee is sold as once it is paid, as it was priced, and the newest
    -- invoice of it.
    fee         TEXT    CHECK (json_valid(fee)),
    invoice     INTEGER UNIQUE REFERENCES invoices (id),
    version     INTEGER NOT NULL DEFAULT 1 CHECK (version > 0),
    changed_act INTEGER NOT NULL,
    CHECK ((state = 'cancelled') = (reason IS NOT NULL)),
    CHECK ((fee IS NULL) = (invoice IS NULL))
) STRICT;
CREATE UNIQUE INDEX appointments_seat ON appointments (slot, seat) WHERE state <> 'cancelled';
CREATE INDEX appointments_times    ON appointments (calendar, start_ms);
CREATE INDEX appointments_day      ON appointments (start_ms);
CREATE INDEX appointments_staff    ON appointments (staff, start_ms) WHERE staff IS NOT NULL;
CREATE INDEX appointments_customer ON appointments (customer, start_ms);

-- What an appointment was before each of its changes, and after.
CREATE TABLE appointment_changes (
    appointment INTEGER NOT NULL REFERENCES appointments (id),
    version     INTEGER NOT NULL CHECK (version > 0),
    act         INTEGER NOT NULL,
    at_ms       INTEGER NOT NULL,
    account     INTEGER REFERENCES accounts (id),
    what        TEXT    NOT NULL
        CHECK (what IN ('booked', 'confirmed', 'cancelled', 'done', 'no_show', 'rescheduled', 'edited')),
    before      TEXT    CHECK (json_valid(before)),
    after       TEXT    NOT NULL CHECK (json_valid(after)),
    PRIMARY KEY (appointment, version),
    CHECK ((what = 'booked') = (version = 1)),
    CHECK ((before IS NULL) = (version = 1))
) STRICT, WITHOUT ROWID;

CREATE TRIGGER appointments_kept  BEFORE DELETE ON appointments BEGIN SELECT RAISE (ABORT, 'appointments are kept'); END;
CREATE TRIGGER appointments_final BEFORE UPDATE ON appointments
WHEN new.id <> old.id OR new.act <> old.act OR new.at_ms <> old.at_ms OR new.account IS NOT old.account
    OR new.fee IS NOT old.fee OR new.version <> old.version + 1 BEGIN
    SELECT RAISE (ABORT, 'a change is the next version of an appointment');
END;
CREATE TRIGGER appointments_path BEFORE UPDATE OF state ON appointments
WHEN NOT (new.state = old.state OR CASE old.state
          WHEN 'pending'   THEN new.state IN ('confirmed', 'cancelled')
          WHEN 'confirmed' THEN new.state IN ('done', 'no_show', 'cancelled')
          WHEN 'cancelled' THEN new.state = 'confirmed'
          ELSE FALSE END) BEGIN
    SELECT RAISE (ABORT, 'an appointment does not become that');
END;

-- Whoever writes: a seat has one appointment at a time, a slot as many as seats
-- were taken in it, and nobody is at two appointments at once.
CREATE TRIGGER appointments_fit AFTER INSERT ON appointments BEGIN
    SELECT RAISE (ABORT, 'an appointment is where its slot is')
    WHERE NOT EXISTS (SELECT 1 FROM slots WHERE slots.id = new.slot AND slots.calendar = new.calendar
                      AND slots.start_ms = new.start_ms AND slots.end_ms = new.end_ms);
    SELECT RAISE (ABORT, 'no seat was taken for the appointment')
    WHERE new.state <> 'cancelled' AND (SELECT used_seats FROM slots WHERE slots.id = new.slot)
        < (SELECT count(*) FROM appointments WHERE slot = new.slot AND state <> 'cancelled');
    SELECT RAISE (ABORT, 'the seat has an appointment at that time')
    WHERE new.state <> 'cancelled' AND EXISTS (
        SELECT 1 FROM appointments AS other
        WHERE other.calendar = new.calendar AND other.seat = new.seat AND other.id <> new.id
          AND other.state <> 'cancelled' AND other.end_ms > new.start_ms
          AND other.start_ms < new.end_ms AND other.start_ms > new.start_ms - 86400000);
    SELECT RAISE (ABORT, 'whoever it is with has an appointment at that time')
    WHERE new.state <> 'cancelled' AND EXISTS (
        SELECT 1 FROM appointments AS other
        WHERE other.staff = new.staff AND other.id <> new.id AND other.state <> 'cancelled'
          AND other.end_ms > new.start_ms AND other.start_ms < new.end_ms
          AND other.start_ms > new.start_ms - 86400000);
END;
CREATE TRIGGER appointments_fit_still
AFTER UPDATE OF slot, seat, calendar, start_ms, end_ms, staff, state ON appointments BEGIN
    SELECT RAISE (ABORT, 'an appointment is where its slot is')
    WHERE NOT EXISTS (SELECT 1 FROM slots WHERE slots.id = new.slot AND slots.calendar = new.calendar
                      AND slots.start_ms = new.start_ms AND slots.end_ms = new.end_ms);
    SELECT RAISE (ABORT, 'no seat was taken for the appointment')
    WHERE new.state <> 'cancelled' AND (SELECT used_seats FROM slots WHERE slots.id = new.slot)
        < (SELECT count(*) FROM appointments WHERE slot = new.slot AND state <> 'cancelled');
    SELECT RAISE (ABORT, 'the seat has an appointment at that time')
    WHERE new.state <> 'cancelled' AND EXISTS (
        SELECT 1 FROM appointments AS other
        WHERE other.calendar = new.calendar AND other.seat = new.seat AND other.id <> new.id
          AND other.state <> 'cancelled' AND other.end_ms > new.start_ms
          AND other.start_ms < new.end_ms AND other.start_ms > new.start_ms - 86400000);
    SELECT RAISE (ABORT, 'whoever it is with has an appointment at that time')
    WHERE new.state <> 'cancelled' AND EXISTS (
        SELECT 1 FROM appointments AS other
        WHERE other.staff = new.staff AND other.id <> new.id AND other.state <> 'cancelled'
          AND other.end_ms > new.start_ms AND other.start_ms < new.end_ms
          AND other.start_ms > new.start_ms - 86400000);
END;
-- A seat is taken before its appointment is there, and freed after it is gone:
-- there is one more taken at most.
CREATE TRIGGER slots_seats_held BEFORE UPDATE OF used_seats ON slots
WHEN new.used_seats - (SELECT count(*) FROM appointments WHERE slot = old.id AND state <> 'cancelled')
    NOT BETWEEN 0 AND 1 BEGIN
    SELECT RAISE (ABORT, 'seats are taken and freed with their appointments');
END;

CREATE TRIGGER appointment_changes_kept  BEFORE DELETE ON appointment_changes BEGIN SELECT RAISE (ABORT, 'changes of appointments are kept'); END;
CREATE TRIGGER appointment_changes_final BEFORE UPDATE ON appointment_changes BEGIN SELECT RAISE (ABORT, 'changes of appointments are final'); END;
