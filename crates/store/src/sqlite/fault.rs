//! What can go wrong, and the one map from SQLite's errors to the port's.

use std::path::Path;

use kinhbac_domain::ports::StoreError;
use sqlx::migrate::MigrateError;

/// What went wrong, before it is said of which file.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Fault {
    /// SQLite or the driver.
    #[error(transparent)]
    Sql(#[from] sqlx::Error),
    /// What the port has a word for.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<MigrateError> for Fault {
    fn from(error: MigrateError) -> Self {
        match error {
            MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => {
                Self::Sql(error)
            }
            other => Self::Store(StoreError::Refused(other.to_string())),
        }
    }
}

/// SQLite's primary result codes, <https://www.sqlite.org/rescode.html>.
mod code {
    pub(super) const PERM: u32 = 3;
    pub(super) const BUSY: u32 = 5;
    pub(super) const LOCKED: u32 = 6;
    pub(super) const NOMEM: u32 = 7;
    pub(super) const READONLY: u32 = 8;
    pub(super) const INTERRUPT: u32 = 9;
    pub(super) const IOERR: u32 = 10;
    pub(super) const CORRUPT: u32 = 11;
    pub(super) const FULL: u32 = 13;
    pub(super) const CANTOPEN: u32 = 14;
    pub(super) const PROTOCOL: u32 = 15;
    pub(super) const NOTADB: u32 = 26;
    /// Extended: the file ends before it should.
    pub(super) const IOERR_SHORT_READ: u32 = IOERR | 2 << 8;
    /// Extended: the file system has found damage.
    pub(super) const IOERR_CORRUPTFS: u32 = IOERR | 33 << 8;
}

impl Fault {
    /// The port's error, with the file's name.
    pub(crate) fn at(self, path: &Path) -> StoreError {
        let file = path.display();
        match self {
            Self::Store(StoreError::Damaged(what)) => {
                StoreError::Damaged(format!("{file}: {what}"))
            }
            Self::Store(StoreError::Refused(what)) => {
                StoreError::Refused(format!("{file}: {what}"))
            }
            Self::Store(error) => error,
            Self::Sql(error) => kind_of(&error)(format!("{file}: {error}")),
        }
    }
}

fn kind_of(error: &sqlx::Error) -> fn(String) -> StoreError {
    match error {
        sqlx::Error::Database(error) => {
            let code = error.code().and_then(|code| code.parse().ok());
            code.map_or(StoreError::Refused, kind_of_code)
        }
        sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) | sqlx::Error::RowNotFound => {
            StoreError::Damaged
        }
        sqlx::Error::Io(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed => StoreError::Unavailable,
        _ => StoreError::Refused,
    }
}

fn kind_of_code(extended: u32) -> fn(String) -> StoreError {
    match extended {
        code::IOERR_SHORT_READ | code::IOERR_CORRUPTFS => return StoreError::Damaged,
        _ => {}
    }
    match extended & 0xff {
        code::CORRUPT | code::NOTADB => StoreError::Damaged,
        code::FULL => StoreError::Full,
        code::PERM
        | code::BUSY
        | code::LOCKED
        | code::NOMEM
        | code::READONLY
        | code::INTERRUPT
        | code::IOERR
        | code::CANTOPEN
        | code::PROTOCOL => StoreError::Unavailable,
        _ => StoreError::Refused,
    }
}
