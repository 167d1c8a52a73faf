//! The choice of a customer: found by a part of the name or the number, or added on the spot.
//!
//! Promises: all of it by keys alone (type, the arrows, Enter); Enter counts for what was typed,
//! however late the finds are; a customer is added once; what a customer has as credit is told
//! where they are chosen. Leaves out what somebody is chosen for: that is the screen's.

use egui::{
    Align2, Context, CornerRadius, Id, Key, Modifiers, ScrollArea, Sense, Stroke, Ui, Vec2,
    WidgetInfo, accesskit::Role as AccessRole, vec2,
};

use crate::{
    shop::{
        Refusal,
        customers::{self, AddCustomer, Customer, CustomerKept},
    },
    ui::{
        remote::{Ask, Live, Outcome, sentence},
        screens::counter::clipped,
        theme::{self, GAP, GAP_S, tokens},
        widgets::{
            Field, Kind, Push, Tone, banner, buttons, dialog, entered, fine_print, muted, title,
        },
        window::Cx,
    },
    values::{Currency, CustomerId, Money, NAME_MAX_CHARS},
};

/// How many finds are shown.
const SHOWN: u32 = 30;
/// The height of a find.
const ROW: f32 = 50.0;
/// The longest phone number, in characters.
const PHONE: usize = 40;

/// The dialog while it is open.
pub struct CustomerChoice {
    head: &'static str,
    typed: String,
    finds: Live<String, Vec<Customer>>,
    /// Where the arrows are; behind the last find it is the new customer.
    at: usize,
    /// Enter was pressed, and waits for the finds.
    entered: bool,
    focus: bool,
    new: Option<NewCustomer>,
}

/// Somebody who is being added.
#[derive(Default)]
struct NewCustomer {
    name: String,
    phone: String,
    wrong: Option<(String, String)>,
    failed: Option<String>,
    ask: Option<Ask<CustomerKept>>,
    focused: bool,
}

/// What was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// Nothing yet.
    Waits,
    /// This customer.
    Chosen(CustomerId),
    /// Nobody any more.
    Nobody,
    /// To leave it as it is.
    Away,
}

impl CustomerChoice {
    /// A choice under this head.
    #[must_use]
    pub fn new(head: &'static str) -> Self {
        Self {
            head,
            typed: String::new(),
            finds: Live::default(),
            at: 0,
            entered: false,
            focus: true,
            new: None,
        }
    }

