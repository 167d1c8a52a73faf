// The sale by better-sqlite3, as a server of one thread makes it: one
// connection, a transaction a sale, so many clients that take turns.
//
// It says "ready", waits for a line, sells until the time is over, and answers
// with a line of JSON: how each client was served.

import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import Database from "better-sqlite3";

const text = { type: "string" };
const { values: asked } = parseArgs({
  options: { file: text, baskets: text, clients: text, "warm-up": text, seconds: text },
});
const baskets = JSON.parse(readFileSync(asked.baskets, "utf8"));

const db = new Database(asked.file, { timeout: 20_000 });
db.pragma("synchronous = FULL");
const forSale = db.prepare("SELECT name, price_minor FROM sweets WHERE id = ?");
const take = db.prepare(
  "UPDATE stock SET on_hand = on_hand - @quantity WHERE sweet = @sweet AND on_hand >= @quantity",
);
const sale = db.prepare("INSERT INTO sales (at_ms, account, total_minor) VALUES (?, 1, ?)");
const line = db.prepare("INSERT INTO sale_lines VALUES (?, ?, ?, ?, ?, ?, ?)");
const tender = db.prepare("INSERT INTO tenders VALUES (?, 0, 'cash', ?, ?)");

const sell = db.transaction(({ lines, cash }) => {
  let due = 0;
  const priced = lines.map(([sweet, quantity]) => {
    const { name, price_minor } = forSale.get(sweet);
    due += price_minor * quantity;
    return { sweet, quantity, name, price: price_minor };
  });
  for (const { sweet, quantity } of priced) {
    if (take.run({ sweet, quantity }).changes !== 1) {
      throw new Error(`too few of sweet ${sweet} are on hand`);
    }
  }
  const number = sale.run(Date.now(), due).lastInsertRowid;
  priced.forEach(({ sweet, quantity, name, price }, place) => {
    line.run(number, place, sweet, name, quantity, price, price * quantity);
  });
  tender.run(number, cash, cash - due);
}).immediate;

const inTurn = () => new Promise((done) => setImmediate(done));

async function buy(nth, begin, until) {
  const served = { sales: 0, waits_us: [], acknowledged: 0, given_up: 0, soonest_us: null };
  for (let place = nth * 17; ; place++) {
    const from = performance.now();
    if (from >= until) return served;
    await inTurn();
    sell(baskets[place % baskets.length]);
    const answered = performance.now();
    const wait = Math.floor((answered - from) * 1000);
    // Who asked before and was kept waiting counts too.
    if (answered >= begin) served.waits_us.push(wait);
    served.acknowledged++;
    served.soonest_us = Math.min(served.soonest_us ?? wait, wait);
    if (begin <= answered && answered < until) served.sales++;
  }
}

console.log("ready");
const input = createInterface({ input: process.stdin });
input.once("line", async () => {
  input.close();
  const begin = performance.now() + Number(asked["warm-up"]) * 1000;
  const until = begin + Number(asked.seconds) * 1000;
  const each = Array.from({ length: Number(asked.clients) }, (_, nth) => buy(nth, begin, until));
  const clients = await Promise.all(each);
  db.close();
  console.log(JSON.stringify({ clients, batches: 0, acts: 0 }));
});
