//! Which process is alive: so that what a killed window held is given on.

use std::{fs, os::unix::fs::MetadataExt as _, sync::OnceLock};

/// What this process is called: its number and when it was started, since
/// numbers come around again.
pub fn this_process() -> &'static str {
    static NAME: OnceLock<String> = OnceLock::new();
    NAME.get_or_init(|| name_of(std::process::id()).unwrap_or_else(|| "unknown".into()))
}

/// Whether the process that called itself `name` is still running here.
pub fn is_alive(name: &str) -> bool {
    let process = name
        .split('@')
        .next()
        .and_then(|number| number.parse().ok());
    process.and_then(name_of).is_some_and(|now| now == name)
}

/// Where the name of a process means something: within one PID namespace of
/// one run of one machine. `None` where the system does not tell it, or where
/// `/proc` is another namespace's, which counts other processes.
pub(super) fn this_place() -> Option<&'static str> {
    static PLACE: OnceLock<Option<String>> = OnceLock::new();
    PLACE.get_or_init(read_place).as_deref()
}

fn read_place() -> Option<String> {
    let here = fs::read_link("/proc/self").ok()?;
    if here.to_str()?.parse() != Ok(std::process::id()) {
        return None;
    }
    let boot = fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    let boot = uuid::Uuid::try_parse(boot.trim()).ok()?;
    let namespace = fs::metadata("/proc/self/ns/pid").ok()?.ino();
    Some(format!("{namespace}@{}", boot.simple()))
}

fn name_of(process: u32) -> Option<String> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The program's name, in brackets, may hold anything; 20 fields behind it
    // stands the start, in ticks since the machine was started (proc(5)).
    let (_, behind) = stat.rsplit_once(')')?;
    // One that has ended and that nobody has asked about yet holds nothing any more.
    if behind.trim_start().starts_with(['Z', 'X']) {
        return None;
    }
    let started = behind.split_whitespace().nth(19)?;
    Some(format!("{process}@{started}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_process_is_alive_and_one_that_ended_is_not() {
        assert!(is_alive(this_process()));
        assert!(!is_alive(&format!("{}@1", std::process::id())));
        assert!(!is_alive("unknown"));
    }
}
