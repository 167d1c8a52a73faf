//! The window never waits: a guard that makes a database call on the thread
//! that draws a panic in debug builds.

use std::cell::Cell;

thread_local! {
    static DRAWS: Cell<bool> = const { Cell::new(false) };
}

/// Marks the calling thread as the one that draws, for as long as it lives
/// or until [`drawing_ended`].
pub fn this_is_the_ui_thread() {
    DRAWS.set(true);
}

/// Takes the mark back: a test that drew a frame may look into the file next.
pub fn drawing_ended() {
    DRAWS.set(false);
}

/// Panics in debug builds where the calling thread draws.
pub(super) fn not_on_the_ui_thread() {
    debug_assert!(
        !DRAWS.get(),
        "the shop's file was asked for on the thread that draws"
    );
}
