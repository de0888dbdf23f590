//! A screen: keeps the table as a client would.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use kinhbac_api::v1::live_service_client::LiveServiceClient;
use kinhbac_api::v1::watch_response::Event;
use kinhbac_api::v1::{End, LiveCell, WatchRequest};
use kinhbac_live::Live;
use prost::Message;
use tokio::time::timeout;
use tonic::{Status, Streaming};

/// Place, time (seconds), measure, label.
pub(crate) type Key = (String, i64, String, String);

/// Longer than anything here takes, by tokio's clock, which the tests let run by itself.
const PATIENCE: Duration = Duration::from_secs(300);

pub(crate) struct Screen {
    stream: Streaming<kinhbac_api::v1::WatchResponse>,
    pub(crate) table: BTreeMap<Key, LiveCell>,
    /// What came since the last mark.
    pub(crate) news: BTreeMap<Key, LiveCell>,
    pub(crate) caught_up: bool,
    pub(crate) fresh_because: String,
    pub(crate) resume: String,
    pub(crate) marks: usize,
    pub(crate) end: Option<End>,
    /// The ids of the events of the alerts that came, in their order.
    pub(crate) alerts: Vec<String>,
    /// Those since the last mark: they come again if it breaks off here.
    unmarked: Vec<String>,
    /// How often it was told a whole snapshot although it had a token.
    pub(crate) fresh: usize,
    /// The bytes of the largest message.
    pub(crate) largest: usize,
}

/// A request for all of the people counted in this minute, by device.
pub(crate) fn people_by(level: &str) -> WatchRequest {
    WatchRequest {
        by: level.into(),
        measures: vec!["camera.people".into()],
        ..WatchRequest::default()
    }
}

impl Screen {
    pub(crate) async fn open(live: &Arc<Live>, request: WatchRequest) -> Result<Self, Status> {
        let mut client = LiveServiceClient::new(live.service());
        let stream = client.watch(request).await?.into_inner();
        Ok(Self {
            stream,
            table: BTreeMap::new(),
            news: BTreeMap::new(),
            caught_up: false,
            fresh_because: String::new(),
            resume: String::new(),
            marks: 0,
            end: None,
            alerts: Vec::new(),
            unmarked: Vec::new(),
            fresh: 0,
            largest: 0,
        })
    }

    /// Comes back with the token and the table that it has.
    pub(crate) async fn again(self, live: &Arc<Live>, request: WatchRequest) -> Self {
        let request = WatchRequest { resume: self.resume.clone(), ..request };
        let new = Self::open(live, request).await.unwrap();
        Self {
            table: self.table,
            resume: self.resume,
            alerts: self.alerts,
            fresh: self.fresh,
            ..new
        }
    }

    /// Takes the next message in; false when there is none.
    pub(crate) async fn next(&mut self) -> Result<bool, Status> {
        let next = timeout(PATIENCE, self.stream.message()).await;
        let Some(message) = next.expect("a message within reason")? else { return Ok(false) };
        self.largest = self.largest.max(message.encoded_len());
        match message.event.unwrap() {
            Event::Cells(changed) => {
                self.news.extend(changed.cells.into_iter().map(|cell| (key(&cell), cell)));
            }
            Event::Removed(removed) => {
                for cell in removed.cells {
                    self.table.remove(&key(&cell));
                    self.news.remove(&key(&cell));
                }
            }
            Event::CaughtUp(caught_up) => {
                self.caught_up = true;
                self.resume = caught_up.resume;
                if !caught_up.fresh_because.is_empty() {
                    self.table.clear();
                    self.fresh += 1;
                }
                self.alerts.append(&mut self.unmarked);
                self.fresh_because = caught_up.fresh_because;
                self.table.extend(self.news.clone());
            }
            Event::Alerts(came) => {
                let ids = came.alerts.into_iter().map(|a| a.event.unwrap().event.unwrap().id);
                self.unmarked.extend(ids);
            }
            Event::Mark(mark) => {
                self.resume = mark.resume;
                self.marks += 1;
                self.alerts.append(&mut self.unmarked);
                self.table.extend(std::mem::take(&mut self.news));
            }
            Event::End(end) => {
                self.end = Some(end);
            }
        }
        Ok(true)
    }

    /// Reads until something is so.
    pub(crate) async fn until(&mut self, so: impl Fn(&Self) -> bool) {
        while !so(self) {
            assert!(self.next().await.unwrap(), "the stream ended: {:?}", self.end);
        }
    }

    /// Reads up to `caughtUp`; gives the rows that came.
    pub(crate) async fn snapshot(&mut self) -> BTreeMap<Key, LiveCell> {
        self.until(|screen| screen.caught_up).await;
        std::mem::take(&mut self.news)
    }

    /// Reads up to the next mark that comes with rows, and gives them.
    pub(crate) async fn changes(&mut self) -> BTreeMap<Key, LiveCell> {
        let mut news = BTreeMap::new();
        while news.is_empty() {
            let before = self.marks;
            while self.marks == before {
                news.clone_from(&self.news);
                assert!(self.next().await.unwrap(), "the stream ended: {:?}", self.end);
            }
        }
        news
    }

    /// Reads up to the end.
    pub(crate) async fn ended(&mut self) -> End {
        while self.next().await.unwrap() {}
        self.end.clone().expect("an end")
    }
}

fn key(cell: &LiveCell) -> Key {
    let time = cell.time.unwrap().seconds;
    (cell.place.clone(), time, cell.measure.clone(), cell.label.clone())
}

/// Place and sum of each row, in order.
pub(crate) fn sums(rows: &BTreeMap<Key, LiveCell>) -> Vec<(&str, f64)> {
    rows.iter().map(|((place, ..), cell)| (place.as_str(), cell.sum)).collect()
}
