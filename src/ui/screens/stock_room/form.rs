//! The form in which a sweet is created or edited.
//!
//! Promises: what is wrong is said at its field and nothing typed is lost by it; an edit asks
//! for the fields that were changed and no others. Leaves out the conflict: `conflict` shows it.

use egui::accesskit::Role as AccessRole;
use egui::{CornerRadius, Label, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo};

use crate::{
    shop::catalogue::{self, AddSweet, Barcode, Category, Sweet, SweetChange},
    ui::{
        remote::sentence,
        theme::{GAP_S, tokens},
        widgets::{Field, Kind, Push, fine_print, picture, strong},
    },
    values::{Currency, SweetId, Unit},
};

/// How many categories are suggested before more are asked for.
const CHIPS: usize = 6;

/// The form while it is open.
#[derive(Clone)]
pub struct Form {
    /// The sweet that is edited; none while one is created.
    pub base: Option<Sweet>,
    /// The version the next save asks with.
    pub version: i64,
    name: String,
    category: String,
    price: String,
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
            sku: sweet.sku.clone().unwrap_or_default(),
            barcodes: catalogue::listed(&sweet.barcodes),
            low_at: sweet.low_at.to_string(),
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
        let pieces = |field: &'static str, text: &str| {
            text.trim()
                .replace([',', ' '], "")
                .parse::<i64>()
                .map_err(|_| {
                    (
                        field,
                        "a whole number of pieces is needed, such as 12".to_owned(),
                    )
                })
        };
        let low_at = pieces("low_at", &self.low_at)?;
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
                unit: Unit::Piece,
                price,
                per: 1,
                taxes: None,
                sku: text(&self.sku),
                barcodes,
                low_at,
                picture: self.picture.clone(),
                opening: pieces("opening", &self.opening)?,
            }));
        };
        let changed = |new: Option<String>, old: &Option<String>| (new != *old).then_some(new);
        let change = SweetChange {
            name: (self.name != base.name).then(|| self.name.clone()),
            category: changed(text(&self.category), &base.category),
            price: (price != base.price).then_some(price),
            unit: None,
            below_zero: None,
            parts: None,
            per: None,
            taxes: None,
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

    /// What is wrong, where no field is to blame.
    #[must_use]
    pub fn general_error(&self) -> Option<&str> {
        self.error
            .as_ref()
            .filter(|(field, _)| !FIELDS.contains(&field.as_str()))
            .map(|(_, why)| why.as_str())
    }

    /// Shows its fields.
    pub fn show(&mut self, ui: &mut Ui, currency: Currency, categories: &[Category]) {
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
        let label = format!("Price ({})", currency.code());
        ui.columns(2, |columns| {
            Field::new(&label, &mut self.price)
                .numeric()
                .error(at("price"))
                .show(&mut columns[0]);
            Field::new("Low at", &mut self.low_at)
                .numeric()
                .error(at("low_at"))
                .show(&mut columns[1]);
        });
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
        if self.base.is_none() {
            Field::new("On hand now", &mut self.opening)
                .numeric()
                .error(at("opening"))
                .show(ui);
        }
        self.pick_picture(ui);
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

    fn pick_picture(&mut self, ui: &mut Ui) {
        let (mut shape, mut colour) = match self.picture.split_once('-') {
            Some((shape, colour)) => (shape.to_owned(), colour.to_owned()),
            None => (String::new(), "saffron".to_owned()),
        };
        ui.horizontal(|ui| {
            let (rect, _) = ui.allocate_exact_size(Vec2::splat(64.0), Sense::hover());
            picture::paint(ui.painter(), rect, &self.picture, &self.name);
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = 2.0;
                ui.label(strong("Picture"));
                ui.add(
                    Label::new(fine_print(
                        ui,
                        "A shape and a colour; none shows the first letter.",
                    ))
                    .wrap(),
                );
            });
        });
        let mut chosen = None;
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = Vec2::splat(GAP_S);
            for one in picture::SHAPES {
                let spec = format!("{one}-{colour}");
                if option(
                    ui,
                    &format!("Shape {one}"),
                    one == shape,
                    44.0,
                    |ui, rect| {
                        picture::paint(ui.painter(), rect.shrink(3.0), &spec, "");
                    },
                ) {
                    chosen = Some((one.to_owned(), colour.clone()));
                }
            }
            if option(ui, "No picture", shape.is_empty(), 44.0, |ui, rect| {
                picture::paint(ui.painter(), rect.shrink(3.0), "", "a");
            }) {
                chosen = Some((String::new(), colour.clone()));
            }
        });
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = Vec2::splat(GAP_S);
            for one in picture::COLOURS {
                if option(
                    ui,
                    &format!("Colour {one}"),
                    one == colour,
                    44.0,
                    |ui, rect| {
                        ui.painter()
                            .circle_filled(rect.center(), 13.0, picture::swatch(one));
                    },
                ) {
                    let shape = if shape.is_empty() {
                        "ball".to_owned()
                    } else {
                        shape.clone()
                    };
                    chosen = Some((shape, one.to_owned()));
                }
            }
        });
        if let Some((new_shape, new_colour)) = chosen {
            (shape, colour) = (new_shape, new_colour);
            self.picture = if shape.is_empty() {
                String::new()
            } else {
                format!("{shape}-{colour}")
            };
        }
    }
}

/// One of several pictures to choose from.
fn option(
    ui: &mut Ui,
    name: &str,
    chosen: bool,
    size: f32,
    paint: impl FnOnce(&Ui, egui::Rect),
) -> bool {
    let t = tokens(ui);
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(size), Sense::click());
    response.widget_info(|| WidgetInfo::selected(AccessRole::RadioButton, true, chosen, name));
    if response.hovered() {
        ui.painter()
            .rect_filled(rect, CornerRadius::same(8), t.hover);
    }
    paint(ui, rect);
    if chosen || response.has_focus() {
        let stroke = Stroke::new(2.0, t.accent);
        ui.painter()
            .rect_stroke(rect, CornerRadius::same(8), stroke, StrokeKind::Inside);
    }
    response.clicked()
}

const FIELDS: [&str; 9] = [
    "name", "category", "price", "sku", "barcodes", "barcode", "low_at", "opening", "picture",
];
