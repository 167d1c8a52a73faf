//! The printing settings: printers, how slips look, and who is paid by UPI.
//!
//! Promises: what is typed stays until it is saved; a change made elsewhere meanwhile is told
//! and nothing is overwritten. Self-contained: whoever shows it gives it room.

use egui::{Label, Layout, RichText, ScrollArea, TextEdit, Ui};

use super::{printers, show_paper};
use crate::{
    devices::slips,
    shop::{
        Refusal, Shop,
        printing::{
            CodePage, PaperWidth, PrintTest, Printer, PrinterModel, PrinterSetup, Printers,
            Template, USUAL_PORT, UpiPayee,
        },
        sales::{Kind as ReceiptKind, Receipt, ReceiptLine, ReceiptTender, TenderKind},
        settings::{self, ChangeSetting, Setting},
    },
    store::Fault,
    ui::{
        remote::{Ask, Live, Outcome, sentence},
        theme::{self, GAP, GAP_L},
        widgets::{
            Field, Kind, Push, Tone, banner, card, fine_print, muted, pick::pick, strong, title,
        },
        window::Cx,
    },
    values::{Money, Unit},
};

/// What is chosen, each with its version.
#[derive(Clone)]
struct Choices {
    printers: (Printers, i64),
    template: (Template, i64),
    payee: (UpiPayee, i64),
}

fn choices(shop: &Shop) -> Result<Choices, Fault> {
    Ok(Choices {
        printers: printers(shop)?,
        template: shop.read(settings::load::<Template>)?,
        payee: shop.read(settings::load::<UpiPayee>)?,
    })
}

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

#[derive(Default)]
struct NewPrinter {
    name: String,
    way: Way,
    address: String,
    narrow: bool,
    letters: String,
    receipts: bool,
    drawer: bool,
}

/// What was typed over what was read.
struct Draft {
    template: Template,
    header: String,
    footer: String,
    payee: UpiPayee,
}

/// The printing settings of one window.
#[derive(Default)]
pub struct PrintingRoom {
    choices: Live<(), Choices>,
    new: NewPrinter,
    draft: Option<Draft>,
    change: Option<(&'static str, Ask<()>)>,
    trouble: Option<String>,
}

impl PrintingRoom {
    /// Shows them.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let shop = cx.shop.clone();
        self.choices
            .keep(cx.desk, cx.changes, &(), move |()| choices(&shop));
        self.take_answer(cx);
        title(ui, "Printing");
        if let Some(trouble) = self.trouble.as_deref().or(self.choices.trouble()) {
            banner(ui, Tone::Bad, trouble);
        }
        let Some(now) = self.choices.latest().cloned() else {
            return;
        };
        let draft = self.draft.get_or_insert_with(|| Draft {
            header: now.template.0.header.join("\n"),
            footer: now.template.0.footer.join("\n"),
            template: now.template.0.clone(),
            payee: now.payee.0.clone(),
        });
        draft.template.header = lines(&draft.header);
        draft.template.footer = lines(&draft.footer);
        let template = draft.template.clone();
        let wide = ui.available_width() >= 900.0;
        ScrollArea::vertical()
            .auto_shrink([false, false])
            .show(ui, |ui| {
                let paper = if wide { 380.0 } else { 0.0 };
                ui.with_layout(Layout::right_to_left(egui::Align::Min), |ui| {
                    if wide {
                        ui.allocate_ui(egui::vec2(paper, 600.0), |ui| {
                            let slip = slips::of_receipt(cx.facts, &example(cx), &template);
                            show_paper(ui, &slip);
                        });
                        ui.add_space(GAP_L);
                    }
                    ui.with_layout(Layout::top_down(egui::Align::Min), |ui| {
                        ui.spacing_mut().item_spacing.y = GAP;
                        card(ui, |ui| self.printers(ui, cx, &now));
                        card(ui, |ui| self.slips(ui, cx, &now));
                        card(ui, |ui| self.payee(ui, cx, &now));
                    });
                });
            });
    }

