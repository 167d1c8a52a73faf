//! What people type, made into values: what can't be is a refusal that names
//! the field.

use crate::{
    shop::{
        Command, Permission, Refusal, Session, Shop, Trouble,
        catalogue::{self, Scanned},
        pricing::Discount,
        sales::CheckoutLine,
        shifts, staff,
        staff::Account,
        taxes,
    },
    values::{Money, Quantity, Rate, RequestId, ShiftId, SweetId, TaxId, Unit, fold},
};

/// The request's id, or a new one.
pub(super) fn request(typed: Option<&str>) -> Result<RequestId, Refusal> {
    match typed {
        None => Ok(RequestId::new()),
        Some(typed) => RequestId::parse(typed).map_err(|why| Refusal::invalid("request", why)),
    }
}

/// A whole number; its bounds are the shop's to see to.
pub(super) fn whole(field: &str, typed: &str) -> Result<i64, Refusal> {
    typed.trim().parse().map_err(|_| {
        let shown: String = typed.chars().take(24).collect();
        Refusal::invalid(field, format!("“{shown}” is not a whole number"))
    })
}

/// An amount in the shop's currency, such as 19.99.
pub(super) fn amount(shop: &Shop, field: &str, typed: &str) -> Result<Money, Refusal> {
    let currency = shop.about().currency;
    currency
        .parse(typed)
        .map_err(|why| Refusal::invalid(field, why))
}

/// How much of a unit, such as 3, "250 g" or "0.25 kg".
pub(super) fn quantity(field: &str, unit: Unit, typed: &str) -> Result<Quantity, Refusal> {
    unit.parse(typed)
        .map_err(|why| Refusal::invalid(field, why))
}

/// How much of a unit there is: as [`quantity`], and nothing too.
pub(super) fn count(field: &str, unit: Unit, typed: &str) -> Result<i64, Refusal> {
    unit.parse_count(typed)
        .map_err(|why| Refusal::invalid(field, why))
}

/// What a sweet is counted in.
pub(super) fn unit(shop: &Shop, session: &Session, sweet: SweetId) -> Result<Unit, Trouble> {
    let known = shop.consult(session, Permission::Look, |db| catalogue::sweet(db, sweet))?;
    let known = known.ok_or_else(|| Refusal::unknown("sweet", sweet))?;
    Ok(known.unit)
}

/// A discount: "10%", or an amount in the shop's currency.
pub(super) fn discount(shop: &Shop, field: &str, typed: &str) -> Result<Discount, Refusal> {
    match typed.trim().strip_suffix('%') {
        Some(percent) => Rate::parse(percent)
            .map(Discount::Percent)
            .map_err(|why| Refusal::invalid(field, why)),
        None => amount(shop, field, typed).map(Discount::Amount),
    }
}

/// The taxes of these names, in any case; an empty name is none.
pub(super) fn taxes(
    shop: &Shop,
    session: &Session,
    names: &[String],
) -> Result<Vec<TaxId>, Trouble> {
    let known = shop.consult(session, Permission::Look, taxes::list)?;
    let named = names.iter().filter(|name| !name.trim().is_empty());
    let ids = named.map(|name| {
        let tax = known
            .iter()
            .find(|tax| fold(&tax.name) == fold(name.trim()));
        tax.map(|tax| tax.id)
            .ok_or_else(|| Refusal::unknown("tax", name).into())
    });
    ids.collect()
}

/// What is wrong with a JSON value that could not be read, by the path of its key.
pub(super) fn misread(error: &serde_path_to_error::Error<serde_json::Error>) -> Refusal {
    let inner = error.inner();
    let why = inner.to_string();
    // The path tells more than the place in the text does.
    let place = format!(" at line {} column {}", inner.line(), inner.column());
    let why = why.strip_suffix(&place).unwrap_or(&why);
    let why = match why.strip_suffix("expected i64") {
        Some(what) => format!("{what}expected a whole number"),
        None => why.to_owned(),
    };
    // A missing field, or one said twice, is told by its name, at the place
    // of what it belongs to.
    let named = why
        .strip_prefix("missing field `")
        .or_else(|| why.strip_prefix("duplicate field `"))
        .and_then(|rest| rest.strip_suffix('`'));
    let field = match (error.path().to_string(), named) {
        (at, None) => at,
        (at, Some(named)) if at == "." => named.to_owned(),
        (at, Some(named)) => format!("{at}.{named}"),
    };
    Refusal::invalid(&field, why)
}

