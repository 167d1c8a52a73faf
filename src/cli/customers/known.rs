//! What is known of one customer, who is likely who, and making two one or forgetting one.

use clap::Args;
use serde::Serialize;

use super::find;
use crate::{
    cli::{
        Asking, Common,
        output::{Out, Stop, table},
        typed,
    },
    shop::{
        Permission, Refusal, Shop,
        customers::{
            self, Channel, Consent, Customer, Entry, EraseCustomer, Likeness, MergeCustomers,
            SayConsent,
        },
    },
    values::CustomerId,
};

/// How many groups of likely duplicates are shown.
const GROUPS: usize = 50;

/// Show all that is known of a customer, and what passed with them
#[derive(Debug, Args)]
pub(in crate::cli) struct Show {
    /// Whom: an id, a whole name or a phone number
    #[arg(allow_hyphen_values = true)]
    customer: String,
    /// At most so much of what passed
    #[arg(long, default_value_t = 50)]
    limit: u32,
}

#[derive(Serialize)]
struct Shown {
    customer: Customer,
    consents: Vec<Consent>,
    history: Vec<Entry>,
}

impl Show {
    pub(super) fn run(self, common: &Common, out: &Out) -> Result<(), Stop> {
        let (shop, session) = common.come_in()?;
        let found = find(&shop, &session, &self.customer)?;
        let shown = shop.consult(&session, Permission::Look, |db| {
            Ok(Shown {
                consents: customers::consents(db, found.id)?,
                history: customers::history(db, found.id, self.limit)?,
                customer: found,
            })
        })?;
        out.tell(&shown, || words(&shop, &shown))
    }
}

fn words(shop: &Shop, shown: &Shown) -> String {
    let about = shop.about();
    let customer = &shown.customer;
    let mut text = format!("customer {}: {}\n", customer.id, customer.name);
    let number = match (&customer.phone, &customer.e164) {
        (Some(phone), Some(e164)) => Some(format!("{phone} ({e164})")),
        (Some(phone), None) => Some(format!("{phone} (no number that can be called)")),
        _ => None,
    };
    let known = [
        ("phone", number),
        ("e-mail", customer.email.clone()),
        ("note", customer.note.clone()),
        (
            "credit",
            Some(about.currency.format_with_code(customer.credit)),
        ),
        ("", customer.retired.then(|| "retired".to_owned())),
        (
            "merged into",
            customer.merged_into.map(|into| format!("customer {into}")),
        ),
    ];
    for (what, known) in known {
        if let Some(known) = known {
            text.push_str(format!("{what} {known}").trim_start());
            text.push('\n');
        }
    }
    for said in shown.consents.iter().filter(|said| said.counts) {
        let may = if said.given { "may" } else { "may not" };
        text.push_str(&format!(
            "{may} be written to by {}, said at {} to {}\n",
            said.channel.name(),
            about.zone.date_time(said.at),
            said.by
        ));
    }
    let rows: Vec<[String; 5]> = shown
        .history
        .iter()
        .map(|entry| {
            [
                about.zone.date_time(entry.at),
                entry.what.name().to_owned(),
                match entry.void {
                    true => format!("{} (void)", entry.number),
                    false => entry.number.clone(),
                },
                about.currency.format(entry.amount),
                entry.by.clone(),
            ]
        })
        .collect();
    text + &table(["when", "what", "number", "amount", "by"], &rows)
}

/// List customers that are likely one
pub(super) fn duplicates(common: &Common, out: &Out) -> Result<(), Stop> {
    let (shop, session) = common.come_in()?;
    let found = shop.consult(&session, Permission::Look, |db| {
        customers::duplicates(db, GROUPS)
    })?;
    out.tell(&found, || {
        let rows: Vec<[String; 4]> = found
            .iter()
            .flat_map(|group| {
                let like = match group.like {
                    Likeness::Phone => "one number",
                    Likeness::Name => "one name",
                };
                group.customers.iter().map(move |customer| {
                    [
                        like.to_owned(),
                        customer.id.to_string(),
                        customer.name.clone(),
                        customer.phone.clone().unwrap_or_default(),
                    ]
                })
            })
            .collect();
        match rows.is_empty() {
            true => "no two customers have one number or one name".into(),
            false => table(["like", "id", "name", "phone"], &rows),
        }
    })
}

/// Make everything of one customer another's
#[derive(Debug, Args)]
pub(in crate::cli) struct Merge {
    /// Who stays: an id, a whole name or a phone number
    #[arg(allow_hyphen_values = true)]
    keep: String,
    /// Who is them from then on
    #[arg(allow_hyphen_values = true)]
    gone: String,
    #[command(flatten)]
    asking: Asking,
}

