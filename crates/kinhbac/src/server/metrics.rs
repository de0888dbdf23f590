//! The process's metrics, for Prometheus.

use std::sync::OnceLock;
use std::time::Duration;

use anyhow::Result;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tokio_util::sync::CancellationToken;

/// Upper bounds of the buckets of durations, seconds.
const SECONDS: [f64; 14] =
    [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0, 60.0];
/// Upper bounds of the buckets of amounts of rows.
const ROWS: [f64; 6] = [1.0, 10.0, 100.0, 1_000.0, 10_000.0, 100_000.0];
/// How often what was recorded is put together, so that it takes no memory.
const KEEP_UP: Duration = Duration::from_secs(5);

/// Installs the recorder, once in a process, and declares all metrics.
pub(super) fn install() -> PrometheusHandle {
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    HANDLE
        .get_or_init(|| {
            let recorder = builder().build_recorder();
            let handle = recorder.handle();
            // Another recorder can only be a test's own, and stays.
            let _ = metrics::set_global_recorder(recorder);
            describe();
            handle
        })
        .clone()
}

fn builder() -> PrometheusBuilder {
    let suffix = |text: &str| Matcher::Suffix(text.to_owned());
    // It fails for empty buckets only.
    PrometheusBuilder::new()
        .set_buckets_for_metric(suffix("_seconds"), &SECONDS)
        .and_then(|builder| builder.set_buckets_for_metric(suffix("_rows"), &ROWS))
        .unwrap_or_default()
}

fn describe() {
    kinhbac_aggregator::describe_metrics();
    kinhbac_event_log::metrics::describe();
    kinhbac_gateway::metrics::describe();
    kinhbac_history::describe_metrics();
    kinhbac_live::describe_metrics();
    kinhbac_registry::metrics::describe();
    kinhbac_store::metrics::describe();
    metrics::describe_gauge!("kinhbac_build_info", "Always 1; its labels tell the version.");
    metrics::gauge!("kinhbac_build_info", "version" => env!("CARGO_PKG_VERSION")).set(1.0);
}

/// Puts what was recorded together, until stopped.
pub(super) async fn keep_up(handle: PrometheusHandle, stop: CancellationToken) -> Result<()> {
    let mut ticks = tokio::time::interval(KEEP_UP);
    while stop.run_until_cancelled(ticks.tick()).await.is_some() {
        handle.run_upkeep();
    }
    Ok(())
}
