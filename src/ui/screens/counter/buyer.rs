//! Who buys: shown at the head of the basket, chosen by name or number, taken off again.
//!
//! Promises: their credit is shown where they are; payments by somebody's credit go off with
//! them, and it is said.

use egui::{
    Color32, CornerRadius, FontId, Galley, Painter, Sense, Stroke, StrokeKind, Ui, Vec2,
    WidgetInfo,
    accesskit::Role as AccessRole,
    text::{LayoutJob, TextWrapping},
    vec2,
};

use super::{Counter, dialogs::Dialog};
use crate::{
    shop::{
        customers::{self, Customer},
        sales::TenderKind,
    },
    ui::{
        actions::Action,
        overlays::customer::{Choice, CustomerChoice},
        tender::of_credit,
        theme::{self, GAP, TOUCH, tokens},
        widgets::{Kind, Push, Tone},
        window::Cx,
    },
    values::{CustomerId, Money},
};

/// The width of the button for gift cards.
const CARD: f32 = 96.0;
/// The width of the button for an order for later.
const LATER: f32 = 62.0;

/// The choice while it is open.
pub struct Choosing {
    form: CustomerChoice,
    /// Whether their credit is to pay then.
    pays: bool,
}

impl Choosing {
    /// Who buys; `pays` where their credit is to pay then.
    #[must_use]
    pub fn new(pays: bool) -> Self {
        let head = if pays { "Whose credit?" } else { "Who buys?" };
        Self {
            form: CustomerChoice::new(head),
            pays,
        }
    }
}

impl Counter {
    /// Keeps what is known of who buys.
    pub(super) fn follow_the_buyer(&mut self, cx: &Cx<'_>) {
        if let Some(id) = self.basket.beside.customer {
            let shop = cx.shop.clone();
            self.buyer.keep(cx.desk, cx.changes, &id, move |id| {
                shop.read(|db| customers::current(db, *id))
            });
        }
    }

    /// Who buys, as far as that is known.
    pub(super) fn buyer(&self) -> Option<&Customer> {
        let id = self.basket.beside.customer?;
        self.buyer.answer_to(&id)?.as_ref()
    }

    /// Shows the choice; true once something was chosen.
    pub(super) fn choose_buyer(&mut self, ctx: &egui::Context, cx: &mut Cx<'_>) -> bool {
        let now = self.buyer().cloned();
        let Dialog::Customer(choosing) = &mut self.dialog else {
            return true;
        };
        let pays = choosing.pays;
        match choosing.form.show(ctx, cx, now.as_ref()) {
            Choice::Waits => return false,
            Choice::Away => {}
            Choice::Nobody => self.name_buyer(cx, None),
            Choice::Chosen(id) => {
                self.name_buyer(cx, Some(id));
                if pays {
                    self.taking = Some(Action::CreditTender);
                }
            }
        }
        true
    }

    fn name_buyer(&mut self, cx: &mut Cx<'_>, id: Option<CustomerId>) {
        self.done = None;
        self.payments.error = None;
        if self.basket.beside.name_customer(id) {
            let text = "The payment by store credit was taken off: it was somebody else's.";
            cx.notes.say(Tone::Warn, text);
        }
    }

    /// Takes the amount that was typed, or all that is left, of the customer's credit.
    pub(super) fn take_credit(&mut self, cx: &mut Cx<'_>) {
        if self.sale.is_some() || self.basket.is_empty() {
            return;
        }
        if self.basket.beside.customer.is_none() {
            self.dialog = Dialog::Customer(Box::new(Choosing::new(true)));
            return;
        }
        let Some(customer) = self.buyer() else {
            match self.buyer.trouble() {
                Some(trouble) => self.payments.error = Some(trouble.to_owned()),
                // As soon as it is known what they have.
                None => self.taking = Some(Action::CreditTender),
            }
            return;
        };
        let wanted = self.amount_wanted(cx).and_then(|wanted| {
            let given = &self.basket.beside.given;
            of_credit(given, customer, wanted, cx.facts.currency)
        });
        match wanted {
            Ok(amount) => self.give(TenderKind::Credit, amount, String::new()),
            Err(why) => self.payments.error = Some(why),
        }
    }

