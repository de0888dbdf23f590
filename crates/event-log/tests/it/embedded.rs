//! The embedded adapter: its contract, and what is its own.

mod damage;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use kinhbac_domain::clock::Clock;
use kinhbac_domain::ports::{EventLog, LogError};
use kinhbac_domain::position::{Offset, PartitionIndex, Topic};
use kinhbac_domain::time::Timestamp;
use kinhbac_event_log::embedded::{EmbeddedLog, EmbeddedLogConfig, OpenError};

use crate::contract::{self, CAMERA, Harness, append, from, in_time, read, value_of, values};

/// A clock that is told the time.
#[derive(Debug)]
pub(crate) struct ToldClock(AtomicI64);

impl ToldClock {
    pub(crate) fn advance(&self, by: Duration) {
        self.0.fetch_add(by.as_millis() as i64, Ordering::SeqCst);
    }

    pub(crate) fn step_back(&self, by: Duration) {
        self.0.fetch_sub(by.as_millis() as i64, Ordering::SeqCst);
    }
}

impl Clock for ToldClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::SeqCst))
    }
}

/// The adapter in a folder of its own.
pub(crate) struct Embedded {
    config: EmbeddedLogConfig,
    pub(crate) clock: Arc<ToldClock>,
    log: Option<Arc<EmbeddedLog>>,
    _dir: tempfile::TempDir,
}

pub(crate) fn config(dir: &Path) -> EmbeddedLogConfig {
    EmbeddedLogConfig {
        partitions: 3,
        max_record_bytes: 100 << 10,
        min_free_bytes: 0,
        // Small, so that the tests meet several segments and tables.
        segment_bytes: 16 << 10,
        memtable_bytes: 8 << 10,
        ..EmbeddedLogConfig::new(dir)
    }
}

impl Embedded {
    async fn open() -> Self {
        Self::open_with(|_| ()).await
    }

    pub(crate) async fn open_with(change: impl FnOnce(&mut EmbeddedLogConfig)) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut config = config(dir.path());
        change(&mut config);
        let clock = Arc::new(ToldClock(AtomicI64::new(1_700_000_000_000)));
        let log = EmbeddedLog::open(config.clone(), clock.clone()).unwrap();
        Self { config, clock, log: Some(log), _dir: dir }
    }

    pub(crate) fn embedded(&self) -> &Arc<EmbeddedLog> {
        self.log.as_ref().unwrap()
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    fn open_again(&self) -> Result<Arc<EmbeddedLog>, OpenError> {
        EmbeddedLog::open(self.config.clone(), self.clock.clone())
    }
}

#[async_trait]
impl Harness for Embedded {
    fn log(&self) -> Arc<dyn EventLog> {
        self.embedded().clone()
    }

    async fn reopen(&mut self) {
        self.log = None;
        self.log = Some(self.open_again().unwrap());
    }

    async fn tick(&self) {
        self.clock.advance(Duration::from_millis(10));
    }

    async fn expire(&self) {
        self.clock.advance(Duration::from_secs(8 * 24 * 3600));
        self.embedded().trim().await.unwrap();
    }

    fn keeps_the_unreleased(&self) -> bool {
        true
    }

    fn max_record_bytes(&self) -> usize {
        self.config.max_record_bytes
    }
}

contract::suite!(Embedded::open());

#[tokio::test]
async fn a_second_open_is_refused_naming_the_folder() {
    let h = Embedded::open().await;
    let error = h.open_again().err().unwrap();
    assert!(matches!(error, OpenError::InUse { .. }), "{error}");
    assert!(error.to_string().contains(h.config.dir.to_str().unwrap()), "{error}");
}

#[tokio::test]
async fn another_number_of_partitions_is_refused_by_name() {
    let mut h = Embedded::open().await;
    h.log = None;
    h.config.partitions = 4;
    let error = h.open_again().err().unwrap();
    assert!(matches!(error, OpenError::OtherPartitions { found: 3, asked: 4, .. }), "{error}");
    h.config.partitions = 3;
    h.open_again().unwrap();
}

#[tokio::test]
async fn a_folder_that_was_half_made_is_made_anew() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir(dir.path().join("log.new")).unwrap();
    std::fs::write(dir.path().join("log.new/0.jnl"), b"").unwrap();
    let clock = Arc::new(ToldClock(AtomicI64::new(0)));
    let log: Arc<dyn EventLog> = EmbeddedLog::open(config(dir.path()), clock).unwrap();
    append(&log, CAMERA, 0, values("v", 1)).await;
}

