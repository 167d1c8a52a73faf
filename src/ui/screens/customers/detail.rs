//! The customer that is chosen: how they are reached, what they consent to, what passed.

use egui::{
    Align, Align2, CornerRadius, Label, Layout, ScrollArea, Sense, Stroke, Ui, Vec2, WidgetInfo,
    accesskit::Role as AccessRole, pos2,
};

use super::{CustomerRoom, Known, act};
use crate::{
    shop::customers::{Channel, Consent, Customer, Entry, Passed},
    ui::{
        actions::Action,
        screens::counter::clipped,
        theme::{self, GAP, GAP_S, tokens},
        widgets::{
            Kind, Push, Tone, badge, banner, fine_print, muted, nothing, one_line, strong, title,
        },
        window::{Cx, Paper},
    },
    values::Money,
};

/// What was pressed in the detail.
#[derive(Clone, Copy)]
pub(super) enum Pressed {
    Consent(Channel, bool),
    Retire(bool),
}

impl CustomerRoom {
    /// Shows the customer that is chosen.
    pub(super) fn chosen_customer(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let Some(id) = self.chosen else {
            nothing(
                ui,
                "No customer chosen",
                "Pick one at the left, or type a part of a name or a number.",
            );
            return;
        };
        if let Some(trouble) = self.detail.trouble() {
            banner(ui, Tone::Bad, trouble);
        }
        if let Some(trouble) = &self.trouble {
            banner(ui, Tone::Bad, trouble);
            ui.add_space(GAP_S);
        }
        let Some(Some(known)) = self.detail.answer_to(&id) else {
            return;
        };
        let busy = self.ask.as_ref().is_some_and(|ask| ask.under_way());
        let mut pressed = None;
        ScrollArea::vertical()
            .id_salt(("customer", id))
            .auto_shrink([false, false])
            .show(ui, |ui| {
                ui.set_width(ui.available_width() - 8.0);
                head(ui, cx, &known.customer);
                if !known.customer.is_gone() {
                    what_may_be_done(ui, cx, known, busy, &mut pressed);
                }
                passed(ui, cx, known);
            });
        if let Some(pressed) = pressed {
            self.press(cx, id, pressed);
            ui.ctx().request_repaint();
        }
    }
}

fn head(ui: &mut Ui, cx: &Cx<'_>, customer: &Customer) {
    title(ui, &customer.name);
    ui.horizontal_wrapped(|ui| {
        ui.label(fine_print(ui, format!("Customer {}", customer.id)));
        if customer.erased {
            badge(ui, Tone::Bad, "Erased");
        } else if let Some(into) = customer.merged_into {
            badge(ui, Tone::Warn, &format!("Merged into customer {into}"));
        } else if customer.retired {
            badge(ui, Tone::Warn, "Retired");
        }
        if customer.credit > Money::ZERO {
            let credit = cx.facts.currency.format_with_code(customer.credit);
            badge(ui, Tone::Good, &format!("Credit {credit}"));
        }
    });
    ui.add_space(GAP_S);
    if let Some(phone) = &customer.phone {
        let known = match &customer.e164 {
            Some(e164) if e164 != phone => format!("{phone}  ({e164})"),
            Some(_) => phone.clone(),
            None => format!("{phone}  (no number that can be called)"),
        };
        line(ui, "Phone", &known);
    }
    if let Some(email) = &customer.email {
        line(ui, "E-mail", email);
    }
    if let Some(note) = &customer.note {
        line(ui, "Note", note);
    }
    ui.add_space(GAP);
}

fn line(ui: &mut Ui, what: &str, text: &str) {
    ui.horizontal_top(|ui| {
        let (rect, _) = ui.allocate_exact_size(Vec2::new(64.0, 18.0), egui::Sense::hover());
        let ink = tokens(ui).muted;
        ui.painter().text(
            rect.left_center(),
            egui::Align2::LEFT_CENTER,
            what,
            theme::plain(theme::SMALL),
            ink,
        );
        ui.add(Label::new(text).wrap());
    });
}

fn what_may_be_done(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    known: &Known,
    busy: bool,
    pressed: &mut Option<Pressed>,
) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = Vec2::splat(GAP_S);
        act(ui, cx, Action::EditCustomer, Kind::Plain);
        act(ui, cx, Action::MergeCustomer, Kind::Plain);
        let (name, retire) = match known.customer.retired {
            true => ("Bring back", false),
            false => ("Retire", true),
        };
        if ui.add_enabled(!busy, Push::new(name)).clicked() {
            *pressed = Some(Pressed::Retire(retire));
        }
        act(ui, cx, Action::EraseCustomer, Kind::Danger);
    });
    ui.add_space(GAP);
    ui.label(strong("May be written to"));
    for channel in Channel::ALL {
        let said = known
            .consents
            .iter()
            .find(|said| said.channel == channel && said.counts);
        consent(ui, cx, channel, said, busy, pressed);
    }
    ui.add_space(GAP);
}

