//! What may stand in a sweet's fields.

use super::{super::Refusal, Barcode};
use crate::values::{MAX_PRICE_MINOR, MAX_QUANTITY, Money, Name, count_of, line};

const CODE_MAX_CHARS: usize = 40;
const PICTURE_MAX_CHARS: usize = 40;
/// More barcodes than this are a mistake.
const BARCODES_MOST: usize = 20;

pub(super) fn name(typed: &str) -> Result<Name, Refusal> {
    Name::parse(typed).map_err(|why| Refusal::invalid("name", why))
}

pub(super) fn category(typed: Option<&str>) -> Result<Option<Name>, Refusal> {
    match typed.map(str::trim) {
        None | Some("") => Ok(None),
        Some(typed) => Name::parse(typed)
            .map(Some)
            .map_err(|why| Refusal::invalid("category", why)),
    }
}

pub(in super::super) fn price(field: &str, price: Money) -> Result<Money, Refusal> {
    match price.minor() {
        0..=MAX_PRICE_MINOR => Ok(price),
        ..0 => Err(Refusal::invalid(field, "can't be below 0")),
        _ => Err(Refusal::invalid(field, "is higher than a price can be")),
    }
}

/// How much of the unit a price is for.
pub(super) fn per(size: i64) -> Result<i64, Refusal> {
    match size {
        1..=MAX_QUANTITY => Ok(size),
        _ => Err(Refusal::invalid(
            "per",
            format!("{size} is not between 1 and 1,000,000"),
        )),
    }
}

pub(super) fn low_at(pieces: i64) -> Result<i64, Refusal> {
    pieces_of("low_at", pieces)
}

pub(super) fn pieces_of(field: &str, pieces: i64) -> Result<i64, Refusal> {
    count_of(pieces).map_err(|why| Refusal::invalid(field, why))
}

pub(super) fn sku(typed: Option<&str>) -> Result<Option<String>, Refusal> {
    match typed.map(str::trim) {
        None | Some("") => Ok(None),
        Some(typed) => code("sku", typed).map(|sku| Some(sku.to_uppercase())),
    }
}

/// Barcodes as scanners send them; the same one twice is one, unless it is
/// said to stand for two quantities.
pub(super) fn barcodes(typed: &[Barcode]) -> Result<Vec<Barcode>, Refusal> {
    let mut barcodes: Vec<Barcode> = Vec::new();
    let typed = typed
        .iter()
        .map(|typed| (typed.code.trim(), typed.quantity));
    for (code_typed, quantity) in typed.filter(|(code, _)| !code.is_empty()) {
        let code = code("barcodes", code_typed)?;
        match barcodes.iter().find(|known| known.code == code) {
            None => barcodes.push(Barcode { code, quantity }),
            Some(known) if known.quantity == quantity => {}
            Some(_) => {
                let why = format!("{code} can't stand for two quantities: choose one");
                return Err(Refusal::invalid("barcodes", why));
            }
        }
    }
    match barcodes.len() {
        n if n > BARCODES_MOST => Err(Refusal::invalid("barcodes", "at most 20 fit")),
        _ => Ok(barcodes),
    }
}

fn code(field: &str, typed: &str) -> Result<String, Refusal> {
    let code = line(typed, CODE_MAX_CHARS).map_err(|why| Refusal::invalid(field, why))?;
    match code.chars().all(|c| c.is_ascii_graphic()) {
        true => Ok(code),
        false => Err(Refusal::invalid(
            field,
            "only letters A to Z, digits and signs can be in it",
        )),
    }
}

pub(super) fn picture(typed: &str) -> Result<String, Refusal> {
    line(typed, PICTURE_MAX_CHARS).map_err(|why| Refusal::invalid("picture", why))
}
