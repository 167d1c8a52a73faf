//! The calendar in a test's window: who comes when, and what the pointer does.

use egui::{Event, Key, Modifiers, PointerButton, Pos2, accesskit::Role};
use egui_kittest::kittest::{Queryable as _, by};
use sherbet::values::AppointmentId;

use super::Screen;
use crate::{appointments_support::at, support::TestShop};

impl TestShop {
    /// A tasting table for one, to which Meera comes at this hour; her appointment.
    pub fn meera_at(&self, hour: i64) -> AppointmentId {
        let tasting = self.calendar("Tasting", 1);
        let meera = self.guest("Meera");
        self.books(tasting, at(hour, 0), meera).appointment
    }

    /// A tasting table for one, to which Meera comes at ten and Omar at eleven; her appointment.
    pub fn meera_and_omar(&self) -> AppointmentId {
        let tasting = self.calendar("Tasting", 1);
        let (meera, omar) = (self.guest("Meera"), self.guest("Omar"));
        self.books(tasting, at(11, 0), omar);
        self.books(tasting, at(10, 0), meera).appointment
    }
}

impl Screen {
    /// The calendar of the shop's day.
    pub fn at_the_calendar(shop: &TestShop, name: &str) -> Screen {
        let mut screen = Screen::with(shop, name);
        screen.key(Modifiers::COMMAND | Modifiers::SHIFT, Key::C);
        screen.settle();
        screen.wait_for("Monday 2 March 2026");
        screen.wait_for("Free, Tasting, Mon 2 Mar 17:30");
        screen
    }

    pub fn middle_of(&self, name: &str) -> Pos2 {
        let begins = |node: &egui_kittest::kittest::AccessKitNode<'_>| {
            node.label().is_some_and(|label| label.starts_with(name))
        };
        let button = self.harness.get(by().role(Role::Button).predicate(begins));
        button.rect().center()
    }

    pub fn pointer(&mut self, event: Event) {
        self.harness.event(event);
        self.harness.run();
    }

    pub fn button_of_the_pointer(&mut self, pos: Pos2, pressed: bool) {
        self.pointer(Event::PointerButton {
            pos,
            button: PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        });
    }

    /// Drags one button of the grid over another.
    pub fn drag(&mut self, name: &str, to: Pos2) {
        self.drag_over(name, to);
        self.button_of_the_pointer(to, false);
        self.settle();
    }

    /// As [`Screen::drag`], and does not let go.
    pub fn drag_over(&mut self, name: &str, to: Pos2) {
        let from = self.middle_of(name);
        self.pointer(Event::PointerMoved(from));
        self.button_of_the_pointer(from, true);
        // Not at once: a drag is a way.
        for step in 1..=8_u8 {
            let part = f32::from(step) / 8.0;
            self.pointer(Event::PointerMoved(from.lerp(to, part)));
        }
    }

    /// Drags Meera's appointment at ten over Omar's at eleven, which is all that there is room for.
    pub fn drag_meera_over_omar(&mut self) {
        self.wait_for("Omar, 11:00");
        let omars = self.middle_of("Omar, 11:00");
        self.drag("Meera, 10:00", omars);
    }
}
