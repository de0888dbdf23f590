//! Why the log can't be opened.

use std::fmt::Display;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use kinhbac_domain::ports::LogError;

/// What helps where the log is damaged.
pub(super) const WAY_OUT: &str = "put log and store back from one backup with `kinhbac restore`";

/// The log could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process, or this one, has it open.
    #[error("the event log in {} is in use by another process", .dir.display())]
    InUse {
        /// The folder.
        dir: PathBuf,
    },
    /// It was created with another number of partitions.
    #[error(
        "the event log in {} has {found} partitions, not {asked}: their number is fixed at \
         creation", .dir.display()
    )]
    OtherPartitions {
        /// The folder.
        dir: PathBuf,
        /// How many it has.
        found: u32,
        /// How many were asked for.
        asked: u32,
    },
    /// The configuration makes no sense.
    #[error("the event log can't be set up so: {0}")]
    Config(String),
    /// What is in the folder is not what was written.
    #[error("the event log in {} is damaged: {what}", .dir.display())]
    Damaged {
        /// The folder.
        dir: PathBuf,
        /// How, and what helps.
        what: String,
    },
    /// The folder can't be read or written.
    #[error("the event log in {} can't be opened: {what}", .dir.display())]
    Io {
        /// The folder.
        dir: PathBuf,
        /// Why.
        what: String,
    },
}

impl OpenError {
    pub(super) fn of(dir: &Path, error: fjall::Error) -> Self {
        let dir = dir.to_owned();
        match error {
            fjall::Error::Locked => Self::InUse { dir },
            fjall::Error::Poisoned => Self::Io { dir, what: "the disk failed".into() },
            other => match disk_error(&other) {
                Some(error) => Self::Io { dir, what: error.to_string() },
                None => Self::damaged(&dir, damage(&other)),
            },
        }
    }

    /// A damage, with what helps.
    pub(super) fn damaged(dir: &Path, what: impl Display) -> Self {
        Self::Damaged { dir: dir.to_owned(), what: format!("{what}: {WAY_OUT}") }
    }

    /// What can't be read while the log is opened.
    pub(super) fn unreadable(dir: &Path, error: &LogError) -> Self {
        let (dir, what) = (dir.to_owned(), error.to_string());
        match error {
            LogError::Unavailable(_) => Self::Io { dir, what },
            LogError::Damaged { .. } | LogError::Gone { .. } => Self::Damaged { dir, what },
        }
    }
}

/// The disk's own error; none where it did answer, but not with what was written: a file ends too
/// early, or before the place that is to be read; or it is missing.
pub(super) fn disk_error(error: &fjall::Error) -> Option<&std::io::Error> {
    let (fjall::Error::Io(error) | fjall::Error::Storage(fjall::LsmError::Io(error))) = error
    else {
        return None;
    };
    let kinds = [
        ErrorKind::UnexpectedEof,
        ErrorKind::InvalidData,
        ErrorKind::InvalidInput,
        ErrorKind::NotFound,
    ];
    Some(error).filter(|error| !kinds.contains(&error.kind()))
}

/// What is not as it was written.
pub(super) fn damage(error: &fjall::Error) -> String {
    use fjall::LsmError;
    match error {
        fjall::Error::Io(e) | fjall::Error::Storage(LsmError::Io(e)) => match e.kind() {
            ErrorKind::NotFound => "a file is missing".into(),
            _ => "a file is cut off".into(),
        },
        fjall::Error::Storage(LsmError::ChecksumMismatch { .. }) => "a checksum is wrong".into(),
        fjall::Error::Storage(LsmError::Unrecoverable) | fjall::Error::Unrecoverable => {
            "a file is missing or is none of the log's".into()
        }
        fjall::Error::JournalRecovery(_) => "the journal can't be read".into(),
        other => format!("a file can't be read ({other})"),
    }
}
