-- A whole sale as one call: the fastest way PostgreSQL was found to have.
-- The rows that everybody wants are taken last, and always in the same order:
-- the lines come by sweet, the hot one is sweet 1, and they are taken from the
-- end. So its lock is held for hardly more than the sync.
CREATE FUNCTION sell(sweet_ids bigint[], quantities bigint[], cash bigint, at_ms bigint)
RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    due bigint;
    receipt bigint;
BEGIN
    SELECT sum(price_minor * quantity) INTO STRICT due
    FROM unnest(sweet_ids, quantities) AS bought (sweet, quantity)
    JOIN sweets ON sweets.id = sweet;

    INSERT INTO sales (at_ms, account, total_minor) VALUES (sell.at_ms, 1, due)
    RETURNING number INTO receipt;

    INSERT INTO sale_lines
    SELECT receipt, place - 1, sweet, name, quantity, price_minor, price_minor * quantity
    FROM unnest(sweet_ids, quantities) WITH ORDINALITY AS bought (sweet, quantity, place)
    JOIN sweets ON sweets.id = sweet;

    INSERT INTO tenders VALUES (receipt, 0, 'cash', cash, cash - due);

    FOR place IN REVERSE array_length(sweet_ids, 1)..1 LOOP
        UPDATE stock SET on_hand = on_hand - quantities[place]
        WHERE sweet = sweet_ids[place] AND on_hand >= quantities[place];
        IF NOT FOUND THEN
            RAISE EXCEPTION 'too few of sweet % are on hand', sweet_ids[place];
        END IF;
    END LOOP;
    RETURN receipt;
END $$;
