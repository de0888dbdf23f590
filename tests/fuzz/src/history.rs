//! Analysts' questions.

use std::sync::Arc;

use futures::StreamExt;
use kinhbac_api::v1::history_service_client::HistoryServiceClient;
use kinhbac_api::v1::{EventsRequest, QueryRequest};
use kinhbac_history::{Config, Deps, service};
use kinhbac_registry::RegistryCache;
use prost::Message;
use tonic::{Code, Response, Status, Streaming};

use crate::day;
use crate::runtime::{block_on, handle};
use crate::words;
use crate::world::{StandingClock, zone};

/// A question on the wire (`QueryRequest`) is refused in words or answered in rows, whose values
/// are numbers or nothing.
pub fn query(data: &[u8]) {
    let Ok(request) = QueryRequest::decode(data) else { return };
    let mut client = HistoryServiceClient::new(service(bounds(), deps()));
    block_on(async {
        let answer = client.query(request).await;
        rows(answer, |rows| {
            for row in rows.rows {
                assert!(!row.place.is_empty());
                assert!(row.value.is_empty() || row.value.parse::<f64>().is_ok(), "{row:?}");
            }
        })
        .await;
    });
}

/// A question for events on the wire (`EventsRequest`) is refused in words or answered.
pub fn events(data: &[u8]) {
    let Ok(request) = EventsRequest::decode(data) else { return };
    let mut client = HistoryServiceClient::new(service(bounds(), deps()));
    block_on(async {
        let answer = client.events(request).await;
        rows(answer, |events| {
            for told in events.events {
                assert!(told.position.is_some() && told.event.is_some(), "{told:?}");
            }
        })
        .await;
    });
}

/// So few rows that an input takes milliseconds.
fn bounds() -> Config {
    Config { max_rows: 2_000, rows_per_message: 100, ..Config::default() }
}

fn deps() -> Deps {
    thread_local! {
        static DAY: Deps = {
            let store = day::store();
            let registry = block_on(RegistryCache::open(store.clone(), zone().clone())).unwrap();
            let (log, clock) = (day::log(), Arc::new(StandingClock));
            Deps { history: store.clone(), cells: store, log, registry, clock, answers: handle() }
        };
    }
    DAY.with(Clone::clone)
}

async fn rows<T>(answer: Result<Response<Streaming<T>>, Status>, look: impl Fn(T)) {
    let mut messages = match answer {
        Ok(answer) => answer.into_inner(),
        Err(status) => return is_refused(&status),
    };
    while let Some(message) = messages.next().await {
        match message {
            Ok(message) => look(message),
            Err(status) => return is_refused(&status),
        }
    }
}

/// What asks for too much may be told so; nothing breaks off.
fn is_refused(status: &Status) {
    let refusals = [Code::InvalidArgument, Code::ResourceExhausted, Code::OutOfRange];
    assert!(refusals.contains(&status.code()), "{status:?}");
    words::are_good("question", status.message());
}
