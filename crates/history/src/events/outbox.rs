//! Sends events in messages as they are ready, no faster than they are taken.

use kinhbac_api::v1::{EventsResponse, LoggedEvent};
use kinhbac_domain::time::Timestamp;
use prost::Message;

use crate::answer::Client;
use crate::config::Config;
use crate::error::QueryError;
use crate::metrics;

/// A message has about so many bytes at most: far below the 4 MiB that a client takes.
const MESSAGE_BYTES: usize = 1 << 20;

/// Events on their way to who asked.
pub(super) struct Outbox {
    client: Client<EventsResponse>,
    events: Vec<LoggedEvent>,
    bytes: usize,
    per_message: usize,
    sent: u64,
    max_events: u64,
}

impl Outbox {
    pub(super) fn new(client: Client<EventsResponse>, config: &Config) -> Self {
        let per_message = config.rows_per_message.max(1);
        let max_events = config.max_events;
        Self { client, events: Vec::new(), bytes: 0, per_message, sent: 0, max_events }
    }

    /// Sends an event, with others of its message.
    ///
    /// # Errors
    /// When it is one too many, or the client has gone away or stalls.
    pub(super) async fn push(&mut self, event: LoggedEvent) -> Result<(), QueryError> {
        if self.sent == self.max_events {
            return Err(QueryError::TooManyEvents(self.max_events));
        }
        self.sent += 1;
        self.bytes += event.encoded_len();
        self.events.push(event);
        if self.events.len() >= self.per_message || self.bytes >= MESSAGE_BYTES {
            self.flush(None).await
        } else {
            Ok(())
        }
    }

    /// Sends what is left, and since when the log has everything, if it does not reach back.
    ///
    /// # Errors
    /// When the client has gone away or stalls.
    pub(super) async fn finish(mut self, kept_since: Option<Timestamp>) -> Result<(), QueryError> {
        if self.events.is_empty() && kept_since.is_none() {
            return Ok(());
        }
        self.flush(kept_since).await
    }

    async fn flush(&mut self, kept_since: Option<Timestamp>) -> Result<(), QueryError> {
        let events = std::mem::take(&mut self.events);
        self.bytes = 0;
        metrics::events_sent(events.len());
        let message = EventsResponse { events, kept_since: kept_since.map(Into::into) };
        self.client.send(message).await
    }
}