    /// The row under the head of the basket: who buys, and gift cards.
    pub(super) fn buyer_row(&self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let free = self.sale.is_none();
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = GAP;
            let width = ui.available_width() - CARD - LATER - 2.0 * GAP;
            ui.add_enabled_ui(free, |ui| {
                if self.buyer_button(ui, cx, width) {
                    cx.wanted.push(Action::Customer);
                }
                for (action, word, width) in [
                    (Action::SellGiftCard, "Gift card", CARD),
                    (Action::OrderLater, "Later", LATER),
                ] {
                    let button = Push::new(word)
                        .kind(Kind::Quiet)
                        .tall(TOUCH, theme::SMALL + 0.5)
                        .width(width)
                        .named(action.name());
                    if ui.add(button).on_hover_text(action.hint()).clicked() {
                        cx.wanted.push(action);
                    }
                }
            });
        });
    }

    /// Their name and credit, or the word for it; true where it was pressed.
    fn buyer_button(&self, ui: &mut Ui, cx: &Cx<'_>, width: f32) -> bool {
        let t = tokens(ui);
        let (rect, response) = ui.allocate_exact_size(Vec2::new(width, TOUCH), Sense::click());
        let (name, credit) = match (self.basket.beside.customer, self.buyer()) {
            (None, _) => (Action::Customer.name().to_owned(), String::new()),
            (Some(_), None) => ("…".to_owned(), String::new()),
            (Some(_), Some(customer)) => {
                let credit = match customer.credit {
                    Money::ZERO => String::new(),
                    credit => format!("credit {}", cx.facts.currency.format(credit)),
                };
                (customer.name.clone(), credit)
            }
        };
        let enabled = ui.is_enabled();
        let chosen = self.basket.beside.customer.is_some();
        let told = match chosen {
            true if credit.is_empty() => format!("Customer: {name}, no credit"),
            true => format!("Customer: {name}, {credit}"),
            false => name.clone(),
        };
        response.widget_info(|| WidgetInfo::labeled(AccessRole::Button, enabled, &told));
        // A long name is told whole.
        let response = response.on_hover_text(match chosen {
            true => format!("{told}. {}", Action::Customer.hint()),
            false => Action::Customer.hint(),
        });
        if !ui.is_rect_visible(rect) {
            return response.clicked();
        }
        let corner = CornerRadius::same(theme::RADIUS);
        let painter = ui.painter();
        let fill = if response.hovered() {
            t.hover
        } else {
            t.surface
        };
        let edge = Stroke::new(1.0, t.edge);
        painter.rect(rect, corner, fill, edge, StrokeKind::Inside);
        if response.has_focus() {
            let stroke = Stroke::new(2.0, t.accent);
            painter.rect_stroke(rect.expand(2.0), corner, stroke, StrokeKind::Inside);
        }
        let inner = rect.shrink2(vec2(12.0, 0.0));
        let font = match chosen {
            true => theme::strong(theme::BODY),
            false => theme::plain(theme::BODY),
        };
        let ink = if enabled { t.ink } else { t.muted };
        let name = cut_short(painter, name, font, ink, inner.width());
        let small = theme::plain(theme::SMALL);
        // Credit stands below the name: beside it, it would take its room.
        let mut up = 0.0;
        if chosen && !credit.is_empty() {
            let credit = cut_short(painter, credit, small, t.good, inner.width());
            up = credit.size().y / 2.0;
            let at = inner.left_center() + vec2(0.0, (name.size().y - credit.size().y) / 2.0);
            painter.galley(at, credit, t.good);
        } else if !chosen {
            let keys = painter.layout_no_wrap(Action::Customer.keys(), small, t.muted);
            // Only where both have room.
            if name.size().x + keys.size().x + GAP <= inner.width() {
                let at = inner.right_center() - vec2(keys.size().x, keys.size().y / 2.0);
                painter.galley(at, keys, t.muted);
            }
        }
        let at = inner.left_center() - vec2(0.0, name.size().y / 2.0 + up);
        painter.galley(at, name, ink);
        response.clicked()
    }
}

/// A name in one row, cut short wherever the room ends: half a name tells more than none.
fn cut_short(
    painter: &Painter,
    name: String,
    font: FontId,
    ink: Color32,
    width: f32,
) -> std::sync::Arc<Galley> {
    let mut job = LayoutJob::simple_singleline(name, font, ink);
    job.wrap = TextWrapping::truncate_at_width(width);
    painter.layout_job(job)
}
