"""The sale as a usual Python service makes it: SQLAlchemy's ORM, a session a
sale, a thread a client, and one of several processes.

It says "ready", waits for a line, sells until the time is over, and answers
with a line of JSON: how each client was served.
"""

import argparse
import json
import sys
import threading
import time

from sqlalchemy import BigInteger, ForeignKey, Integer, Text, create_engine, event, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship

Big = BigInteger().with_variant(Integer, "sqlite")


class Base(DeclarativeBase):
    pass


class Sweet(Base):
    __tablename__ = "sweets"
    id: Mapped[int] = mapped_column(Big, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    price_minor: Mapped[int] = mapped_column(Big)


class Stock(Base):
    __tablename__ = "stock"
    sweet: Mapped[int] = mapped_column(Big, primary_key=True)
    on_hand: Mapped[int] = mapped_column(Big)


class Sale(Base):
    __tablename__ = "sales"
    number: Mapped[int] = mapped_column(Big, primary_key=True)
    at_ms: Mapped[int] = mapped_column(Big)
    account: Mapped[int] = mapped_column(Big)
    total_minor: Mapped[int] = mapped_column(Big)
    lines: Mapped[list["SaleLine"]] = relationship()
    tenders: Mapped[list["Tender"]] = relationship()


class SaleLine(Base):
    __tablename__ = "sale_lines"
    sale: Mapped[int] = mapped_column(Big, ForeignKey("sales.number"), primary_key=True)
    line: Mapped[int] = mapped_column(Big, primary_key=True)
    sweet: Mapped[int] = mapped_column(Big)
    name: Mapped[str] = mapped_column(Text)
    quantity: Mapped[int] = mapped_column(Big)
    price_minor: Mapped[int] = mapped_column(Big)
    amount_minor: Mapped[int] = mapped_column(Big)


class Tender(Base):
    __tablename__ = "tenders"
    sale: Mapped[int] = mapped_column(Big, ForeignKey("sales.number"), primary_key=True)
    line: Mapped[int] = mapped_column(Big, primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    given_minor: Mapped[int] = mapped_column(Big)
    change_minor: Mapped[int] = mapped_column(Big)


def engine_for(url, clients):
    """An engine with a connection for each client."""
    if not url.startswith("sqlite"):
        return create_engine(url, pool_size=clients, max_overflow=0)
    engine = create_engine(
        url, pool_size=clients, max_overflow=0, connect_args={"timeout": 20}
    )

    @event.listens_for(engine, "connect")
    def connected(connection, _record):
        # The driver begins no transactions of its own; BEGIN comes from below.
        connection.isolation_level = None
        connection.execute("PRAGMA synchronous = FULL")

    @event.listens_for(engine, "begin")
    def begun(connection):
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def sell(engine, basket):
    """One sale: each line's stock is locked, looked at, and taken."""
    with Session(engine) as session, session.begin():
        lines = []
        for place, (sweet, quantity) in enumerate(basket["lines"]):
            # SQLite has no FOR UPDATE: there the whole file is locked already.
            stock, goods = session.execute(
                select(Stock, Sweet)
                .join(Sweet, Sweet.id == Stock.sweet)
                .where(Stock.sweet == sweet)
                .with_for_update(of=Stock)
            ).one()
            if stock.on_hand < quantity:
                raise RuntimeError(f"too few of sweet {sweet} are on hand")
            stock.on_hand -= quantity
            # The stock is taken line by line, as a basket may have a sweet twice.
            session.flush()
            lines.append(
                SaleLine(
                    line=place,
                    sweet=sweet,
                    name=goods.name,
                    quantity=quantity,
                    price_minor=goods.price_minor,
                    amount_minor=goods.price_minor * quantity,
                )
            )
        due = sum(line.amount_minor for line in lines)
        cash = Tender(
            line=0, kind="cash", given_minor=basket["cash"], change_minor=basket["cash"] - due
        )
        session.add(
            Sale(
                at_ms=time.time_ns() // 1_000_000,
                account=1,
                total_minor=due,
                lines=lines,
                tenders=[cash],
            )
        )


def buy(engine, baskets, nth, begin, until, served):
    """Asks again and again until the time is over, each time when answered."""
    place = nth * 17
    while (asked := time.perf_counter()) < until:
        basket = baskets[place % len(baskets)]
        place += 1
        while True:
            try:
                sell(engine, basket)
                break
            except OperationalError as failed:
                # Who waits in vain for twenty seconds asks again.
                if "database is locked" not in str(failed):
                    raise
        answered = time.perf_counter()
        wait = int((answered - asked) * 1_000_000)
        # Who asked before and was kept waiting counts too.
        if answered >= begin:
            served["waits_us"].append(wait)
        served["acknowledged"] += 1
        served["soonest_us"] = min(served["soonest_us"] or wait, wait)
        if begin <= answered < until:
            served["sales"] += 1


def main():
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--url", required=True)
    asked.add_argument("--baskets", required=True)
    asked.add_argument("--clients", type=int, required=True)
    asked.add_argument("--first", type=int, required=True)
    asked.add_argument("--warm-up", type=float, required=True)
    asked.add_argument("--seconds", type=float, required=True)
    args = asked.parse_args()
    with open(args.baskets, encoding="utf-8") as file:
        baskets = json.load(file)
    engine = engine_for(args.url, args.clients)
    with engine.connect() as connection:
        connection.execute(select(Sweet.id).limit(1))
    print("ready", flush=True)
    sys.stdin.readline()

    clients = [
        {"sales": 0, "waits_us": [], "acknowledged": 0, "given_up": 0, "soonest_us": None}
        for _ in range(args.clients)
    ]
    failed = []
    begin = time.perf_counter() + args.warm_up
    until = begin + args.seconds

    def client(nth):
        try:
            buy(engine, baskets, args.first + nth, begin, until, clients[nth])
        except Exception as why:  # told below, and the whole run with it
            failed.append(why)

    threads = [threading.Thread(target=client, args=(nth,)) for nth in range(args.clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    engine.dispose()
    print(json.dumps({"clients": clients, "batches": 0, "acts": 0}), flush=True)


main()