    /// Shows it; `at_hand` is who is chosen now. Call once a frame until it no longer
    /// [`Choice::Waits`].
    pub fn show(&mut self, ctx: &Context, cx: &Cx<'_>, at_hand: Option<&Customer>) -> Choice {
        if let Some(new) = &mut self.new {
            match new.show(ctx, cx) {
                New::Waits => {}
                New::Added(id) => return Choice::Chosen(id),
                New::Back => {
                    self.new = None;
                    self.focus = true;
                }
            }
            return Choice::Waits;
        }
        let shop = cx.shop.clone();
        self.finds
            .keep(cx.desk, cx.changes, &self.typed, move |typed| {
                let mut found = shop.read(|db| customers::search(db, typed, SHOWN))?;
                found.retain(|customer| !customer.retired);
                Ok(found)
            });
        let (up, down) = ctx.input_mut(|input| {
            (
                input.consume_key(Modifiers::NONE, Key::ArrowUp),
                input.consume_key(Modifiers::NONE, Key::ArrowDown),
            )
        });
        let mut choice = Choice::Waits;
        let mut add = false;
        let away = dialog(ctx, "choose a customer", 520.0, |ui| {
            title(ui, self.head);
            if let Some(customer) = at_hand {
                let text = format!("Now it is {}.", customer.name);
                ui.add(egui::Label::new(muted(ui, text)).truncate());
            }
            self.field(ui);
            if let Some(trouble) = self.finds.trouble() {
                banner(ui, Tone::Bad, trouble);
            }
            let list = self.finds.latest().map_or(&[][..], Vec::as_slice);
            // One more: the new customer.
            if down {
                self.at = (self.at + 1).min(list.len());
            }
            if up {
                self.at = self.at.saturating_sub(1);
            }
            self.at = self.at.min(list.len());
            // As high whatever is found, so that nothing moves while it is typed.
            let high = (ui.ctx().content_rect().height() - 420.0).clamp(ROW * 2.0, ROW * 5.0);
            let area = ScrollArea::vertical().max_height(high);
            area.auto_shrink([false, false]).show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                ui.set_width(ui.available_width() - 6.0);
                for (index, customer) in list.iter().enumerate() {
                    let chosen = index == self.at;
                    let row = find(ui, cx.facts.currency, customer, chosen);
                    if chosen && (up || down) {
                        row.scroll_to_me(None);
                    }
                    if row.clicked() {
                        choice = Choice::Chosen(customer.id);
                    }
                }
                if list.is_empty() && self.finds.answer_to(&self.typed).is_some() {
                    let text = match self.typed.trim() {
                        "" => "There are no customers yet.".to_owned(),
                        typed => format!("Nobody has “{typed}” in their name or number."),
                    };
                    ui.add_space(GAP_S);
                    ui.label(muted(ui, text));
                }
            });
            ui.add_space(GAP_S);
            let text = match self.typed.trim() {
                "" => "A new customer".to_owned(),
                typed => format!("Add “{}”", short(typed)),
            };
            let row = Push::new(&text)
                .selected(self.at >= list.len())
                .left()
                .width(f32::INFINITY);
            add = ui.add(row).clicked();
            if self.entered && self.finds.answer_to(&self.typed).is_some() {
                self.entered = false;
                match list.get(self.at) {
                    Some(customer) => choice = Choice::Chosen(customer.id),
                    None => add = true,
                }
            }
            buttons(ui, |ui| {
                if ui.add(Push::new("Back")).clicked() {
                    choice = Choice::Away;
                }
                if at_hand.is_some() {
                    let off = Push::new("Take the customer off").kind(Kind::Danger);
                    if ui.add(off).clicked() {
                        choice = Choice::Nobody;
                    }
                }
                ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                    ui.label(fine_print(ui, "Enter chooses, the arrows walk."));
                });
            });
        });
        if add {
            self.new = Some(NewCustomer::of(self.typed.trim()));
            ctx.request_repaint();
        }
        match choice {
            Choice::Waits if away => Choice::Away,
            choice => choice,
        }
    }

    fn field(&mut self, ui: &mut Ui) {
        let id = Id::unique("customer search").with(ui.ctx().viewport_id());
        let field = Field::new("Name or phone", &mut self.typed)
            .hint("Type a part of it")
            .limit(NAME_MAX_CHARS)
            .id(id)
            .show(ui);
        if field.changed() {
            self.at = 0;
            self.entered = false;
        }
        if entered(ui, &field) {
            self.entered = true;
            field.request_focus();
        }
        if std::mem::take(&mut self.focus) {
            field.request_focus();
        }
    }
}

/// The first characters of what was typed, as many as fit on a button.
fn short(typed: &str) -> String {
    let mut text: String = typed.chars().take(40).collect();
    if text.len() < typed.len() {
        text.push('…');
    }
    text
}

/// A customer among the finds.
fn find(ui: &mut Ui, currency: Currency, customer: &Customer, chosen: bool) -> egui::Response {
    let t = tokens(ui);
    let size = Vec2::new(ui.available_width(), ROW);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let credit = match customer.credit {
        Money::ZERO => String::new(),
        credit => format!("credit {}", currency.format(credit)),
    };
    let phone = customer.phone.as_deref().unwrap_or_default();
    let told = [customer.name.as_str(), phone, credit.as_str()];
    let told: Vec<&str> = told.into_iter().filter(|text| !text.is_empty()).collect();
    let name = told.join(", ");
    response.widget_info(|| WidgetInfo::selected(AccessRole::Button, true, chosen, &name));
    if !ui.is_rect_visible(rect) {
        return response;
    }
    let painter = ui.painter_at(rect.expand(2.0));
    let corner = CornerRadius::same(theme::RADIUS);
    if chosen || response.hovered() {
        let fill = if chosen { t.accent_soft } else { t.hover };
        painter.rect_filled(rect, corner, fill);
    }
    if response.has_focus() {
        let stroke = Stroke::new(2.0, t.accent);
        painter.rect_stroke(rect, corner, stroke, egui::StrokeKind::Inside);
    }
    let inner = rect.shrink2(vec2(12.0, 6.0));
    let right = painter.text(
        inner.right_center(),
        Align2::RIGHT_CENTER,
        credit,
        theme::strong(theme::SMALL + 0.5),
        t.good,
    );
    let width = right.min.x - inner.min.x - 10.0;
    let font = theme::strong(theme::BODY);
    let text = clipped(&painter, &customer.name, font, t.ink, width, 1);
    let top = match phone {
        "" => vec2(0.0, 9.0),
        _ => Vec2::ZERO,
    };
    painter.galley(inner.min + top, text, t.ink);
    if !phone.is_empty() {
        let font = theme::plain(theme::SMALL);
        let text = clipped(&painter, phone, font, t.muted, width, 1);
        painter.galley(inner.min + vec2(0.0, 20.0), text, t.muted);
    }
    response
}