#[tokio::test]
async fn offsets_go_by_one() {
    let mut h = Embedded::open().await;
    for round in 0..3 {
        let offsets = append(&h.log(), CAMERA, 0, values("v", 500)).await;
        let expected: Vec<_> = (0..500).map(|i| Offset(round * 500 + i)).collect();
        assert_eq!(offsets, expected);
        h.reopen().await;
    }
}

#[tokio::test]
async fn an_instant_is_found_though_the_clock_stepped_back() {
    let h = Embedded::open().await;
    let log = h.log();
    let partition = PartitionIndex(0);
    let mut seed = 7_u64;
    for batch in 0..60 {
        append(&log, CAMERA, 0, values(&format!("{batch}-"), 40)).await;
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        match seed >> 62 {
            0 => h.clock.step_back(Duration::from_millis(seed >> 40 & 0x3f)),
            _ => h.clock.advance(Duration::from_millis(seed >> 40 & 0x3f)),
        }
    }
    let records = read(&log, CAMERA, 0, Offset(0), 2400).await;
    assert!(!records.is_sorted_by_key(|r| r.appended_at));
    let end = log.bounds(CAMERA, partition).await.unwrap().end;
    for at in records.iter().step_by(20).flat_map(|r| [r.appended_at, r.appended_at.plus_millis(1)])
    {
        let first = records.iter().find(|r| r.appended_at >= at).map_or(end, |r| r.offset);
        assert_eq!(log.offset_at(CAMERA, partition, at).await.unwrap(), first);
    }
}

#[tokio::test]
async fn a_second_member_waits_until_the_first_leaves() {
    let h = Embedded::open().await;
    let mut first = h.log().join("first").await.unwrap();
    assert_eq!(first.assigned().await.unwrap().len(), 3);
    let mut second = h.log().join("second").await.unwrap();
    assert!(at_once(second.assigned().as_mut()).await.is_none());
    first.leave().await;
    assert_eq!(in_time(second.assigned()).await.unwrap().len(), 3);
}

/// What a future answers at once.
async fn at_once<F: Future + ?Sized>(mut work: std::pin::Pin<&mut F>) -> Option<F::Output> {
    std::future::poll_fn(|context| match work.as_mut().poll(context) {
        std::task::Poll::Ready(done) => std::task::Poll::Ready(Some(done)),
        std::task::Poll::Pending => std::task::Poll::Ready(None),
    })
    .await
}

#[tokio::test]
async fn a_reader_is_told_when_the_log_is_closed() {
    let mut h = Embedded::open().await;
    let mut reader = h.log().read(&[from(CAMERA, 0, Offset(0))]).await.unwrap();
    let waits = tokio::spawn(async move { reader.next(1).await });
    tokio::task::yield_now().await;
    h.log = None;
    let error = in_time(waits).await.unwrap().unwrap_err();
    assert!(matches!(error, LogError::Unavailable(_)), "{error}");
}

#[tokio::test]
async fn what_is_trimmed_gives_its_disk_space_back() {
    let h = Embedded::open().await;
    for _ in 0..40 {
        append(&h.log(), Topic::Cells, 0, (0..100).map(|i| format!("{i:0>200}"))).await;
    }
    // Keyspace 0 is fjall's own.
    let own = h.config.dir.join("log/keyspaces/0");
    let tables = || files(&h.config.dir, "tables").iter().filter(|t| !t.starts_with(&own)).count();
    assert!(tables() > 10, "{}", tables());
    h.expire().await;
    assert!(tables() < 10, "{}", tables());
}

#[tokio::test]
async fn old_records_go_though_young_ones_followed_at_once() {
    let h = Embedded::open().await;
    let day = Duration::from_secs(24 * 3600);
    append(&h.log(), Topic::Late, 0, values("old", 5)).await;
    h.clock.advance(2 * day);
    let young = append(&h.log(), Topic::Late, 0, values("young", 5)).await[0];
    h.clock.advance(6 * day);
    h.embedded().trim().await.unwrap();
    let first = h.log().bounds(Topic::Late, PartitionIndex(0)).await.unwrap().start;
    assert_eq!(first, young);
}

/// The files below a folder of a name.
fn files(dir: &Path, folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path, folder));
        } else if dir.file_name().is_some_and(|n| n == folder) {
            found.push(path);
        }
    }
    found
}

#[tokio::test]
async fn a_read_takes_as_much_from_each_partition() {
    let h = Embedded::open().await;
    for partition in 0..2 {
        append(&h.log(), CAMERA, partition, values("v", 500)).await;
    }
    let both = [from(CAMERA, 0, Offset(0)), from(CAMERA, 1, Offset(0))];
    let records = h.log().read(&both).await.unwrap().next(100).await.unwrap();
    assert_eq!(records.iter().filter(|r| r.partition.0 == 0).count(), 50);
}
