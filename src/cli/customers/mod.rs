//! Customers.

mod known;

use clap::Subcommand;

use super::{
    Asking, Common,
    output::{Out, Stop, table},
    typed,
};
use crate::{
    shop::{
        Permission, Refusal, Session, Shop, Trouble,
        customers::{self, AddCustomer, Customer, CustomerKept, EditCustomer},
    },
    values::{CustomerId, RequestId, fold},
};

/// More than this of one name are not looked through.
const NAMESAKES: u32 = 200;

/// Customers.
#[derive(Debug, Subcommand)]
pub(super) enum CustomersTask {
    /// Add a customer
    Add {
        /// The name
        #[arg(long)]
        name: String,
        /// A phone number
        #[arg(long, allow_hyphen_values = true)]
        phone: Option<String>,
        /// An e-mail address
        #[arg(long)]
        email: Option<String>,
        /// What is noted
        #[arg(long)]
        note: Option<String>,
        #[command(flatten)]
        asking: Asking,
    },
    /// The customers, by name, with their credit
    List {
        /// Only those with this in their name or phone number
        #[arg(allow_hyphen_values = true)]
        text: Option<String>,
        /// At most so many
        #[arg(long, default_value_t = 50)]
        limit: u32,
    },
    /// Change what is known of a customer; an empty text takes it away
    Edit {
        /// Whom: an id, a whole name or a phone number
        #[arg(allow_hyphen_values = true)]
        customer: String,
        /// The name
        #[arg(long)]
        name: Option<String>,
        /// A phone number
        #[arg(long, allow_hyphen_values = true)]
        phone: Option<String>,
        /// An e-mail address
        #[arg(long)]
        email: Option<String>,
        /// What is noted
        #[arg(long)]
        note: Option<String>,
        #[command(flatten)]
        seen: Seen,
    },
    Show(known::Show),
    /// Customers that are likely one: of one number, or of one name
    Duplicates,
    Merge(known::Merge),
    Erase(known::Erase),
    Consent(known::Says),
    /// Let a customer come on no new receipt
    Retire {
        /// Whom: an id, a whole name or a phone number
        #[arg(allow_hyphen_values = true)]
        customer: String,
        #[command(flatten)]
        seen: Seen,
    },
    /// Bring a retired customer back
    Reinstate {
        /// Whom: an id, a whole name or a phone number
        #[arg(allow_hyphen_values = true)]
        customer: String,
        #[command(flatten)]
        seen: Seen,
    },
}

/// Which version a change was made from.
#[derive(Debug, clap::Args)]
pub(super) struct Seen {
    /// The version that was seen; without it, the one there is now
    #[arg(long)]
    version: Option<String>,
    #[command(flatten)]
    asking: Asking,
}

impl CustomersTask {
    pub(super) fn run(self, common: &Common, out: &Out) -> Result<(), Stop> {
        match self {
            CustomersTask::Add {
                name,
                phone,
                email,
                note,
                asking,
            } => {
                let request = typed::request(asking.request.as_deref())?;
                let (shop, session) = common.come_in()?;
                let add = AddCustomer {
                    name,
                    phone,
                    email,
                    note,
                };
                let added = shop.execute(&session, request, add)?;
                out.done(request, &added, || {
                    format!("customer {} is added", added.customer)
                })
            }
            CustomersTask::List { text, limit } => {
                list(common, out, &text.unwrap_or_default(), limit)
            }
            CustomersTask::Edit {
                customer,
                name,
                phone,
                email,
                note,
                seen,
            } => seen.change(common, out, &customer, |nothing| EditCustomer {
                name,
                phone,
                email,
                note,
                ..nothing
            }),
            CustomersTask::Show(show) => show.run(common, out),
            CustomersTask::Duplicates => known::duplicates(common, out),
            CustomersTask::Merge(merge) => merge.run(common, out),
            CustomersTask::Erase(erase) => erase.run(common, out),
            CustomersTask::Consent(says) => says.run(common, out),
            CustomersTask::Retire { customer, seen } => {
                seen.change(common, out, &customer, |nothing| EditCustomer {
                    retired: Some(true),
                    ..nothing
                })
            }
            CustomersTask::Reinstate { customer, seen } => {
                seen.change(common, out, &customer, |nothing| EditCustomer {
                    retired: Some(false),
                    ..nothing
                })
            }
        }
    }
}

