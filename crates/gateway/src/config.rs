//! The bounds of publishing.

use std::fmt;
use std::time::Duration;

/// How much is taken in at once, and what of it.
#[derive(Clone)]
pub struct Config {
    /// The most events in a batch.
    pub max_batch: usize,
    /// The most bytes of an event on the wire.
    pub max_event_bytes: usize,
    /// The most bytes of a request.
    pub max_request_bytes: usize,
    /// How far an event's time may be ahead of the clock.
    pub max_future: Duration,
    /// The most events taken in and not yet answered, over the process. An event of more than
    /// 1 KiB counts once for each KiB, so it bounds memory too.
    pub max_in_flight: usize,
    /// How long a batch waits for room before it is refused with `RESOURCE_EXHAUSTED`. Streams
    /// wait as long as it takes: their publishers feel it as flow control.
    pub max_wait: Duration,
    /// The most batches of one stream that are appended at once.
    pub stream_batches: usize,
    /// How many acknowledged identities are remembered, at most, to answer `DUPLICATE`.
    pub remembered: usize,
    /// For how long they are remembered, at most.
    pub remembered_for: Duration,
    /// Whether records carry the headers of `CloudEvents`.
    pub cloud_event_headers: bool,
    /// The secret of the installation's key file: with the key of a day it hashes addresses.
    pub secret: [u8; 32],
}

impl Config {
    /// The defaults, with the secret of a key file.
    #[must_use]
    pub fn new(secret: [u8; 32]) -> Self {
        Self {
            max_batch: 1_000,
            max_event_bytes: 64 << 10,
            max_request_bytes: 4 << 20,
            max_future: Duration::from_secs(5 * 60),
            max_in_flight: 50_000,
            max_wait: Duration::from_secs(2),
            stream_batches: 8,
            remembered: 100_000,
            remembered_for: Duration::from_secs(15 * 60),
            cloud_event_headers: true,
            secret,
        }
    }
}

/// Without the secret.
impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("max_batch", &self.max_batch)
            .field("max_event_bytes", &self.max_event_bytes)
            .field("max_future", &self.max_future)
            .field("max_in_flight", &self.max_in_flight)
            .finish_non_exhaustive()
    }
}
