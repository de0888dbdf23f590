//! Reading.

use kinhbac_domain::position::{Offset, PartitionIndex, Topic};

use super::*;

pub(crate) async fn the_end_lies_beyond_the_last_record(h: &mut impl Harness) {
    let log = h.log();
    let bounds = log.bounds(CAMERA, PartitionIndex(1)).await.unwrap();
    assert_eq!(bounds.start, bounds.end);
    let offsets = append(&log, CAMERA, 1, values("a", 3)).await;
    let bounds = log.bounds(CAMERA, PartitionIndex(1)).await.unwrap();
    assert!(bounds.start <= offsets[0] && bounds.end > offsets[2], "{bounds:?} {offsets:?}");
    let next = append(&log, CAMERA, 1, values("b", 1)).await[0];
    assert!(next >= bounds.end);
}

pub(crate) async fn a_reader_at_the_end_wakes_up(h: &mut impl Harness) {
    let log = h.log();
    append(&log, CAMERA, 0, values("old", 1)).await;
    let end = log.bounds(CAMERA, PartitionIndex(0)).await.unwrap().end;
    let both = [super::from(CAMERA, 0, end), super::from(WIFI, 2, Offset(0))];
    let mut reader = log.read(&both).await.unwrap();
    for round in 0..50 {
        let (topic, partition) = if round % 2 == 0 { (CAMERA, 0) } else { (WIFI, 2) };
        let read = tokio::spawn(async move {
            let records = reader.next(10).await;
            (reader, records)
        });
        append(&log, topic, partition, [format!("new {round}")]).await;
        let (back, records) = read.await.unwrap();
        reader = back;
        let records = records.unwrap();
        assert_eq!(records.iter().map(value_of).collect::<Vec<_>>(), [format!("new {round}")]);
    }
}

pub(crate) async fn a_reader_beyond_the_end_waits_for_it(h: &mut impl Harness) {
    let log = h.log();
    let first = append(&log, CAMERA, 0, values("a", 1)).await[0];
    let ahead = Offset(first.0 + 4);
    let mut reader = log.read(&[super::from(CAMERA, 0, ahead)]).await.unwrap();
    let read = tokio::spawn(async move { reader.next(1).await.unwrap() });
    while append(&log, CAMERA, 0, values("b", 1)).await[0] < ahead {}
    assert!(read.await.unwrap()[0].offset >= ahead);
}

pub(crate) async fn a_wait_that_is_dropped_loses_no_record(h: &mut impl Harness) {
    let log = h.log();
    let all: Vec<_> = (0..3).map(|p| super::from(CAMERA, p, Offset(0))).collect();
    let mut reader = log.read(&all).await.unwrap();
    let appender = tokio::spawn({
        let log = log.clone();
        async move {
            for i in 0..300 {
                append(&log, CAMERA, i % 3, [i.to_string()]).await;
            }
        }
    });
    let mut records = Vec::new();
    let mut dropped = 0;
    while records.len() < 300 {
        // Every other wait is given up after it was polled a few times.
        let polls = if dropped % 2 == 0 { 1 + dropped % 5 } else { usize::MAX };
        match polled(polls, reader.next(7)).await {
            Some(more) => records.extend(more.unwrap()),
            None => dropped += 1,
        }
        dropped += 1;
    }
    appender.await.unwrap();
    for (partition, values) in by_partition(&records) {
        let expected: Vec<_> = (partition..300).step_by(3).map(|i| i.to_string()).collect();
        assert_eq!(values, expected, "partition {partition}");
    }
}

/// Polls a future at most so many times.
async fn polled<T>(mut polls: usize, work: impl Future<Output = T>) -> Option<T> {
    let mut work = std::pin::pin!(work);
    std::future::poll_fn(|context| {
        if polls == 0 {
            return std::task::Poll::Ready(None);
        }
        polls -= 1;
        let poll = work.as_mut().poll(context).map(Some);
        if polls == 0 && poll.is_pending() {
            return std::task::Poll::Ready(None);
        }
        poll
    })
    .await
}

