//! Waits until the effects of records are in the store.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use kinhbac_api::refusal::Reason;
use kinhbac_api::status;
use kinhbac_api::v1::{AwaitStoredRequest, AwaitStoredResponse};
use kinhbac_domain::ports::{CellStore, StoreError};
use kinhbac_domain::position::{Offset, PartitionIndex, Stream};
use tokio::sync::Semaphore;
use tokio::time::{Instant, sleep, timeout_at};
use tonic::{Request, Status};

use crate::config::Config;

/// The last offset to wait for, by partition and stream.
type Wanted = BTreeMap<(PartitionIndex, Stream), Offset>;

/// How much earlier than the client's own deadline it is told: so that it is told.
const MARGIN: Duration = Duration::from_millis(50);

/// Those who wait until something is stored.
pub(crate) struct Waiters {
    cells: Arc<dyn CellStore>,
    waiting: Semaphore,
    poll_every: Duration,
    max_wait: Duration,
    max_positions: usize,
}

impl Waiters {
    /// At a store.
    pub(crate) fn new(cells: Arc<dyn CellStore>, config: &Config) -> Self {
        Self {
            cells,
            waiting: Semaphore::new(config.max_waiting),
            poll_every: config.poll_every,
            max_wait: config.max_wait,
            max_positions: config.max_positions,
        }
    }

    /// Answers when all of it is stored.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` for what is no position or named twice, `RESOURCE_EXHAUSTED` when too
    /// many wait, `DEADLINE_EXCEEDED` when the request's time or ours is over.
    pub(crate) async fn wait(
        &self,
        request: Request<AwaitStoredRequest>,
    ) -> Result<AwaitStoredResponse, Status> {
        let longest = time_left(&request).map_or(self.max_wait, |left| left.min(self.max_wait));
        let deadline = Instant::now() + longest;
        let wanted = self.wanted(request.get_ref())?;
        let _waiting = self
            .waiting
            .try_acquire()
            .map_err(|_| status::exhausted("too many wait at a time", self.poll_every))?;
        match timeout_at(deadline, self.stored(&wanted)).await {
            Ok(stored) => stored.map(|()| AwaitStoredResponse {}),
            Err(_) => Err(status::too_slow("not all of it is stored yet")),
        }
    }

    fn wanted(&self, request: &AwaitStoredRequest) -> Result<Wanted, Status> {
        let (given, most) = (request.positions.len(), self.max_positions);
        if given > most {
            let words = format!("{given} positions, at most {most}");
            return Err(status::invalid("positions", Reason::TooMany, words));
        }
        let mut wanted = Wanted::new();
        for (at, position) in request.positions.iter().enumerate() {
            let field = format!("positions[{at}]");
            let Some(known) = position.known() else {
                let words = "there is no such stream, or the offset is negative";
                return Err(status::invalid(field, Reason::Malformed, words));
            };
            if wanted.insert((known.partition, known.stream), known.offset).is_some() {
                let words = "the stream and partition are named twice: name the last offset";
                return Err(status::invalid(field, Reason::NotAllowed, words));
            }
        }
        Ok(wanted)
    }

    /// Reads progress again and again; waits out an outage of the store.
    async fn stored(&self, wanted: &Wanted) -> Result<(), Status> {
        let mut away = false;
        loop {
            match self.cells.progress().await {
                Ok(progress) => {
                    let progress: BTreeMap<_, _> = progress.into_iter().collect();
                    let is_stored = |((partition, stream), offset): (&(_, _), &Offset)| {
                        progress.get(partition).is_some_and(|p| *offset < p.of(*stream).next)
                    };
                    if wanted.iter().all(is_stored) {
                        return Ok(());
                    }
                    away = false;
                }
                Err(error @ StoreError::Unavailable(_)) => {
                    if !away {
                        tracing::warn!(%error, "progress can't be read; waiting");
                    }
                    away = true;
                }
                Err(error) => return Err(status::from_store(&error)),
            }
            sleep(self.poll_every).await;
        }
    }
}

/// The time that the client gives, from its `grpc-timeout` header.
fn time_left<T>(request: &Request<T>) -> Option<Duration> {
    let text = request.metadata().get("grpc-timeout")?.to_str().ok()?;
    let (digits, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let amount: u32 = digits.parse().ok().filter(|_| digits.len() <= 8)?;
    let one = match unit {
        "H" => Duration::from_secs(3600),
        "M" => Duration::from_secs(60),
        "S" => Duration::from_secs(1),
        "m" => Duration::from_millis(1),
        "u" => Duration::from_micros(1),
        "n" => Duration::from_nanos(1),
        _ => return None,
    };
    Some(one.saturating_mul(amount).saturating_sub(MARGIN))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clients_time_is_read_in_every_unit() {
        let left = |text: &'static str| {
            let mut request = Request::new(());
            request.metadata_mut().insert("grpc-timeout", text.parse().unwrap());
            time_left(&request)
        };
        assert_eq!(left("2S"), Some(Duration::from_millis(1950)));
        assert_eq!(left("1M"), Some(Duration::from_millis(59_950)));
        assert_eq!(left("3000000u"), Some(Duration::from_millis(2950)));
        assert_eq!(left("10m"), Some(Duration::ZERO));
        assert_eq!([left("S"), left("5x"), left("123456789S"), left("é")], [None; 4]);
        assert_eq!(time_left(&Request::new(())), None);
    }
}
