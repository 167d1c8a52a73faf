-- A payment at a provider may be for the fee of an appointment, or for what is left to pay of an
-- order that is handed over, instead of goods from the shelf. Its hold has no goods then; the
-- invoice of a fee is the appointment's.
ALTER TABLE payments ADD COLUMN appointment INTEGER REFERENCES appointments (id);
ALTER TABLE payments ADD COLUMN of_order INTEGER REFERENCES orders (id)
    CHECK (of_order IS NULL OR appointment IS NULL);
-- Each is asked for by one code at a time.
CREATE UNIQUE INDEX payments_fee_waits ON payments (appointment)
    WHERE appointment IS NOT NULL AND captured_minor = 0 AND state <> 'expired';
CREATE UNIQUE INDEX payments_order_waits ON payments (of_order)
    WHERE of_order IS NOT NULL AND captured_minor = 0 AND state <> 'expired';
CREATE INDEX payments_fee ON payments (appointment, id) WHERE appointment IS NOT NULL;
CREATE INDEX payments_order ON payments (of_order, id) WHERE of_order IS NOT NULL;

DROP TRIGGER payments_final;
CREATE TRIGGER payments_final         BEFORE UPDATE ON payments
WHEN new.id <> old.id OR new.key <> old.key OR new.act <> old.act OR new.at_ms <> old.at_ms
    OR new.account <> old.account OR new.amount_minor <> old.amount_minor
    OR new.hold <> old.hold OR new.captured_minor < old.captured_minor
    OR new.appointment IS NOT old.appointment OR new.of_order IS NOT old.of_order
    OR new.refunded_minor < old.refunded_minor OR new.allocated_minor < old.allocated_minor
    OR (old.sale IS NOT NULL AND new.sale IS NOT old.sale)
    OR (old.provider_order IS NOT NULL AND new.provider_order IS NOT old.provider_order)
    OR (old.provider_payment IS NOT NULL AND new.provider_payment IS NOT old.provider_payment) BEGIN
    SELECT RAISE (ABORT, 'money that came stays');
END;
