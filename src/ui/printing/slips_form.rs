//! How slips look, and who is paid by UPI: what stands in the fields of these choices.

use egui::{RichText, TextEdit, Ui};

use super::form::width;
use crate::{
    shop::printing::{PaperWidth, Template, UpiPayee},
    ui::{
        screens::choice::Draft,
        theme,
        widgets::{Field, Wrong},
    },
    values::Currency,
};

/// What stands in the fields of the slips.
#[derive(Clone, PartialEq)]
pub(super) struct Slips {
    header: String,
    footer: String,
    template: Template,
}

impl Slips {
    /// The template as it is typed, for the example.
    pub(super) fn template(&self) -> Template {
        Template {
            header: lines(&self.header),
            footer: lines(&self.footer),
            ..self.template.clone()
        }
    }

    /// Shows the fields.
    pub(super) fn show(&mut self, ui: &mut Ui) {
        for (name, text) in [
            ("Below the shop's name", &mut self.header),
            ("At the end", &mut self.footer),
        ] {
            let label = ui.label(RichText::new(name).font(theme::strong(theme::SMALL + 0.5)));
            let edit = TextEdit::multiline(text)
                .desired_rows(2)
                .desired_width(f32::INFINITY)
                .char_limit(2_000);
            ui.add(edit).labelled_by(label.id);
        }
        let template = &mut self.template;
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
    }
}

impl Draft for Slips {
    type Of = Template;
    const THIS: &'static str = "the slips";

    fn of(value: &Template, _currency: Currency) -> Self {
        Self {
            header: value.header.join("\n"),
            footer: value.footer.join("\n"),
            template: value.clone(),
        }
    }

    fn read(&self, _currency: Currency) -> Result<Template, (&'static str, String)> {
        Ok(self.template())
    }

    fn told(&self) -> Vec<(&'static str, String)> {
        let yes = |on: bool| if on { "yes" } else { "no" }.to_owned();
        let template = &self.template;
        vec![
            ("header", self.header.trim_end().to_owned()),
            ("footer", self.footer.trim_end().to_owned()),
            ("show_taxes", yes(template.show_taxes)),
            ("show_code", yes(template.show_code)),
            ("code_as_qr", yes(template.code_as_qr)),
            ("width", format!("{} mm", template.width.millimetres())),
        ]
    }

    fn take(&mut self, field: &str, other: &Self) {
        let (mine, theirs) = (&mut self.template, &other.template);
        match field {
            "header" => self.header.clone_from(&other.header),
            "footer" => self.footer.clone_from(&other.footer),
            "show_taxes" => mine.show_taxes = theirs.show_taxes,
            "show_code" => mine.show_code = theirs.show_code,
            "code_as_qr" => mine.code_as_qr = theirs.code_as_qr,
            _ => mine.width = theirs.width,
        }
    }
}

/// What stands in the fields of the payee.
#[derive(Clone, PartialEq)]
pub(super) struct Payee(UpiPayee);

impl Payee {
    /// Shows the fields; `wrong` is what is wrong at one of them.
    pub(super) fn show(&mut self, ui: &mut Ui, shop: &str, wrong: &Wrong) {
        Field::new("UPI address", &mut self.0.address)
            .hint("mithai@okbank")
            .error(wrong.at("address"))
            .show(ui);
        Field::new("Payee's name", &mut self.0.name)
            .hint(shop)
            .error(wrong.at("name"))
            .show(ui);
    }
}

impl Draft for Payee {
    type Of = UpiPayee;
    const THIS: &'static str = "the payee's details";

    fn of(value: &UpiPayee, _currency: Currency) -> Self {
        Self(value.clone())
    }

    fn read(&self, _currency: Currency) -> Result<UpiPayee, (&'static str, String)> {
        Ok(self.0.clone())
    }

    fn told(&self) -> Vec<(&'static str, String)> {
        let UpiPayee { address, name } = &self.0;
        vec![("address", address.clone()), ("name", name.clone())]
    }

    fn take(&mut self, field: &str, other: &Self) {
        match field {
            "address" => self.0.address.clone_from(&other.0.address),
            _ => self.0.name.clone_from(&other.0.name),
        }
    }
}

fn lines(text: &str) -> Vec<String> {
    let lines = text.trim_end().lines().map(|line| line.trim().to_owned());
    lines.collect()
}
