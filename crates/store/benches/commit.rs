//! What the embedded store does a second: `cargo bench -p kinhbac-store`. One beat of 3,200
//! cameras: 57,600 cells of minute, hour and day, committed and synced.

#![expect(clippy::unwrap_used, reason = "what fails here fails a bench")]

#[path = "support/beat.rs"]
mod beat;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, LazyLock, OnceLock};

use beat::{CAMERAS, DAY, SERIES, beat};
use divan::Bencher;
use divan::counter::ItemsCount;
use futures::TryStreamExt;
use kinhbac_domain::cell::{CellEntry, CellKey};
use kinhbac_domain::id::SiteId;
use kinhbac_domain::measure::{Fixed, Measure};
use kinhbac_domain::ports::{CellStore, Commit, HistoryStore, SeriesScan};
use kinhbac_domain::position::{Offset, Ownership, PartitionIndex, Progress};
use kinhbac_domain::time::{Bucket, Resolution};
use kinhbac_store::sqlite::{SqliteConfig, SqliteStore};
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// Minutes that stand in the store for reading.
const MINUTES: i64 = 120;
const P: PartitionIndex = PartitionIndex(0);

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().unwrap());
static READ: OnceLock<Filled> = OnceLock::new();

fn main() {
    divan::main();
    // A static is never dropped, and with it its folder.
    if let Some(filled) = READ.get() {
        std::fs::remove_dir_all(filled.folder.path()).unwrap();
    }
}

fn filled() -> &'static Filled {
    READ.get_or_init(|| RUNTIME.block_on(Filled::new()))
}

/// A store with two hours of minutes.
struct Filled {
    store: Arc<SqliteStore>,
    owner: Ownership,
    minute: AtomicI64,
    folder: TempDir,
}

impl Filled {
    async fn empty() -> Self {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("store.sqlite");
        let config = SqliteConfig { path, ..SqliteConfig::default() };
        let store = SqliteStore::open(config).await.unwrap();
        let epoch = store.take_over(P).await.unwrap().epoch;
        let owner = Ownership { partition: P, epoch };
        Self { store, owner, minute: AtomicI64::new(DAY), folder }
    }

    async fn new() -> Self {
        let filled = Self::empty().await;
        for _ in 0..MINUTES {
            filled.commit(beat(filled.next_minute())).await;
        }
        filled
    }

    fn next_minute(&self) -> i64 {
        self.minute.fetch_add(60, Ordering::Relaxed)
    }

    async fn commit(&self, cells: Vec<CellEntry>) {
        let progress = Progress { streams: BTreeMap::new(), cells_offset: Offset(0) };
        let commit = Commit {
            owner: self.owner,
            progress,
            cells,
            sequences: Vec::new(),
            readings: Vec::new(),
            incidents: Vec::new(),
        };
        self.store.commit(&commit).await.unwrap();
    }

    async fn scan(&self, scan: SeriesScan) -> usize {
        let count = self.store.scan(scan).try_fold(0, async |count, _| Ok(count + 1));
        count.await.unwrap()
    }
}

fn all(resolution: Resolution, starts: std::ops::Range<i64>) -> SeriesScan {
    SeriesScan { measures: Vec::new(), label: None, sites: None, device: None, resolution, starts }
}

fn hour_of_minutes() -> SeriesScan {
    all(Resolution::Minute, DAY..DAY + 3600)
}

/// 30 cameras of ten sites.
fn commune(scan: SeriesScan) -> SeriesScan {
    let sites = (100..110).map(|n| SiteId::new(format!("site-{n}")).unwrap()).collect();
    SeriesScan { sites: Some(sites), ..scan }
}

/// A minute begins: its cells are new, hour and day are updated. The first has new series, too.
#[divan::bench(sample_count = 20, sample_size = 1)]
fn commit_of_a_new_minute(bencher: Bencher) {
    let filled = RUNTIME.block_on(Filled::empty());
    bencher
        .with_inputs(|| beat(filled.next_minute()))
        .input_counter(|cells| ItemsCount::new(cells.len()))
        .bench_local_values(|cells| RUNTIME.block_on(filled.commit(cells)));
}

/// The same minute again: all cells are updated.
#[divan::bench(sample_count = 20, sample_size = 1)]
fn commit_of_the_same_minute(bencher: Bencher) {
    let filled = RUNTIME.block_on(Filled::empty());
    bencher
        .with_inputs(|| beat(DAY))
        .input_counter(|cells| ItemsCount::new(cells.len()))
        .bench_local_values(|cells| RUNTIME.block_on(filled.commit(cells)));
}

/// Single cells, spread over series and minutes.
#[divan::bench(args = [1, 100, 5000], sample_size = 1)]
fn look_up_by_key(bencher: Bencher, count: i64) {
    let key = |n: i64| CellKey {
        series: SERIES[(n * 7919) as usize % SERIES.len()].clone(),
        bucket: Bucket { resolution: Resolution::Minute, start: DAY + n % MINUTES * 60 },
    };
    let keys: Vec<_> = (0..count).map(key).collect();
    let filled = filled();
    bencher
        .counter(ItemsCount::new(keys.len()))
        .bench_local(|| RUNTIME.block_on(filled.store.cells(filled.owner, &keys)).unwrap());
}

/// What a new owner loads: ten minutes of a partition (here all series are of one).
#[divan::bench(sample_count = 10, sample_size = 1)]
fn open_minutes(bencher: Bencher) {
    let filled = filled();
    let since = DAY + (MINUTES - 10) * 60;
    bencher.counter(ItemsCount::new(10 * SERIES.len())).bench_local(|| {
        RUNTIME.block_on(filled.store.open_cells(filled.owner, Resolution::Minute, since)).unwrap()
    });
}

/// What a live view begins with: all series, an hour of minutes.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn scan_an_hour_of_all(bencher: Bencher) {
    let filled = filled();
    bencher
        .counter(ItemsCount::new(60 * SERIES.len()))
        .bench_local(|| RUNTIME.block_on(filled.scan(hour_of_minutes())));
}

/// One measure of all cameras, an hour of minutes.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn scan_an_hour_of_one_measure(bencher: Bencher) {
    let filled = filled();
    let measures = vec![Measure::Fixed(Fixed::CameraPeople)];
    let scan = SeriesScan { measures, ..hour_of_minutes() };
    bencher
        .counter(ItemsCount::new(60 * CAMERAS as usize))
        .bench_local(|| RUNTIME.block_on(filled.scan(scan.clone())));
}

/// 30 cameras, 180 series, 24 buckets of minutes: as many cells as a day by hour.
#[divan::bench(sample_count = 50, sample_size = 1)]
fn scan_24_buckets_of_a_commune(bencher: Bencher) {
    let filled = filled();
    let scan = commune(all(Resolution::Minute, DAY..DAY + 24 * 60));
    bencher
        .counter(ItemsCount::new(24_usize * 180))
        .bench_local(|| RUNTIME.block_on(filled.scan(scan.clone())));
}
