//! What the library's clients tell us.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use rdkafka::config::RDKafkaLogLevel;
use rdkafka::error::{KafkaError, RDKafkaErrorCode};

use crate::metrics;

/// Whether the log takes records.
#[derive(Debug)]
pub(super) struct Health {
    available: AtomicBool,
    /// Calls whose records wait to be acknowledged.
    pub(super) waiting: AtomicUsize,
}

impl Default for Health {
    fn default() -> Self {
        Self { available: AtomicBool::new(true), waiting: AtomicUsize::new(0) }
    }
}

impl Health {
    /// A record was acknowledged.
    pub(super) fn is_well(&self) {
        if !self.available.load(Ordering::Relaxed) && !self.available.swap(true, Ordering::Relaxed)
        {
            tracing::info!("Kafka takes records again");
            metrics::available(true);
        }
    }

    /// Records wait, and nobody takes them.
    pub(super) fn is_away(&self, why: &str) {
        if self.available.swap(false, Ordering::Relaxed) {
            tracing::warn!(why, "Kafka takes no records");
            metrics::available(false);
        }
    }

    /// The library told of an error. No broker is needed while nothing waits.
    pub(super) fn heard(&self, error: &KafkaError, reason: &str) {
        tracing::debug!(%error, reason, "Kafka's client");
        let all_down = error.rdkafka_error_code() == Some(RDKafkaErrorCode::AllBrokersDown);
        if all_down && self.waiting.load(Ordering::Relaxed) > 0 {
            self.is_away(reason);
        }
    }
}

/// The library's own lines say at each attempt to connect what is said here once, so they are
/// for those who look for them.
pub(super) fn log_line(level: RDKafkaLogLevel, facility: &str, line: &str) {
    tracing::debug!(?level, facility, line, "librdkafka");
}
