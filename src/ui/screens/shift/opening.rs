//! Coming to a shift: opening one, or joining one that is open.

use egui::Ui;

use super::{asking::Asking, report};
use crate::{
    shop::shifts::{Drawer, OpenShift, Opened, Shift},
    ui::{
        theme::{GAP, GAP_S},
        widgets::{Field, Push, entered, strong},
        window::Cx,
    },
    values::ShiftId,
};

/// What a shop with no drawer yet is offered.
const FIRST: &str = "Main";

/// The form in which a shift is opened.
#[derive(Default)]
pub struct Opening {
    drawer: Option<String>,
    float: String,
    asking: Asking<(String, String), Opened>,
    /// The pass in which it was shown last.
    shown: Option<u64>,
    wants_focus: bool,
}

impl Opening {
    /// Shows it; the shift once it is open.
    pub fn show(&mut self, ui: &mut Ui, cx: &Cx<'_>, drawers: &[Drawer]) -> Option<ShiftId> {
        let mut joined = None;
        match self.asking.answer() {
            None => {}
            Some(Ok(opened)) => {
                *self = Self::default();
                joined = Some(opened.shift);
            }
            // What was wrong is shown by the form.
            Some(Err(_)) => {}
        }
        ui.label(strong("Open a shift"));
        ui.add_space(GAP_S);
        self.asking.banners(ui, cx, &["drawer", "float"]);
        let free: Vec<&str> = drawers
            .iter()
            .filter(|drawer| drawer.shift.is_none())
            .map(|drawer| drawer.name.as_str())
            .collect();
        let first = if drawers.is_empty() { FIRST } else { "" };
        let name = self
            .drawer
            .get_or_insert_with(|| free.first().copied().unwrap_or(first).to_owned());
        if free.len() > 1 {
            ui.horizontal_wrapped(|ui| {
                for drawer in &free {
                    if ui.add(Push::new(drawer).selected(name == drawer)).clicked() {
                        *name = (*drawer).to_owned();
                    }
                }
            });
        }
        let error = self.asking.error("drawer");
        let drawer = Field::new("Drawer", name)
            .hint("Main")
            .error(error.as_deref())
            .show(ui);
        let error = self.asking.error("float");
        let float = Field::new("Float: what is in it now", &mut self.float)
            .hint("500")
            .numeric()
            .error(error.as_deref())
            .show(ui);
        // What is typed is the float, also when the screen is come back to.
        let pass = ui.ctx().cumulative_pass_nr();
        self.wants_focus |= self.shown.is_none_or(|shown| shown + 1 < pass);
        self.shown = Some(pass);
        if self.wants_focus && !cx.covered {
            self.wants_focus = false;
            float.request_focus();
        }
        ui.add_space(GAP);
        let enter = entered(ui, &drawer) || entered(ui, &float);
        let free = self.asking.is_free();
        let go = ui.add_enabled(free, Push::primary("Open shift").width(f32::INFINITY));
        if free && (go.clicked() || enter) {
            self.send(cx);
        }
        joined
    }

    fn send(&mut self, cx: &Cx<'_>) {
        let drawer = self.drawer.clone().unwrap_or_default();
        let float = match cx.facts.currency.parse(&self.float) {
            Ok(float) => float,
            Err(why) => {
                self.asking.wrong("float", &why);
                return;
            }
        };
        let typed = (drawer.clone(), self.float.clone());
        let command = OpenShift { drawer, float };
        let (shop, session) = (cx.shop.clone(), cx.session.clone());
        self.asking.send(cx, typed, move |request| {
            shop.execute(&session, request, command.clone())
        });
    }
}

/// The shifts that are open; the one that was joined.
pub fn open_now(ui: &mut Ui, cx: &Cx<'_>, open: &[&Shift]) -> Option<ShiftId> {
    let mut joined = None;
    ui.label(strong("Open now"));
    ui.add_space(GAP_S);
    for shift in open {
        let since = cx.facts.zone.date_time(shift.opened);
        let text = format!("{} · since {since}", shift.opened_by);
        report::entry(ui, &shift.drawer, &text, |ui| {
            let join = Push::new("Join").named(format!("Join {}", shift.drawer));
            if ui.add(join).clicked() {
                joined = Some(shift.id);
            }
        });
    }
    joined
}
