//! Batches of events at the gate.

use std::sync::Arc;

use kinhbac_api::event::decode_logged;
use kinhbac_api::json::parse_event;
use kinhbac_api::v1::event::Payload;
use kinhbac_api::v1::publish_service_server::PublishService;
use kinhbac_api::v1::{Event, Outcome, PublishRequest};
use kinhbac_domain::event::Event as LoggedEvent;
use kinhbac_domain::ports::Record;
use kinhbac_domain::position::Topic;
use kinhbac_gateway::{Config, Deps, Publishing};
use kinhbac_registry::RegistryCache;
use prost::Message;
use tokio_util::sync::CancellationToken;
use tonic::{Code, Request};

use crate::folding;
use crate::memory::{MemoryLog, MemoryStore};
use crate::runtime::block_on;
use crate::words;
use crate::world::{StandingClock, now, province, zone};

/// A batch on the wire (`PublishRequest`), or rows of JSON, is answered event by event. What is
/// refused is told why; what is accepted is in the log, without a client's address, is read back
/// as an event of its stream and site, and can be folded.
pub fn publish(data: &[u8]) {
    let Some(events) = events(data) else { return };
    let log = Arc::new(MemoryLog::default());
    let Some(accepted) = send(&log, events) else { return };
    let records = log.records();
    assert_eq!(records.len(), accepted);
    let logged: Vec<LoggedEvent> = records.iter().map(read_back).collect();
    folding::fold(&logged, now());
}

/// The events of a batch; rows that are none are left out.
pub(crate) fn events(data: &[u8]) -> Option<Vec<Event>> {
    if data.starts_with(b"{") {
        let rows = data.split(|byte| *byte == b'\n');
        return Some(rows.filter_map(|row| parse_event(row).ok()).collect());
    }
    PublishRequest::decode(data).ok().map(|request| request.events)
}

/// How many were accepted; none where there were no events, or too many.
pub(crate) fn send(log: &Arc<MemoryLog>, events: Vec<Event>) -> Option<usize> {
    let count = events.len();
    let request = Request::new(PublishRequest { events });
    let answer = block_on(async { publishing(log).await.publish(request).await });
    let results = match answer {
        Ok(answer) => answer.into_inner().results,
        Err(status) => {
            assert_eq!(status.code(), Code::InvalidArgument, "{status:?}");
            return None;
        }
    };
    assert_eq!(results.len(), count);
    for result in &results {
        assert_eq!(result.outcome() == Outcome::Rejected, !result.violations.is_empty());
        assert_ne!(result.outcome(), Outcome::Unavailable);
        for violation in &result.violations {
            words::are_good(&violation.field, &violation.description);
            words::count_no_rows(&violation.description);
        }
    }
    Some(results.iter().filter(|result| result.outcome() == Outcome::Accepted).count())
}

/// A gate that has seen nothing yet.
async fn publishing(log: &Arc<MemoryLog>) -> Publishing {
    let store = Arc::new(MemoryStore::new(province(), Vec::new()));
    let deps = Deps {
        log: log.clone(),
        registry: RegistryCache::open(store.clone(), zone().clone()).await.unwrap(),
        settings: store,
        clock: Arc::new(StandingClock),
        zone: zone().clone(),
        new_key: Arc::new(|| [1; 32]),
    };
    Publishing::new(Config::new([7; 32]), deps, CancellationToken::new())
}

pub(crate) fn read_back(record: &Record) -> LoggedEvent {
    let wire = Event::decode(record.value.clone()).unwrap();
    if let Some(Payload::WifiSession(session)) = wire.payload {
        assert_eq!(session.client_mac, "", "an address is in the log");
    }
    let event = decode_logged(&record.value, zone()).unwrap();
    assert_eq!(Topic::Input(event.stream()), record.topic);
    assert_eq!(event.site.as_str().as_bytes(), record.key);
    event
}
