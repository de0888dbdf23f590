//! Engines that are away: their outages are waited out.

use std::time::Duration;

use kinhbac_domain::ports::{LogError, StoreError};

use crate::live::LiveError;

/// Between two tries, while the log or the store is away.
pub(super) const PAUSE: Duration = Duration::from_millis(500);

/// An engine is away and may be asked again; else its error is for good.
pub(super) trait Away: std::fmt::Display + Into<LiveError> {
    fn is_away(&self) -> bool;
}

impl Away for StoreError {
    fn is_away(&self) -> bool {
        matches!(self, Self::Unavailable(_) | Self::Full(_))
    }
}

impl Away for LogError {
    fn is_away(&self) -> bool {
        matches!(self, Self::Unavailable(_))
    }
}

/// Tries until it is not for an outage that it fails.
pub(super) async fn waited_out<T, E: Away, F: Future<Output = Result<T, E>>>(
    mut attempt: impl FnMut() -> F,
) -> Result<T, LiveError> {
    let mut tries = 0_u32;
    loop {
        match attempt().await {
            Err(error) if error.is_away() => {
                if tries.is_multiple_of(60) {
                    tracing::warn!(%error, "waiting");
                }
                tries = tries.saturating_add(1);
                tokio::time::sleep(PAUSE).await;
            }
            done => return done.map_err(Into::into),
        }
    }
}