/// How the adding stands.
enum New {
    Waits,
    Added(CustomerId),
    Back,
}

impl NewCustomer {
    /// With what was looked for: a number is a phone's.
    fn of(typed: &str) -> Self {
        let number =
            typed.chars().any(|c| c.is_ascii_digit()) && !typed.chars().any(char::is_alphabetic);
        let (name, phone) = match number {
            true => (String::new(), typed.to_owned()),
            false => (typed.to_owned(), String::new()),
        };
        Self {
            name,
            phone,
            ..Self::default()
        }
    }

    fn show(&mut self, ctx: &Context, cx: &Cx<'_>) -> New {
        match self.ask.as_mut().and_then(Ask::answer) {
            None => {}
            Some(Outcome::Done(added)) => return New::Added(added.customer),
            Some(Outcome::Refused(refusal)) => {
                self.ask = None;
                self.wrong = Some(match refusal {
                    Refusal::Invalid { field, why } => (field, sentence(&why)),
                    other => (String::new(), sentence(&other)),
                });
            }
            Some(Outcome::Failed(why)) => self.failed = Some(why),
        }
        let (mut add, mut back) = (false, false);
        // What was asked for stays as it was until it is answered: then it is asked for once.
        let free = self.ask.is_none();
        let away = dialog(ctx, "new customer", 460.0, |ui| {
            title(ui, "A new customer");
            ui.add_enabled_ui(free, |ui| {
                ui.spacing_mut().item_spacing.y = GAP;
                let wrong = self.wrong.as_ref();
                let of = |at: &str| wrong.filter(|(field, _)| field == at);
                let name = Field::new("Name", &mut self.name)
                    .limit(NAME_MAX_CHARS)
                    .error(of("name").map(|(_, why)| why.as_str()))
                    .show(ui);
                let phone = Field::new("Phone", &mut self.phone)
                    .hint("May be left empty")
                    .limit(PHONE)
                    .error(of("phone").map(|(_, why)| why.as_str()))
                    .show(ui);
                if !std::mem::replace(&mut self.focused, true) {
                    name.request_focus();
                }
                add = entered(ui, &name) || entered(ui, &phone);
                if name.changed() || phone.changed() {
                    self.wrong = None;
                }
            });
            let other = self.wrong.as_ref();
            let other = other.filter(|(field, _)| field != "name" && field != "phone");
            if let Some(why) = self.failed.as_ref().or(other.map(|(_, why)| why)) {
                banner(ui, Tone::Bad, why);
            }
            if let Some(waiting) = self.ask.as_ref().and_then(|ask| ask.held_up(ctx, cx.shop)) {
                banner(ui, Tone::Warn, &waiting);
            }
            buttons(ui, |ui| {
                let under_way = self.ask.as_ref().is_some_and(Ask::under_way);
                let text = match self.failed {
                    Some(_) => "Try again",
                    None => "Add and choose",
                };
                add |= ui.add_enabled(!under_way, Push::primary(text)).clicked();
                back = ui.add(Push::new("Back").kind(Kind::Quiet)).clicked();
            });
        });
        if add {
            self.send(cx);
        }
        match back || away {
            true => New::Back,
            false => New::Waits,
        }
    }

    fn send(&mut self, cx: &Cx<'_>) {
        if let Some(ask) = &mut self.ask {
            if self.failed.take().is_some() {
                ask.again(cx.desk);
            }
            return;
        }
        let phone = self.phone.trim();
        let command = AddCustomer {
            name: self.name.clone(),
            phone: (!phone.is_empty()).then(|| phone.to_owned()),
            ..AddCustomer::default()
        };
        let (shop, session) = (cx.shop.clone(), cx.session.clone());
        self.ask = Some(Ask::send(cx.desk, move |request| {
            shop.execute(&session, request, command.clone())
        }));
    }
}
