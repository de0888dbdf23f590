//! Cells, progress, and what is committed with them.

use std::collections::{BTreeMap, BTreeSet};

use kinhbac_domain::cell::{CellEntry, Sketch};
use kinhbac_domain::id::{IncidentId, Label};
use kinhbac_domain::measure::{Fixed, Measure};
use kinhbac_domain::ports::{
    CellStore, Commit, IncidentKey, IncidentRow, Reading, ReadingKey, SequenceRanges,
    SourceSequence, StoreError, TakeOver,
};
use kinhbac_domain::position::{
    Epoch, Offset, Ownership, PartitionIndex, Position, Progress, Stream,
};
use kinhbac_domain::sketch::{DistinctSketch, Presence, QuantileSketch};
use kinhbac_domain::time::{Bucket, Resolution, Timestamp};

use super::Harness;
use super::sample::{
    self, MINUTE, P, commit, entry, minute, own, people, put, site, sorted, stored,
};

pub(crate) async fn results_and_progress_are_committed_together(harness: impl Harness) {
    let store = harness.open().await;
    assert_eq!(store.progress().await.unwrap(), []);
    let first = store.take_over(P).await.unwrap();
    assert_eq!(first, TakeOver { epoch: Epoch(1), ..TakeOver::default() });
    assert_eq!(store.progress().await.unwrap(), [], "taken over, but never committed");

    let owner = Ownership { partition: P, epoch: first.epoch };
    let cells = vec![entry(people(1), minute(MINUTE), 1), entry(people(2), minute(MINUTE), 2)];
    store.commit(&commit(owner, 5, cells.clone())).await.unwrap();

    let store = harness.reopen(store).await;
    assert_eq!(stored(&*store, owner, &cells).await, cells);
    assert_eq!(store.progress().await.unwrap(), [(P, sample::progress(5))]);
    let second = store.take_over(P).await.unwrap();
    assert_eq!((second.epoch, second.progress), (Epoch(2), sample::progress(5)));
}

pub(crate) async fn a_former_owner_cannot_write(harness: impl Harness) {
    let store = harness.open().await;
    let former = own(&*store, P).await;
    let before = vec![entry(people(1), minute(MINUTE), 1)];
    store.commit(&commit(former, 1, before.clone())).await.unwrap();
    let owner = own(&*store, P).await;

    let late = vec![entry(people(1), minute(MINUTE), 2), entry(people(9), minute(MINUTE), 1)];
    let fenced = StoreError::Fenced { partition: P, ours: former.epoch, owner: owner.epoch };
    let refused = store.commit(&commit(former, 2, late.clone())).await;
    assert_eq!(refused, Err(fenced.clone()));
    assert_eq!(stored(&*store, owner, &late).await, before);
    assert_eq!(store.progress().await.unwrap(), [(P, sample::progress(1))]);

    let other = PartitionIndex(P.0 + 1);
    let nobodys = Ownership { partition: other, ..owner };
    let refused = store.commit(&commit(nobodys, 2, late.clone())).await;
    assert!(matches!(refused, Err(StoreError::Fenced { .. })), "{refused:?}");
    store.commit(&commit(owner, 2, late.clone())).await.unwrap();
    assert_eq!(stored(&*store, owner, &late).await, late);
}

pub(crate) async fn a_former_owner_cannot_read(harness: impl Harness) {
    let store = harness.open().await;
    let former = put(&*store, P, vec![entry(people(1), minute(MINUTE), 1)]).await;
    let owner = own(&*store, P).await;
    let fenced = StoreError::Fenced { partition: P, ours: former.epoch, owner: owner.epoch };
    let key = entry(people(1), minute(MINUTE), 1).key;
    assert_eq!(store.cells(former, &[key]).await, Err(fenced.clone()));
    assert_eq!(store.open_cells(former, Resolution::Minute, 0).await, Err(fenced.clone()));
    assert_eq!(store.known_incidents(former, &[]).await, Err(fenced));
}