    fn printers(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, now: &Choices) {
        ui.set_width(ui.available_width());
        ui.label(RichText::new("Printers").font(theme::strong(theme::HEADING)));
        let (known, version) = &now.printers;
        if known.printers.is_empty() {
            ui.label(muted(
                ui,
                "There is no printer yet. Receipts can be saved as PDF.",
            ));
        }
        let (mut gone, mut test) = (None, None);
        for printer in &known.printers {
            ui.horizontal(|ui| {
                ui.vertical(|ui| {
                    ui.spacing_mut().item_spacing.y = 0.0;
                    ui.label(strong(&printer.name));
                    ui.label(fine_print(ui, about(printer)));
                });
                ui.with_layout(Layout::right_to_left(egui::Align::Center), |ui| {
                    let remove = Push::new("Remove").named(format!("Remove {}", printer.name));
                    if ui.add(remove.kind(Kind::Quiet)).clicked() {
                        gone = Some(printer.name.clone());
                    }
                    let slip = Push::new("Test").named(format!("Test {}", printer.name));
                    if ui.add(slip).clicked() {
                        test = Some(printer.name.clone());
                    }
                });
            });
        }
        if let Some(printer) = test {
            let (shop, session) = (cx.shop.clone(), cx.session.clone());
            let test = PrintTest { printer };
            let ask = Ask::send(cx.desk, move |request| {
                shop.execute(&session, request, test.clone()).map(drop)
            });
            self.change = Some(("A test slip is on its way.", ask));
        }
        if let Some(name) = gone {
            let mut left = known.clone();
            left.printers.retain(|printer| printer.name != name);
            self.save(cx, "The printer was removed.", *version, left);
        }
        ui.separator();
        self.new_printer(ui, cx, now);
    }

    fn new_printer(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, now: &Choices) {
        let new = &mut self.new;
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
        ui.checkbox(&mut new.drawer, "Open the cash drawer for cash");
        if ui.add(Push::primary("Add printer")).clicked() {
            match new.setup() {
                Ok(setup) => {
                    let (mut known, version) = now.printers.clone();
                    known.printers.push(setup);
                    self.save(cx, "The printer was added.", version, known);
                }
                Err(why) => self.trouble = Some(sentence(&why)),
            }
        }
    }

    fn slips(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, now: &Choices) {
        ui.set_width(ui.available_width());
        let Some(draft) = &mut self.draft else { return };
        ui.label(RichText::new("Slips").font(theme::strong(theme::HEADING)));
        for (name, text) in [
            ("Below the shop's name", &mut draft.header),
            ("At the end", &mut draft.footer),
        ] {
            let label = ui.label(RichText::new(name).font(theme::strong(theme::SMALL + 0.5)));
            let edit = TextEdit::multiline(text)
                .desired_rows(2)
                .desired_width(f32::INFINITY)
                .char_limit(2_000);
            ui.add(edit).labelled_by(label.id);
        }
        let template = &mut draft.template;
        ui.checkbox(&mut template.show_taxes, "List the taxes");
        ui.checkbox(
            &mut template.show_code,
            "Show the code by which goods come back",
        );
        ui.add_enabled_ui(template.show_code, |ui| {
            ui.checkbox(&mut template.code_as_qr, "As a QR code");
        });
        let mut narrow = template.width == PaperWidth::Mm58;
        ui.checkbox(&mut narrow, "Narrow paper on screen and in files, 58 mm");
        template.width = width(narrow);
        let (saved, version) = &now.template;
        let (changed, wanted) = (template != saved, template.clone());
        let save = Push::primary("Save slips");
        if ui.add_enabled(changed, save).clicked() {
            self.save(cx, "The slips are changed.", *version, wanted);
        }
    }

