//! Why a question gets no answer, or no whole one.

use std::time::Duration;

use kinhbac_api::refusal::FieldError;
use kinhbac_api::status;
use kinhbac_domain::ports::{LogError, StoreError};
use tonic::Status;

/// A question gets no answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum QueryError {
    /// It is no question that can be answered.
    #[error(transparent)]
    Refused(#[from] FieldError),
    /// The answer would be too large.
    #[error("{what}, more than {limit}: ask for a shorter range, a longer step or fewer places")]
    TooLarge {
        /// What there is too much of.
        what: String,
        /// The most.
        limit: u64,
    },
    /// There are more events than are told.
    #[error("there are more than {0} events: ask for a shorter range or a smaller place")]
    TooManyEvents(u64),
    /// It took too long.
    #[error("no whole answer within {} s: ask for a shorter range or fewer places", .0.as_secs())]
    TooSlow(Duration),
    /// Nobody read it.
    #[error(
        "the answer was not read for {} s: read it as it comes, or ask for a part of it",
        .0.as_secs()
    )]
    Stalled(Duration),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The log failed.
    #[error(transparent)]
    Log(#[from] LogError),
    /// Who asked has gone away.
    #[error("the client has gone away")]
    Gone,
}

impl QueryError {
    /// The outcome's name in metrics.
    pub(crate) fn outcome(&self) -> &'static str {
        match self {
            Self::Refused(_) => "refused",
            Self::TooLarge { .. } | Self::TooManyEvents(_) => "too_large",
            Self::TooSlow(_) => "too_slow",
            Self::Stalled(_) => "stalled",
            Self::Store(_) => "store_failed",
            Self::Log(_) => "log_failed",
            Self::Gone => "gone",
        }
    }
}

impl From<QueryError> for Status {
    fn from(error: QueryError) -> Self {
        let words = error.to_string();
        match error {
            QueryError::Refused(field) => status::refused(vec![field]),
            QueryError::TooLarge { .. } | QueryError::TooManyEvents(_) => status::too_large(words),
            QueryError::TooSlow(_) | QueryError::Stalled(_) => status::too_slow(words),
            QueryError::Store(error) => status::from_store(&error),
            QueryError::Log(error) => status::from_log(&error),
            QueryError::Gone => Status::cancelled(words),
        }
    }
}
