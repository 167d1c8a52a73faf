//! The sales: the list of receipts, newest first, and the receipt that is chosen.
//!
//! Promises: a sale made anywhere appears by itself; only the rows in sight are made. Leaves
//! out corrections: nothing that was sold is edited here.

use egui::{
    Align, Align2, CentralPanel, CornerRadius, Frame, Label, Layout, Margin, Panel, Rect, RichText,
    ScrollArea, Sense, Stroke, Ui, Vec2, WidgetInfo, accesskit::Role as AccessRole,
};

use crate::{
    shop::sales::{self, Receipt, SaleRow},
    ui::{
        actions::Action,
        remote::Live,
        screens::counter::clipped,
        theme::{self, GAP, GAP_L, GAP_S, tokens},
        widgets::{Tone, banner, count, fine_print, muted, nothing, rows::rows, strong, title},
        window::Cx,
    },
    values::{Currency, Money},
};

/// How many more rows are read at a time.
const PAGE: u32 = 300;
const ROW: f32 = 52.0;

/// The sales screen.
pub struct SalesRoom {
    limit: u32,
    list: Live<u32, Vec<SaleRow>>,
    chosen: Option<i64>,
    receipt: Live<i64, Option<Receipt>>,
}

impl Default for SalesRoom {
    fn default() -> Self {
        Self {
            limit: PAGE,
            list: Live::default(),
            chosen: None,
            receipt: Live::default(),
        }
    }
}

impl SalesRoom {
    /// No action is at home here.
    pub fn act(&mut self, _action: Action) {}

    /// Shows it.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let shop = cx.shop.clone();
        self.list
            .keep(cx.desk, cx.changes, &self.limit, move |limit| {
                shop.read(|db| sales::list(db, None, *limit))
            });
        let t = tokens(ui);
        let frame = Frame::new()
            .fill(t.surface)
            .inner_margin(Margin::same(GAP_L as i8));
        Panel::right("receipt")
            .resizable(false)
            .exact_size(400.0)
            .frame(frame)
            .show(ui, |ui| {
                self.chosen_receipt(ui, cx);
            });
        let frame = Frame::new()
            .fill(t.canvas)
            .inner_margin(Margin::same(GAP_L as i8));
        CentralPanel::default().frame(frame).show(ui, |ui| {
            title(ui, "Sales");
            ui.add_space(GAP_S);
            if let Some(trouble) = self.list.trouble() {
                banner(ui, Tone::Bad, trouble);
            }
            self.list(ui, cx);
        });
    }

    fn list(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let Some(list) = self.list.latest() else {
            return;
        };
        if list.is_empty() {
            nothing(
                ui,
                "Nothing has been sold yet",
                "Each sale stands here with its receipt.",
            );
            return;
        }
        let (mut chosen, mut more) = (None, false);
        let shown = rows(ui, "sales", list.len(), ROW, None, |ui, rect, index| {
            if let Some(row) = list.get(index)
                && sale_row(ui, rect, cx, row, self.chosen == Some(row.number))
            {
                chosen = Some(row.number);
            }
        });
        if shown.end + 40 >= list.len() && list.len() == self.limit as usize {
            more = true;
        }
        if chosen.is_some() {
            self.chosen = chosen;
        }
        if more {
            self.limit += PAGE;
            ui.ctx().request_repaint();
        }
    }

    fn chosen_receipt(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let Some(number) = self.chosen else {
            nothing(
                ui,
                "No receipt chosen",
                "Pick a sale at the left to see its receipt.",
            );
            return;
        };
        let shop = cx.shop.clone();
        // A receipt never changes: it is read once.
        self.receipt.keep(cx.desk, 0, &number, move |number| {
            shop.read(|db| sales::receipt(db, *number))
        });
        if let Some(trouble) = self.receipt.trouble() {
            banner(ui, Tone::Bad, trouble);
        }
        let Some(Some(receipt)) = self.receipt.latest() else {
            return;
        };
        let currency = cx.facts.currency;
        title(ui, &format!("Receipt {}", receipt.number));
        ui.add(Label::new(strong(&cx.facts.name)).wrap());
        ui.label(muted(
            ui,
            format!("{} · {}", cx.facts.zone.date_time(receipt.at), receipt.by),
        ));
        ui.add_space(GAP);
        ScrollArea::vertical()
            .auto_shrink([false, false])
            .show(ui, |ui| {
                let lines = receipt.lines.iter().map(|line| {
                    (
                        line.name.as_str(),
                        line.quantity,
                        line.price,
                        Some(line.amount),
                    )
                });
                receipt_lines(ui, currency, lines);
                ui.add_space(GAP);
                ui.horizontal(|ui| {
                    ui.label(strong("Total"));
                    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                        let total = currency.format_with_code(receipt.total);
                        ui.label(RichText::new(total).font(theme::strong(theme::TITLE)));
                    });
                });
                for (name, amount) in [("Cash", receipt.cash), ("Change", receipt.change)] {
                    ui.horizontal(|ui| {
                        ui.label(muted(ui, name));
                        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                            ui.label(muted(ui, currency.format(amount)));
                        });
                    });
                }
            });
    }
}

