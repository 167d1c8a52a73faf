//! The form in which a sweet is created or edited.
//!
//! Promises: what is wrong is said at its field and nothing typed is lost by it; an edit asks
//! for the fields that were changed and no others. Leaves out the conflict: `conflict` shows it.

use egui::{Ui, Vec2};

use super::{goods::Goods, parts::Parts, pictures::pick_picture};
use crate::{
    shop::{
        Difference,
        catalogue::{self, AddSweet, Barcode, Category, Part, Sweet, SweetChange},
        taxes::Tax,
    },
    ui::{
        remote::sentence,
        theme::tokens,
        widgets::{Field, Kind, Push, fine_print},
        window::Cx,
    },
    values::{Currency, SweetId, Unit},
};

/// How many categories are suggested before more are asked for.
const CHIPS: usize = 6;

/// The form while it is open.
pub struct Form {
    /// The sweet that is edited; none while one is created.
    pub base: Option<Sweet>,
    /// The version the next save asks with.
    pub version: i64,
    name: String,
    category: String,
    price: String,
    goods: Goods,
    parts: Parts,
    sku: String,
    barcodes: String,
    low_at: String,
    opening: String,
    picture: String,
    error: Option<(String, String)>,
    focused: bool,
    all_categories: bool,
}

/// What the form asks for.
pub enum Wanted {
    /// A new sweet.
    Add(AddSweet),
    /// These changes.
    Edit(SweetId, i64, SweetChange),
    /// Nothing was changed.
    Nothing,
}

impl Form {
    /// For a new sweet.
    #[must_use]
    pub fn new() -> Self {
        Self {
            base: None,
            version: 0,
            name: String::new(),
            category: String::new(),
            price: String::new(),
            goods: Goods::new(),
            parts: Parts::default(),
            sku: String::new(),
            barcodes: String::new(),
            low_at: "5".to_owned(),
            opening: "0".to_owned(),
            picture: "ball-saffron".to_owned(),
            error: None,
            focused: false,
            all_categories: false,
        }
    }

    /// For a sweet that is there.
    #[must_use]
    pub fn edit(sweet: &Sweet, currency: Currency) -> Self {
        Self {
            version: sweet.version,
            name: sweet.name.clone(),
            category: sweet.category.clone().unwrap_or_default(),
            price: currency.format(sweet.price),
            goods: Goods::of(sweet),
            parts: Parts::of(sweet),
            sku: sweet.sku.clone().unwrap_or_default(),
            barcodes: catalogue::listed(&sweet.barcodes),
            low_at: sweet.unit.format(sweet.low_at),
            opening: String::new(),
            picture: sweet.picture.clone(),
            error: None,
            focused: false,
            all_categories: false,
            base: Some(sweet.clone()),
        }
    }

    /// What it asks for.
    ///
    /// # Errors
    /// Where a number is none: the field and why.
    pub fn wanted(&mut self, currency: Currency) -> Option<Wanted> {
        match self.read(currency) {
            Ok(wanted) => {
                self.error = None;
                Some(wanted)
            }
            Err((field, why)) => {
                self.fail(field, &why);
                None
            }
        }
    }

