//! What this machine remembers of its windows: light or dark, how large, the scale beside it, and
//! where its secrets are kept.
//!
//! Promises: a missing, unreadable or foreign file means the defaults, never a failure to start;
//! what is remembered leaves the rest of the file as it is. Leaves out everything that belongs to
//! the shop: that is in the shop's file.

use std::{
    io,
    path::{Path, PathBuf},
};

use egui::ThemePreference;
use serde_json::{Map, Value};

use crate::{devices::scale::SerialScale, gateway::Vault};

/// The file in which a machine's choices are kept, and the vault of its secrets.
#[derive(Debug, Clone, Default)]
pub struct Config {
    file: Option<PathBuf>,
    vault: Vault,
}

impl Config {
    /// The choices of the person who is logged in to the machine.
    #[must_use]
    pub fn of_this_machine() -> Self {
        let file = directories::ProjectDirs::from("", "", "sherbet")
            .map(|folders| folders.config_dir().join("windows.json"));
        let vault = Vault::of_this_machine();
        Self { file, vault }
    }

    /// Everything in files of one folder.
    #[must_use]
    pub fn in_folder(folder: &Path) -> Self {
        Self {
            file: Some(folder.join("windows.json")),
            vault: Vault::in_folder(folder),
        }
    }

    /// Where the secrets of the payment provider are kept.
    #[must_use]
    pub fn vault(&self) -> &Vault {
        &self.vault
    }

    /// Where the program's log is written.
    #[must_use]
    pub fn logs(&self) -> Option<PathBuf> {
        let folder = self.file.as_ref()?.parent()?;
        Some(folder.join("logs"))
    }

    /// No file: nothing is remembered.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// The theme that was chosen last.
    #[must_use]
    pub fn theme(&self) -> ThemePreference {
        match self.kept().get("theme").and_then(Value::as_str) {
            Some("light") => ThemePreference::Light,
            Some("dark") => ThemePreference::Dark,
            _ => ThemePreference::System,
        }
    }

    /// Remembers a theme. Touches the disk: not for the thread that draws.
    ///
    /// # Errors
    /// Where the file can't be written; the theme then holds until the program ends.
    pub fn remember_theme(&self, theme: ThemePreference) -> io::Result<()> {
        let word = match theme {
            ThemePreference::Light => "light",
            ThemePreference::Dark => "dark",
            ThemePreference::System => "system",
        };
        self.keep("theme", word.into())
    }

    /// How large everything is shown, in percent of the usual size.
    #[must_use]
    pub fn size_percent(&self) -> Option<u16> {
        let percent = self.kept().get("size_percent").and_then(Value::as_u64)?;
        u16::try_from(percent).ok()
    }

    /// Remembers how large everything is shown, in percent of the usual size. Touches the disk:
    /// not for the thread that draws.
    ///
    /// # Errors
    /// Where the file can't be written; the size then holds until the program ends.
    pub fn remember_size(&self, percent: u16) -> io::Result<()> {
        self.keep("size_percent", percent.into())
    }

    /// The scale beside this machine, where there is one.
    #[must_use]
    pub fn scale(&self) -> Option<SerialScale> {
        let scale = self.kept().remove("scale")?;
        serde_json::from_value(scale).ok()
    }

    /// Remembers the scale, or that there is none. Touches the disk: not for the thread that
    /// draws.
    ///
    /// # Errors
    /// Where the file can't be written; the scale then holds until the program ends.
    pub fn remember_scale(&self, scale: Option<&SerialScale>) -> io::Result<()> {
        self.keep("scale", serde_json::to_value(scale)?)
    }

    fn kept(&self) -> Map<String, Value> {
        let text = self
            .file
            .as_ref()
            .and_then(|file| std::fs::read_to_string(file).ok());
        text.and_then(|text| serde_json::from_str(&text).ok())
            .unwrap_or_default()
    }

    fn keep(&self, name: &str, value: Value) -> io::Result<()> {
        let Some(file) = &self.file else {
            return Ok(());
        };
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let mut kept = self.kept();
        kept.insert(name.to_owned(), value);
        std::fs::write(file, format!("{}\n", Value::Object(kept)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::devices::scale::ScaleProtocol;

    #[test]
    fn the_theme_the_size_and_the_scale_are_remembered_side_by_side() {
        let folder = tempfile::tempdir().unwrap();
        let config = Config::in_folder(&folder.path().join("new"));
        assert_eq!(config.scale(), None);
        let scale = SerialScale {
            path: "/dev/ttyUSB0".into(),
            baud: 4800,
            protocol: ScaleProtocol::Asked,
        };
        config.remember_scale(Some(&scale)).unwrap();
        config.remember_theme(ThemePreference::Dark).unwrap();
        assert_eq!(config.size_percent(), None);
        config.remember_size(130).unwrap();
        assert_eq!(config.size_percent(), Some(130));
        assert_eq!(config.scale(), Some(scale));
        assert_eq!(config.theme(), ThemePreference::Dark);
        config.remember_scale(None).unwrap();
        assert_eq!(config.scale(), None);
        assert_eq!(config.theme(), ThemePreference::Dark);
    }
}
