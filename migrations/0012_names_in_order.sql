-- Where a sweet's name stands among others: bytes that compare as people expect names to, made
-- by the program (the Unicode collation algorithm). Empty until the program that opens the
-- shop made them.
ALTER TABLE sweets ADD COLUMN sort_key BLOB NOT NULL DEFAULT x'';
CREATE INDEX sweets_in_order ON sweets (sort_key);

-- What made them. Another edition of the algorithm makes others, and then all are made anew.
CREATE TABLE name_order (
    one     INTEGER PRIMARY KEY CHECK (one = 1),
    made_by TEXT    NOT NULL
) STRICT;
INSERT INTO name_order (one, made_by) VALUES (1, '');
