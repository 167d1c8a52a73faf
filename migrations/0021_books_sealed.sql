-- Which records of the journal seal rows of the books, and what is looked for to do so. What is
-- sealed, and with what, stands in the record itself.
CREATE TABLE book_seals (
    act INTEGER PRIMARY KEY CHECK (act > 0)
) STRICT;
CREATE TRIGGER book_seals_kept  BEFORE DELETE ON book_seals BEGIN SELECT RAISE (ABORT, 'seals are kept'); END;
CREATE TRIGGER book_seals_final BEFORE UPDATE ON book_seals BEGIN SELECT RAISE (ABORT, 'seals are final'); END;

-- Rows that came since the last sealing, of tables whose own numbers don't grow with the journal.
-- A sale writes to none of them.
CREATE INDEX cash_moves_by_act          ON cash_moves (act);
CREATE INDEX holds_by_end               ON holds (ended_act) WHERE ended_act IS NOT NULL;
CREATE INDEX codes_by_end               ON codes (ended_act) WHERE ended_act IS NOT NULL;
CREATE INDEX appointment_changes_by_act ON appointment_changes (act);
CREATE INDEX order_steps_by_act         ON order_steps (act);