/// What an account is for.
pub(super) fn role(typed: &str) -> Result<staff::Role, Refusal> {
    staff::Role::of(typed.trim()).ok_or_else(|| {
        let shown: String = typed.chars().take(24).collect();
        Refusal::invalid("role", format!("“{shown}” is not a role: staff or admin"))
    })
}

/// The sweet of a SKU, a barcode or a whole name.
///
/// One that is not known any more by what it was called when `request` was
/// first asked (`at` tells where in it) is the one that was meant then.
pub(super) fn sweet<C: Command>(
    shop: &Shop,
    session: &Session,
    typed: &str,
    (request, at): (RequestId, &str),
) -> Result<SweetId, Trouble> {
    match find_sweet(shop, session, typed) {
        Err(Trouble::Refused(unknown @ Refusal::Unknown { .. })) => {
            let first = shop.asked_before::<C>(session, request)?;
            let meant = first.and_then(|asked| asked.pointer(at)?.as_i64());
            meant.map(SweetId::new).ok_or_else(|| unknown.into())
        }
        found => found,
    }
}

/// The sweet of a SKU, a barcode, a label or a whole name, for those who look.
pub(super) fn find_sweet(shop: &Shop, session: &Session, typed: &str) -> Result<SweetId, Trouble> {
    Ok(find_scanned(shop, session, typed)?.sweet)
}

/// What a scanned or typed text is.
///
/// A sweet that is not known any more by what it was called is looked for as
/// [`sweet`] does.
pub(super) fn scanned<C: Command>(
    shop: &Shop,
    session: &Session,
    typed: &str,
    asked: (RequestId, &str),
) -> Result<Scanned, Trouble> {
    match find_scanned(shop, session, typed) {
        Err(Trouble::Refused(Refusal::Unknown { .. })) => Ok(Scanned {
            sweet: sweet::<C>(shop, session, typed, asked)?,
            quantity: None,
            price: None,
            label: None,
        }),
        found => found,
    }
}

fn find_scanned(shop: &Shop, session: &Session, typed: &str) -> Result<Scanned, Trouble> {
    let found = shop.consult(session, Permission::Look, |db| {
        match catalogue::scanned(db, typed) {
            Ok(found) => Ok(Ok(found)),
            Err(Trouble::Refused(refusal)) => Ok(Err(refusal)),
            Err(Trouble::Fault(fault)) => Err(fault),
        }
    })?;
    Ok(found?.ok_or_else(|| Refusal::unknown("sweet", typed))?)
}

/// A line of what was scanned, of so much as was told or the code stands for.
pub(super) fn line_of(
    at: &str,
    scanned: &Scanned,
    told: Option<Quantity>,
) -> Result<CheckoutLine, Refusal> {
    let field = format!("{at}.quantity");
    if told.is_some() && scanned.label.is_some() {
        let why = "the label tells how much it is; leave it out";
        return Err(Refusal::invalid(&field, why));
    }
    CheckoutLine::scanned(scanned, told).ok_or_else(|| {
        let why = "is needed for what is weighed or poured, such as \"250 g\"";
        Refusal::invalid(&field, why)
    })
}

/// The open shift of a drawer.
pub(super) fn shift(shop: &Shop, session: &Session, drawer: &str) -> Result<ShiftId, Trouble> {
    let open = shop.consult(session, Permission::Sell, |db| shifts::open_at(db, drawer))?;
    let open = open.ok_or_else(|| {
        let shown: String = drawer.chars().take(100).collect();
        let why = format!("“{shown}” has no open shift; open one with “shifts open”");
        Refusal::invalid("drawer", why)
    })?;
    Ok(open.id)
}

/// The open shift of a drawer, where one is named, or the shift that was meant
/// when `request` was first asked.
pub(super) fn shift_of<C: Command>(
    shop: &Shop,
    session: &Session,
    drawer: Option<&str>,
    request: RequestId,
) -> Result<Option<ShiftId>, Trouble> {
    let Some(drawer) = drawer else {
        return Ok(None);
    };
    let first = shop.asked_before::<C>(session, request)?;
    match first.and_then(|asked| asked.pointer("/shift")?.as_i64()) {
        Some(id) => Ok(Some(ShiftId::new(id))),
        None => shift(shop, session, drawer).map(Some),
    }
}

/// The account of a name, in any case.
pub(super) fn account(shop: &Shop, session: &Session, typed: &str) -> Result<Account, Trouble> {
    let found = shop.consult(session, Permission::ManageStaff, |db| {
        staff::find(db, typed)
    })?;
    Ok(found.ok_or_else(|| {
        let shown: String = typed.chars().take(100).collect();
        Refusal::unknown("account", shown)
    })?)
}
