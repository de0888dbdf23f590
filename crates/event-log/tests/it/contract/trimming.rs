//! Trimming.

use kinhbac_domain::ports::LogError;
use kinhbac_domain::position::{Offset, PartitionIndex, Topic};

use super::*;

/// Says that nobody reads what is in a topic again.
async fn release_all(h: &mut impl Harness, topic: Topic) {
    let log = h.log();
    for partition in (0..log.partitions()).map(PartitionIndex) {
        let end = log.bounds(topic, partition).await.unwrap().end;
        log.release(topic, partition, end).await.unwrap();
    }
}

pub(crate) async fn what_is_trimmed_is_gone_by_name(h: &mut impl Harness) {
    append(&h.log(), CAMERA, 1, values("old", 20)).await;
    let end = h.log().bounds(CAMERA, PartitionIndex(1)).await.unwrap().end;
    release_all(h, CAMERA).await;
    h.expire().await;
    for _ in 0..2 {
        let log = h.log();
        assert_eq!(log.bounds(CAMERA, PartitionIndex(1)).await.unwrap(), end..end);
        let gone = LogError::Gone {
            topic: CAMERA,
            partition: PartitionIndex(1),
            wanted: Offset(0),
            first: end,
        };
        let read = log.read(&[super::from(CAMERA, 1, Offset(0))]).await;
        assert_eq!(read.err(), Some(gone));
        drop(log);
        h.reopen().await;
    }
    let next = append(&h.log(), CAMERA, 1, values("new", 1)).await[0];
    assert!(next >= end);
    assert_eq!(value_of(&read(&h.log(), CAMERA, 1, end, 1).await[0]), "new0");
}

pub(crate) async fn what_is_young_is_kept(h: &mut impl Harness) {
    append(&h.log(), CAMERA, 0, values("old", 20)).await;
    release_all(h, CAMERA).await;
    h.expire().await;
    let young = append(&h.log(), CAMERA, 0, values("young", 20)).await;
    release_all(h, CAMERA).await;
    h.reopen().await;
    let records = read(&h.log(), CAMERA, 0, young[0], 20).await;
    assert_eq!(by_partition(&records)[&0], values("young", 20).collect::<Vec<_>>());
    let first = h.log().bounds(CAMERA, PartitionIndex(0)).await.unwrap().start;
    assert!(first <= young[0]);
}

pub(crate) async fn release_and_age_together_trim(h: &mut impl Harness) {
    let log = h.log();
    let offsets = append(&log, CAMERA, 0, values("v", 20)).await;
    append(&log, CAMERA, 2, values("v", 20)).await;
    if h.keeps_the_unreleased() {
        h.expire().await;
        log.release(CAMERA, PartitionIndex(0), offsets[19]).await.unwrap();
        h.expire().await;
        assert_eq!(read(&log, CAMERA, 0, offsets[0], 20).await.len(), 20);
        let end = log.bounds(CAMERA, PartitionIndex(0)).await.unwrap().end;
        log.release(CAMERA, PartitionIndex(0), end).await.unwrap();
        h.expire().await;
        assert_eq!(read(&log, CAMERA, 2, Offset(0), 20).await.len(), 20);
    }
    release_all(h, CAMERA).await;
    h.expire().await;
    for partition in [0, 2].map(PartitionIndex) {
        let bounds = log.bounds(CAMERA, partition).await.unwrap();
        assert_eq!(bounds.start, bounds.end);
    }
}

pub(crate) async fn cells_are_trimmed_by_age_alone(h: &mut impl Harness) {
    let log = h.log();
    for topic in [Topic::Cells, Topic::Alerts, Topic::Late, Topic::DeadLetter] {
        append(&log, topic, 0, values("v", 20)).await;
    }
    h.expire().await;
    for topic in [Topic::Cells, Topic::Alerts, Topic::Late, Topic::DeadLetter] {
        let bounds = log.bounds(topic, PartitionIndex(0)).await.unwrap();
        assert_eq!(bounds.start, bounds.end, "{}", topic.name());
    }
}

pub(crate) async fn what_was_released_is_remembered(h: &mut impl Harness) {
    append(&h.log(), CAMERA, 0, values("v", 20)).await;
    release_all(h, CAMERA).await;
    h.reopen().await;
    h.expire().await;
    let bounds = h.log().bounds(CAMERA, PartitionIndex(0)).await.unwrap();
    assert_eq!(bounds.start, bounds.end);
}
