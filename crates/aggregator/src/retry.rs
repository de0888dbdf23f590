//! An engine that is away is waited for.

use std::future::Future;
use std::time::Duration;

use kinhbac_domain::ports::{LogError, StoreError};
use tokio_util::sync::CancellationToken;

/// Between two tries.
pub(crate) const PAUSE: Duration = Duration::from_millis(200);

/// Tries until the log is there; none when stopped meanwhile.
pub(crate) async fn log<T, F>(
    what: &str,
    stop: &CancellationToken,
    attempt: impl FnMut() -> F,
) -> Result<Option<T>, LogError>
where
    F: Future<Output = Result<T, LogError>>,
{
    until(what, stop, attempt, |error| matches!(error, LogError::Unavailable(_))).await
}

/// Tries until the store is there and has room; none when stopped meanwhile. Only for what may be
/// done twice.
pub(crate) async fn store<T, F>(
    what: &str,
    stop: &CancellationToken,
    attempt: impl FnMut() -> F,
) -> Result<Option<T>, StoreError>
where
    F: Future<Output = Result<T, StoreError>>,
{
    let passes =
        |error: &StoreError| matches!(error, StoreError::Unavailable(_) | StoreError::Full(_));
    until(what, stop, attempt, passes).await
}

async fn until<T, E, F>(
    what: &str,
    stop: &CancellationToken,
    mut attempt: impl FnMut() -> F,
    passes: impl Fn(&E) -> bool,
) -> Result<Option<T>, E>
where
    E: std::fmt::Display,
    F: Future<Output = Result<T, E>>,
{
    let mut tries = 0_u32;
    loop {
        match attempt().await {
            Ok(done) => return Ok(Some(done)),
            Err(error) if passes(&error) => {
                // Said once, and again after each half minute of waiting.
                if tries.is_multiple_of(150) {
                    tracing::warn!(%error, what, tries, "waiting for an engine");
                }
                tries = tries.saturating_add(1);
            }
            Err(error) => return Err(error),
        }
        tokio::select! {
            biased;
            () = tokio::time::sleep(PAUSE) => {}
            () = stop.cancelled() => return Ok(None),
        }
    }
}
