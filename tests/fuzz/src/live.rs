//! Screens' questions and resume tokens.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use futures::StreamExt;
use kinhbac_api::v1::live_service_client::LiveServiceClient;
use kinhbac_api::v1::watch_response::Event;
use kinhbac_api::v1::{CaughtUp, WatchRequest};
use kinhbac_live::{Config, Deps, Live, Watching};
use kinhbac_registry::RegistryCache;
use prost::Message;
use tokio_util::sync::CancellationToken;
use tonic::{Code, Status};
use tonic_types::StatusExt;
use xxhash_rust::xxh3::xxh3_64;

use crate::day;
use crate::memory::{MemoryLog, MemoryStore};
use crate::runtime::{block_on, handle};
use crate::words;
use crate::world::{StandingClock, zone};

type Client = LiveServiceClient<Watching>;

/// The last bytes of a token: a part of the hash of those before.
const CHECK_BYTES: usize = 4;

/// A screen's request on the wire (`WatchRequest`) is refused in words or answered with a table
/// and a token, and the token is taken by the same question.
pub fn watch(data: &[u8]) {
    let Ok(request) = WatchRequest::decode(data) else { return };
    block_on(ask(client(), request));
}

/// The inside of a resume token, with version and checksum put around it as anybody can: it is
/// refused in words, or answered.
pub fn token(data: &[u8]) {
    let mut bytes = vec![1];
    bytes.extend(data);
    bytes.extend(&xxh3_64(&bytes).to_le_bytes()[..CHECK_BYTES]);
    let resume = URL_SAFE_NO_PAD.encode(bytes);
    block_on(ask(client(), WatchRequest { resume, ..WatchRequest::default() }));
}

/// What [`token`] takes, of the token of a screen that asks for everything.
pub(crate) fn inside_of_a_token() -> Vec<u8> {
    let told = block_on(caught_up(&mut client(), WatchRequest::default()));
    let bytes = URL_SAFE_NO_PAD.decode(told.unwrap().resume).unwrap();
    bytes[1..bytes.len() - CHECK_BYTES].to_vec()
}

async fn ask(mut client: Client, request: WatchRequest) {
    let CaughtUp { resume, .. } = match caught_up(&mut client, request.clone()).await {
        Ok(caught_up) => caught_up,
        Err(status) => return is_refused_in_words(&status),
    };
    let again = caught_up(&mut client, WatchRequest { resume, ..request }).await.unwrap();
    assert_eq!(again.fresh_because, "");
}

async fn caught_up(client: &mut Client, request: WatchRequest) -> Result<CaughtUp, Status> {
    let mut letters = client.watch(request).await?.into_inner();
    while let Some(letter) = letters.next().await {
        match letter?.event.unwrap() {
            Event::Cells(cells) => assert!(!cells.cells.is_empty()),
            Event::CaughtUp(caught_up) => return Ok(caught_up),
            other => panic!("{other:?} before the table was whole"),
        }
    }
    panic!("the stream ended")
}

fn is_refused_in_words(status: &Status) {
    assert_eq!(status.code(), Code::InvalidArgument, "{status:?}");
    let details = status.get_details_bad_request().unwrap();
    assert!(!details.field_violations.is_empty());
    details.field_violations.iter().for_each(|v| words::are_good(&v.field, &v.description));
}

/// Of a live role that has caught up with the morning, and goes on for ever.
fn client() -> Client {
    thread_local! {
        static CLIENT: Client = {
            let store = day::store();
            block_on(start(store))
        };
    }
    CLIENT.with(Clone::clone)
}

async fn start(store: Arc<MemoryStore>) -> Client {
    let deps = Deps {
        log: Arc::new(MemoryLog::default()),
        cells: store.clone(),
        history: store.clone(),
        registry: RegistryCache::open(store, zone().clone()).await.unwrap(),
        clock: Arc::new(StandingClock),
        zone: zone().clone(),
        answers: handle(),
    };
    // Who comes with a token that is ahead is not kept waiting.
    let config = Config { resume_wait: Duration::ZERO, ..Config::default() };
    let live = Live::new(config, deps, CancellationToken::new());
    let client = LiveServiceClient::new(live.service());
    let role = live.clone();
    tokio::spawn(async move { role.run().await });
    live.ready().await;
    client
}