impl Seen {
    fn change(
        self,
        common: &Common,
        out: &Out,
        typed: &str,
        what: impl FnOnce(EditCustomer) -> EditCustomer,
    ) -> Result<(), Stop> {
        let request = typed::request(self.asking.request.as_deref())?;
        let told = self
            .version
            .map(|typed| typed::whole("version", &typed))
            .transpose()?;
        let (shop, session) = common.come_in()?;
        // Asked again, it is whom and what it was first asked with.
        let first = asked_first(&shop, &session, request)?;
        let (customer, version) = match first {
            Some(first) => first,
            None => {
                let found = find(&shop, &session, typed)?;
                (found.id, found.version)
            }
        };
        let edit = what(EditCustomer {
            customer,
            version: told.unwrap_or(version),
            name: None,
            phone: None,
            email: None,
            note: None,
            retired: None,
        });
        let kept: CustomerKept = shop.execute(&session, request, edit)?;
        out.done(request, &kept, || {
            format!("customer {} is changed", kept.customer)
        })
    }
}

fn asked_first(
    shop: &Shop,
    session: &Session,
    request: RequestId,
) -> Result<Option<(CustomerId, i64)>, Trouble> {
    let asked = shop.asked_before::<EditCustomer>(session, request)?;
    Ok(asked.and_then(|asked| {
        let customer = CustomerId::new(asked.get("customer")?.as_i64()?);
        Some((customer, asked.get("version")?.as_i64()?))
    }))
}

/// The fewest digits of a phone number that are taken for a whole one.
const NUMBER_LEAST: usize = 6;

/// Whether a customer's number is the typed one, with or without what stands before it abroad.
fn has_number(customer: &Customer, typed: &str) -> bool {
    let digits = |text: &str| -> String { text.chars().filter(char::is_ascii_digit).collect() };
    let wanted = digits(typed);
    let numbers = [customer.phone.as_deref(), customer.e164.as_deref()];
    let mut numbers = numbers.into_iter().flatten().map(digits);
    wanted.len() >= NUMBER_LEAST && numbers.any(|number| number.ends_with(&wanted))
}

/// The one customer of an id, a whole name or a phone number.
pub(super) fn find(shop: &Shop, session: &Session, typed: &str) -> Result<Customer, Trouble> {
    let typed = typed.trim();
    let shown: String = typed.chars().take(100).collect();
    if let Ok(id) = typed.parse() {
        let id = CustomerId::new(id);
        let found = shop.consult(session, Permission::Look, |db| customers::customer(db, id))?;
        if let Some(found) = found {
            return Ok(found);
        }
    }
    let mut found = shop.consult(session, Permission::Look, |db| {
        customers::search(db, typed, NAMESAKES)
    })?;
    if typed.chars().any(char::is_alphabetic) {
        found.retain(|customer| fold(&customer.name) == fold(typed));
    } else {
        // A few digits stand in many numbers, and this may be of whom is to be erased.
        found.retain(|customer| has_number(customer, typed));
    }
    match found.len() {
        0 | 1 => Ok(found
            .pop()
            .ok_or_else(|| Refusal::unknown("customer", shown))?),
        _ => {
            let ids: Vec<String> = found.iter().map(|one| one.id.to_string()).collect();
            let why = format!(
                "“{shown}” is several; name one by its id: {}",
                ids.join(", ")
            );
            Err(Refusal::invalid("customer", why).into())
        }
    }
}

fn list(common: &Common, out: &Out, text: &str, limit: u32) -> Result<(), Stop> {
    let (shop, session) = common.come_in()?;
    let found = shop.consult(&session, Permission::Look, |db| {
        customers::search(db, text, limit)
    })?;
    out.tell(&found, || {
        let rows: Vec<[String; 6]> = found
            .iter()
            .map(|customer| {
                let retired = if customer.retired { "retired" } else { "" };
                [
                    customer.id.to_string(),
                    customer.name.clone(),
                    customer.phone.clone().unwrap_or_default(),
                    customer.email.clone().unwrap_or_default(),
                    shop.about().currency.format(customer.credit),
                    retired.to_owned(),
                ]
            })
            .collect();
        table(["id", "name", "phone", "e-mail", "credit", ""], &rows)
    })
}
