//! What the embedded log costs: appends that are on disk for good, and reading.
#![expect(clippy::unwrap_used, reason = "a bench that can't run has nothing to say")]

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use bytes::Bytes;
use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use kinhbac_domain::clock::{Clock, SystemClock};
use kinhbac_domain::ports::{EventLog, Headers, NewRecord, ReadFrom};
use kinhbac_domain::position::{Offset, PartitionIndex, Topic};
use kinhbac_domain::time::Timestamp;
use kinhbac_event_log::embedded::{EmbeddedLog, EmbeddedLogConfig};
use tokio::runtime::Runtime;

const TOPIC: Topic = Topic::Cells;
const WRITERS: usize = 4;
const RECORD_BYTES: usize = 200;

fn main() {
    divan::main();
}

/// The machine's clock, put forward.
#[derive(Default)]
struct AheadClock(AtomicI64);

impl Clock for AheadClock {
    fn now(&self) -> Timestamp {
        SystemClock.now().plus_millis(self.0.load(Ordering::Relaxed))
    }
}

/// A log in a temporary folder.
struct Bench {
    clock: Arc<AheadClock>,
    runtime: Runtime,
    log: Arc<EmbeddedLog>,
    _dir: tempfile::TempDir,
}

impl Bench {
    fn new() -> Self {
        let runtime = Runtime::new().unwrap();
        let dir = tempfile::tempdir().unwrap();
        let config = EmbeddedLogConfig::new(dir.path());
        let clock = Arc::new(AheadClock::default());
        let open = async { EmbeddedLog::open(config, clock.clone()).unwrap() };
        let log = runtime.block_on(open);
        Self { clock, runtime, log, _dir: dir }
    }

    /// Appends `calls` batches of `batch` records from each of four writers.
    fn append(&self, calls: usize, batch: usize) {
        let writers = (0..WRITERS).map(|writer| {
            let log = self.log.clone();
            self.runtime.spawn(async move {
                for call in 0..calls {
                    let answers = log.append(TOPIC, records(writer + call, batch)).await;
                    assert!(answers.iter().all(Result::is_ok));
                }
            })
        });
        for writer in writers.collect::<Vec<_>>() {
            self.runtime.block_on(writer).unwrap();
        }
    }

    /// Reads all partitions together.
    fn scan(&self, count: usize) {
        let from: Vec<_> = (0..self.log.partitions())
            .map(|p| ReadFrom { topic: TOPIC, partition: PartitionIndex(p), offset: Offset(0) })
            .collect();
        self.runtime.block_on(async {
            let mut reader = self.log.read(&from).await.unwrap();
            let mut read = 0;
            while read < count {
                read += black_box(reader.next(5_000).await.unwrap()).len();
            }
        });
    }
}

/// Records of 200 bytes that compress about as well as events do, spread over the partitions.
fn records(seed: usize, count: usize) -> Vec<NewRecord> {
    let mut state = seed as u64 ^ 0x9e37_79b9;
    let mut record = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let mut value = vec![b'k'; RECORD_BYTES];
        for chunk in value[..RECORD_BYTES / 2].chunks_mut(8) {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            chunk.copy_from_slice(&state.to_le_bytes()[..chunk.len()]);
        }
        NewRecord {
            partition: PartitionIndex((state >> 40) as u32 % 12),
            key: Bytes::from_static(b"site-00123"),
            value: value.into(),
            headers: Headers::default(),
        }
    };
    (0..count).map(|_| record()).collect()
}

/// Batches of a size from four writers, each acknowledged after its sync.
#[divan::bench(args = [1, 50, 500], sample_count = 5, sample_size = 1)]
fn append_with_sync(bencher: Bencher, batch: usize) {
    let calls = (400_000 / WRITERS / batch).min(1_000);
    bencher
        .counter(ItemsCount::new(WRITERS * calls * batch))
        .with_inputs(Bench::new)
        .bench_local_refs(|bench| bench.append(calls, batch));
}

/// A long run: tables are written and segments closed while it goes on.
#[divan::bench(sample_count = 1, sample_size = 1)]
fn append_three_million_with_sync(bencher: Bencher) {
    let calls = 3_000_000 / WRITERS / 500;
    bencher
        .counter(ItemsCount::new(WRITERS * calls * 500))
        .with_inputs(Bench::new)
        .bench_local_refs(|bench| bench.append(calls, 500));
}

/// Reading twelve partitions together, in batches of 5,000.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn scan(bencher: Bencher) {
    let bench = Bench::new();
    bench.append(250, 500);
    bencher.counter(ItemsCount::new(500_000_usize)).bench_local(|| bench.scan(500_000));
}

/// Dropping a million records that are too old.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn trim_a_million(bencher: Bencher) {
    let filled = || {
        let bench = Bench::new();
        bench.append(500, 500);
        bench.clock.0.store(8 * 24 * 3600 * 1000, Ordering::Relaxed);
        bench
    };
    bencher
        .counter(ItemsCount::new(1_000_000_usize))
        .with_inputs(filled)
        .bench_local_refs(|bench| bench.runtime.block_on(bench.log.trim()).unwrap());
}
