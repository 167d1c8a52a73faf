//! What this machine remembers of its windows: light or dark, and where its secrets are kept.
//!
//! Promises: a missing, unreadable or foreign file means the defaults, never a failure to start.
//! Leaves out everything that belongs to the shop: that is in the shop's file.

use std::path::{Path, PathBuf};

use egui::ThemePreference;

use crate::gateway::Vault;

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

    /// No file: nothing is remembered.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// The theme that was chosen last.
    #[must_use]
    pub fn theme(&self) -> ThemePreference {
        let text = self
            .file
            .as_ref()
            .and_then(|file| std::fs::read_to_string(file).ok());
        let value: Option<serde_json::Value> =
            text.and_then(|text| serde_json::from_str(&text).ok());
        match value
            .as_ref()
            .and_then(|value| value.get("theme"))
            .and_then(|theme| theme.as_str())
        {
            Some("light") => ThemePreference::Light,
            Some("dark") => ThemePreference::Dark,
            _ => ThemePreference::System,
        }
    }

    /// Remembers a theme. Touches the disk: not for the thread that draws.
    ///
    /// # Errors
    /// Where the file can't be written; the theme then holds until the program ends.
    pub fn remember_theme(&self, theme: ThemePreference) -> std::io::Result<()> {
        let Some(file) = &self.file else {
            return Ok(());
        };
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let word = match theme {
            ThemePreference::Light => "light",
            ThemePreference::Dark => "dark",
            ThemePreference::System => "system",
        };
        std::fs::write(file, format!("{}\n", serde_json::json!({ "theme": word })))
    }
}
