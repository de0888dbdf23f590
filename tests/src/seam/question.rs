//! What a screen asks, and what a query tells of the same.

use std::collections::BTreeMap;

use anyhow::Result;
use kinhbac_api::v1::{LiveCell, QueryRequest, WatchRequest};
use kinhbac_api::wkt;
use kinhbac_domain::clock::{Clock, SystemClock};
use kinhbac_domain::time::{Resolution, Timestamp, Zone};
use rand::Rng;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;

use crate::client::Client;
use crate::table::RowKey;

/// The sum of each row.
pub(super) type Rows = BTreeMap<RowKey, i64>;

/// Places and levels.
const PLACES: [(&str, &str); 8] = [
    ("", "commune"),
    ("", "site"),
    ("", "device"),
    ("24", ""),
    ("24", "commune"),
    ("24", "device"),
    ("site-0001", "device"),
    ("camera/cam-0007", ""),
];
/// Resolutions, each with a number of buckets: some in the view's memory, some beyond it.
const SPANS: [(&str, u32); 5] =
    [("minute", 3), ("minute", 120), ("hour", 2), ("hour", 30), ("day", 3)];
const MEASURES: [&[&str]; 3] =
    [&["camera.people"], &["camera.vehicles"], &["camera.people", "camera.vehicles"]];
/// The zone of the servers.
const ZONE: &str = "Asia/Ho_Chi_Minh";

/// What a screen asks.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Question {
    place: &'static str,
    by: &'static str,
    measures: &'static [&'static str],
    resolution: &'static str,
    buckets: u32,
}

impl Question {
    /// One of those that there are.
    pub(super) fn any(rng: &mut ChaCha8Rng) -> Self {
        let (place, by) = PLACES.choose(rng).copied().unwrap_or_default();
        let (resolution, buckets) = SPANS.choose(rng).copied().unwrap_or(("hour", 1));
        let measures = MEASURES.choose(rng).copied().unwrap_or_default();
        Self { place, by, measures, resolution, buckets }
    }

    /// On the wire, at some rate.
    pub(super) fn request(&self, resume: &str, rng: &mut ChaCha8Rng) -> WatchRequest {
        let nanos = 200_000_000 * rng.random_range(1..5);
        WatchRequest {
            place: self.place.into(),
            by: self.by.into(),
            measures: self.measures.iter().map(|measure| (*measure).into()).collect(),
            resolution: self.resolution.into(),
            buckets: self.buckets,
            rate: Some(wkt::Duration { seconds: 0, nanos }),
            resume: resume.into(),
            alerts: 0,
        }
    }

    /// The beginning of the oldest bucket that is asked for now, and the end of the open one.
    pub(super) fn window(&self) -> Result<(i64, i64)> {
        let zone = Zone::named(ZONE)?;
        let resolution = Resolution::from_name(self.resolution).unwrap_or(Resolution::Hour);
        let open = zone.bucket(resolution, SystemClock.now());
        let end = zone.bucket_end(open);
        Ok((zone.bucket_back(open, self.buckets - 1).start, end))
    }

    /// What of some rows is within the window.
    pub(super) fn within<'a>(
        &self,
        rows: impl IntoIterator<Item = (&'a RowKey, &'a LiveCell)>,
        since: i64,
    ) -> Rows {
        let rows = rows.into_iter().filter(|((_, start, ..), _)| *start >= since);
        rows.map(|(key, cell)| (key.clone(), cell.sum as i64)).collect()
    }

    /// What a query tells.
    pub(super) async fn queried(&self, client: &Client, since: i64, to: i64) -> Result<Rows> {
        let mut rows = Rows::new();
        for measure in self.measures {
            let question = QueryRequest {
                measure: (*measure).into(),
                label: "*".into(),
                from: Timestamp::from_seconds(since).to_string(),
                to: Timestamp::from_seconds(to).to_string(),
                step: self.resolution.into(),
                by: self.by.into(),
                place: self.place.into(),
                ..QueryRequest::default()
            };
            for row in client.query(question).await? {
                let start = row.time.as_ref().map_or(0, |time| time.seconds);
                let key = (row.place, start, (*measure).to_owned(), row.label);
                rows.insert(key, row.value.parse()?);
            }
        }
        Ok(rows)
    }
}
