//! What can go wrong, and the one map from PostgreSQL's errors to the port's.

use kinhbac_domain::ports::StoreError;
use sqlx::migrate::MigrateError;

/// What went wrong, before it is said of which server.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Fault {
    /// The server or the driver.
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

impl Fault {
    /// The port's error, with the server's name.
    pub(crate) fn at(self, server: &str) -> StoreError {
        match self {
            Self::Store(StoreError::Damaged(what)) => {
                StoreError::Damaged(format!("{server}: {what}"))
            }
            Self::Store(StoreError::Refused(what)) => {
                StoreError::Refused(format!("{server}: {what}"))
            }
            Self::Store(error) => error,
            Self::Sql(error) => kind_of(&error)(format!("{server}: {error}")),
        }
    }

    /// The server has undone the transaction, for it came in another's way.
    pub(crate) fn is_rolled_back(&self) -> bool {
        matches!(self.state().as_deref(), Some("40001" | "40P01"))
    }

    /// The connection is lost: what was under way was done or not.
    pub(crate) fn is_lost_connection(&self) -> bool {
        match self {
            Self::Sql(sqlx::Error::Io(_)) => true,
            _ => self.state().is_some_and(|state| state.starts_with("57P0")),
        }
    }

    /// The SQLSTATE.
    pub(crate) fn state(&self) -> Option<String> {
        match self {
            Self::Sql(sqlx::Error::Database(error)) => error.code().map(Into::into),
            _ => None,
        }
    }
}

fn kind_of(error: &sqlx::Error) -> fn(String) -> StoreError {
    match error {
        sqlx::Error::Database(error) => {
            error.code().map_or(StoreError::Refused, |state| kind_of_state(&state))
        }
        sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) | sqlx::Error::RowNotFound => {
            StoreError::Damaged
        }
        // A connection that is cut within a message is a fault of the protocol to the driver.
        sqlx::Error::Io(_)
        | sqlx::Error::Protocol(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed => StoreError::Unavailable,
        _ => StoreError::Refused,
    }
}

/// By class or code, <https://www.postgresql.org/docs/current/errcodes-appendix.html>.
fn kind_of_state(state: &str) -> fn(String) -> StoreError {
    match state {
        // A disk is full.
        "53100" => return StoreError::Full,
        // The database was dropped.
        "57P04" => return StoreError::Refused,
        // Locks not had, objects in use; a transaction that idled; a standby that took over not yet.
        "55P03" | "55006" | "25P03" | "25006" | "58030" => return StoreError::Unavailable,
        // What was written can't be read.
        "58P01" => return StoreError::Damaged,
        _ => {}
    }
    match state.get(..2) {
        // Connections; rolled back for others; out of memory or connections; cancelled or shut
        // down.
        Some("08" | "40" | "53" | "57") => StoreError::Unavailable,
        Some("XX") if matches!(state, "XX001" | "XX002") => StoreError::Damaged,
        _ => StoreError::Refused,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_sqlstate_has_the_ports_word() {
        let word = |state: &str| match kind_of_state(state)(String::new()) {
            StoreError::Unavailable(_) => "unavailable",
            StoreError::Full(_) => "full",
            StoreError::Damaged(_) => "damaged",
            StoreError::Refused(_) => "refused",
            StoreError::Fenced { .. } => "fenced",
        };
        let of = |states: &[&str]| -> Vec<_> { states.iter().map(|state| word(state)).collect() };
        // Connections; rolled back; memory and connections; cancelled, shut down, starting; locks,
        // idle, standby, a disk's error.
        let waited_out = [
            "08006", "08001", "40001", "40P01", "53200", "53300", "57014", "57P01", "57P02",
            "57P03", "55P03", "55006", "25P03", "25006", "58030",
        ];
        assert_eq!(of(&waited_out), vec!["unavailable"; waited_out.len()]);
        assert_eq!(of(&["53100"]), ["full"]);
        assert_eq!(of(&["XX001", "XX002", "58P01"]), ["damaged"; 3]);
        // No table, no right, no such user, no such database, a constraint, a bug of the server's.
        let for_good = ["42P01", "42501", "28P01", "3D000", "23505", "57P04", "XX000"];
        assert_eq!(of(&for_good), vec!["refused"; for_good.len()]);
    }
}
