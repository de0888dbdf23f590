//! What a commit on PostgreSQL costs over the same rows by a plain UNNEST statement, in one run:
//! `cargo bench -p kinhbac-store --bench postgres [-- timescale]`. The engine is started by
//! `deploy/engines`, and waits for the disk as a province's does.

#![expect(clippy::unwrap_used, reason = "what fails here fails a bench")]
#![expect(clippy::print_stdout, reason = "the figures")]

#[path = "support/beat.rs"]
mod beat;
#[path = "support/plain.rs"]
mod plain;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use beat::{CAMERAS, DAY, SERIES, beat};
use futures::TryStreamExt;
use kinhbac_domain::cell::CellEntry;
use kinhbac_domain::measure::{Fixed, Measure};
use kinhbac_domain::ports::{CellStore, Commit, HistoryStore, SeriesScan};
use kinhbac_domain::position::{Offset, Ownership, PartitionIndex, Progress};
use kinhbac_domain::time::Resolution;
use kinhbac_store::postgres::{PostgresConfig, PostgresStore};
use kinhbac_test_engines::Engine;
use plain::Plain;
use sqlx::postgres::{PgConnection, PgPool};
use sqlx::{AssertSqlSafe, Connection, Executor};

const P: PartitionIndex = PartitionIndex(0);
const ROUNDS: i64 = 15;

fn main() {
    let is_timescale = std::env::args().any(|arg| arg == "timescale");
    let engine = if is_timescale { Engine::Timescale } else { Engine::Postgres };
    let own = engine.start_durable().unwrap();
    tokio::runtime::Runtime::new().unwrap().block_on(compare(engine.name(), &own.url));
}

/// A migrated database of its own, made anew.
async fn database(url: &str, name: &str) -> PostgresConfig {
    let mut conn = PgConnection::connect(url).await.unwrap();
    for sql in ["DROP DATABASE IF EXISTS", "CREATE DATABASE"] {
        conn.execute(AssertSqlSafe(format!("{sql} {name}"))).await.unwrap();
    }
    let (server, _) = url.rsplit_once('/').unwrap();
    let config = PostgresConfig::new(format!("{server}/{name}"));
    PostgresStore::migrate(&config).await.unwrap();
    config
}

async fn compare(engine: &str, url: &str) {
    let ours = Ours::open(&database(url, "kinhbac_bench_ours").await).await;
    let plain = database(url, "kinhbac_bench_plain").await;
    let plain = PgPool::connect(&plain.url).await.unwrap();
    let rows = beat(DAY).len();
    for (what, step) in [("a new minute each time", 60), ("the same minute again", 0)] {
        let (mut of_ours, mut of_plain) = (Vec::new(), Vec::new());
        for round in 0..ROUNDS {
            let cells = beat(DAY + round * step);
            let arrays = Plain::new(&cells);
            of_ours.push(ours.commit(cells).await);
            let began = Instant::now();
            arrays.write(&plain).await;
            of_plain.push(began.elapsed());
        }
        let (ours, plain) = (per_second(rows, of_ours), per_second(rows, of_plain));
        println!(
            "{engine}, {what}: commit {ours:.0} rows/s, plain UNNEST {plain:.0} rows/s, ratio {:.2}",
            ours / plain
        );
    }
    ours.tell_scans(engine).await;
}

/// By the median.
fn per_second(rows: usize, mut took: Vec<Duration>) -> f64 {
    took.sort_unstable();
    rows as f64 / took[took.len() / 2].as_secs_f64()
}

struct Ours {
    store: Arc<PostgresStore>,
    owner: Ownership,
}

impl Ours {
    async fn open(config: &PostgresConfig) -> Self {
        let store = PostgresStore::open(config).await.unwrap();
        let epoch = store.take_over(P).await.unwrap().epoch;
        Self { store, owner: Ownership { partition: P, epoch } }
    }

    async fn commit(&self, cells: Vec<CellEntry>) -> Duration {
        let progress = Progress { streams: BTreeMap::new(), cells_offset: Offset(0) };
        let commit = Commit {
            owner: self.owner,
            progress,
            cells,
            sequences: Vec::new(),
            readings: Vec::new(),
            incidents: Vec::new(),
        };
        let began = Instant::now();
        self.store.commit(&commit).await.unwrap();
        began.elapsed()
    }

    async fn tell_scans(&self, engine: &str) {
        let all = SeriesScan {
            measures: Vec::new(),
            label: None,
            sites: None,
            device: None,
            resolution: Resolution::Minute,
            starts: DAY..DAY + 3600,
        };
        let one = vec![Measure::Fixed(Fixed::CameraPeople)];
        let commune: Vec<_> = SERIES.iter().skip(1800).take(180).map(|s| s.site.clone()).collect();
        let scans = [
            ("all series", all.clone()),
            ("one measure", SeriesScan { measures: one, ..all.clone() }),
            ("a commune's 30 cameras", SeriesScan { sites: Some(commune), ..all }),
        ];
        for (what, scan) in scans {
            let began = Instant::now();
            let count = self.store.scan(scan).try_fold(0_u32, async |n, _| Ok(n + 1));
            let count = count.await.unwrap();
            let took = began.elapsed();
            println!(
                "{engine}, {ROUNDS} minutes of {what} ({CAMERAS} cameras stand there): {count} cells in {took:.1?}"
            );
        }
    }
}
