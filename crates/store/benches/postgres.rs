//! What a commit on PostgreSQL costs over the same rows by a plain UNNEST statement, in one run:
//! `cargo bench -p kinhbac-store --bench postgres [-- timescale]`. The engine is started by
//! `deploy/engines`, or named by `KINHBAC_TEST_POSTGRES` (`KINHBAC_TEST_TIMESCALE`).

#![expect(clippy::unwrap_used, reason = "what fails here fails a bench")]
#![expect(clippy::print_stdout, reason = "the figures")]

#[path = "support/beat.rs"]
mod beat;
#[path = "support/plain.rs"]
mod plain;

use std::collections::BTreeMap;
use std::process::Command;
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
use plain::Plain;
use sqlx::postgres::{PgConnection, PgPool};
use sqlx::{AssertSqlSafe, Connection, Executor};

const P: PartitionIndex = PartitionIndex(0);
const ROUNDS: i64 = 15;

fn main() {
    let engine =
        if std::env::args().any(|arg| arg == "timescale") { "timescale" } else { "postgres" };
    let variable = format!("KINHBAC_TEST_{}", engine.to_uppercase());
    let runtime = tokio::runtime::Runtime::new().unwrap();
    if let Ok(url) = std::env::var(variable) {
        return runtime.block_on(compare(engine, &url));
    }
    let folder = format!("/var/tmp/kinhbac-bench-{engine}-{}", std::process::id());
    let url = deployed(engine, "start", &folder);
    let outcome = std::panic::catch_unwind(|| runtime.block_on(compare(engine, &url)));
    deployed(engine, "stop", &folder);
    std::fs::remove_dir_all(&folder).unwrap();
    outcome.unwrap();
}

/// The last line that a command of `deploy/engines` prints.
fn deployed(engine: &str, command: &str, folder: &str) -> String {
    let script = format!("{}/../../deploy/engines/{engine}", env!("CARGO_MANIFEST_DIR"));
    let run = Command::new(script).args([command, "--data", folder]).output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8(run.stdout).unwrap().lines().last().unwrap().into()
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
