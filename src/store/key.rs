//! The journal's key: 32 random bytes, kept outside the database.
//!
//! Who has only the database can't continue or recompute the journal's chain.

use std::{
    fs::{self, OpenOptions},
    io::Write as _,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use super::{
    draft,
    error::{Fault, io_fault},
    files::{Files, sync_folder},
};

/// The key of one shop's journal.
#[derive(Clone)]
pub struct Key {
    hmac: Hmac<Sha256>,
    hex: String,
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(kept secret)")
    }
}

impl Key {
    /// A new key from the operating system's random source.
    ///
    /// # Errors
    /// A fault, where the system has no randomness to give.
    pub fn random() -> Result<Key, Fault> {
        let mut bytes = [0_u8; 32];
        getrandom::fill(&mut bytes).map_err(|e| Fault::Io {
            what: format!("asking the system for random bytes: {e}"),
        })?;
        Key::of(&bytes)
    }

    /// A key everybody knows: what it seals is only numbered and summed up.
    ///
    /// # Errors
    /// A fault, which would be a mistake of the program.
    pub fn open_secret() -> Result<Key, Fault> {
        Key::of(&[0; 32])
    }

    fn of(bytes: &[u8; 32]) -> Result<Key, Fault> {
        let hmac = Hmac::new_from_slice(bytes).map_err(|e| Fault::Bug {
            what: format!("a key of 32 bytes was not taken: {e}"),
        })?;
        let hex = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Key { hmac, hex })
    }

    /// HMAC-SHA256 over the parts, each preceded by its length.
    pub fn seal(&self, parts: &[&[u8]]) -> [u8; 32] {
        let mut hmac = self.hmac.clone();
        for part in parts {
            hmac.update(&(part.len() as u64).to_be_bytes());
            hmac.update(part);
        }
        hmac.finalize().into_bytes().into()
    }

    /// Reads the key that stands beside the shop.
    ///
    /// # Errors
    /// [`Fault::Key`], where it is missing or unreadable.
    pub fn load(files: &Files) -> Result<Key, Fault> {
        Key::read(&files.key())
    }

    /// Reads a key that is kept in the file at `path`.
    ///
    /// # Errors
    /// As [`Key::load`].
    pub fn read(path: &Path) -> Result<Key, Fault> {
        let wrong = |why: &str| Fault::Key {
            path: path.to_owned(),
            why: why.into(),
        };
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Err(wrong("is missing")),
            Err(e) => return Err(wrong(&format!("can't be read ({e})"))),
        };
        let hex = text.trim().as_bytes();
        let mut bytes = [0_u8; 32];
        if hex.len() != 64 {
            return Err(wrong("is not a key of 64 hexadecimal digits"));
        }
        for (byte, digits) in bytes.iter_mut().zip(hex.chunks_exact(2)) {
            let digits = std::str::from_utf8(digits).unwrap_or("?");
            *byte = u8::from_str_radix(digits, 16)
                .map_err(|_| wrong("is not a key of 64 hexadecimal digits"))?;
        }
        Key::of(&bytes)
    }

    /// Writes the key beside a shop that is being founded, or whose key was
    /// lost, readable by its owner only. A key that stands there already is kept under another name,
    /// which is the answer.
    ///
    /// # Errors
    /// A fault of the disk.
    pub fn store(&self, files: &Files) -> Result<Option<PathBuf>, Fault> {
        let path = files.key();
        let fault = || io_fault("writing the shop's key");
        // Whole under its name, or not there at all.
        let draft = files.with(&format!(".key{}", draft::ending()));
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&draft)
            .map_err(fault())?;
        writeln!(file, "{}", self.hex).map_err(fault())?;
        file.sync_all().map_err(fault())?;
        let aside = path
            .exists()
            .then(|| files.with(&format!(".key.{}", uuid::Uuid::now_v7())));
        if let Some(aside) = &aside {
            fs::rename(&path, aside).map_err(fault())?;
        }
        fs::rename(&draft, &path).map_err(fault())?;
        sync_folder(files.folder())?;
        Ok(aside)
    }
}
