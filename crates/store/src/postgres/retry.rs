//! Doing it again, where that is safe: named and metered.

use std::time::Duration;

use super::fault::Fault;
use crate::metrics;

/// When it is safe to do an operation again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Safe {
    /// It changes nothing, or nothing more when it is done again.
    Always,
    /// Only where the server has undone it: its caller must know when the outcome is unknown.
    AfterRollback,
}

/// Pauses before a further attempt. Short: what lasts longer is for the caller to wait out, who
/// knows what else there is to do.
const PAUSES: [Duration; 2] = [Duration::from_millis(20), Duration::from_millis(200)];

/// Attempts something until it is done, fails for good or has failed too often.
pub(super) async fn retried<T, F>(
    operation: &'static str,
    safe: Safe,
    attempt: impl Fn() -> F + Send,
) -> Result<T, Fault>
where
    F: Future<Output = Result<T, Fault>> + Send,
{
    for pause in PAUSES {
        let fault = match attempt().await {
            Err(fault) if may_do_again(safe, &fault) => fault,
            outcome => return outcome,
        };
        tracing::debug!(operation, error = %fault, "the store is asked again");
        metrics::retried(operation);
        tokio::time::sleep(pause).await;
    }
    attempt().await
}

fn may_do_again(safe: Safe, fault: &Fault) -> bool {
    fault.is_rolled_back() || (safe == Safe::Always && fault.is_lost_connection())
}