/// A number that was given to a series in a commit that failed may be given to another later.
pub(crate) async fn a_commit_that_is_refused_leaves_nothing(harness: impl Harness) {
    let store = harness.open().await;
    let owner = own(&*store, P).await;
    let refused = vec![entry(people(1), minute(MINUTE), 1), entry(people(2), minute(MINUTE), 2)];
    let former = Ownership { epoch: Epoch(owner.epoch.0 - 1), ..owner };
    let zombie = commit(former, 1, refused.clone());
    assert!(store.commit(&zombie).await.is_err());

    let made = vec![entry(people(2), minute(MINUTE), 7), entry(people(3), minute(MINUTE), 8)];
    store.commit(&commit(owner, 2, made.clone())).await.unwrap();
    let both = [refused, made.clone()].concat();
    assert_eq!(stored(&*store, owner, &both).await, made);
    let store = harness.reopen(store).await;
    assert_eq!(stored(&*store, owner, &both).await, made);
}

pub(crate) async fn the_same_commit_twice_changes_nothing(harness: impl Harness) {
    let store = harness.open().await;
    let owner = own(&*store, P).await;
    let made = full_commit(owner);
    store.commit(&made).await.unwrap();
    let once = everything(&*store, &made).await;
    store.commit(&made).await.unwrap();
    assert_eq!(everything(&*store, &made).await, once);
    assert_eq!(once.0, made.cells);
    let store = harness.reopen(store).await;
    store.commit(&made).await.unwrap();
    assert_eq!(everything(&*store, &made).await, once);
}

async fn everything(
    store: &impl CellStore,
    made: &Commit,
) -> (Vec<CellEntry>, Vec<(PartitionIndex, Progress)>, BTreeSet<IncidentKey>) {
    let incidents: Vec<_> = made.incidents.iter().map(|incident| incident.key.clone()).collect();
    let known = store.known_incidents(made.owner, &incidents).await.unwrap();
    (stored(store, made.owner, &made.cells).await, store.progress().await.unwrap(), known)
}

fn full_commit(owner: Ownership) -> Commit {
    let source = sample::source("camera/1");
    let total = ReadingKey {
        source: source.clone(),
        measure: Measure::Fixed(Fixed::CameraVehicles),
        label: Label::new("CAR").unwrap(),
    };
    let reading = Reading { at: Timestamp::from_seconds(MINUTE), total: 17 };
    let ranges = SequenceRanges::from_ranges([1..5, 9..1 << 53]);
    Commit {
        sequences: vec![SourceSequence {
            stream: Stream::Camera,
            source: source.clone(),
            ranges,
            last: Offset(4),
        }],
        readings: vec![(total, reading)],
        incidents: vec![incident("i-1")],
        ..commit(owner, 5, vec![entry(people(1), minute(MINUTE), 1)])
    }
}

fn incident(id: &str) -> IncidentRow {
    let incident = IncidentId::new(id).unwrap();
    IncidentRow {
        key: IncidentKey { source: sample::source("camera/1"), incident },
        site: site("site-0"),
        category: Label::new("FIRE").unwrap(),
        started_at: Timestamp::from_seconds(MINUTE),
        position: Position { stream: Stream::Camera, partition: P, offset: Offset(4) },
    }
}

pub(crate) async fn cells_are_found_by_key(harness: impl Harness) {
    let store = harness.open().await;
    let cells: Vec<_> = (0..700_u32)
        .map(|n| entry(people(n % 70), minute(MINUTE + i64::from(n / 70) * 60), n.into()))
        .collect();
    let owner = put(&*store, P, cells.clone()).await;
    assert_eq!(stored(&*store, owner, &cells).await, sorted(cells.clone()));

    let absent = [
        entry(people(71), minute(MINUTE), 1),
        entry(people(1), minute(MINUTE - 60), 1),
        entry(people(1), Bucket { resolution: Resolution::Hour, start: MINUTE }, 1),
    ];
    let some = [&absent[..], &cells[5..6]].concat();
    assert_eq!(stored(&*store, owner, &some).await, cells[5..6]);
    assert_eq!(store.cells(owner, &[]).await.unwrap(), []);
    let twice = [cells[5].key.clone(), cells[5].key.clone()];
    assert_eq!(store.cells(owner, &twice).await.unwrap(), cells[5..6]);
}