impl Merge {
    pub(super) fn run(self, common: &Common, out: &Out) -> Result<(), Stop> {
        let request = typed::request(self.asking.request.as_deref())?;
        let (shop, session) = common.come_in()?;
        // Asked again, it is whom and what it was first asked with.
        let first = shop.asked_before::<MergeCustomers>(&session, request)?;
        let first = first.and_then(|asked| serde_json::from_value(asked).ok());
        let merge = match first {
            Some(first) => first,
            None => {
                let keep = find(&shop, &session, &self.keep)?;
                let gone = find(&shop, &session, &self.gone)?;
                MergeCustomers {
                    keep: keep.id,
                    keep_version: keep.version,
                    gone: gone.id,
                    gone_version: gone.version,
                }
            }
        };
        let gone = merge.gone;
        let merged = shop.execute(&session, request, merge)?;
        out.done(request, &merged, || {
            let mut text = format!("customer {gone} is customer {} now", merged.customer);
            if merged.credit.minor() > 0 {
                let credit = shop.about().currency.format(merged.credit);
                text.push_str(&format!("; {credit} of credit moved"));
            }
            text
        })
    }
}

/// Forget a customer: the books keep numbers and amounts
#[derive(Debug, Args)]
pub(in crate::cli) struct Erase {
    /// Whom: an id, a whole name or a phone number
    #[arg(allow_hyphen_values = true)]
    customer: String,
    /// A quotation that is theirs and loses the name; may be said again
    #[arg(long = "quotation", value_name = "NUMBER")]
    quotations: Vec<i64>,
    /// They give up the credit they have
    #[arg(long)]
    give_up_credit: bool,
    /// Only tell what it comes to
    #[arg(long)]
    preview: bool,
    #[command(flatten)]
    asking: Asking,
}

impl Erase {
    pub(super) fn run(self, common: &Common, out: &Out) -> Result<(), Stop> {
        let request = typed::request(self.asking.request.as_deref())?;
        let (shop, session) = common.come_in()?;
        let first = shop.asked_before::<EraseCustomer>(&session, request)?;
        let first: Option<EraseCustomer> =
            first.and_then(|asked| serde_json::from_value(asked).ok());
        let erase = match first {
            Some(first) => first,
            None => {
                let found = find(&shop, &session, &self.customer)?;
                EraseCustomer {
                    customer: found.id,
                    version: found.version,
                    quotations: self.quotations,
                    give_up_credit: self.give_up_credit,
                }
            }
        };
        if self.preview {
            return preview(&shop, &session, erase.customer, out);
        }
        let erased = shop.execute(&session, request, erase)?;
        out.done(request, &erased, || format!("is {} now", erased.called))
    }
}

fn preview(
    shop: &Shop,
    session: &crate::shop::Session,
    id: CustomerId,
    out: &Out,
) -> Result<(), Stop> {
    let found = shop.consult(session, Permission::ManageShop, |db| {
        customers::erasure(db, id)
    })?;
    let found = found.ok_or_else(|| Refusal::unknown("customer", id))?;
    out.tell(&found, || {
        let currency = shop.about().currency;
        let mut text = format!(
            "{} receipts, {} orders and {} appointments lose the name; {} invoices keep it in the file, because the law has the \
             shop keep them, and show it nowhere; credit {}; {} old records of the journal keep it\n",
            found.receipts,
            found.orders,
            found.appointments,
            found.invoices,
            currency.format(found.credit),
            found.old_records
        );
        for quotation in &found.quotations {
            text.push_str(&format!(
                "quotation {} for {}, {}: name it with --quotation {} where it is theirs\n",
                quotation.number,
                quotation.customer,
                currency.format(quotation.total),
                quotation.number
            ));
        }
        text
    })
}

/// Write down what a customer says of being written to
#[derive(Debug, Args)]
pub(in crate::cli) struct Says {
    /// Whose: an id, a whole name or a phone number
    #[arg(allow_hyphen_values = true)]
    customer: String,
    /// How: email or sms
    channel: String,
    /// Whether they may be: given or withdrawn
    answer: String,
    #[command(flatten)]
    asking: Asking,
}

impl Says {
    pub(super) fn run(self, common: &Common, out: &Out) -> Result<(), Stop> {
        let request = typed::request(self.asking.request.as_deref())?;
        let channel = Channel::of(self.channel.trim())
            .ok_or_else(|| Refusal::invalid("channel", "is email or sms"))?;
        let given = match self.answer.trim() {
            "given" => true,
            "withdrawn" => false,
            _ => return Err(Refusal::invalid("answer", "is given or withdrawn").into()),
        };
        let (shop, session) = common.come_in()?;
        let first = shop.asked_before::<SayConsent>(&session, request)?;
        let first = first.and_then(|asked| asked.get("customer")?.as_i64());
        let customer = match first {
            Some(id) => CustomerId::new(id),
            None => find(&shop, &session, &self.customer)?.id,
        };
        let say = SayConsent {
            customer,
            channel,
            given,
        };
        shop.execute(&session, request, say)?;
        out.done(request, &customer, || {
            let may = if given { "may" } else { "may not" };
            format!(
                "customer {customer} {may} be written to by {}",
                channel.name()
            )
        })
    }
}
