-- The names of all sweets are kept in memory in their order, to be looked into at every key: they
-- are read from the index alone, without a look at each sweet's own row.
DROP INDEX sweets_in_order;
CREATE INDEX sweets_by_name ON sweets (sort_key, id, name_key, retired);

-- What was changed since they were read.
CREATE INDEX sweets_by_change ON sweets (changed_act);
