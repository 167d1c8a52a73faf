//! A barcode scanner is a keyboard that types faster than any hand: here its codes are told
//! from what a person types, wherever in the window the keyboard is.
//!
//! The rule. A run of keys is a scan when it is a code ([`CODE`] or more ASCII letters, digits
//! and hyphens, at least one of them a digit), ends with Enter, and came either
//!
//! * with [`CODE`] or more of its keys within one frame: a frame takes a tenth of a second at
//!   the most, and no hand strikes so often in it; or
//! * in at most `PER_KEY` seconds a key, counted from the frame of its first key to that of
//!   its Enter.
//!
//! The window library tells no time of a single key, only that of the frame that brought it. So
//! both halves count what is certain: keys that came in a later frame than the first came after
//! the first frame's time. A slow frame gathers keys and is decided by the first half, quick
//! frames bring them one by one and are decided by the second. A pause of more than `PAUSE`
//! that no slow frame explains begins a new run, so that what was typed before a scan stays
//! typed: after a key a frame is asked for, by which such a pause is known. A key that is held down is a hand's, however fast it repeats.
//!
//! Promises: a scan is taken out of the input, also from the field that has the keyboard, and
//! its Enter presses nothing. A field is afterwards as it was before the scan's first key: one
//! that is kept ([`keep_as_it_was`]) to the letter and with what was selected in it; from others
//! as many characters are rubbed out as the scan has put in. Leaves out fields that want codes
//! ([`wants_codes`]): they get the keys as they come.

use std::time::Duration;

use egui::{
    Context, Event, Id, Key, Modifiers, Response, Ui, text::CCursorRange, text_edit::TextEditState,
};

/// At least so many characters make a code.
pub const CODE: usize = 6;
/// At most so many characters make a code.
const LONGEST: usize = 80;
/// On average at most this many seconds lie between two keys of a scanner.
const PER_KEY: f64 = 0.035;
/// This many seconds without a key end a run.
const PAUSE: f64 = 0.080;

/// Keys that may turn out to be a scan.
#[derive(Default)]
struct Run {
    text: String,
    /// The time of the frame that brought its first key.
    began: f64,
    /// How many keys that frame brought.
    first: usize,
    /// The most keys that one frame brought.
    busiest: usize,
    /// How many of its keys earlier frames gave to the field that has the keyboard.
    given: usize,
    /// Which run of the window it is.
    number: u64,
}

/// What fields are told of the runs of their window.
#[derive(Clone, Copy, Default)]
struct Told {
    /// The run that is going on, or was last.
    run: u64,
    /// The pass in which scans were taken out, and the first run that was one.
    taken: Option<(u64, u64)>,
}

/// What a field held when a run began.
#[derive(Clone, Default)]
struct Kept {
    run: u64,
    text: String,
    selected: Option<CCursorRange>,
    /// What was selected when it was shown last.
    selected_last: Option<CCursorRange>,
}

impl Run {
    /// Whether it is a scan, ended by Enter in a frame of time `now`.
    fn is_a_scan(&self, now: f64) -> bool {
        if !is_a_code(&self.text) {
            return false;
        }
        let later = self.keys().saturating_sub(self.first) + 1;
        self.busiest >= CODE || now - self.began <= PER_KEY * later as f64
    }

    fn keys(&self) -> usize {
        self.text.chars().count()
    }
}

/// Listens for scans in one window.
#[derive(Default)]
pub struct Scanner {
    run: Run,
    /// The time of the last frame.
    seen: f64,
    /// The time of the last frame that brought a key.
    typed: f64,
    /// How many runs there were.
    runs: u64,
    /// The first run that was a scan in this frame.
    taken: Option<u64>,
}

impl Scanner {
    /// Takes the scans of this frame out of the input; call before anything reads it.
    pub fn listen(&mut self, ctx: &Context) -> Vec<String> {
        let focused = ctx.memory(egui::Memory::focused);
        let is = |mark: fn(Id) -> Id| {
            focused.is_some_and(|field| {
                ctx.data(|data| data.get_temp(mark(field)).unwrap_or_default())
            })
        };
        if is(wants) {
            self.forget();
            return Vec::new();
        }
        let kept = is(is_kept);
        let now = ctx.input(|input| input.time);
        let scans = ctx.input_mut(|input| self.take(now, &mut input.events, !kept));
        if !self.run.text.is_empty() && now - self.typed <= PAUSE {
            // Nobody draws a frame while nothing happens: without one, a pause could be a
            // frame that took long.
            let left = self.typed + PAUSE * 1.2 - now;
            ctx.request_repaint_after(Duration::from_secs_f64(left.max(0.0)));
        }
        let told = Told {
            run: self.runs,
            taken: self.taken.map(|run| (ctx.cumulative_pass_nr(), run)),
        };
        // Asked for before the data is locked, which it is no part of.
        let place = told_of(ctx);
        ctx.data_mut(|data| data.insert_temp(place, told));
        scans
    }

