//! A full log: publishers wait, the aggregator goes on, and what it released makes room.

use std::sync::Arc;
use std::time::Duration;

use kinhbac_domain::ports::{AppendError, EventLog};
use kinhbac_domain::position::{Offset, PartitionIndex, Topic};
use kinhbac_event_log::embedded::EmbeddedLogConfig;

use crate::contract::{CAMERA, Harness, WIFI, append, read, record, value_of, values};
use crate::embedded::Embedded;

const MAX_BYTES: u64 = 256 << 10;
const RESERVE_BYTES: u64 = 64 << 10;
const VALUE_BYTES: u64 = 4_000;
/// With what goes around it.
const RECORD_BYTES: u64 = VALUE_BYTES + 61;
/// What goes in one piece: the last record comes on top.
const SEGMENT_BYTES: u64 = (16 << 10) + RECORD_BYTES;
const ALL_OWN: [Topic; 4] = [Topic::Cells, Topic::Alerts, Topic::Late, Topic::DeadLetter];

async fn small() -> Embedded {
    Embedded::open_with(|config| {
        config.max_bytes = MAX_BYTES;
        config.reserve_bytes = RESERVE_BYTES;
    })
    .await
}

/// Appends a millisecond after what was appended before.
async fn append_some(h: &Embedded, topic: Topic, partition: u32) -> Result<Offset, AppendError> {
    h.clock.advance(Duration::from_millis(1));
    let value = "x".repeat(VALUE_BYTES as usize);
    h.log().append(topic, vec![record(partition, value)]).await.remove(0)
}

/// Appends to a topic until it is refused; tells how many records it took, and why no more.
async fn fill(h: &Embedded, topic: Topic) -> (u64, AppendError) {
    for count in 0.. {
        assert!(count < 10 * MAX_BYTES / VALUE_BYTES, "it has no end");
        if let Err(error) = append_some(h, topic, 0).await {
            return (count, error);
        }
    }
    unreachable!()
}

async fn bounds(h: &Embedded, topic: Topic, partition: u32) -> std::ops::Range<Offset> {
    h.log().bounds(topic, PartitionIndex(partition)).await.unwrap()
}

/// How many records a topic keeps, in all partitions.
async fn kept(h: &Embedded, topic: Topic) -> u64 {
    let mut kept = 0;
    for partition in 0..3 {
        let bounds = bounds(h, topic, partition).await;
        kept += u64::try_from(bounds.end.0 - bounds.start.0).unwrap();
    }
    kept
}

async fn release(h: &Embedded, topic: Topic, partition: u32, before: Offset) {
    h.log().release(topic, PartitionIndex(partition), before).await.unwrap();
}

#[tokio::test]
async fn a_full_log_refuses_publishers_and_takes_what_the_aggregator_writes() {
    let h = small().await;
    let (taken, full) = fill(&h, CAMERA).await;
    assert!(matches!(&full, AppendError::Full(why) if why.contains("of 262144 allowed")), "{full}");
    assert!(taken == MAX_BYTES / RECORD_BYTES, "{taken}");
    assert!(matches!(append_some(&h, WIFI, 1).await, Err(AppendError::Full(_))));
    for topic in ALL_OWN {
        append_some(&h, topic, 0).await.unwrap();
    }
}

#[tokio::test]
async fn what_the_aggregator_writes_is_bounded_too() {
    let h = small().await;
    let (input, _) = fill(&h, CAMERA).await;
    let (own, full) = fill(&h, Topic::Cells).await;
    assert!(matches!(full, AppendError::Full(_)), "{full}");
    assert_eq!(input + own, (MAX_BYTES + RESERVE_BYTES) / RECORD_BYTES);
}

#[tokio::test]
async fn a_full_log_lets_the_oldest_released_records_go_and_nobody_waits() {
    let mut h = small().await;
    for round in 0..2 * MAX_BYTES / VALUE_BYTES {
        let partition = u32::try_from(round % 3).unwrap();
        let offset = append_some(&h, CAMERA, partition).await.unwrap();
        let cells = append_some(&h, Topic::Cells, partition).await.unwrap();
        // The aggregator is a while behind, and a few records are always needed.
        if round % 10 < 3 {
            release(&h, CAMERA, partition, Offset(offset.0 - 5)).await;
            release(&h, Topic::Cells, partition, Offset(cells.0 - 2)).await;
        }
        if round % 100 == 0 {
            h.reopen().await;
        }
    }
    for topic in [CAMERA, Topic::Cells] {
        let kept = kept(&h, topic).await * RECORD_BYTES;
        // Both go back about as far.
        let least = MAX_BYTES / 2 - 2 * SEGMENT_BYTES;
        assert!((least..MAX_BYTES / 2 + SEGMENT_BYTES).contains(&kept), "{kept}");
    }
    for partition in 0..3 {
        let bounds = bounds(&h, CAMERA, partition).await;
        assert!(bounds.start > Offset(0));
        let count = usize::try_from(bounds.end.0 - bounds.start.0).unwrap();
        assert_eq!(read(&h.log(), CAMERA, partition, bounds.start, count).await.len(), count);
    }
}

