//! Things to store.

use std::collections::BTreeMap;

use kinhbac_domain::cell::{Cell, CellEntry, CellKey, SeriesKey, Sketch};
use kinhbac_domain::id::{Device, Label, SiteId, Source};
use kinhbac_domain::measure::{Fixed, Measure};
use kinhbac_domain::ports::{CellStore, Commit};
use kinhbac_domain::position::{
    Offset, Ownership, PartitionIndex, Progress, Stream, StreamProgress,
};
use kinhbac_domain::time::{Bucket, Resolution, Timestamp};

/// A minute: 2026-11-22T01:02:00Z.
pub(crate) const MINUTE: i64 = 1_795_309_320;
/// A partition.
pub(crate) const P: PartitionIndex = PartitionIndex(3);

pub(crate) fn source(name: &str) -> Source {
    Source::new(name).unwrap()
}

pub(crate) fn site(name: &str) -> SiteId {
    SiteId::new(name).unwrap()
}

/// People passing a camera of a site.
pub(crate) fn people(camera: u32) -> SeriesKey {
    SeriesKey {
        site: site(&format!("site-{}", camera / 3)),
        device: Device::from(source(&format!("camera/{camera}"))),
        measure: Measure::Fixed(Fixed::CameraPeople),
        label: Label::none(),
    }
}

/// Of another measure.
pub(crate) fn of(measure: impl Into<Measure>, series: SeriesKey) -> SeriesKey {
    SeriesKey { measure: measure.into(), ..series }
}

pub(crate) fn minute(start: i64) -> Bucket {
    Bucket { resolution: Resolution::Minute, start }
}

/// A cell with `count` samples.
pub(crate) fn entry(series: SeriesKey, bucket: Bucket, count: u64) -> CellEntry {
    let at = bucket.start_time().plus_millis(7);
    let amount = 3 - count.cast_signed();
    let mut cell = Cell { count, sum: 2 * amount, seconds: count * 60, ..Cell::default() };
    cell.note(amount, at, Offset(count.cast_signed()));
    CellEntry { key: CellKey { series, bucket }, cell, version: Offset(100 + count.cast_signed()) }
}

/// A cell that nothing was folded into but a sketch.
pub(crate) fn with_sketch(series: SeriesKey, bucket: Bucket, sketch: Sketch) -> CellEntry {
    let cell = Cell { sketch, ..Cell::default() };
    CellEntry { key: CellKey { series, bucket }, cell, version: Offset(0) }
}

/// Progress of the camera stream.
pub(crate) fn progress(next: i64) -> Progress {
    let log_time = Timestamp::from_seconds(MINUTE + next);
    let streams = BTreeMap::from([
        (Stream::Camera, StreamProgress { next: Offset(next), log_time }),
        (Stream::Wifi, StreamProgress { next: Offset(2 * next), log_time: Timestamp::MIN }),
    ]);
    Progress { streams, cells_offset: Offset(10 * next) }
}

/// A commit of cells alone.
pub(crate) fn commit(owner: Ownership, next: i64, cells: Vec<CellEntry>) -> Commit {
    Commit {
        owner,
        progress: progress(next),
        cells,
        sequences: Vec::new(),
        readings: Vec::new(),
        incidents: Vec::new(),
    }
}

/// The new owner of a partition.
pub(crate) async fn own(store: &impl CellStore, partition: PartitionIndex) -> Ownership {
    Ownership { partition, epoch: store.take_over(partition).await.unwrap().epoch }
}

/// Commits cells as the new owner of a partition.
pub(crate) async fn put(
    store: &impl CellStore,
    partition: PartitionIndex,
    cells: Vec<CellEntry>,
) -> Ownership {
    let owner = own(store, partition).await;
    store.commit(&commit(owner, 1, cells)).await.unwrap();
    owner
}

/// The cells of the keys of `wanted`, in the order of the keys.
pub(crate) async fn stored(
    store: &impl CellStore,
    owner: Ownership,
    wanted: &[CellEntry],
) -> Vec<CellEntry> {
    let keys: Vec<_> = wanted.iter().map(|entry| entry.key.clone()).collect();
    sorted(store.cells(owner, &keys).await.unwrap())
}

/// In the order of the keys.
pub(crate) fn sorted(mut entries: Vec<CellEntry>) -> Vec<CellEntry> {
    entries.sort_by(|a, b| a.key.cmp(&b.key));
    entries
}