    /// Begins anew: the keys go elsewhere.
    pub fn forget(&mut self) {
        self.run = Run::default();
    }

    /// Takes scans out of the events; `rub_out` what of them the field was given before.
    fn take(&mut self, now: f64, events: &mut Vec<Event>, rub_out: bool) -> Vec<String> {
        self.taken = None;
        let seen = std::mem::replace(&mut self.seen, now);
        if !events.iter().any(is_a_key) {
            return Vec::new();
        }
        // Keys of this frame came after the frame before it, so that this much is a pause.
        if seen - self.typed > PAUSE {
            self.forget();
        }
        self.typed = now;
        let mut scans = Vec::new();
        let (mut kept, mut rubbed_out) = (Vec::with_capacity(events.len()), 0);
        // Where in `kept` the keys of the run stand that this frame brought.
        let mut here = Vec::new();
        let mut brought = 0;
        for event in events.drain(..) {
            match &event {
                Event::Text(text) if self.run.text.len() + text.len() <= LONGEST => {
                    if self.run.text.is_empty() {
                        self.run.began = now;
                        self.runs += 1;
                        self.run.number = self.runs;
                        brought = 0;
                    }
                    let keys = text.chars().count();
                    brought += keys;
                    if self.run.began >= now {
                        self.run.first = brought;
                    }
                    self.run.busiest = self.run.busiest.max(brought);
                    self.run.text.push_str(text);
                    here.push(kept.len());
                    kept.push(event);
                }
                Event::Key {
                    key: Key::Enter,
                    pressed: true,
                    repeat: false,
                    modifiers,
                    ..
                } if modifiers.is_none() => {
                    let run = std::mem::take(&mut self.run);
                    if run.is_a_scan(now) {
                        for at in here.drain(..).rev() {
                            kept.remove(at);
                        }
                        rubbed_out += run.given;
                        self.taken = self.taken.or(Some(run.number));
                        scans.push(run.text);
                    } else {
                        here.clear();
                        kept.push(event);
                    }
                }
                Event::Text(_) | Event::Paste(_) | Event::Key { repeat: true, .. } => {
                    self.forget();
                    here.clear();
                    kept.push(event);
                }
                _ => kept.push(event),
            }
        }
        self.run.given = self.run.keys();
        if rub_out {
            events.extend(std::iter::repeat_n(backspace(), rubbed_out));
        }
        events.append(&mut kept);
        scans
    }
}

/// Has a field take scanned codes as if they were typed.
pub fn wants_codes(ctx: &Context, field: Id) {
    ctx.data_mut(|data| data.insert_temp(wants(field), true));
}

/// Has a field be as it was before a scan, whose first keys it may have got; call after it was
/// shown, with the text from `before` that.
pub fn keep_as_it_was(ui: &Ui, field: &Response, before: &str, text: &mut String) {
    if !field.has_focus() {
        return;
    }
    let (ctx, id) = (ui.ctx(), field.id);
    let place = told_of(ctx);
    let told: Told = ctx.data(|data| data.get_temp(place).unwrap_or_default());
    let mut kept: Kept = ctx.data(|data| data.get_temp(id.with("kept")).unwrap_or_default());
    let mut state = TextEditState::load(ctx, id).unwrap_or_default();
    let taken = told
        .taken
        .filter(|(pass, _)| *pass == ctx.cumulative_pass_nr());
    if let Some((_, run)) = taken
        && kept.run >= run
    {
        text.clone_from(&kept.text);
        state.cursor.set_char_range(kept.selected);
        state.clone().store(ctx, id);
        ctx.request_repaint();
    }
    if kept.run != told.run {
        if taken.is_none_or(|(_, run)| kept.run < run) {
            kept.text = before.to_owned();
            kept.selected = kept.selected_last;
        }
        kept.run = told.run;
    }
    kept.selected_last = state.cursor.char_range();
    ctx.data_mut(|data| {
        data.insert_temp(is_kept(id), true);
        data.insert_temp(id.with("kept"), kept);
    });
}

fn wants(field: Id) -> Id {
    field.with("wants codes")
}

fn is_kept(field: Id) -> Id {
    field.with("is kept")
}

fn told_of(ctx: &Context) -> Id {
    Id::unique("scanner").with(ctx.viewport_id())
}

fn is_a_key(event: &Event) -> bool {
    matches!(
        event,
        Event::Text(_) | Event::Paste(_) | Event::Key { pressed: true, .. }
    )
}

