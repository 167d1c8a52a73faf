//! The form of a printer to add.

use egui::Ui;

use crate::{
    shop::printing::{CodePage, PaperWidth, Printer, PrinterModel, PrinterSetup, USUAL_PORT},
    ui::{
        theme::GAP,
        widgets::{Field, Kind, Push, pick::pick, strong},
    },
};

/// How a printer is reached, in the form.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Way {
    #[default]
    Network,
    Device,
    Serial,
    Queue,
    Office,
}

impl Way {
    const ALL: [(Way, &'static str, &'static str); 5] = [
        (Way::Network, "Network", "192.168.1.50"),
        (Way::Device, "USB", "/dev/usb/lp0"),
        (Way::Serial, "Serial", "/dev/ttyUSB0,9600"),
        (Way::Queue, "Queue", "receipts"),
        (Way::Office, "Office printer", "laser"),
    ];
}

/// The form of a printer to add.
#[derive(Default)]
pub(super) struct NewPrinter {
    name: String,
    way: Way,
    address: String,
    narrow: bool,
    letters: String,
    receipts: bool,
    z_reports: bool,
    orders: bool,
    drawer: bool,
}

impl NewPrinter {
    /// Shows the form; the printer where it was to be added.
    pub(super) fn show(&mut self, ui: &mut Ui) -> Option<Result<PrinterSetup, String>> {
        let new = self;
        ui.label(strong("Add a printer"));
        ui.horizontal_wrapped(|ui| {
            for (way, name, _) in Way::ALL {
                let chip = Push::new(name).selected(new.way == way).kind(Kind::Quiet);
                if ui.add(chip).clicked() {
                    new.way = way;
                }
            }
        });
        let hint = Way::ALL.iter().find(|(way, ..)| *way == new.way);
        ui.horizontal(|ui| {
            let half = (ui.available_width() - GAP) / 2.0;
            Field::new("Printer's name", &mut new.name)
                .hint("Counter")
                .width(half)
                .show(ui);
            Field::new("Where it is", &mut new.address)
                .hint(hint.map_or("", |(_, _, hint)| *hint))
                .width(half)
                .show(ui);
        });
        let pages: Vec<(String, String)> = CodePage::ALL
            .iter()
            .map(|page| (page.name().to_owned(), page.name().to_owned()))
            .collect();
        if new.letters.is_empty() {
            CodePage::default().name().clone_into(&mut new.letters);
        }
        pick(ui, "Letters it has by itself", &mut new.letters, &pages);
        ui.checkbox(&mut new.narrow, "Narrow paper, 58 mm");
        ui.checkbox(&mut new.receipts, "Print each receipt as it is made");
        ui.checkbox(
            &mut new.z_reports,
            "Print each Z report as a shift is closed",
        );
        ui.checkbox(&mut new.orders, "Print each order's slip as it is accepted");
        ui.checkbox(&mut new.drawer, "Open the cash drawer for cash");
        let add = ui.add(Push::primary("Add printer"));
        add.clicked().then(|| new.setup())
    }

    /// The printer as it was typed; whether it can be is for the shop to see.
    fn setup(&self) -> Result<PrinterSetup, String> {
        let address = self.address.trim();
        let at = match self.way {
            Way::Network => match address.rsplit_once(':') {
                Some((host, port)) if !host.contains(':') => Printer::Network {
                    host: host.to_owned(),
                    port: port
                        .parse()
                        .map_err(|_| format!("“{port}” is no port, such as 9100"))?,
                },
                _ => Printer::Network {
                    host: address.to_owned(),
                    port: USUAL_PORT,
                },
            },
            Way::Device => Printer::Device {
                path: address.into(),
            },
            Way::Serial => {
                let (path, baud) = address.rsplit_once(',').unwrap_or((address, "9600"));
                Printer::Serial {
                    path: path.into(),
                    baud: baud.trim().parse().map_err(|_| {
                        "tell the line and its speed, such as /dev/ttyUSB0,9600".to_owned()
                    })?,
                }
            }
            Way::Queue | Way::Office => Printer::Queue {
                name: address.to_owned(),
                pdf: self.way == Way::Office,
            },
        };
        Ok(PrinterSetup {
            name: self.name.trim().to_owned(),
            at,
            model: PrinterModel {
                code_page: CodePage::of(&self.letters).unwrap_or_default(),
                ..PrinterModel::default()
            },
            width: width(self.narrow),
            receipts: self.receipts,
            z_reports: self.z_reports,
            orders: self.orders,
            opens_drawer: self.drawer,
        })
    }
}

/// Paper of 58 or of 80 mm.
pub(super) fn width(narrow: bool) -> PaperWidth {
    match narrow {
        true => PaperWidth::Mm58,
        false => PaperWidth::Mm80,
    }
}
