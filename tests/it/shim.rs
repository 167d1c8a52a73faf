//! What stands between the program and its files, clock and memory: small
//! libraries in C that are preloaded (`shim/`), and the log they write.

use std::{
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::{Mutex, PoisonError},
};

/// The preloaded library of `shim/NAME.c`, compiled once.
pub fn built(name: &str) -> PathBuf {
    static BUILDING: Mutex<()> = Mutex::new(());
    let _one_at_a_time = BUILDING.lock().unwrap_or_else(PoisonError::into_inner);
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/it/shim/{name}.c"));
    let library = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("shim-{name}.so"));
    let changed = |path: &Path| fs::metadata(path).and_then(|found| found.modified());
    if changed(&library).is_ok_and(|built| built >= changed(&source).unwrap()) {
        return library;
    }
    // Another run of the tests may build it at the same time.
    let draft = library.with_extension(std::process::id().to_string());
    let cc = Command::new("cc")
        .args(["-shared", "-fPIC", "-O2", "-Wall", "-Werror", "-o"])
        .args([&draft, &source])
        .status()
        .expect("a C compiler, which SQLite needs, too");
    assert!(cc.success());
    fs::rename(&draft, &library).unwrap();
    library
}

/// Lets `command` run on a disk of ours: `settings` are those of `shim/io.c`,
/// which lists them, for the files in `folder`.
pub fn watch_files<V: AsRef<OsStr>>(command: &mut Command, folder: &Path, settings: &[(&str, V)]) {
    command.env("LD_PRELOAD", built("io"));
    command.env("SHIM_FOLDER", folder.canonicalize().unwrap());
    for (name, value) in settings {
        command.env(name, value);
    }
}

/// A call that was written down.
#[derive(Clone, Copy, Debug)]
pub struct Call<'l> {
    /// C created, W written, T cut, S synced, U removed, R renamed, L linked,
    /// A told on standard output; o opened, r read, w written, in vain.
    pub kind: char,
    /// It failed, or less was done than was asked for.
    pub failed: bool,
    /// Its number, from 1.
    pub number: u64,
    pub inode: u64,
    pub offset: usize,
    pub path: &'l str,
    /// What was written or told; the second path of a link or a new name.
    pub data: &'l [u8],
}

impl Call<'_> {
    /// Whether it is done to SQLite's index of the log, which counts for nothing
    /// once nobody has the shop open.
    pub fn is_of_the_index(&self) -> bool {
        self.path.ends_with("-shm")
    }

    pub fn is_of_the_log(&self) -> bool {
        self.path.ends_with("-wal")
    }
}

/// Reads what the shim wrote down.
pub fn calls(log: &[u8]) -> Vec<Call<'_>> {
    fn take<'l>(rest: &mut &'l [u8], many: usize) -> &'l [u8] {
        let (taken, behind) = rest.split_at(many);
        *rest = behind;
        taken
    }
    fn eight(rest: &mut &[u8]) -> u64 {
        u64::from_le_bytes(take(rest, 8).try_into().unwrap())
    }
    fn four(rest: &mut &[u8]) -> usize {
        u32::from_le_bytes(take(rest, 4).try_into().unwrap()) as usize
    }
    let mut rest = log;
    let mut found = Vec::new();
    while !rest.is_empty() {
        let kind = char::from(take(&mut rest, 1)[0]);
        let failed = take(&mut rest, 1)[0] != 0;
        let (number, inode) = (eight(&mut rest), eight(&mut rest));
        let offset = eight(&mut rest) as usize;
        let (path, data) = (four(&mut rest), four(&mut rest));
        found.push(Call {
            kind,
            failed,
            number,
            inode,
            offset,
            path: std::str::from_utf8(take(&mut rest, path)).unwrap(),
            data: take(&mut rest, data),
        });
    }
    found
}
