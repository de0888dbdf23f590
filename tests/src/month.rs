//! A store with a month in it: 30 days of hours and days and 3 days of minutes of the sample
//! province's cameras. How long a start on it takes, and how long a commune's day by hour.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use jiff::Span;
use jiff::civil::Date;
use kinhbac_api::v1::QueryRequest;
use kinhbac_domain::cell::{Cell, CellEntry, CellKey, SeriesKey, Sketch};
use kinhbac_domain::clock::{Clock, SystemClock};
use kinhbac_domain::id::{Device, Label, SiteId};
use kinhbac_domain::measure::{Fixed, Measure};
use kinhbac_domain::ports::{CellStore, Commit};
use kinhbac_domain::position::{
    Offset, Ownership, PartitionIndex, Progress, Stream, StreamProgress,
};
use kinhbac_domain::sketch::QuantileSketch;
use kinhbac_domain::time::{Bucket, Resolution, Zone};
use kinhbac_store::sqlite::{SqliteConfig, SqliteStore};

use crate::client::Client;
use crate::process::Process;
use crate::system::sample_province;

/// The sample province's zone, which a server has if it is told none.
const ZONE: &str = "Asia/Ho_Chi_Minh";
/// Partitions of a server that is told no number.
const PARTITIONS: u32 = 12;
/// Cells of a commit.
const COMMIT: usize = 50_000;
/// What a camera of the demo tells.
const SERIES: [(Fixed, &str); 5] = [
    (Fixed::CameraPeople, ""),
    (Fixed::CameraVehicles, "CAR"),
    (Fixed::CameraVehicles, "MOTORCYCLE"),
    (Fixed::CameraSpeed, ""),
    (Fixed::CameraUp, ""),
];

/// How much there is, and how much is asked.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// Days of hours and days, up to now.
    pub days: u32,
    /// Days of minutes, up to now.
    pub days_of_minutes: u32,
    /// How many questions.
    pub questions: usize,
}

/// What it came to.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// Cells stored.
    pub cells: u64,
    /// From the start of the process until it said that it was ready.
    pub start: Duration,
    /// What each question took, the quickest first.
    pub questions: Vec<Duration>,
}

/// The longest that a start may take.
pub const LONGEST_START: Duration = Duration::from_secs(5);
/// The longest that a question may take.
pub const LONGEST_QUESTION: Duration = Duration::from_millis(50);

impl Verdict {
    /// What is wrong, if anything.
    #[must_use]
    pub fn fault(&self) -> Option<String> {
        let slowest = self.questions.last().copied().unwrap_or_default();
        if self.start > LONGEST_START {
            return Some(format!("the start took {:?}", self.start));
        }
        (slowest > LONGEST_QUESTION).then(|| format!("a question took {slowest:?}"))
    }
}

/// Fills a store, starts the binary on it, and asks; `tell` hears how much is stored, of how much.
///
/// # Errors
/// When the store or the server fails, or an answer is not what is stored.
pub async fn run(plan: Plan, mut tell: impl FnMut(u64, u64)) -> Result<Verdict> {
    let folder = tempfile::tempdir()?;
    let server = Process::up(folder.path(), &[]).await?;
    Client::connect(&server.grpc).await?.import(&sample_province()).await?;
    server.stop().await?;
    let cells = fill(&plan, folder.path(), &mut tell).await?;

    let begun = Instant::now();
    let server = Process::up(folder.path(), &[]).await?;
    let start = begun.elapsed();
    let client = Client::connect(&server.grpc).await?;
    let days = days(&plan)?;
    let communes = communes(&client, days[0]).await?;
    let mut questions = Vec::new();
    for (day, commune) in days.iter().cycle().zip(communes.iter().cycle()).take(plan.questions) {
        questions.push(ask(&client, commune, *day).await?);
    }
    questions.sort_unstable();
    server.stop().await?;
    Ok(Verdict { cells, start, questions })
}

/// The days that are whole, yesterday first.
fn days(plan: &Plan) -> Result<Vec<Date>> {
    let today = Zone::named(ZONE)?.date(SystemClock.now());
    let back = |days| today.checked_sub(Span::new().days(days)).context("a day");
    (1..i64::from(plan.days)).map(back).collect()
}

/// The communes with cameras.
async fn communes(client: &Client, day: Date) -> Result<Vec<String>> {
    let question = QueryRequest { by: "commune".into(), step: "day".into(), ..people(day)? };
    let rows = client.query(question).await?;
    ensure!(!rows.is_empty(), "no commune has cameras");
    Ok(rows.into_iter().map(|row| row.place).collect())
}

fn people(day: Date) -> Result<QueryRequest> {
    let (from, to) = (day.to_string(), day.tomorrow()?.to_string());
    Ok(QueryRequest { measure: "camera.people".into(), from, to, ..QueryRequest::default() })
}