pub(crate) async fn every_kind_of_cell_comes_back_to_the_bit(harness: impl Harness) {
    let mut speeds = QuantileSketch::default();
    let mut devices = DistinctSketch::default();
    let mut presence = Presence::default();
    speeds.add(315, 12);
    speeds.add(0, 1);
    devices.add(0x0123_4567_89ab_cdef);
    presence.mark(3, 40, true);
    let of = |measure| sample::of(measure, people(1));
    let bucket = minute(MINUTE);
    let mut extreme = entry(of(Fixed::WifiRxBytes), bucket, 1);
    extreme.cell.sum = i64::MIN;
    extreme.cell.min = i64::MIN;
    extreme.cell.max = i64::MAX - 1;
    extreme.cell.count = u64::MAX;
    extreme.cell.seconds = 1 << 63;
    let cells = sorted(vec![
        extreme,
        sample::with_sketch(of(Fixed::CameraSpeed), bucket, Sketch::Quantiles(Box::new(speeds))),
        sample::with_sketch(of(Fixed::WifiDevices), bucket, Sketch::Distinct(Box::new(devices))),
        sample::with_sketch(of(Fixed::CameraUp), bucket, Sketch::Presence(presence)),
        sample::with_sketch(of(Fixed::CameraPeople), bucket, Sketch::None),
        entry(sample::of(Measure::from_name("indicator.online").unwrap(), people(1)), bucket, 9),
    ]);
    let store = harness.open().await;
    let owner = put(&*store, P, cells.clone()).await;
    assert_eq!(stored(&*store, owner, &cells).await, cells);
    let store = harness.reopen(store).await;
    assert_eq!(stored(&*store, owner, &cells).await, cells);
}

pub(crate) async fn open_cells_are_those_of_the_partition_since(harness: impl Harness) {
    let store = harness.open().await;
    let (before, since) = (minute(MINUTE - 60), minute(MINUTE));
    let hour = Bucket { resolution: Resolution::Hour, start: MINUTE };
    let open = vec![entry(people(1), since, 1), entry(people(2), minute(MINUTE + 60), 2)];
    let closed = vec![entry(people(1), before, 3), entry(people(1), hour, 4)];
    let owner = put(&*store, P, [open.clone(), closed].concat()).await;
    put(&*store, PartitionIndex(0), vec![entry(people(7), since, 5)]).await;

    let found = store.open_cells(owner, Resolution::Minute, MINUTE).await.unwrap();
    assert_eq!(sorted(found), open);
}

pub(crate) async fn periods_that_begin_together_are_apart(harness: impl Harness) {
    let store = harness.open().await;
    let indicator = sample::of(Measure::from_name("indicator.online").unwrap(), people(1));
    let year = [Resolution::Month, Resolution::Quarter, Resolution::Year];
    let cells: Vec<_> = (1..)
        .zip(year)
        .map(|(n, resolution)| entry(indicator.clone(), Bucket { resolution, start: MINUTE }, n))
        .collect();
    let owner = put(&*store, P, cells.clone()).await;
    assert_eq!(stored(&*store, owner, &cells).await, cells);
    let open = store.open_cells(owner, Resolution::Quarter, 0).await.unwrap();
    assert_eq!(open, cells[1..2]);
    let later = Timestamp::from_seconds(MINUTE + 1);
    assert_eq!(store.forget_cells(Resolution::Quarter, later).await.unwrap(), 1);
    assert_eq!(stored(&*store, owner, &cells).await, [cells[0].clone(), cells[2].clone()]);
}

