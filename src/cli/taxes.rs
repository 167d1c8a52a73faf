//! Taxes: which there are, adding, changing, retiring.

use clap::{Args, Subcommand};

use super::{
    Asking, Common,
    output::{Out, Stop, table},
    typed,
};
use crate::{
    shop::{
        Command as _, Permission, Refusal, Session, Shop, Trouble,
        taxes::{self, AddTax, EditTax, Tax},
    },
    values::{Rate, RequestId, TaxId, fold},
};

/// Taxes.
#[derive(Debug, Subcommand)]
pub(super) enum TaxesTask {
    /// All taxes, those in use first
    List,
    /// Add a tax
    Add {
        /// Its name, as receipts show it
        #[arg(long)]
        name: String,
        /// Its rate, such as 12 or 5.5
        #[arg(long, value_name = "RATE", allow_hyphen_values = true)]
        percent: String,
        /// Prices have it inside; otherwise it comes on top
        #[arg(long)]
        inside: bool,
        /// New sweets begin with it
        #[arg(long)]
        usual: bool,
        #[command(flatten)]
        asking: Asking,
    },
    /// Change a tax for what is sold from now on
    Edit(Edit),
    /// Put a tax on no new receipt; old ones keep it
    Retire(Which),
    /// Put a retired tax on new receipts again
    Reinstate(Which),
}

#[derive(Debug, Args)]
pub(super) struct Edit {
    #[command(flatten)]
    which: Which,
    /// Its new name
    #[arg(long)]
    name: Option<String>,
    /// Its new rate, such as 12 or 5.5
    #[arg(long, value_name = "RATE", allow_hyphen_values = true)]
    percent: Option<String>,
    /// Whether prices have it inside
    #[arg(long, value_name = "YES")]
    inside: Option<bool>,
    /// Whether new sweets begin with it
    #[arg(long, value_name = "YES")]
    usual: Option<bool>,
}

#[derive(Debug, Args)]
pub(super) struct Which {
    /// The tax, by its name in any case
    tax: String,
    /// The version that was seen; without it, the one it has now
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    version: Option<String>,
    #[command(flatten)]
    asking: Asking,
}

impl TaxesTask {
    pub(super) fn run(self, common: &Common, out: &Out) -> Result<(), Stop> {
        match self {
            TaxesTask::List => list(common, out),
            TaxesTask::Add {
                name,
                percent,
                inside,
                usual,
                asking,
            } => {
                let request = typed::request(asking.request.as_deref())?;
                let rate = rate(&percent)?;
                let (shop, session) = common.come_in()?;
                let add = AddTax {
                    name,
                    rate,
                    inside,
                    usual,
                };
                let done = shop.execute(&session, request, add)?;
                out.done(request, &done, || "the tax is added".to_owned())
            }
            TaxesTask::Edit(edit) => {
                let percent = edit.percent.as_deref().map(rate).transpose()?;
                let said = (&edit.name, percent, edit.inside, edit.usual);
                if said == (&None, None, None, None) {
                    return Err(Stop::Usage(
                        "tell what is to change, such as --percent 12".into(),
                    ));
                }
                edit.which.run(common, out, |change| EditTax {
                    name: edit.name.clone(),
                    rate: percent,
                    inside: edit.inside,
                    usual: edit.usual,
                    ..change
                })
            }
            TaxesTask::Retire(which) => which.run(common, out, |change| EditTax {
                retired: Some(true),
                ..change
            }),
            TaxesTask::Reinstate(which) => which.run(common, out, |change| EditTax {
                retired: Some(false),
                ..change
            }),
        }
    }
}

impl Which {
    fn run(
        &self,
        common: &Common,
        out: &Out,
        change: impl FnOnce(EditTax) -> EditTax,
    ) -> Result<(), Stop> {
        let request = typed::request(self.asking.request.as_deref())?;
        let told = self.version.as_deref();
        let told = told
            .map(|version| typed::whole("version", version))
            .transpose()?;
        let (shop, session) = common.come_in()?;
        let (tax, version) = meant((&shop, &session), request, &self.tax)?;
        let edit = change(EditTax {
            tax,
            version: told.unwrap_or(version),
            name: None,
            rate: None,
            inside: None,
            usual: None,
            retired: None,
        });
        let done = shop.execute(&session, request, edit)?;
        out.done(request, &done, || {
            format!("done: the tax's version is {} now", done.version)
        })
    }
}

/// The tax of a name and the version a change is made from. Asked again, both
/// are what they were when it was first asked, whatever the tax is called now.
fn meant(
    (shop, session): (&Shop, &Session),
    request: RequestId,
    name: &str,
) -> Result<(TaxId, i64), Trouble> {
    let first = shop.asked_before::<EditTax>(session, request)?;
    let first = first
        .and_then(|asked| Some((asked.get("tax")?.as_i64()?, asked.get("version")?.as_i64()?)));
    if let Some((tax, version)) = first {
        return Ok((TaxId::new(tax), version));
    }
    let known = shop.consult(session, EditTax::NEEDS, taxes::list)?;
    let tax = known
        .iter()
        .find(|tax| fold(&tax.name) == fold(name.trim()));
    let tax = tax.ok_or_else(|| {
        let shown: String = name.chars().take(100).collect();
        Refusal::unknown("tax", shown)
    })?;
    Ok((tax.id, tax.version))
}

fn rate(typed: &str) -> Result<Rate, Refusal> {
    Rate::parse(typed).map_err(|why| Refusal::invalid("percent", why))
}

fn list(common: &Common, out: &Out) -> Result<(), Stop> {
    let (shop, session) = common.come_in()?;
    let taxes = shop.consult(&session, Permission::Look, taxes::list)?;
    out.tell(&taxes, || {
        let row = |tax: &Tax| {
            [
                tax.name.clone(),
                format!("{} %", tax.rate),
                if tax.inside { "inside" } else { "on top" }.to_owned(),
                if tax.usual { "usual" } else { "" }.to_owned(),
                if tax.retired { "retired" } else { "" }.to_owned(),
            ]
        };
        let rows: Vec<[String; 5]> = taxes.iter().map(row).collect();
        table(["tax", "rate", "prices", "", ""], &rows)
    })
}
