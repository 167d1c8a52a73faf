//! A basket priced from JSON, for scripts and for checks by others.
//!
//! Promises: needs no shop and nobody's name; the answer is JSON, with or
//! without `--json`; what can't be read or priced is refused by the path of
//! its key, such as `lines[0].taxes[1].percent`. Left out: anything that is
//! not arithmetic. What a sale may do is the shop's to say.

mod asked;

use std::io::{self, Read as _};

use clap::Args;
use serde::{Serialize, de::DeserializeOwned};

use super::{
    output::{Out, Stop},
    typed,
};
use crate::{
    shop::{
        Refusal,
        pricing::{self, Priced, Settled},
    },
    store::Fault,
    values::{Money, plain},
};
use asked::{BasketJson, Object};

/// The longest text that is read, in bytes.
const LONGEST: u64 = 1024 * 1024;

/// What `sherbet price --help` says of the basket.
const HELP: &str = r#"The basket is a JSON object on standard input:

  {"decimals":2,"step":"0.01",
   "lines":[{"price":"52.50","per":"1","quantity":"1",
             "discount":{"percent":"5"},
             "taxes":[{"percent":"12","inside":true}]}],
   "discount":{"amount":"10.00"},"cash_step":"0.05",
   "tendered":[{"kind":"cash","amount":"60.00"}]}

Numbers are decimal strings, so that nothing is rounded on the way; only
"decimals", how many the currency has (0 to 4), is a JSON number. Every key
but a line's "price", a tax's "percent" and a tender's "amount" may be absent:
"decimals" is 2 then, "step" the smallest unit they can write, "per" and
"quantity" 1, a tax on top of the price, a tender "cash"; and there are no
taxes, discounts, cash step and tenders. A discount has either a "percent" or
an "amount". Tenders of any other kind than "cash" are not rounded and give no
change.

The answer is a JSON object: "lines", each with "amount" (before discounts),
"discount", "share" (of the basket's discount), "net", "taxes" (in the order
given) and "gross"; in all "discount" (the basket's), "net", "taxes" with
"tax_kinds" telling which they are, "gross", "rounding", "due", "change",
"missing" (still to be paid), and "drawer" (by how much its cash rises).

Exit status: 0 priced, 1 refused."#;

/// Price a basket given as JSON on standard input; no shop is needed.
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(super) struct Price {}

impl Price {
    pub(super) fn run(self) -> Result<(), Stop> {
        let asked: BasketJson = read("basket")?;
        let decimals = asked.decimals;
        let cash_step = asked.cash_step("cash_step")?;
        let tendered = asked.tenders()?;
        let basket = asked.basket()?;
        let priced = pricing::price(&basket).map_err(Refusal::from)?;
        let settled = pricing::settle(priced.gross, cash_step, &tendered).map_err(Refusal::from)?;
        let answer = Answer::of(&priced, &settled, decimals);
        // JSON is what this command is for, so it needs no asking for.
        Out::new(true).tell(&answer, String::new)
    }
}

/// What stands on standard input in braces; a refusal of it as a whole calls it
/// `what`.
pub(super) fn read<T: DeserializeOwned>(what: &str) -> Result<T, Stop> {
    let mut text = Vec::new();
    let mut input = io::stdin().lock().take(LONGEST + 1);
    input.read_to_end(&mut text).map_err(|e| Fault::Io {
        what: format!("reading the {what}: {e}"),
    })?;
    let unreadable = |why: String| Refusal::invalid(what, why);
    if u64::try_from(text.len()).is_ok_and(|length| length > LONGEST) {
        return Err(unreadable("is longer than 1 MiB".into()).into());
    }
    // From the text itself: a map made of it would hide keys said twice.
    let mut json = serde_json::Deserializer::from_slice(&text);
    let Object(read) = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        // What is wrong as a whole has no path; what is missing has a name.
        let missing = error.inner().to_string().starts_with("missing field");
        let within = error.path().iter().next().is_some() || missing;
        match error.inner().is_data() && within {
            true => typed::misread(&error),
            false => unreadable(format!("can't be read: {}", error.inner())),
        }
    })?;
    json.end()
        .map_err(|e| unreadable(format!("is followed by something else: {e}")))?;
    Ok(read)
}

#[derive(Serialize)]
struct Answer {
    lines: Vec<LineAnswer>,
    discount: String,
    net: String,
    taxes: Vec<String>,
    tax_kinds: Vec<TaxKind>,
    gross: String,
    rounding: String,
    due: String,
    change: String,
    missing: String,
    drawer: String,
}

#[derive(Serialize)]
struct LineAnswer {
    amount: String,
    discount: String,
    share: String,
    net: String,
    taxes: Vec<String>,
    gross: String,
}

#[derive(Serialize)]
struct TaxKind {
    percent: String,
    inside: bool,
}

impl Answer {
    fn of(priced: &Priced, settled: &Settled, decimals: u8) -> Answer {
        let written = |amount: Money| plain(amount.minor(), decimals);
        let lines = priced.lines.iter().map(|line| LineAnswer {
            amount: written(line.amount),
            discount: written(line.discount),
            share: written(line.share),
            net: written(line.net),
            taxes: line.taxes.iter().copied().map(written).collect(),
            gross: written(line.gross),
        });
        let kinds = priced.taxes.iter().map(|total| TaxKind {
            percent: total.tax.rate.to_string(),
            inside: total.tax.inside,
        });
        let taxes = priced.taxes.iter().map(|total| written(total.amount));
        Answer {
            lines: lines.collect(),
            discount: written(priced.discount),
            net: written(priced.net),
            taxes: taxes.collect(),
            tax_kinds: kinds.collect(),
            gross: written(priced.gross),
            rounding: written(settled.rounding),
            due: written(settled.due),
            change: written(settled.change),
            missing: written(settled.missing),
            drawer: written(settled.drawer),
        }
    }
}