/// One commune's day by hour.
async fn ask(client: &Client, commune: &str, day: Date) -> Result<Duration> {
    let question = QueryRequest { place: commune.into(), step: "hour".into(), ..people(day)? };
    let begun = Instant::now();
    let rows = client.query(question).await?;
    let took = begun.elapsed();
    ensure!(rows.len() == 24, "{} rows of {day}, not 24", rows.len());
    Ok(took)
}

async fn fill(plan: &Plan, folder: &Path, tell: &mut impl FnMut(u64, u64)) -> Result<u64> {
    let path = folder.join("store.sqlite");
    ensure!(path.exists(), "{} is not there", path.display());
    let store = SqliteStore::open(SqliteConfig { path, ..SqliteConfig::default() }).await?;
    let buckets = buckets(plan)?;
    let series = series()?;
    let all = buckets.len() as u64 * series.values().map(|s| s.len() as u64).sum::<u64>();
    let mut stored = 0;
    for (partition, series) in &series {
        let epoch = store.take_over(*partition).await?.epoch;
        let owner = Ownership { partition: *partition, epoch };
        for buckets in buckets.chunks(COMMIT.div_ceil(series.len())) {
            let of_bucket = |bucket: &Bucket| {
                let bucket = *bucket;
                series.iter().enumerate().map(move |(n, series)| cell(series, bucket, n))
            };
            let cells: Vec<_> = buckets.iter().flat_map(of_bucket).collect();
            stored += cells.len() as u64;
            store.commit(&commit(owner, cells)).await?;
            tell(stored, all);
        }
    }
    Arc::into_inner(store).context("the store is in use")?.close().await;
    Ok(stored)
}

/// From the oldest on, as they came.
fn buckets(plan: &Plan) -> Result<Vec<Bucket>> {
    let zone = Zone::named(ZONE)?;
    let now = SystemClock.now();
    let wanted = [
        (Resolution::Day, plan.days),
        (Resolution::Hour, plan.days * 24),
        (Resolution::Minute, plan.days_of_minutes * 24 * 60),
    ];
    let back = |(resolution, count)| {
        let (zone, open) = (&zone, zone.bucket(resolution, now));
        (0..count).map(move |n| zone.bucket_back(open, n))
    };
    let mut buckets: Vec<_> = wanted.into_iter().flat_map(back).collect();
    buckets.sort_unstable_by_key(|bucket| bucket.start);
    Ok(buckets)
}

/// The cameras' series by partition.
fn series() -> Result<BTreeMap<PartitionIndex, Vec<SeriesKey>>> {
    let [.., devices] = sample_province();
    let mut series: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for row in csv::Reader::from_path(devices)?.records() {
        let row = row?;
        let (source, kind, site) = (&row[0], &row[1], &row[3]);
        if kind == "camera" {
            let partition = PartitionIndex::of_key(site.as_bytes(), PARTITIONS);
            for (measure, label) in SERIES {
                series.entry(partition).or_default().push(SeriesKey {
                    site: SiteId::new(site)?,
                    device: Device::stored(source),
                    measure: Measure::Fixed(measure),
                    label: Label::stored(label),
                });
            }
        }
    }
    Ok(series)
}

/// A minute's sixty samples, and as many more as the bucket is longer.
fn cell(series: &SeriesKey, bucket: Bucket, n: usize) -> CellEntry {
    let samples = match bucket.resolution {
        Resolution::Minute => 60,
        Resolution::Hour => 3_600,
        _ => 86_400,
    };
    let amount = (n % 50) as i64;
    let mut cell = Cell { count: samples, sum: amount * samples as i64, ..Cell::default() };
    let offset = Offset(bucket.start + n as i64);
    cell.note(amount, bucket.start_time(), offset);
    if series.measure == Measure::Fixed(Fixed::CameraSpeed) {
        let mut sketch = QuantileSketch::default();
        (0..12).for_each(|n| sketch.add(200 + 20 * n, samples / 12));
        cell.sketch = Sketch::Quantiles(Box::new(sketch));
    }
    CellEntry { key: CellKey { series: series.clone(), bucket }, cell, version: offset }
}

fn commit(owner: Ownership, cells: Vec<CellEntry>) -> Commit {
    // As of now: of what is older than the fold's memory it need not know.
    let camera = StreamProgress { next: Offset(0), log_time: SystemClock.now() };
    let streams = BTreeMap::from([(Stream::Camera, camera)]);
    let progress = Progress { streams, cells_offset: Offset(0) };
    let (sequences, readings, incidents) = (Vec::new(), Vec::new(), Vec::new());
    Commit { owner, progress, cells, sequences, readings, incidents }
}