/// Whether a text can be a code.
#[must_use]
pub fn is_a_code(text: &str) -> bool {
    (CODE..=LONGEST).contains(&text.len())
        && text.contains(|c: char| c.is_ascii_digit())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

/// The key that takes the last character out of a field.
fn backspace() -> Event {
    Event::Key {
        key: Key::Backspace,
        physical_key: None,
        pressed: true,
        repeat: false,
        modifiers: Modifiers::NONE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn enter() -> Event {
        Event::Key {
            key: Key::Enter,
            physical_key: None,
            pressed: true,
            repeat: false,
            modifiers: Modifiers::NONE,
        }
    }

    /// Feeds keys in frames; "⏎" is Enter. The scans, and what is left of the input.
    fn feed(frames: &[(f64, &str)]) -> (Vec<String>, String) {
        let mut scanner = Scanner::default();
        let (mut scans, mut left) = (Vec::new(), String::new());
        for (time, keys) in frames {
            let mut events: Vec<Event> = keys
                .chars()
                .map(|c| match c {
                    '⏎' => enter(),
                    c => Event::Text(c.to_string()),
                })
                .collect();
            scans.extend(scanner.take(*time, &mut events, true));
            for event in &events {
                match event {
                    Event::Text(text) => left.push_str(text),
                    Event::Key {
                        key: Key::Backspace,
                        ..
                    } => drop(left.pop()),
                    event => left.push_str(if *event == enter() { "⏎" } else { "?" }),
                }
            }
        }
        (scans, left)
    }

    /// One key in each frame.
    fn one_by_one(keys: &str, from: f64, each: f64) -> Vec<(f64, &str)> {
        keys.char_indices()
            .enumerate()
            .map(|(n, (at, c))| (from + n as f64 * each, &keys[at..at + c.len_utf8()]))
            .collect()
    }

    #[test]
    fn keys_in_quick_frames_are_a_scan_and_leave_nothing_behind() {
        let (scans, left) = feed(&one_by_one("8901234567890⏎", 1.0, 0.017));
        assert_eq!(scans, ["8901234567890"]);
        assert_eq!(left, "");
    }

    #[test]
    fn keys_that_a_slow_frame_gathered_are_a_scan() {
        let (scans, left) = feed(&[(1.0, "8"), (1.9, "901234567890"), (2.8, "⏎")]);
        assert_eq!(scans, ["8901234567890"]);
        assert_eq!(left, "");
    }

    #[test]
    fn all_of_it_in_one_frame_is_a_scan_and_so_is_the_next() {
        let (scans, left) = feed(&[(1.0, "111111⏎BAR-22⏎")]);
        assert_eq!(scans, ["111111", "BAR-22"]);
        assert_eq!(left, "");
    }

    #[test]
    fn what_a_hand_types_is_no_scan_in_quick_frames_and_in_slow_ones() {
        for frame in [0.060, 0.100, 0.200] {
            let (scans, left) = feed(&one_by_one("100000⏎", 1.0, frame));
            assert!(scans.is_empty(), "{frame} s a frame");
            assert_eq!(left, "100000⏎");
        }
    }

    #[test]
    fn what_was_typed_before_a_scan_stays_typed() {
        let mut frames = one_by_one("50", 1.0, 0.2);
        frames.push((1.25, ""));
        frames.push((1.4, ""));
        frames.extend(one_by_one("8901234567890⏎", 1.5, 0.016));
        let (scans, left) = feed(&frames);
        assert_eq!(scans, ["8901234567890"]);
        assert_eq!(left, "50");
    }

    #[test]
    fn a_key_has_a_frame_drawn_soon_by_which_a_pause_is_known_and_no_more_after_it() {
        let (ctx, mut scanner) = (Context::default(), Scanner::default());
        let mut frame = |time, keys: &str| {
            let input = egui::RawInput {
                time: Some(time),
                events: keys.chars().map(|c| Event::Text(c.to_string())).collect(),
                ..egui::RawInput::default()
            };
            let mut output = ctx.run_pass(input, |ctx| {
                scanner.listen(ctx);
            });
            output.textures_delta.clear();
            output.viewport_output[&egui::ViewportId::ROOT].repaint_delay
        };
        // A window draws some frames when it is new.
        for begun in 1..9 {
            frame(0.01 * f64::from(begun), "");
        }
        assert!(frame(1.0, "") > Duration::from_secs(1));
        frame(2.0, "5");
        for soon in 1..5 {
            frame(2.0 + 0.01 * f64::from(soon), "");
        }
        // A key has frames drawn at once as well: the last of these asks for the one that counts.
        let soon = frame(2.05, "");
        assert!((40..60).contains(&soon.as_millis()), "{soon:?}");
        assert!(frame(2.1, "") > Duration::from_secs(1));
    }

    #[test]
    fn short_numbers_names_and_runs_without_enter_are_no_scans() {
        for keys in ["12345⏎", "barfis⏎", "kaju 5⏎", "890123456"] {
            let (scans, left) = feed(&[(1.0, keys)]);
            assert!(scans.is_empty(), "{keys}");
            assert_eq!(left, keys);
        }
    }

    #[test]
    fn a_key_that_is_held_down_is_a_hands() {
        let mut scanner = Scanner::default();
        let mut held = Vec::new();
        for _ in 0..8 {
            held.push(Event::Key {
                key: Key::Num1,
                physical_key: None,
                pressed: true,
                repeat: true,
                modifiers: Modifiers::NONE,
            });
            held.push(Event::Text("1".to_owned()));
        }
        held.push(enter());
        assert!(scanner.take(1.0, &mut held, true).is_empty());
    }
}