pub(crate) async fn several_partitions_are_read_together_each_in_order(h: &mut impl Harness) {
    let log = h.log();
    for batch in 0..10 {
        for partition in 0..3 {
            append(&log, CAMERA, partition, values(&format!("{batch}-"), 10)).await;
            append(&log, WIFI, partition, values(&format!("{batch}-"), 10)).await;
        }
    }
    let from: Vec<_> = [CAMERA, WIFI]
        .into_iter()
        .flat_map(|topic| (0..3).map(move |p| super::from(topic, p, Offset(0))))
        .collect();
    let records = read_all(&log, &from, 600).await;
    let expected: Vec<_> =
        (0..10).flat_map(|b| values(&format!("{b}-"), 10).collect::<Vec<_>>()).collect();
    for topic in [CAMERA, WIFI] {
        let of_topic: Vec<_> = records.iter().filter(|r| r.topic == topic).cloned().collect();
        let partitions = by_partition(&of_topic);
        assert_eq!(partitions.len(), 3);
        assert!(partitions.values().all(|v| *v == expected));
    }
}

pub(crate) async fn no_partition_starves_another(h: &mut impl Harness) {
    let log = h.log();
    for _ in 0..40 {
        append(&log, CAMERA, 0, values("much", 500)).await;
    }
    append(&log, CAMERA, 1, values("little", 1)).await;
    let both = [super::from(CAMERA, 0, Offset(0)), super::from(CAMERA, 1, Offset(0))];
    let mut reader = log.read(&both).await.unwrap();
    let mut before = 0;
    loop {
        let records = reader.next(100).await.unwrap();
        if records.iter().any(|r| r.partition.0 == 1) {
            break;
        }
        before += records.len();
    }
    // A client that is slow to begin with a partition has some thousands of another by then.
    assert!(before < 20_000, "all {before} of the other were read first");
}

pub(crate) async fn at_most_so_many_records_are_read(h: &mut impl Harness) {
    let log = h.log();
    for partition in 0..3 {
        append(&log, CAMERA, partition, values("v", 100)).await;
    }
    let all: Vec<_> = (0..3).map(|p| super::from(CAMERA, p, Offset(0))).collect();
    let mut reader = log.read(&all).await.unwrap();
    let mut total = 0;
    while total < 300 {
        let count = reader.next(7).await.unwrap().len();
        assert!((1..=7).contains(&count), "{count}");
        total += count;
    }
    assert_eq!(total, 300);
}

pub(crate) async fn append_times_do_not_step_back_while_the_clock_does_not(h: &mut impl Harness) {
    let log = h.log();
    for _ in 0..10 {
        append(&log, Topic::Cells, 0, values("v", 10)).await;
        h.tick().await;
    }
    let records = read(&log, Topic::Cells, 0, Offset(0), 100).await;
    assert!(records.is_sorted_by_key(|r| r.appended_at));
    assert!(records[0].appended_at < records[99].appended_at);
}

pub(crate) async fn the_offset_of_an_instant_is_found(h: &mut impl Harness) {
    for batch in 0..30 {
        append(&h.log(), CAMERA, 0, values(&format!("{batch}-"), 7)).await;
        h.tick().await;
    }
    h.reopen().await;
    let log = h.log();
    let partition = PartitionIndex(0);
    let records = read(&log, CAMERA, 0, Offset(0), 210).await;
    let end = log.bounds(CAMERA, partition).await.unwrap().end;
    let instants = records.iter().map(|r| r.appended_at);
    for at in instants.flat_map(|t| [t.plus_millis(-1), t, t.plus_millis(1)]) {
        let offset = log.offset_at(CAMERA, partition, at).await.unwrap();
        let first = records.iter().find(|r| r.appended_at >= at).map(|r| r.offset);
        match first {
            // An offset between the record before and this one is as good.
            Some(first) => {
                let before = records.iter().rfind(|r| r.offset < first).map(|r| r.offset);
                assert!(offset <= first && before.is_none_or(|b| offset > b), "{offset} {first}");
            }
            None => assert_eq!(offset, end),
        }
    }
}
