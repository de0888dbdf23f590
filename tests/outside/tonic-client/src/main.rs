//! A plain tonic client, for tests/outside/run: `watch URL`. It comes back with the token it saw
//! last. SIGTERM ends it, with the table as JSON on standard output.

use std::collections::BTreeMap;
use std::time::Duration;

use tokio::signal::unix::{SignalKind, signal};

mod v1 {
    tonic::include_proto!("kinhbac.v1");
}
use v1::live_service_client::LiveServiceClient;
use v1::watch_response::Event;
use v1::{LiveCell, WatchRequest};

type Key = (String, i64, String, String);

#[derive(Default)]
struct Client {
    table: BTreeMap<Key, LiveCell>,
    resume: String,
    streams: u32,
    resumed: u32,
    fresh: u32,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let url = std::env::args().nth(1).ok_or("watch URL")?;
    let mut stop = signal(SignalKind::terminate())?;
    let mut client = Client::default();
    loop {
        tokio::select! {
            _ = stop.recv() => break,
            lost = client.watch(&url) => if let Err(error) = lost { eprintln!("{error}") },
        }
        tokio::select! {
            _ = stop.recv() => break,
            () = tokio::time::sleep(Duration::from_millis(500)) => {}
        }
    }
    let rows: Vec<_> =
        (client.table.values().map(|row| (&row.place, seconds(row), row.sum))).collect();
    let (streams, resumed, fresh) = (client.streams, client.resumed, client.fresh);
    println!(
        "{}",
        serde_json::json!({"streams": streams, "resumed": resumed, "fresh": fresh, "rows": rows})
    );
    Ok(())
}

impl Client {
    async fn watch(&mut self, url: &str) -> Result<(), Box<dyn std::error::Error>> {
        let question = WatchRequest {
            by: "commune".into(),
            measures: vec!["camera.people".into()],
            resolution: "hour".into(),
            buckets: 2,
            rate: Some(prost_types::Duration { seconds: 1, nanos: 0 }),
            resume: self.resume.clone(),
            ..Default::default()
        };
        let asked = !self.resume.is_empty();
        let mut stream =
            LiveServiceClient::connect(url.to_owned()).await?.watch(question).await?.into_inner();
        let mut opened = false;
        let mut since = BTreeMap::new();
        while let Some(response) = stream.message().await? {
            if !opened {
                opened = true;
                self.streams += 1;
            }
            let token = match response.event {
                Some(Event::Cells(cells)) => {
                    for row in cells.cells {
                        since.insert(key(&row), row.clone());
                        self.table.insert(key(&row), row);
                    }
                    continue;
                }
                Some(Event::Removed(removed)) => {
                    for row in removed.cells {
                        since.remove(&key(&row));
                        self.table.remove(&key(&row));
                    }
                    continue;
                }
                Some(Event::CaughtUp(caught_up)) => {
                    if !caught_up.fresh_because.is_empty() {
                        eprintln!("fresh: {}", caught_up.fresh_because);
                        self.fresh += 1;
                        self.table = since.clone();
                    } else if asked {
                        self.resumed += 1;
                    }
                    caught_up.resume
                }
                Some(Event::Mark(mark)) => mark.resume,
                // It asks for none.
                Some(Event::Alerts(_)) => continue,
                Some(Event::End(end)) => {
                    eprintln!("end: {}", end.reason);
                    end.resume
                }
                None => continue,
            };
            if !token.is_empty() {
                self.resume = token;
            }
        }
        Ok(())
    }
}

fn key(row: &LiveCell) -> Key {
    (row.place.clone(), seconds(row), row.measure.clone(), row.label.clone())
}

fn seconds(row: &LiveCell) -> i64 {
    row.time.as_ref().map_or(0, |time| time.seconds)
}
