//! What all batches share.

use std::sync::Arc;
use std::time::Duration;

use kinhbac_api::refusal::Reason;
use kinhbac_api::{status, v1};
use kinhbac_domain::clock::Clock;
use kinhbac_domain::ports::EventLog;
use prost::Message;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tonic::Status;

use crate::config::Config;
use crate::dedupe::Dedupe;
use crate::fresh::FreshRegistry;
use crate::pseudonym::Pseudonyms;
use crate::{Deps, check};

/// After how long a batch that found no room may come again.
pub(crate) const RETRY_AFTER: Duration = Duration::from_secs(1);
/// How many bytes of an event count as one event in flight.
const BYTES_IN_FLIGHT: usize = 1 << 10;

/// Prepares and appends batches.
pub(crate) struct Gateway {
    pub(crate) config: Config,
    pub(crate) log: Arc<dyn EventLog>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) registry: FreshRegistry,
    pub(crate) pseudonyms: Pseudonyms,
    pub(crate) dedupe: Arc<Dedupe>,
    in_flight: Arc<Semaphore>,
}

/// A batch that has room: its events' sizes, and the room.
pub(crate) struct Admitted {
    /// Bytes of each event on the wire.
    pub(crate) sizes: Vec<usize>,
    /// Given back when the batch is answered.
    pub(crate) room: OwnedSemaphorePermit,
}

impl Gateway {
    pub(crate) fn new(config: Config, deps: Deps) -> Self {
        let pseudonyms = Pseudonyms::new(config.secret, &deps);
        let [a, b, c, d, e, f, g, h, ..] = (deps.new_key)();
        let seed = u64::from_le_bytes([a, b, c, d, e, f, g, h]);
        let (count, time) = (config.remembered, config.remembered_for);
        Self {
            dedupe: Arc::new(Dedupe::new(seed, count, time, deps.clock.clone())),
            in_flight: Arc::new(Semaphore::new(config.max_in_flight.max(1))),
            registry: FreshRegistry::new(deps.registry, deps.clock.clone()),
            pseudonyms,
            log: deps.log,
            clock: deps.clock,
            config,
        }
    }

    /// Lets a batch in when there is room for it.
    ///
    /// # Errors
    /// When it is empty or too large, or when there was no room within `wait`.
    pub(crate) async fn admit(
        &self,
        events: &[v1::Event],
        wait: Option<Duration>,
    ) -> Result<Admitted, Status> {
        self.check_length(events.len())?;
        let sizes: Vec<usize> = events.iter().map(Message::encoded_len).collect();
        let weight: usize = sizes.iter().map(|bytes| bytes.div_ceil(BYTES_IN_FLIGHT)).sum();
        // A batch that is larger than all of the room has all of it.
        let weight = weight.clamp(1, self.config.max_in_flight.max(1));
        let room = self.in_flight.clone();
        let acquired = room.acquire_many_owned(u32::try_from(weight).unwrap_or(u32::MAX));
        let full = || {
            let words = "too many events are in flight: wait and send them again";
            status::exhausted(words, RETRY_AFTER)
        };
        let room = match wait {
            Some(wait) => tokio::time::timeout(wait, acquired).await.map_err(|_| full())?,
            None => acquired.await,
        };
        // The semaphore is never closed.
        Ok(Admitted { sizes, room: room.map_err(|_| full())? })
    }

    fn check_length(&self, count: usize) -> Result<(), Status> {
        let most = self.config.max_batch;
        if count == 0 {
            let words = format!("there are none: send 1 to {most}");
            return Err(status::invalid("events", Reason::Required, words));
        }
        if count > most {
            let words = format!("there are {count}, at most {most}: send several batches");
            return Err(status::invalid("events", Reason::TooMany, words));
        }
        Ok(())
    }

    /// Within which bounds events are good now.
    pub(crate) fn limits(&self) -> check::Limits {
        check::Limits {
            max_event_bytes: self.config.max_event_bytes,
            max_future: self.config.max_future,
            now: self.clock.now(),
        }
    }
}
