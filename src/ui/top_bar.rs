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

/// What the menu of the screens that had no room is called.
const MORE: &str = "More";
/// Below this width of a window, in points, words are left out.
const NARROW: f32 = 1400.0;

/// A screen in the bar.
struct Tab {
    action: Action,
    text: String,
    name: String,
    waiting: usize,
    selected: bool,
}

impl Tab {
    fn push(&self) -> Push<'_> {
        Push::new(&self.text)
            .named(&self.name)
            .waiting(self.waiting)
            .kind(Kind::Quiet)
            .selected(self.selected)
    }
}

/// The way to the palette; its key alone where it is narrow.
fn palette(narrow: bool) -> Push<'static> {
    let name = Action::Palette.name();
    match narrow {
        true => Push::new("").named(name),
        false => Push::new(name),
    }
    .kind(Kind::Quiet)
    .keys(Action::Palette.keys())
}

/// A person's name, as far as their menu's button has room for it.
fn shortened(name: &str) -> String {
    match name.char_indices().nth(18) {
        Some((end, _)) => format!("{}…", &name[..end]),
        None => name.to_owned(),
    }
}

/// The button of the person's menu.
fn person(short: &str) -> Push<'_> {
    Push::new(short).width(96.0)
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
                    let narrow = ui.ctx().content_rect().width() < NARROW;
                    // The screens need the room more than a long name.
                    let part = if narrow { 0.1 } else { 0.14 };
                    let width = (ui.available_width() * part).clamp(60.0, 260.0);
                    ui.allocate_ui_with_layout(
                        egui::vec2(width, theme::TOUCH),
                        Layout::left_to_right(Align::Center),
                        |ui| one_line(ui, strong(self.shop)),
                    );
                    let palette = palette(narrow);
                    let short = shortened(self.person);
                    let right = palette.wanted_width(ui) + person(&short).wanted_width(ui);
                    self.tabs(ui, right + 3.0 * GAP, wanted);
                    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                        self.person_menu(ui, &short, wanted);
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

    /// As many of the screens as there is room for beside what stands at the right, and the
    /// others in a menu.
    fn tabs(&self, ui: &mut Ui, right: f32, wanted: &mut Vec<Action>) {
        let allowed = Screen::ALL.into_iter();
        let allowed = allowed.filter(|screen| self.standing.allows(screen.action()));
        let tabs: Vec<Tab> = allowed.map(|screen| self.tab(screen)).collect();
        let more = Push::new(MORE).kind(Kind::Quiet);
        let room = ui.available_width() - right;
        let widths = tabs.iter().map(|tab| tab.push().wanted_width(ui) + GAP);
        let ends: Vec<f32> = widths
            .scan(0.0, |end, width| {
                *end += width;
                Some(*end)
            })
            .collect();
        let shown = match ends.last() {
            Some(end) if *end > room => {
                let room = room - more.wanted_width(ui) - GAP;
                ends.iter().take_while(|end| **end <= room).count()
            }
            _ => tabs.len(),
        };
        let (shown, others) = tabs.split_at(shown);
        for tab in shown {
            if ui
                .add(tab.push())
                .on_hover_text(tab.action.hint())
                .clicked()
            {
                wanted.push(tab.action);
            }
        }
        if others.is_empty() {
            return;
        }
        // What is waited for in the menu is told on its button.
        let waiting = others.iter().map(|tab| tab.waiting).sum();
        let chosen = others.iter().any(|tab| tab.selected);
        let more = more.named("More screens").waiting(waiting).selected(chosen);
        let button = ui.add(more);
        egui::Popup::menu(&button).show(|ui| {
            ui.set_width(220.0);
            ui.spacing_mut().item_spacing.y = 2.0;
            for tab in others {
                let item = tab.push().keys(tab.action.keys()).left();
                if ui.add(item.width(f32::INFINITY)).clicked() {
                    wanted.push(tab.action);
                    ui.close();
                }
            }
        });
    }

    fn tab(&self, screen: Screen) -> Tab {
        let action = screen.action();
        let (mut text, mut name) = (action.name().to_owned(), action.name().to_owned());
        let waiting = match screen {
            Screen::Staff => self.waiting,
            _ => 0,
        };
        if waiting > 0 {
            name = format!("{name}, {waiting} waiting");
        }
        if screen == Screen::Shift {
            if let Some(drawer) = self.drawer {
                name = format!("{name}, {drawer}");
                let drawer: String = drawer.chars().take(12).collect();
                text = format!("{text} · {drawer}");
            } else if self.adrift {
                text = format!("{text} · none");
            }
        }
        Tab {
            action,
            text,
            name,
            waiting,
            selected: screen == self.screen.in_the_bar(),
        }
    }

    fn person_menu(&self, ui: &mut Ui, short: &str, wanted: &mut Vec<Action>) {
        let role = match self.standing.role {
            Some(role) => role.word().to_owned(),
            None => String::new(),
        };
        let name = format!("{}, {role}: menu", self.person);
        let button = ui.add(person(short).named(name));
        egui::Popup::menu(&button).show(|ui| {
            ui.set_width(250.0);
            ui.spacing_mut().item_spacing.y = 2.0;
            ui.horizontal(|ui| {
                ui.add_space(12.0);
                ui.label(fine_print(ui, format!("{} · {role}", self.person)));
            });
            let menu = [
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
