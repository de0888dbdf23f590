//! Why the log can't be opened.

use std::path::{Path, PathBuf};

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
        /// How.
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
            fjall::Error::Io(e) | fjall::Error::Storage(fjall::LsmError::Io(e)) => {
                Self::Io { dir, what: e.to_string() }
            }
            fjall::Error::Poisoned => Self::Io { dir, what: "the disk failed".into() },
            other => Self::Damaged { dir, what: other.to_string() },
        }
    }
}
