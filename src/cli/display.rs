//! Looking before leaping: whether a window can be opened at all.
//!
//! The libraries that draw are loaded while the program runs, and one that is
//! missing ends it with a panic instead of a sentence.

use std::{env, fs, path::Path};

/// Why no window can be opened, for people; `None` where one can.
pub(super) fn missing() -> Option<String> {
    match cfg!(target_os = "linux") {
        true => on_linux(),
        false => None,
    }
}

/// A library by the names it goes by, and the Debian package it comes in.
type Needed = (&'static [&'static str], &'static str);

const ON_X11: &[Needed] = &[
    (&["libX11.so.6"], "libx11-6"),
    (&["libX11-xcb.so.1"], "libx11-xcb1"),
    (&["libXcursor.so.1"], "libxcursor1"),
    (&["libXi.so.6"], "libxi6"),
    (&["libxkbcommon.so.0"], "libxkbcommon0"),
    (&["libxkbcommon-x11.so.0"], "libxkbcommon-x11-0"),
    (&["libGL.so.1", "libEGL.so.1"], "libgl1"),
];
const ON_WAYLAND: &[Needed] = &[
    (&["libwayland-client.so.0"], "libwayland-client0"),
    (&["libwayland-egl.so.1"], "libwayland-egl1"),
    (&["libxkbcommon.so.0"], "libxkbcommon0"),
    (&["libEGL.so.1"], "libegl1"),
];

fn on_linux() -> Option<String> {
    let set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    let needed = match (set("WAYLAND_DISPLAY"), set("DISPLAY")) {
        (true, _) => ON_WAYLAND,
        (false, true) => ON_X11,
        (false, false) => {
            return Some(format!(
                "there is no display to open a window on (neither DISPLAY nor WAYLAND_DISPLAY is set); {WINDOWLESS}"
            ));
        }
    };
    let shelves = Shelves::of_this_machine()?;
    let packages: Vec<&str> = needed
        .iter()
        .filter(|(names, _)| !names.iter().any(|name| shelves.have(name)))
        .map(|&(_, package)| package)
        .collect();
    (!packages.is_empty()).then(|| {
        let packages = packages.join(" ");
        format!(
            "no window can be opened, because a library is missing: on Debian and Ubuntu it comes with `apt-get install {packages}`; {WINDOWLESS}"
        )
    })
}

pub(super) const WINDOWLESS: &str = "the same is done without a window by commands such as `sherbet init` and `sherbet sell`, which `sherbet --help` lists";

/// Where the dynamic linker looks.
struct Shelves {
    cache: Vec<u8>,
}

impl Shelves {
    /// Unknown where the linker keeps no cache: then nothing is claimed.
    fn of_this_machine() -> Option<Shelves> {
        let cache = fs::read("/etc/ld.so.cache").ok()?;
        Some(Shelves { cache })
    }

    fn have(&self, library: &str) -> bool {
        let folders = env::var_os("LD_LIBRARY_PATH").unwrap_or_default();
        let usual = ["/lib", "/usr/lib", "/lib64", "/usr/lib64", "/usr/local/lib"];
        // The cache lists each name, ended by a zero byte.
        let listed = [library.as_bytes(), b"\0"].concat();
        self.cache
            .windows(listed.len())
            .any(|window| window == listed)
            || env::split_paths(&folders).any(|folder| folder.join(library).exists())
            || usual
                .iter()
                .any(|folder| Path::new(folder).join(library).exists())
    }
}

#[cfg(test)]
mod tests {
    use super::Shelves;

    #[test]
    fn a_library_that_every_program_uses_is_found_and_one_that_is_not_there_is_not() {
        let Some(shelves) = Shelves::of_this_machine() else {
            return;
        };
        assert!(shelves.have("libc.so.6"));
        assert!(!shelves.have("libc.so.6x"));
        assert!(!shelves.have("libjalebi-x11.so.0"));
    }
}
