//! The data folder: `log/`, `store.sqlite`, `privacy.key`, and the lock that says whose it is.
//! `log/installation` says which store the log belongs to.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};

/// The file that is locked while a process has the folder.
const LOCK: &str = "lock";
/// The file that stands there while a backup is put into the folder.
const RESTORING: &str = "restoring";

/// The folder, held by this process.
pub(crate) struct DataDir {
    path: PathBuf,
    /// Locked while it is open.
    _lock: File,
}

impl DataDir {
    /// Makes the folder if it is not there, and takes it.
    ///
    /// # Errors
    /// When it can't be made or written, another process has it, or a restore into it did not
    /// come to its end.
    pub(crate) fn take(path: &Path) -> Result<Self> {
        let way_out = "choose another with --data-dir or the key `data_dir`";
        std::fs::create_dir_all(path).map_err(|error| {
            anyhow!("can't make the data folder {}: {error}: {way_out}", path.display())
        })?;
        let lock = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(path.join(LOCK))
            .map_err(|error| {
                anyhow!("can't write in the data folder {}: {error}: {way_out}", path.display())
            })?;
        match lock.try_lock() {
            Ok(()) if path.join(RESTORING).exists() => bail!(
                "a restore into the data folder {} did not come to its end: empty the folder and \
                 restore again",
                path.display()
            ),
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

    /// Whether nothing of an installation stands in a folder, or there is no folder.
    ///
    /// # Errors
    /// When it can't be read.
    pub(crate) fn is_empty(path: &Path) -> Result<bool> {
        let entries = match std::fs::read_dir(path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(true),
            entries => entries
                .and_then(Iterator::collect::<std::io::Result<Vec<_>>>)
                .with_context(|| format!("can't read the folder {}", path.display()))?,
        };
        Ok(entries.iter().all(|entry| entry.file_name() == LOCK))
    }

    /// Marks the folder as half restored, or no longer so.
    ///
    /// # Errors
    /// When it can't be written.
    pub(crate) fn set_restoring(&self, restoring: bool) -> std::io::Result<()> {
        let mark = self.path.join(RESTORING);
        if restoring {
            File::create(mark)?.sync_all()?
        } else {
            std::fs::remove_file(mark)?
        }
        File::open(&self.path)?.sync_all()
    }

    /// The log's folder.
    pub(crate) fn log(&self) -> PathBuf {
        self.path.join("log")
    }

    /// The store's file.
    pub(crate) fn store(&self) -> PathBuf {
        self.path.join("store.sqlite")
    }

    /// The file of the key, unless the configuration names another.
    pub(crate) fn key(&self) -> PathBuf {
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
        assert!(DataDir::is_empty(&path).unwrap(), "but for the lock");
        drop(taken);
        assert!(DataDir::take(&path).is_ok());
    }

    #[test]
    fn a_folder_that_is_half_restored_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let folder = DataDir::take(dir.path()).unwrap();
        folder.set_restoring(true).unwrap();
        drop(folder);
        let refused = DataDir::take(dir.path()).err().unwrap().to_string();
        assert!(refused.contains("did not come to its end"), "{refused}");
        assert!(!DataDir::is_empty(dir.path()).unwrap());
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
