//! The shop's printers, how its slips look, and who is paid by UPI.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{
    Asking, Common,
    output::{Out, Stop, table},
    typed,
};
use crate::{
    shop::{
        Permission, Refusal, Session, Shop,
        printing::{
            CodePage, DrawerPin, PaperWidth, Printer, PrinterModel, PrinterSetup, Printers,
            Template, USUAL_PORT, UpiPayee,
        },
        settings::{self, ChangeSetting, Setting},
    },
    values::fold,
};

/// Printers.
#[derive(Debug, Subcommand)]
pub(super) enum PrintersTask {
    /// Every printer
    List,
    /// Add a printer
    Add(Add),
    /// Remove a printer; what waits for it is not printed
    Remove {
        /// Its name
        name: String,
        #[command(flatten)]
        asking: Asking,
    },
    /// How slips look
    Slips(Slips),
    /// Whom customers pay by UPI, for the QR code on their display
    Upi {
        /// The UPI address, such as mithai@okbank; "" for none
        address: String,
        /// The payee's name; otherwise the shop's
        #[arg(long, default_value = "")]
        name: String,
        #[command(flatten)]
        asking: Asking,
    },
}

/// Add a printer.
#[derive(Debug, Args)]
pub(super) struct Add {
    /// What people call it
    name: String,
    #[command(flatten)]
    at: At,
    /// The paper's width in millimetres: 58 or 80
    #[arg(long, value_name = "MM", default_value = "80")]
    width: String,
    /// The characters it has by itself, as its manual names the code page: PC437, PC858…
    #[arg(long, value_name = "PAGE", default_value = "PC437")]
    letters: String,
    /// Print each receipt as it is made
    #[arg(long)]
    receipts: bool,
    /// Print each Z report as the shift is closed
    #[arg(long)]
    z_reports: bool,
    /// Print each order's slip as it is accepted
    #[arg(long)]
    orders: bool,
    /// Open the cash drawer that hangs on it for cash
    #[arg(long)]
    drawer: bool,
    /// The drawer is plugged in as the second one, on pin 5
    #[arg(long, requires = "drawer")]
    second_drawer: bool,
    #[command(flatten)]
    asking: Asking,
}

/// Where a printer is.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct At {
    /// On the network: its address, and its port where that is not 9100
    #[arg(long, value_name = "HOST[:PORT]")]
    network: Option<String>,
    /// On a device file, such as /dev/usb/lp0
    #[arg(long, value_name = "FILE")]
    device: Option<PathBuf>,
    /// On a serial line, with its bits a second, such as /dev/ttyUSB0,9600
    #[arg(long, value_name = "FILE,BAUD")]
    serial: Option<String>,
    /// A queue of this computer for a receipt printer
    #[arg(long, value_name = "NAME")]
    queue: Option<String>,
    /// A queue of this computer for an office printer
    #[arg(long, value_name = "NAME")]
    pdf_queue: Option<String>,
}

/// How slips look; what is not told stays as it is.
#[derive(Debug, Args)]
pub(super) struct Slips {
    /// A line below the shop's name; may be given again. Once "" is none
    #[arg(long, value_name = "LINE")]
    header: Vec<String>,
    /// A line at the end; may be given again. Once "" is none
    #[arg(long, value_name = "LINE")]
    footer: Vec<String>,
    /// The paper's width on screen and in files: 58 or 80
    #[arg(long, value_name = "MM")]
    width: Option<String>,
    /// Whether each tax is listed
    #[arg(long, value_name = "YES|NO", value_parser = yes)]
    taxes: Option<bool>,
    /// The receipt's code: barcode, qr or none
    #[arg(long, value_name = "KIND", value_parser = ["barcode", "qr", "none"])]
    code: Option<String>,
    #[command(flatten)]
    asking: Asking,
}

fn yes(typed: &str) -> Result<bool, String> {
    match typed {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => Err("yes or no".into()),
    }
}

impl PrintersTask {
    pub(super) fn run(self, common: &Common, out: &Out) -> Result<(), Stop> {
        match self {
            PrintersTask::List => {
                let (shop, session) = common.come_in()?;
                let (printers, _) = load::<Printers>(&shop, &session)?;
                out.tell(&printers, || in_words(&printers))
            }
            PrintersTask::Add(add) => add.run(common, out),
            PrintersTask::Remove { name, asking } => {
                change::<Printers>(common, out, &asking, |_, printers| {
                    let left = printers.printers.len();
                    let same = fold(name.trim());
                    printers.printers.retain(|known| fold(&known.name) != same);
                    match printers.printers.len() < left {
                        true => Ok(()),
                        false => Err(Refusal::unknown("printer", &name)),
                    }
                })
            }
            PrintersTask::Slips(slips) => slips.run(common, out),
            PrintersTask::Upi {
                address,
                name,
                asking,
            } => change::<UpiPayee>(common, out, &asking, |_, payee| {
                *payee = UpiPayee { address, name };
                Ok(())
            }),
        }
    }
}

fn load<S: Setting>(shop: &Shop, session: &Session) -> Result<(S, i64), Stop> {
    Ok(shop.consult(session, Permission::Look, settings::load::<S>)?)
}