fn sale_row(ui: &mut Ui, rect: Rect, cx: &Cx<'_>, row: &SaleRow, chosen: bool) -> bool {
    let t = tokens(ui);
    let rect = rect.shrink2(Vec2::new(0.0, 2.0));
    let response = ui.interact(
        rect,
        ui.scope_id().with(("sale", row.number)),
        Sense::click(),
    );
    let currency = cx.facts.currency;
    let (total, at) = (currency.format(row.total), cx.facts.zone.date_time(row.at));
    let name = format!("Receipt {}, {at}, {}, {total}", row.number, row.by);
    response.widget_info(|| WidgetInfo::labeled(AccessRole::Button, true, &name));
    let fill = if chosen {
        t.accent_soft
    } else if response.hovered() {
        t.hover
    } else {
        t.surface
    };
    let painter = ui.painter();
    let corner = CornerRadius::same(theme::RADIUS);
    painter.rect(
        rect,
        corner,
        fill,
        Stroke::new(1.0, t.line),
        egui::StrokeKind::Inside,
    );
    if response.has_focus() {
        painter.rect_stroke(
            rect,
            corner,
            Stroke::new(2.0, t.accent),
            egui::StrokeKind::Inside,
        );
    }
    let inner = rect.shrink2(Vec2::new(14.0, 0.0));
    let put = |x: f32, align, text: &str, font, ink| {
        painter.text(
            egui::pos2(inner.left() + x, inner.center().y),
            align,
            text,
            font,
            ink,
        );
    };
    put(
        0.0,
        Align2::LEFT_CENTER,
        &row.number.to_string(),
        theme::strong(theme::BODY),
        t.ink,
    );
    put(
        70.0,
        Align2::LEFT_CENTER,
        &at,
        theme::plain(theme::BODY),
        t.muted,
    );
    let by = clipped(
        painter,
        &row.by,
        theme::plain(theme::BODY),
        t.ink,
        (inner.width() - 440.0).max(60.0),
        1,
    );
    let middle = inner.center().y - by.size().y / 2.0;
    painter.galley(egui::pos2(inner.left() + 220.0, middle), by, t.ink);
    let pieces = count(row.pieces, "piece", "pieces");
    put(
        inner.width() - 120.0,
        Align2::RIGHT_CENTER,
        &pieces,
        theme::plain(theme::SMALL),
        t.muted,
    );
    put(
        inner.width(),
        Align2::RIGHT_CENTER,
        &total,
        theme::strong(theme::BODY),
        t.ink,
    );
    response.clicked()
}

/// The lines of a receipt: name, pieces and price, amount.
pub fn receipt_lines<'a>(
    ui: &mut Ui,
    currency: Currency,
    lines: impl Iterator<Item = (&'a str, i64, Money, Option<Money>)>,
) {
    let t = tokens(ui);
    for (name, quantity, price, amount) in lines {
        ui.scope(|ui| {
            ui.spacing_mut().item_spacing.y = 1.0;
            ui.horizontal(|ui| {
                ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
                    let amount = amount.map_or_else(String::new, |amount| currency.format(amount));
                    ui.label(strong(amount));
                    ui.with_layout(Layout::left_to_right(Align::Min), |ui| {
                        ui.add(Label::new(name).wrap());
                    });
                });
            });
            ui.label(fine_print(
                ui,
                format!("{quantity} × {}", currency.format(price)),
            ));
        });
        ui.add_space(6.0);
        let line = ui.allocate_space(Vec2::new(ui.available_width(), 1.0)).1;
        ui.painter()
            .hline(line.x_range(), line.center().y, Stroke::new(1.0, t.line));
    }
}
