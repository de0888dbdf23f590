//! The data folder: `log/`, `store.sqlite`, `privacy.key`, and the lock that says whose it is.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

/// The folder, held by this process.
pub(super) struct DataDir {
    path: PathBuf,
    /// Locked while it is open.
    _lock: File,
}

impl DataDir {
    /// Makes the folder if it is not there, and takes it.
    ///
    /// # Errors
    /// When it can't be made or written, or another process has it.
    pub(super) fn take(path: &Path) -> Result<Self> {
        let way_out = "choose another with --data-dir or the key `data_dir`";
        std::fs::create_dir_all(path)
            .with_context(|| format!("can't make the data folder {}: {way_out}", path.display()))?;
        let lock = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(path.join("lock"))
            .with_context(|| {
                format!("can't write in the data folder {}: {way_out}", path.display())
            })?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { path: path.into(), _lock: lock }),
            Err(TryLockError::WouldBlock) => bail!(
                "the data folder {} is in use by another kinhbac: stop that one, or {way_out}",
                path.display()
            ),
            Err(TryLockError::Error(error)) => {
                Err(error).with_context(|| format!("can't lock the data folder {}", path.display()))
            }
        }
    }

    /// The log's folder.
    pub(super) fn log(&self) -> PathBuf {
        self.path.join("log")
    }

    /// The store's file.
    pub(super) fn store(&self) -> PathBuf {
        self.path.join("store.sqlite")
    }

    /// The file of the key, unless the configuration names another.
    pub(super) fn key(&self) -> PathBuf {
        self.path.join("privacy.key")
    }
}

/// Reads the secret of a key file: 64 hexadecimal digits. Makes the file if it is not there, for
/// its owner alone.
///
/// # Errors
/// When it can't be read or made, or is no key.
pub(super) fn secret(path: &Path, new: [u8; 32]) -> Result<[u8; 32]> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            make_key(path, &new)
                .with_context(|| format!("can't make the key file {}", path.display()))?;
            return Ok(new);
        }
        Err(error) => {
            return Err(error)
                .with_context(|| format!("can't read the key file {}", path.display()));
        }
    };
    from_hex(text.trim()).with_context(|| {
        format!("the key file {} has not 64 hexadecimal digits: restore it", path.display())
    })
}

fn make_key(path: &Path, key: &[u8; 32]) -> std::io::Result<()> {
    let mut file = OpenOptions::new().create_new(true).write(true).mode(0o600).open(path)?;
    let digits: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
    writeln!(file, "{digits}")?;
    file.sync_all()
}

fn from_hex(digits: &str) -> Option<[u8; 32]> {
    if digits.len() != 64 || !digits.is_ascii() {
        return None;
    }
    let mut key = [0; 32];
    for (i, byte) in key.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&digits[2 * i..2 * i + 2], 16).ok()?;
    }
    Some(key)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_folder_in_use_is_refused_by_name_and_free_again_afterwards() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("data");
        let taken = DataDir::take(&path).unwrap();
        let refused = DataDir::take(&path).err().unwrap().to_string();
        assert!(refused.contains("in use by another kinhbac"), "{refused}");
        assert!(refused.contains(&path.display().to_string()), "{refused}");
        drop(taken);
        assert!(DataDir::take(&path).is_ok());
    }

    #[test]
    fn a_key_is_made_once_for_its_owner_alone() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("privacy.key");
        assert_eq!(secret(&path, [7; 32]).unwrap(), [7; 32]);
        assert_eq!(secret(&path, [8; 32]).unwrap(), [7; 32]);
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        std::fs::write(&path, "short").unwrap();
        assert!(secret(&path, [7; 32]).is_err());
    }
}