/// Changes a setting, as it is now.
fn change<S: Setting + std::fmt::Debug + Clone>(
    common: &Common,
    out: &Out,
    asking: &Asking,
    edit: impl FnOnce(&Shop, &mut S) -> Result<(), Refusal>,
) -> Result<(), Stop> {
    let request = typed::request(asking.request.as_deref())?;
    let (shop, session) = common.come_in()?;
    let (mut value, version) = load::<S>(&shop, &session)?;
    edit(&shop, &mut value)?;
    let version = shop.execute(&session, request, ChangeSetting { version, value })?;
    out.done(request, &version, || "changed".into())
}

impl Add {
    fn run(self, common: &Common, out: &Out) -> Result<(), Stop> {
        let setup = PrinterSetup {
            at: self.at.read()?,
            model: PrinterModel {
                code_page: CodePage::of(&self.letters).ok_or_else(|| {
                    let names = CodePage::ALL.map(CodePage::name).join(", ");
                    Refusal::invalid("letters", format!("is one of {names}"))
                })?,
                drawer: match self.second_drawer {
                    true => DrawerPin::Five,
                    false => DrawerPin::Two,
                },
            },
            width: width(&self.width)?,
            name: self.name,
            receipts: self.receipts,
            z_reports: self.z_reports,
            orders: self.orders,
            opens_drawer: self.drawer,
        };
        change::<Printers>(common, out, &self.asking, |_, printers| {
            printers.printers.push(setup);
            Ok(())
        })
    }
}

impl At {
    fn read(&self) -> Result<Printer, Refusal> {
        if let Some(network) = &self.network {
            let port = |port: &str| {
                let why = "is a number from 1 to 65535, nearly always 9100";
                port.parse().map_err(|_| Refusal::invalid("network", why))
            };
            // An IPv6 address has colons of its own, and brackets where a port follows.
            return Ok(match network.rsplit_once(':') {
                Some((host, typed)) if !host.contains(':') || host.ends_with(']') => {
                    Printer::Network {
                        host: host.trim_matches(['[', ']']).to_owned(),
                        port: port(typed)?,
                    }
                }
                _ => Printer::Network {
                    host: network.trim_matches(['[', ']']).to_owned(),
                    port: USUAL_PORT,
                },
            });
        }
        if let Some(path) = &self.device {
            return Ok(Printer::Device { path: path.clone() });
        }
        if let Some(serial) = &self.serial {
            let told = serial.rsplit_once(',');
            let read = told.and_then(|(path, baud)| Some((path, baud.trim().parse().ok()?)));
            let why = "is a device file and its bits a second, such as /dev/ttyUSB0,9600";
            let (path, baud) = read.ok_or_else(|| Refusal::invalid("serial", why))?;
            return Ok(Printer::Serial {
                path: path.into(),
                baud,
            });
        }
        let (name, pdf) = match (&self.queue, &self.pdf_queue) {
            (Some(name), _) => (name, false),
            (None, Some(name)) => (name, true),
            (None, None) => {
                let why = "tell where it is, such as --network 192.168.1.50";
                return Err(Refusal::invalid("at", why));
            }
        };
        Ok(Printer::Queue {
            name: name.clone(),
            pdf,
        })
    }
}

impl Slips {
    fn run(self, common: &Common, out: &Out) -> Result<(), Stop> {
        let asking = &self.asking;
        change::<Template>(common, out, asking, |_, template| {
            let lines = |given: &[String]| match given {
                [only] if only.is_empty() => Vec::new(),
                lines => lines.to_vec(),
            };
            if !self.header.is_empty() {
                template.header = lines(&self.header);
            }
            if !self.footer.is_empty() {
                template.footer = lines(&self.footer);
            }
            if let Some(typed) = &self.width {
                template.width = width(typed)?;
            }
            template.show_taxes = self.taxes.unwrap_or(template.show_taxes);
            if let Some(code) = self.code.as_deref() {
                template.show_code = code != "none";
                template.code_as_qr = code == "qr";
            }
            Ok(())
        })
    }
}

fn width(typed: &str) -> Result<PaperWidth, Refusal> {
    match typed.trim().trim_end_matches("mm").trim() {
        "58" => Ok(PaperWidth::Mm58),
        "80" => Ok(PaperWidth::Mm80),
        _ => Err(Refusal::invalid("width", "is 58 or 80 millimetres")),
    }
}

fn in_words(printers: &Printers) -> String {
    let yes = |is: bool| if is { "yes" } else { "" }.to_owned();
    let rows: Vec<[String; 8]> = printers
        .printers
        .iter()
        .map(|printer| {
            [
                printer.name.clone(),
                printer.at.in_words(),
                format!("{} mm", printer.width.millimetres()),
                printer.model.code_page.name().to_owned(),
                yes(printer.receipts),
                yes(printer.z_reports),
                yes(printer.orders),
                yes(printer.opens_drawer),
            ]
        })
        .collect();
    match rows.is_empty() {
        true => "there is no printer yet".into(),
        false => table(
            [
                "printer", "where", "paper", "letters", "receipts", "Z", "orders", "drawer",
            ],
            &rows,
        ),
    }
}