    fn read(&self, currency: Currency) -> Result<Wanted, (&'static str, String)> {
        let price = currency.parse(&self.price).map_err(|why| ("price", why))?;
        let unit = self.goods.unit;
        let amount = |field: &'static str, text: &str| {
            // Large numbers are shown with commas by whoever types them so.
            let plain = text.replace(',', "");
            unit.parse_count(&plain).map_err(|why| (field, why))
        };
        let low_at = amount("low_at", &self.low_at)?;
        let per = self.goods.per().map_err(|why| ("per", why))?;
        let parts = self.parts.read().map_err(|why| ("parts", why))?;
        let text = |text: &str| (!text.trim().is_empty()).then(|| text.trim().to_owned());
        let barcodes: Vec<Barcode> = self
            .barcodes
            .split([',', ';', ' ', '\n'])
            .map(str::trim)
            .filter(|code| !code.is_empty())
            .map(Barcode::from)
            .collect();
        let Some(base) = &self.base else {
            return Ok(Wanted::Add(AddSweet {
                name: self.name.clone(),
                category: text(&self.category),
                unit,
                price,
                per,
                taxes: self.goods.taxes.clone(),
                sku: text(&self.sku),
                barcodes,
                low_at,
                picture: self.picture.clone(),
                opening: match self.parts.any() {
                    // A kit has no stock of its own, and is not asked for it.
                    true => 0,
                    false => amount("opening", &self.opening)?,
                },
                below_zero: self.goods.below_zero,
                parts,
            }));
        };
        let changed = |new: Option<String>, old: &Option<String>| (new != *old).then_some(new);
        let change = SweetChange {
            name: (self.name != base.name).then(|| self.name.clone()),
            category: changed(text(&self.category), &base.category),
            price: (price != base.price).then_some(price),
            unit: (unit != base.unit).then_some(unit),
            below_zero: (self.goods.below_zero != base.below_zero).then_some(self.goods.below_zero),
            per: (per != base.per).then_some(per),
            taxes: self.goods.taxes_changed(base),
            parts: changed_parts(parts, base),
            sku: changed(text(&self.sku), &base.sku),
            barcodes: (barcodes != base.barcodes).then_some(barcodes),
            low_at: (low_at != base.low_at).then_some(low_at),
            picture: (self.picture != base.picture).then(|| self.picture.clone()),
        };
        if change == SweetChange::default() {
            return Ok(Wanted::Nothing);
        }
        Ok(Wanted::Edit(base.id, self.version, change))
    }

    /// Says what is wrong at a field.
    pub fn fail(&mut self, field: &str, why: &str) {
        self.error = Some((field.to_owned(), sentence(&why)));
    }

    /// Both versions of each field, worded in the units they are in.
    #[must_use]
    pub fn worded(&self, mut differences: Vec<Difference>) -> Vec<Difference> {
        let mine = self.goods.unit;
        let theirs = differences.iter().find(|d| d.field == "unit");
        let theirs = match (theirs, &self.base) {
            (Some(unit), _) => Unit::of(&unit.theirs).unwrap_or(mine),
            (None, Some(base)) => base.unit,
            (None, None) => mine,
        };
        let word = |unit: Unit, field: &str, text: &str| match (field, text.parse::<i64>()) {
            ("per", Ok(per)) => unit.price_for(per),
            ("low_at", Ok(size)) => unit.format(size),
            _ => text.to_owned(),
        };
        for one in &mut differences {
            one.theirs = word(theirs, &one.field, &one.theirs);
            let yours = one.yours.take();
            one.yours = yours.map(|yours| word(mine, &one.field, &yours));
        }
        differences
    }

    /// What is wrong, where no field is to blame.
    #[must_use]
    pub fn general_error(&self) -> Option<&str> {
        self.error
            .as_ref()
            .filter(|(field, _)| !FIELDS.contains(&field.as_str()))
            .map(|(_, why)| why.as_str())
    }

    /// Shows its fields.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, categories: &[Category], taxes: &[Tax]) {
        let currency = cx.facts.currency;
        let error = self.error.clone();
        let at = |field: &str| {
            error
                .as_ref()
                .filter(|(name, _)| name == field)
                .map(|(_, why)| why.as_str())
        };
        ui.spacing_mut().item_spacing.y = 10.0;
        let name = Field::new("Name", &mut self.name)
            .error(at("name"))
            .show(ui);
        if !std::mem::replace(&mut self.focused, true) {
            name.request_focus();
        }
        if self.goods.choose_unit(ui, at("unit")) {
            self.low_at = self.goods.unit.format(match self.goods.unit {
                Unit::Piece => 5,
                Unit::Gram | Unit::Millilitre => 500,
            });
        }
        let label = format!("Price ({})", currency.code());
        // A kit has no stock of its own.
        let opens = self.base.is_none() && !self.parts.any();
        ui.columns(if opens { 3 } else { 2 }, |columns| {
            Field::new(&label, &mut self.price)
                .numeric()
                .error(at("price"))
                .show(&mut columns[0]);
            Field::new("Low at", &mut self.low_at)
                .numeric()
                .error(at("low_at"))
                .show(&mut columns[1]);
            if opens {
                Field::new("On hand now", &mut self.opening)
                    .numeric()
                    .error(at("opening"))
                    .show(&mut columns[2]);
            }
        });
        self.goods.choose_per(ui, at("per"));
        self.goods.choose_taxes(ui, taxes, at("taxes"));
        if !self.parts.any() {
            self.goods.choose_below_zero(ui, at("below_zero"));
        }
        if self.goods.unit == Unit::Piece || self.parts.any() {
            let kit = self.base.as_ref().map(|base| base.id);
            let price = currency.parse(&self.price).ok();
            self.parts.show(ui, cx, (kit, price), at("parts"));
        }
        Field::new("Category", &mut self.category)
            .hint("An old or a new one")
            .error(at("category"))
            .show(ui);
        self.suggest_categories(ui, categories);
        Field::new("SKU", &mut self.sku)
            .hint("The shop's own code")
            .error(at("sku"))
            .show(ui);
        let barcode = at("barcodes").or(at("barcode"));
        Field::new("Barcodes", &mut self.barcodes)
            .hint("Scan, or type with commas between")
            .codes()
            .error(barcode)
            .show(ui);
        pick_picture(ui, &self.name, &mut self.picture);
        if let Some(why) = at("picture") {
            ui.label(fine_print(ui, why).color(tokens(ui).bad));
        }
    }

    fn suggest_categories(&mut self, ui: &mut Ui, categories: &[Category]) {
        let typed = self.category.trim().to_lowercase();
        let fitting: Vec<&Category> = categories
            .iter()
            .filter(|category| {
                let name = category.name.to_lowercase();
                name.contains(&typed) && name != typed
            })
            .collect();
        let shown = if self.all_categories {
            fitting.len()
        } else {
            fitting.len().min(CHIPS)
        };
        if fitting.is_empty() {
            return;
        }
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = Vec2::new(4.0, 4.0);
            for category in &fitting[..shown] {
                let chip = Push::new(&category.name)
                    .tall(32.0, 12.5)
                    .named(format!("Category {}", category.name));
                if ui.add(chip).clicked() {
                    self.category.clone_from(&category.name);
                }
            }
            let more = fitting.len() - shown;
            if more > 0 {
                let text = format!("{more} more");
                let chip = Push::new(&text)
                    .kind(Kind::Quiet)
                    .tall(32.0, 12.5)
                    .named(format!("Show {more} more categories"));
                if ui.add(chip).clicked() {
                    self.all_categories = true;
                }
            }
        });
    }
}

/// What a kit is to be made of, where that is something else than before.
fn changed_parts(mut wanted: Vec<Part>, base: &Sweet) -> Option<Vec<Part>> {
    let mut had: Vec<Part> = base.parts.iter().map(|part| part.part).collect();
    had.sort_by_key(|part| part.sweet);
    wanted.sort_by_key(|part| part.sweet);
    (wanted != had).then_some(wanted)
}

const FIELDS: [&str; 14] = [
    "name",
    "category",
    "unit",
    "per",
    "taxes",
    "below_zero",
    "parts",
    "price",
    "sku",
    "barcodes",
    "barcode",
    "low_at",
    "opening",
    "picture",
];
