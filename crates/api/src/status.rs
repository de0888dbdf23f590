//! The one map from errors to gRPC statuses, with `google.rpc` details.

use std::collections::HashMap;
use std::time::Duration;

use kinhbac_domain::ports::{LogError, StoreError};
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, FieldViolation, StatusExt};

use crate::refusal::{FieldError, Reason};

/// The `domain` of `google.rpc.ErrorInfo`.
const DOMAIN: &str = "kinhbac";
/// How many refused fields the message tells; the details have all.
const IN_MESSAGE: usize = 3;
/// When to try again if an engine is away.
const RETRY_AFTER: Duration = Duration::from_secs(1);

/// `INVALID_ARGUMENT`: one field of the request is refused.
#[must_use]
pub fn invalid(field: impl Into<String>, reason: Reason, words: impl Into<String>) -> Status {
    refused(vec![FieldError::new(field, reason, words)])
}

/// `INVALID_ARGUMENT` with `BadRequest`: fields of the request are refused, at least one. The
/// details have all of them, the message the first few: both travel in trailers, which clients
/// bound (hyper's at 16 KiB).
#[must_use]
pub fn refused(errors: Vec<FieldError>) -> Status {
    let mut message: Vec<_> = errors.iter().take(IN_MESSAGE).map(ToString::to_string).collect();
    if errors.len() > IN_MESSAGE {
        message.push(format!("and {} more", errors.len() - IN_MESSAGE));
    }
    let message = message.join("; ");
    let violation = |error: FieldError| FieldViolation {
        field: error.field,
        description: error.words,
        reason: error.reason.name().into(),
        localized_message: None,
    };
    let mut details = ErrorDetails::new();
    details.set_bad_request(errors.into_iter().map(violation).collect::<Vec<_>>());
    Status::with_error_details(Code::InvalidArgument, message, details)
}

/// `NOT_FOUND`: what was asked for is not there.
#[must_use]
pub fn not_found(words: impl Into<String>) -> Status {
    with_reason(Code::NotFound, words, "NOT_FOUND", None)
}

/// `UNAVAILABLE` with `RetryInfo`: an engine is away; the same request may be sent again.
#[must_use]
pub fn unavailable(words: impl Into<String>, retry_after: Duration) -> Status {
    with_reason(Code::Unavailable, words, "UNAVAILABLE", Some(retry_after))
}

/// `RESOURCE_EXHAUSTED` with `RetryInfo`: there is no room now.
#[must_use]
pub fn exhausted(words: impl Into<String>, retry_after: Duration) -> Status {
    with_reason(Code::ResourceExhausted, words, "RESOURCE_EXHAUSTED", Some(retry_after))
}

/// `RESOURCE_EXHAUSTED` without `RetryInfo`: the answer would be too large however often it is
/// asked for.
#[must_use]
pub fn too_large(words: impl Into<String>) -> Status {
    with_reason(Code::ResourceExhausted, words, "TOO_LARGE", None)
}

/// `DEADLINE_EXCEEDED`: the time given is over.
#[must_use]
pub fn too_slow(words: impl Into<String>) -> Status {
    with_reason(Code::DeadlineExceeded, words, "TOO_SLOW", None)
}

/// Of a store operation that failed.
#[must_use]
pub fn from_store(error: &StoreError) -> Status {
    let words = error.to_string();
    match error {
        StoreError::Unavailable(_) => {
            with_reason(Code::Unavailable, words, "STORE_UNAVAILABLE", Some(RETRY_AFTER))
        }
        StoreError::Full(_) => {
            with_reason(Code::ResourceExhausted, words, "STORE_FULL", Some(RETRY_AFTER))
        }
        StoreError::Fenced { .. } => {
            with_reason(Code::Aborted, words, "STORE_FENCED", Some(RETRY_AFTER))
        }
        StoreError::Damaged(_) => with_reason(Code::DataLoss, words, "STORE_DAMAGED", None),
        StoreError::Refused(_) => with_reason(Code::Internal, words, "STORE_REFUSED", None),
    }
}

/// Of a log operation that failed.
#[must_use]
pub fn from_log(error: &LogError) -> Status {
    let words = error.to_string();
    match error {
        LogError::Unavailable(_) => {
            with_reason(Code::Unavailable, words, "LOG_UNAVAILABLE", Some(RETRY_AFTER))
        }
        LogError::Gone { .. } => with_reason(Code::OutOfRange, words, "LOG_GONE", None),
        LogError::Damaged { .. } => with_reason(Code::DataLoss, words, "LOG_DAMAGED", None),
    }
}

/// After how long a refused request may be sent again, if the server said so.
#[must_use]
pub fn retry_after(status: &Status) -> Option<Duration> {
    status.get_details_retry_info()?.retry_delay
}

/// The fields that a refusal names, each as `FIELD: REASON: words`; none where it names none.
#[must_use]
pub fn refusals(status: &Status) -> Vec<String> {
    let details = status.get_details_bad_request();
    let violations = details.map(|details| details.field_violations).unwrap_or_default();
    let told = |v: FieldViolation| format!("{}: {}: {}", v.field, v.reason, v.description);
    violations.into_iter().map(told).collect()
}

fn with_reason(
    code: Code,
    words: impl Into<String>,
    reason: &str,
    retry_after: Option<Duration>,
) -> Status {
    let mut details = ErrorDetails::new();
    details.set_error_info(reason, DOMAIN, HashMap::new());
    if retry_after.is_some() {
        details.set_retry_info(retry_after);
    }
    Status::with_error_details(code, words, details)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_carry_field_reason_and_words() {
        let status = invalid("events", Reason::TooMany, "1,001 events, at most 1,000");
        assert_eq!(status.code(), Code::InvalidArgument);
        assert_eq!(status.message(), "events: TOO_MANY: 1,001 events, at most 1,000");
        let details = status.get_details_bad_request().unwrap();
        assert_eq!(details.field_violations[0].field, "events");
        assert_eq!(details.field_violations[0].reason, "TOO_MANY");
        assert_eq!(refusals(&status), ["events: TOO_MANY: 1,001 events, at most 1,000"]);
    }

    #[test]
    fn outages_say_when_to_try_again_and_damage_does_not() {
        let away = from_store(&StoreError::Unavailable("locked".into()));
        assert_eq!(away.code(), Code::Unavailable);
        assert_eq!(retry_after(&away), Some(RETRY_AFTER));
        assert_eq!(away.get_details_error_info().unwrap().reason, "STORE_UNAVAILABLE");
        let damaged = from_store(&StoreError::Damaged("page 7".into()));
        assert_eq!((damaged.code(), retry_after(&damaged)), (Code::DataLoss, None));
    }
}
