//! The bar at the top of a window: whose shop it is, the screens, and the person's menu.
//!
//! Promises: it offers what the role allows and nothing else, and fits where the window is
//! narrow. Leaves out what a press does: it is handed on as an action.

use egui::{Align, Frame, Layout, Margin, Panel, Stroke, Ui};

use crate::ui::{
    actions::{Action, Standing},
    screens::doorstep,
    theme::{self, GAP, GAP_L, tokens},
    widgets::{Kind, Push, fine_print, one_line, strong},
    window::Screen,
};

/// Says above everything that no money moves, as long as the payment provider is the practice one.
pub fn practice_strip(ui: &mut Ui) {
    let t = tokens(ui);
    let frame = Frame::new()
        .fill(t.practice)
        .inner_margin(Margin::symmetric(GAP_L as i8, 2));
    Panel::top("practice").frame(frame).show(ui, |ui| {
        let text = "PRACTICE: payments at the provider are for practice. No money moves.";
        ui.vertical_centered(|ui| one_line(ui, strong(text).color(t.on_practice)));
    });
}

/// What the bar is filled with for one frame.
pub struct TopBar<'a> {
    /// The shop's name.
    pub shop: &'a str,
    /// The name of the person who is logged in.
    pub person: &'a str,
    /// What they may do.
    pub standing: Standing,
    /// The screen that is shown.
    pub screen: Screen,
    /// How many colleagues wait for approval.
    pub waiting: usize,
    /// The drawer whose shift the window works in, where it works in one.
    pub drawer: Option<&'a str>,
    /// Whether there are drawers, and it works in the shift of none.
    pub adrift: bool,
}

impl TopBar<'_> {
    /// Shows it; what was pressed is asked for.
    pub fn show(&self, ui: &mut Ui, wanted: &mut Vec<Action>) {
        let t = tokens(ui);
        let frame = Frame::new()
            .fill(t.surface)
            .stroke(Stroke::NONE)
            .inner_margin(Margin::symmetric(GAP_L as i8, 6));
        Panel::top("top bar")
            .frame(frame)
            .show_separator_line(true)
            .show(ui, |ui| {
                ui.horizontal(|ui| {
                    ui.spacing_mut().item_spacing.x = GAP;
                    doorstep::brand(ui, 28.0);
                    ui.add_space(2.0);
                    let narrow = ui.ctx().content_rect().width() < 1200.0;
                    // The screens need the room more than a long name.
                    let part = if narrow { 0.1 } else { 0.16 };
                    let width = (ui.available_width() * part).clamp(60.0, 260.0);
                    ui.allocate_ui_with_layout(
                        egui::vec2(width, theme::TOUCH),
                        Layout::left_to_right(Align::Center),
                        |ui| one_line(ui, strong(self.shop)),
                    );
                    // Where it is narrow, these are found in the person's menu only.
                    for screen in Screen::ALL {
                        let action = screen.action();
                        let left_out = narrow
                            && matches!(
                                screen,
                                Screen::Payments
                                    | Screen::Settings
                                    | Screen::Customers
                                    | Screen::Calendar
                            );
                        if self.standing.allows(action) && !left_out {
                            let waiting = match screen {
                                Screen::Staff => self.waiting,
                                _ => 0,
                            };
                            let name = match waiting {
                                0 => action.name().to_owned(),
                                waiting => format!("{}, {waiting} waiting", action.name()),
                            };
                            let drawer = self.drawer.filter(|_| screen == Screen::Shift);
                            let text = drawer.map(|drawer| {
                                let drawer: String = drawer.chars().take(12).collect();
                                format!("{} · {drawer}", action.name())
                            });
                            let text = match screen == Screen::Shift && self.adrift {
                                true => Some(format!("{} · none", action.name())),
                                false => text,
                            };
                            let tab = Push::new(text.as_deref().unwrap_or(action.name()))
                                .named(match drawer {
                                    Some(drawer) => format!("{name}, {drawer}"),
                                    None => name,
                                })
                                .waiting(waiting)
                                .kind(Kind::Quiet)
                                .selected(screen == self.screen);
                            if ui.add(tab).on_hover_text(action.hint()).clicked() {
                                wanted.push(action);
                            }
                        }
                    }
                    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                        self.person_menu(ui, wanted);
                        let palette = Push::new(Action::Palette.name())
                            .kind(Kind::Quiet)
                            .keys(Action::Palette.keys());
                        if ui
                            .add(palette)
                            .on_hover_text(Action::Palette.hint())
                            .clicked()
                        {
                            wanted.push(Action::Palette);
                        }
                    });
                });
            });
    }

    fn person_menu(&self, ui: &mut Ui, wanted: &mut Vec<Action>) {
        let role = match self.standing.role {
            Some(role) => role.word().to_owned(),
            None => String::new(),
        };
        let mut name: String = self.person.chars().take(18).collect();
        if name.chars().count() < self.person.chars().count() {
            name.push('…');
        }
        let button = ui.add(
            Push::new(&name)
                .named(format!("{}, {role}: menu", self.person))
                .width(96.0),
        );
        egui::Popup::menu(&button).show(|ui| {
            ui.set_width(250.0);
            ui.spacing_mut().item_spacing.y = 2.0;
            ui.horizontal(|ui| {
                ui.add_space(12.0);
                ui.label(fine_print(ui, format!("{} · {role}", self.person)));
            });
            let menu = [
                Action::Customers,
                Action::Calendar,
                Action::Payments,
                Action::Settings,
                Action::Lock,
                Action::LogOut,
                Action::NewWindow,
                Action::Theme,
                Action::Keys,
                Action::ScaleHere,
                Action::Password,
                Action::Pin,
            ];
            for action in menu
                .into_iter()
                .filter(|action| self.standing.allows(*action))
            {
                let item = Push::new(action.name())
                    .kind(Kind::Quiet)
                    .keys(action.keys())
                    .left()
                    .width(f32::INFINITY);
                if ui.add(item).clicked() {
                    wanted.push(action);
                    ui.close();
                }
            }
        });
    }
}