fn consent(
    ui: &mut Ui,
    cx: &Cx<'_>,
    channel: Channel,
    said: Option<&Consent>,
    busy: bool,
    pressed: &mut Option<Pressed>,
) {
    let given = said.is_some_and(|said| said.given);
    ui.horizontal(|ui| {
        ui.set_height(theme::TOUCH);
        let (tone, word) = match said {
            None => (Tone::Plain, "not asked"),
            Some(said) if said.given => (Tone::Good, "yes"),
            Some(_) => (Tone::Bad, "no"),
        };
        badge(ui, tone, &format!("{}: {word}", channel.name()));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let name = channel.name();
            if !given {
                let yes = Push::new("Says yes").named(format!("{name}: says yes"));
                if ui.add_enabled(!busy, yes).clicked() {
                    *pressed = Some(Pressed::Consent(channel, true));
                }
            }
            if given || said.is_none() {
                let no = Push::new("Says no").named(format!("{name}: says no"));
                if ui.add_enabled(!busy, no).clicked() {
                    *pressed = Some(Pressed::Consent(channel, false));
                }
            }
            if let Some(said) = said {
                let when = cx.facts.zone.date_time(said.at);
                let text = fine_print(ui, format!("{when}, to {}", said.by));
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    one_line(ui, text);
                });
            }
        });
    });
}

fn passed(ui: &mut Ui, cx: &mut Cx<'_>, known: &Known) {
    ui.label(strong("What passed"));
    if known.history.is_empty() {
        let text = "Nothing yet: receipts, invoices and credit will stand here.";
        ui.add(Label::new(muted(ui, text)).wrap());
        return;
    }
    for entry in &known.history {
        one(ui, cx, entry);
        let rule = ui.allocate_space(Vec2::new(ui.available_width(), 1.0)).1;
        let ink = Stroke::new(1.0, tokens(ui).line);
        ui.painter().hline(rule.x_range(), rule.center().y, ink);
    }
}

/// One thing that passed, in a row; a receipt's can be pressed.
fn one(ui: &mut Ui, cx: &mut Cx<'_>, entry: &Entry) {
    let currency = cx.facts.currency;
    let what = match entry.what {
        Passed::Merge => format!("Customer {} was merged in", entry.number),
        what if entry.void => format!("{} {}, void", what.name(), entry.number),
        what => format!("{} {}", what.name(), entry.number),
    };
    let receipt = match entry.what {
        Passed::Sale | Passed::Return => entry.number.parse().ok(),
        _ => None,
    };
    let t = tokens(ui);
    let size = Vec2::new(ui.available_width(), 48.0);
    let sense = match receipt {
        Some(_) => Sense::click(),
        None => Sense::hover(),
    };
    let (rect, response) = ui.allocate_exact_size(size, sense);
    let role = match receipt {
        Some(_) => AccessRole::Button,
        None => AccessRole::Label,
    };
    response.widget_info(|| WidgetInfo::labeled(role, true, &what));
    let painter = ui.painter();
    if receipt.is_some() && (response.hovered() || response.has_focus()) {
        painter.rect_filled(rect, CornerRadius::same(theme::RADIUS), t.hover);
    }
    let inner = rect.shrink2(Vec2::new(8.0, 6.0));
    let amount = match entry.what {
        Passed::Merge | Passed::Appointment => String::new(),
        _ => currency.format(entry.amount),
    };
    let credit = match entry.credit {
        Money::ZERO => String::new(),
        credit => format!("credit {}", currency.format(credit)),
    };
    let small = theme::plain(theme::SMALL);
    let right = [
        (
            inner.right_top(),
            Align2::RIGHT_TOP,
            amount,
            theme::strong(theme::BODY),
            if entry.void { t.muted } else { t.ink },
        ),
        (
            inner.right_bottom(),
            Align2::RIGHT_BOTTOM,
            credit,
            small.clone(),
            t.muted,
        ),
    ];
    let edges =
        right.map(|(at, align, text, font, ink)| painter.text(at, align, text, font, ink).left());
    let width = (edges[0].min(edges[1]) - inner.left() - 10.0).max(40.0);
    let text = clipped(painter, &what, theme::plain(theme::BODY), t.ink, width, 1);
    painter.galley(inner.left_top(), text, t.ink);
    let when = format!("{} · {}", cx.facts.zone.date_time(entry.at), entry.by);
    let text = clipped(painter, &when, small, t.muted, width, 1);
    let top = inner.bottom() - text.size().y;
    painter.galley(pos2(inner.left(), top), text, t.muted);
    if response.clicked() {
        *cx.paper = receipt.map(Paper::Receipt);
    }
}
