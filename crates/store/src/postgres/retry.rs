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

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU64, Ordering};

    use ::metrics::{
        Counter, Gauge, Histogram, Key, KeyName, Metadata, Recorder, SharedString, Unit,
    };

    use super::*;

    /// Counts retries of `reading`.
    struct Retries(Arc<AtomicU64>);

    impl Recorder for Retries {
        fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
        fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
        fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

        fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> Counter {
            assert_eq!(key.name(), "kinhbac_store_retries_total");
            let labels: Vec<_> = key.labels().map(|label| (label.key(), label.value())).collect();
            assert_eq!(labels, [("operation", "reading")]);
            Counter::from_arc(Arc::clone(&self.0))
        }

        fn register_gauge(&self, _: &Key, _: &Metadata<'_>) -> Gauge {
            Gauge::noop()
        }

        fn register_histogram(&self, _: &Key, _: &Metadata<'_>) -> Histogram {
            Histogram::noop()
        }
    }

    /// How often it is attempted while the connection is lost `failures` times, how often a retry
    /// is counted, and whether it is done in the end.
    fn attempts(safe: Safe, failures: u64) -> (u64, u64, bool) {
        let attempts = AtomicU64::new(0);
        let retries = Arc::new(AtomicU64::new(0));
        let attempt = async || {
            if attempts.fetch_add(1, Ordering::Relaxed) < failures {
                Err(sqlx::Error::Io(std::io::ErrorKind::ConnectionReset.into()).into())
            } else {
                Ok(())
            }
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let done = ::metrics::with_local_recorder(&Retries(Arc::clone(&retries)), || {
            runtime.block_on(retried("reading", safe, attempt))
        });
        (attempts.into_inner(), retries.load(Ordering::Relaxed), done.is_ok())
    }

    #[test]
    fn what_is_safe_is_done_again_a_few_times_and_counted() {
        assert_eq!(attempts(Safe::Always, 0), (1, 0, true));
        assert_eq!(attempts(Safe::Always, 2), (3, 2, true));
        assert_eq!(attempts(Safe::Always, 9), (3, 2, false));
    }

    #[test]
    fn a_write_of_unknown_outcome_is_not_done_again() {
        assert_eq!(attempts(Safe::AfterRollback, 1), (1, 0, false));
    }
}