    fn payee(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, now: &Choices) {
        ui.set_width(ui.available_width());
        let Some(draft) = &mut self.draft else { return };
        ui.label(RichText::new("Customer display").font(theme::strong(theme::HEADING)));
        let text = "With a UPI address the customer's display shows a QR code to pay by. \
                    Whether the money came is for you to see: the shop is not told.";
        ui.add(Label::new(fine_print(ui, text)).wrap());
        Field::new("UPI address", &mut draft.payee.address)
            .hint("mithai@okbank")
            .show(ui);
        Field::new("Payee's name", &mut draft.payee.name)
            .hint(&cx.facts.name)
            .show(ui);
        let (saved, version) = &now.payee;
        let (changed, wanted) = (draft.payee != *saved, draft.payee.clone());
        if ui
            .add_enabled(changed, Push::primary("Save payee"))
            .clicked()
        {
            self.save(cx, "The payee is changed.", *version, wanted);
        }
    }

    fn save<S: Setting + Clone + Sync>(
        &mut self,
        cx: &Cx<'_>,
        done: &'static str,
        version: i64,
        value: S,
    ) {
        if self.change.is_some() {
            return;
        }
        self.trouble = None;
        let (shop, session) = (cx.shop.clone(), cx.session.clone());
        let ask = Ask::send(cx.desk, move |request| {
            let value = value.clone();
            let change = ChangeSetting { version, value };
            shop.execute(&session, request, change).map(drop)
        });
        self.change = Some((done, ask));
    }

    fn take_answer(&mut self, cx: &mut Cx<'_>) {
        let Some((done, ask)) = &mut self.change else {
            return;
        };
        match ask.answer() {
            None => return,
            Some(Outcome::Done(())) => {
                if *done == "The printer was added." {
                    self.new = NewPrinter::default();
                }
                cx.notes.say(Tone::Good, *done);
            }
            Some(Outcome::Refused(Refusal::Invalid { why, .. })) => {
                self.trouble = Some(sentence(&why));
            }
            Some(Outcome::Refused(refusal)) => self.trouble = Some(sentence(&refusal)),
            Some(Outcome::Failed(why)) => self.trouble = Some(why),
        }
        self.change = None;
    }
}

impl NewPrinter {
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
            opens_drawer: self.drawer,
        })
    }
}

fn width(narrow: bool) -> PaperWidth {
    match narrow {
        true => PaperWidth::Mm58,
        false => PaperWidth::Mm80,
    }
}

fn lines(text: &str) -> Vec<String> {
    let lines = text.trim_end().lines().map(|line| line.trim().to_owned());
    lines.collect()
}

fn about(printer: &PrinterSetup) -> String {
    let mut about = format!(
        "{}, {} mm, {}",
        printer.at.in_words(),
        printer.width.millimetres(),
        printer.model.code_page.name()
    );
    for (is, text) in [
        (printer.receipts, ", prints receipts"),
        (printer.opens_drawer, ", opens the drawer"),
    ] {
        if is {
            about.push_str(text);
        }
    }
    about
}

/// A receipt to see how slips look.
fn example(cx: &Cx<'_>) -> Receipt {
    let price = Money::from_minor(64_000);
    let amount = Money::from_minor(16_000);
    Receipt {
        number: 123,
        kind: ReceiptKind::Sale,
        returns_of: None,
        at: cx.shop.now(),
        by: cx.session.name().to_owned(),
        lines: vec![ReceiptLine {
            sweet: None,
            name: "Kaju katli".into(),
            unit: Unit::Gram,
            quantity: 250,
            price,
            per: 1_000,
            amount,
            discount: Money::ZERO,
            share: Money::ZERO,
            net: amount,
            taxes: Vec::new(),
            gross: amount,
            taken_back: 0,
            note: None,
        }],
        net: amount,
        taxes: Vec::new(),
        total: amount,
        rounding: Money::ZERO,
        tenders: vec![ReceiptTender {
            kind: TenderKind::Cash,
            given: Money::from_minor(20_000),
            change: Money::from_minor(4_000),
            reference: None,
        }],
        cash: Money::from_minor(20_000),
        change: Money::from_minor(4_000),
        note: None,
        returned_on: Vec::new(),
    }
}
