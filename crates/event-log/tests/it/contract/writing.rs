//! Appending.

use std::collections::BTreeSet;

use bytes::Bytes;
use kinhbac_domain::ports::{AppendError, Headers, NewRecord};
use kinhbac_domain::position::{Offset, PartitionIndex, Topic};

use super::*;

pub(crate) async fn acked_is_kept_after_reopen(h: &mut impl Harness) {
    let mut offsets = append(&h.log(), CAMERA, 1, values("a", 50)).await;
    h.reopen().await;
    offsets.extend(append(&h.log(), CAMERA, 1, values("b", 50)).await);
    assert!(offsets.is_sorted_by(|a, b| a < b), "{offsets:?}");
    h.reopen().await;
    let records = read(&h.log(), CAMERA, 1, Offset(0), 100).await;
    let found: Vec<_> = records.iter().map(|r| r.offset).collect();
    assert_eq!(found, offsets);
    let expected: Vec<_> = values("a", 50).chain(values("b", 50)).collect();
    assert_eq!(by_partition(&records)[&1], expected);
}

pub(crate) async fn records_of_a_partition_keep_their_order(h: &mut impl Harness) {
    let log = h.log();
    let mut offsets = Vec::new();
    for batch in 0..20 {
        offsets.extend(append(&log, CAMERA, 0, values(&format!("{batch}-"), 25)).await);
    }
    let records = read(&log, CAMERA, 0, Offset(0), 500).await;
    assert_eq!(records.iter().map(|r| r.offset).collect::<Vec<_>>(), offsets);
    let expected: Vec<_> =
        (0..20).flat_map(|b| values(&format!("{b}-"), 25).collect::<Vec<_>>()).collect();
    assert_eq!(by_partition(&records)[&0], expected);
}

pub(crate) async fn concurrent_appenders_get_positions_of_their_own(h: &mut impl Harness) {
    let log = h.log();
    let appenders = (0..8).map(|writer| {
        let log = log.clone();
        tokio::spawn(async move {
            let mut positions = Vec::new();
            for call in 0..20 {
                let records =
                    (0..10).map(|i| record(i % 3, format!("{writer}/{call}/{i}"))).collect();
                for (i, offset) in log.append(CAMERA, records).await.into_iter().enumerate() {
                    let value = format!("{writer}/{call}/{i}");
                    positions.push((i as u32 % 3, offset.unwrap(), value));
                }
            }
            positions
        })
    });
    let mut positions = BTreeSet::new();
    for appender in appenders.collect::<Vec<_>>() {
        for (partition, offset, value) in appender.await.unwrap() {
            assert!(positions.insert((partition, offset, value)));
        }
    }
    let all: Vec<_> = (0..3).map(|p| super::from(CAMERA, p, Offset(0))).collect();
    let records = read_all(&log, &all, 8 * 20 * 10).await;
    let found: BTreeSet<_> =
        records.iter().map(|r| (r.partition.0, r.offset, value_of(r))).collect();
    assert_eq!(found, positions);
}

pub(crate) async fn a_record_comes_back_as_it_was_given(h: &mut impl Harness) {
    let log = h.log();
    let given = [
        NewRecord {
            partition: PartitionIndex(2),
            key: "Từ Sơn".into(),
            value: Bytes::from_static(&[0, 255, 7]),
            headers: [("ce_id", "e-1"), ("empty", "")].map(header).into_iter().collect(),
        },
        NewRecord {
            partition: PartitionIndex(2),
            key: Bytes::new(),
            value: Bytes::new(),
            headers: Headers::default(),
        },
    ];
    let answers = log.append(Topic::DeadLetter, given.to_vec()).await;
    assert!(answers.iter().all(Result::is_ok), "{answers:?}");
    let records = read(&log, Topic::DeadLetter, 2, Offset(0), 2).await;
    for (record, given) in records.iter().zip(given) {
        assert_eq!((record.topic, record.partition), (Topic::DeadLetter, given.partition));
        assert_eq!((&record.key, &record.value), (&given.key, &given.value));
        assert_eq!(record.headers, given.headers);
    }
}

pub(crate) async fn a_record_that_is_too_large_is_refused_and_none_after_it_is_appended(
    h: &mut impl Harness,
) {
    let log = h.log();
    let large = "x".repeat(h.max_record_bytes() + 1);
    let records = vec![
        record(0, "before"),
        record(0, large),
        record(0, "after"),
        record(1, "of another partition"),
    ];
    let answers = log.append(CAMERA, records).await;
    assert!(answers[0].is_ok() && answers[3].is_ok(), "{answers:?}");
    assert!(matches!(answers[1], Err(AppendError::TooLarge { .. })), "{:?}", answers[1]);
    assert!(answers[2].is_err());
    append(&log, CAMERA, 0, ["next".to_owned()]).await;
    let records = read(&log, CAMERA, 0, Offset(0), 2).await;
    assert_eq!(by_partition(&records)[&0], ["before", "next"]);
}

pub(crate) async fn topics_are_apart(h: &mut impl Harness) {
    let log = h.log();
    for topic in Topic::ALL {
        append(&log, topic, 0, [topic.name().to_owned()]).await;
    }
    for topic in Topic::ALL {
        let records = read(&log, topic, 0, Offset(0), 1).await;
        assert_eq!(value_of(&records[0]), topic.name());
        let end = log.bounds(topic, PartitionIndex(0)).await.unwrap().end;
        assert!(end > records[0].offset);
    }
}

pub(crate) async fn an_append_of_nothing_answers_nothing(h: &mut impl Harness) {
    assert!(h.log().append(CAMERA, vec![]).await.is_empty());
}