#[tokio::test]
async fn segments_are_a_small_part_of_what_may_be_kept() {
    let h = Embedded::open_with(|config| {
        config.max_bytes = 2 * MAX_BYTES;
        config.segment_bytes = 1 << 30;
    })
    .await;
    for _ in 0..3 * MAX_BYTES / VALUE_BYTES {
        let offset = append_some(&h, CAMERA, 0).await.unwrap();
        if offset.0 % 10 == 0 {
            release(&h, CAMERA, 0, offset).await;
        }
    }
    assert!(kept(&h, CAMERA).await * RECORD_BYTES > MAX_BYTES);
}

#[tokio::test]
async fn a_full_log_never_lets_go_of_what_is_not_released() {
    let h = small().await;
    let (taken, _) = fill(&h, CAMERA).await;
    release(&h, CAMERA, 0, Offset(20)).await;
    let (more, _) = fill(&h, CAMERA).await;
    assert!((16..=20).contains(&more), "{more}");
    let bounds = bounds(&h, CAMERA, 0).await;
    assert!(bounds.start <= Offset(20), "{bounds:?}");
    assert_eq!(bounds.end.0 as u64, taken + more);
    h.expire().await;
    assert!(append_some(&h, CAMERA, 0).await.is_err());
    let all = read(&h.log(), CAMERA, 0, Offset(20), (taken + more) as usize - 20).await;
    assert!(all.iter().all(|record| value_of(record).len() as u64 == VALUE_BYTES));
}

#[tokio::test]
async fn cells_that_are_not_released_are_kept_for_their_age_alone() {
    let h = small().await;
    for _ in 0..30 {
        append_some(&h, Topic::Cells, 0).await.unwrap();
    }
    fill(&h, CAMERA).await;
    assert_eq!(kept(&h, Topic::Cells).await, 30);
    h.clock.advance(Duration::from_secs(25 * 3600));
    h.embedded().trim().await.unwrap();
    let (more, _) = fill(&h, CAMERA).await;
    assert!(more > 25, "{more}");
}

#[tokio::test]
async fn what_was_set_aside_goes_last() {
    let h = small().await;
    for _ in 0..30 {
        append_some(&h, Topic::Late, 0).await.unwrap();
    }
    for _ in 0..30 {
        append_some(&h, CAMERA, 0).await.unwrap();
    }
    fill(&h, CAMERA).await;
    assert!(kept(&h, Topic::Late).await < 20, "it makes room where nothing else does");

    let h = small().await;
    for _ in 0..30 {
        append_some(&h, Topic::Late, 0).await.unwrap();
    }
    for _ in 0..2 * MAX_BYTES / VALUE_BYTES {
        let offset = append_some(&h, CAMERA, 0).await.unwrap();
        if offset.0 % 10 == 0 {
            release(&h, CAMERA, 0, offset).await;
        }
    }
    assert_eq!(kept(&h, Topic::Late).await, 30, "released records go before it");
}

#[tokio::test]
async fn a_disk_with_too_little_left_makes_room_and_then_refuses_publishers() {
    let disk = rustix::fs::statvfs(std::env::temp_dir()).unwrap();
    let free = disk.f_bavail * disk.f_frsize;
    // Others write to the disk meanwhile: what is free lies well between the half and the whole.
    let h = Embedded::open_with(|config| config.min_free_bytes = free + free / 2).await;
    let refused = append_some(&h, CAMERA, 0).await.unwrap_err();
    assert!(matches!(&refused, AppendError::Full(why) if why.contains("the disk has")));
    for topic in ALL_OWN {
        append(&h.log(), topic, 0, values("v", 10)).await;
    }
    release(&h, Topic::Cells, 0, Offset(10)).await;
    append_some(&h, Topic::Cells, 1).await.unwrap();
    assert_eq!(bounds(&h, Topic::Cells, 0).await.start, Offset(10));

    let h = Embedded::open_with(|config| config.min_free_bytes = 3 * free).await;
    for topic in [CAMERA, Topic::Cells, Topic::Late] {
        assert!(matches!(append_some(&h, topic, 0).await, Err(AppendError::Full(_))));
    }
}

#[tokio::test]
async fn no_record_gets_an_earlier_time_than_a_release_before_it() {
    let mut h = Embedded::open_with(|config: &mut EmbeddedLogConfig| config.partitions = 3).await;
    let log: Arc<dyn EventLog> = h.log();
    append(&log, CAMERA, 0, values("before", 1)).await;
    h.clock.advance(Duration::from_secs(60));
    release(&h, CAMERA, 0, Offset(1)).await;
    let released_at = h.now();
    h.clock.step_back(Duration::from_secs(3600));
    drop(log);
    for partition in 0..3 {
        append(&h.log(), WIFI, partition, values("after", 1)).await;
        let after = read(&h.log(), WIFI, partition, Offset(0), 1).await;
        assert_eq!(after[0].appended_at, released_at);
        h.reopen().await;
    }
    h.clock.advance(Duration::from_secs(3601));
    append(&h.log(), CAMERA, 0, values("after", 1)).await;
    assert_eq!(read(&h.log(), CAMERA, 0, Offset(1), 1).await[0].appended_at, h.now());
}
