//! The search line and the filters over the table.

use egui::{Id, Ui};

use crate::{
    shop::{
        catalogue::Category,
        stock::{Order, Retired, ShelfQuery},
    },
    ui::{
        theme::{GAP, TOUCH},
        widgets::{Field, Push, pick::pick},
    },
    values::Currency,
};

/// The widths of a price's field and of the categories.
const PRICE: f32 = 92.0;
const CATEGORY: f32 = 170.0;
/// The width that the buttons beside the prices take together.
const BUTTONS: f32 = 336.0;
/// From this width on, the buttons stand beside the head and all fields in one row: every row
/// less is one more of the table.
const WIDE: f32 = 720.0;

/// What is typed into them.
#[derive(Default)]
pub struct Filters {
    /// The search line.
    pub text: String,
    category: String,
    from: String,
    to: String,
    low: bool,
    retired: Retired,
    order: Order,
    descending: bool,
}

impl Filters {
    /// The query they make. An amount that is not one yet filters nothing.
    #[must_use]
    pub fn query(&self, currency: Currency) -> ShelfQuery {
        let amount = |text: &str| {
            (!text.trim().is_empty())
                .then(|| currency.parse(text).ok())
                .flatten()
        };
        ShelfQuery {
            text: self.text.trim().to_owned(),
            category: (!self.category.is_empty()).then(|| self.category.clone()),
            price_from: amount(&self.from),
            price_to: amount(&self.to),
            low_only: self.low,
            retired: self.retired,
            order: self.order,
            descending: self.descending,
        }
    }

    /// Whether anything is filtered.
    #[must_use]
    pub fn any(&self) -> bool {
        let typed = [&self.text, &self.category, &self.from, &self.to];
        typed.iter().any(|text| !text.trim().is_empty())
            || self.low
            || self.retired == Retired::Only
    }

    /// Takes all filters away.
    pub fn clear(&mut self) {
        *self = Self {
            order: self.order,
            descending: self.descending,
            ..Self::default()
        };
    }

    /// What the table is sorted by, and whether the other way round.
    #[must_use]
    pub fn sorted(&self) -> (Order, bool) {
        (self.order, self.descending)
    }

    /// Sorts by a column; again: the other way round.
    pub fn sort(&mut self, order: Order) {
        self.descending = self.order == order && !self.descending;
        self.order = order;
    }

    /// Shows those that are switched on and off beside the head, where they have room there.
    pub fn beside_the_head(&mut self, ui: &mut Ui, width: f32) {
        if width >= WIDE {
            self.switches(ui);
        }
    }

    /// Shows them.
    pub fn show(&mut self, ui: &mut Ui, id: Id, currency: Currency, categories: &[Category]) {
        let width = ui.available_width();
        let wide = width >= WIDE;
        ui.horizontal(|ui| {
            let prices = if wide { 2.0 * (PRICE + GAP) } else { 0.0 };
            let search = width - CATEGORY - GAP - prices;
            Field::new("Search", &mut self.text)
                .hint("Part of the name, SKU or barcode")
                .id(id)
                .width(search.max(160.0))
                .show(ui);
            ui.vertical(|ui| {
                ui.set_width(CATEGORY);
                let mut options = vec![(String::new(), "All".to_owned())];
                options.extend(categories.iter().map(|category| {
                    (
                        category.name.clone(),
                        format!("{} ({})", category.name, category.sweets),
                    )
                }));
                pick(ui, "Category", &mut self.category, &options);
            });
            if wide {
                self.prices(ui, currency, PRICE);
            }
        });
        if wide {
            return;
        }
        ui.horizontal(|ui| {
            // What the buttons leave; a row wider than its pane would push the table out.
            let left = ui.available_width() - BUTTONS - 2.0 * GAP;
            self.prices(ui, currency, (left / 2.0).clamp(60.0, PRICE));
            ui.with_layout(egui::Layout::left_to_right(egui::Align::Max), |ui| {
                ui.set_height(TOUCH + 20.0);
                self.switches(ui);
            });
        });
    }

    fn switches(&mut self, ui: &mut Ui) {
        let low = Push::new("Low only")
            .selected(self.low)
            .named("Show only low stock");
        if ui.add(low).clicked() {
            self.low = !self.low;
        }
        let (text, next) = match self.retired {
            Retired::Hidden => ("Retired: hidden", Retired::Shown),
            Retired::Shown => ("Retired: shown", Retired::Only),
            Retired::Only => ("Retired: only", Retired::Hidden),
        };
        let retired = Push::new(text).selected(self.retired != Retired::Hidden);
        if ui.add(retired).clicked() {
            self.retired = next;
        }
        if self.any()
            && ui
                .add(Push::new("Clear").named("Clear the filters"))
                .clicked()
        {
            self.clear();
        }
    }

    fn prices(&mut self, ui: &mut Ui, currency: Currency, width: f32) {
        let wrong = |text: &str| {
            (!text.trim().is_empty() && currency.parse(text).is_err()).then_some("Not a price")
        };
        let (from, to) = (wrong(&self.from), wrong(&self.to));
        Field::new("Price from", &mut self.from)
            .numeric()
            .error(from)
            .width(width)
            .show(ui);
        Field::new("Price to", &mut self.to)
            .numeric()
            .error(to)
            .width(width)
            .show(ui);
    }
}