pub(crate) async fn sequences_and_readings_come_back(harness: impl Harness) {
    let store = harness.open().await;
    let owner = own(&*store, P).await;
    let made = full_commit(owner);
    store.commit(&made).await.unwrap();
    let found = store.take_over(P).await.unwrap();
    assert_eq!((&found.sequences, &found.readings), (&made.sequences, &made.readings));

    let owner = Ownership { epoch: found.epoch, ..owner };
    let mut newer = full_commit(owner);
    newer.sequences[0].ranges.insert(5);
    newer.sequences[0].last = Offset(5);
    newer.readings[0].1.total = 18;
    store.commit(&newer).await.unwrap();
    store.commit(&commit(owner, 6, Vec::new())).await.unwrap();

    let store = harness.reopen(store).await;
    let found = store.take_over(P).await.unwrap();
    assert_eq!((found.sequences, found.readings), (newer.sequences, newer.readings));
    let elsewhere = store.take_over(PartitionIndex(0)).await.unwrap();
    assert_eq!((elsewhere.sequences, elsewhere.readings), (Vec::new(), Vec::new()));
}

pub(crate) async fn a_forgotten_source_is_gone(harness: impl Harness) {
    let store = harness.open().await;
    let made = full_commit(own(&*store, P).await);
    store.commit(&made).await.unwrap();
    let mut forgetting = commit(made.owner, 6, Vec::new());
    for name in ["camera/1", "camera/never-stored"] {
        forgetting.sequences.push(SourceSequence {
            stream: Stream::Camera,
            source: sample::source(name),
            ranges: SequenceRanges::default(),
            last: Offset(0),
        });
    }
    store.commit(&forgetting).await.unwrap();
    assert_eq!(store.take_over(P).await.unwrap().sequences, []);
}

pub(crate) async fn incidents_are_known_again(harness: impl Harness) {
    let store = harness.open().await;
    let owner = own(&*store, P).await;
    let incidents = vec![incident("i-1"), incident("i-2")];
    let made = Commit { incidents, ..commit(owner, 1, Vec::new()) };
    store.commit(&made).await.unwrap();

    let store = harness.reopen(store).await;
    let asked = [incident("i-2").key, incident("i-3").key];
    let known = store.known_incidents(owner, &asked).await.unwrap();
    assert_eq!(known, BTreeSet::from([incident("i-2").key]));
    let elsewhere = own(&*store, PartitionIndex(0)).await;
    let elsewhere = store.known_incidents(elsewhere, &asked).await.unwrap();
    assert_eq!(elsewhere, BTreeSet::new());
}

pub(crate) async fn cells_before_are_forgotten_and_no_others(harness: impl Harness) {
    let store = harness.open().await;
    let hour = Bucket { resolution: Resolution::Hour, start: MINUTE - 120 };
    let old = vec![
        entry(people(1), minute(MINUTE - 120), 1),
        entry(people(2), minute(MINUTE - 120), 2),
        entry(people(1), minute(MINUTE - 60), 3),
    ];
    let kept = sorted(vec![entry(people(1), minute(MINUTE), 4), entry(people(1), hour, 5)]);
    let all = [old, kept.clone()].concat();
    let owner = put(&*store, P, all.clone()).await;

    let before = Timestamp::from_seconds(MINUTE);
    assert_eq!(store.forget_cells(Resolution::Minute, before).await.unwrap(), 3);
    assert_eq!(store.forget_cells(Resolution::Minute, before).await.unwrap(), 0);
    assert_eq!(stored(&*store, owner, &all).await, kept);
    let just_after = before.plus_millis(1);
    assert_eq!(store.forget_cells(Resolution::Minute, just_after).await.unwrap(), 1);
}

pub(crate) async fn partitions_commit_side_by_side(harness: impl Harness) {
    let store = harness.open().await;
    let of_partition = |p: u32| -> Vec<_> {
        (0..50).map(|n| entry(people(1000 * p + n), minute(MINUTE), u64::from(p) + 1)).collect()
    };
    let puts = (0..6).map(|p| put(&*store, PartitionIndex(p), of_partition(p)));
    let owners = futures::future::join_all(puts).await;
    for (p, owner) in (0..6).zip(owners) {
        let cells = of_partition(p);
        assert_eq!(stored(&*store, owner, &cells).await, sorted(cells));
    }
    let progress: BTreeMap<_, _> = store.progress().await.unwrap().into_iter().collect();
    assert_eq!(progress.len(), 6);
}
