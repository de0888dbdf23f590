//! The broker is killed, and paused.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use kinhbac_domain::ports::{AppendError, EventLog, LogError};
use kinhbac_domain::position::{Offset, PartitionIndex};
use kinhbac_event_log::kafka::KafkaLog;

use super::{config, engine};
use crate::contract::{CAMERA, append, from, record, value_of, values};

/// Fails instead of hanging; brokers take their time to start.
async fn in_time<T>(work: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(300), work).await.expect("it takes too long")
}

/// Waits until a count has grown by so much.
async fn grows(count: &AtomicUsize, by: usize) {
    let until = count.load(Ordering::SeqCst) + by;
    let growing = async {
        while count.load(Ordering::SeqCst) < until {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    in_time(growing).await;
}

/// All records of a partition.
async fn everything(log: &Arc<KafkaLog>, partition: u32) -> BTreeMap<i64, String> {
    let mut reader = log.read(&[from(CAMERA, partition, Offset(0))]).await.unwrap();
    let end = log.bounds(CAMERA, PartitionIndex(partition)).await.unwrap().end;
    let mut found = BTreeMap::new();
    let mut next = Offset(0);
    while next < end {
        for record in in_time(reader.next(1000)).await.unwrap() {
            assert!(record.offset >= next);
            next = record.offset.next();
            found.insert(record.offset.0, value_of(&record));
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broker_that_is_killed_loses_nothing_acknowledged_and_appends_go_on() {
    let engine = engine::to_be_harmed().await;
    let log = KafkaLog::open(config(&engine.brokers)).unwrap();
    log.ensure_topics().await.unwrap();
    let (stop, acked) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let writer = |partition: u32| {
        let (log, stop, acked) = (log.clone(), stop.clone(), acked.clone());
        tokio::spawn(async move {
            let mut positions = BTreeMap::new();
            for call in 0.. {
                if stop.load(Ordering::SeqCst) {
                    break;
                }
                let value = |i| format!("{partition}/{call}/{i}");
                let records = (0..20).map(|i| record(partition, value(i))).collect();
                for (i, answer) in log.append(CAMERA, records).await.into_iter().enumerate() {
                    let Ok(offset) = answer else { continue };
                    positions.insert(offset.0, value(i));
                    acked.fetch_add(1, Ordering::SeqCst);
                }
            }
            positions
        })
    };
    let writers: Vec<_> = (0..3).map(writer).collect();
    for _ in 0..2 {
        grows(&acked, 2000).await;
        engine.signal("-KILL");
        engine.restart();
    }
    grows(&acked, 2000).await;
    stop.store(true, Ordering::SeqCst);
    for (partition, writer) in writers.into_iter().enumerate() {
        let acked = writer.await.unwrap();
        let found = everything(&log, partition as u32).await;
        for (offset, value) in &acked {
            assert_eq!(found.get(offset), Some(value), "partition {partition} offset {offset}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_goes_on_where_it_was_after_the_broker_was_killed() {
    let engine = engine::to_be_harmed().await;
    let log = KafkaLog::open(config(&engine.brokers)).unwrap();
    log.ensure_topics().await.unwrap();
    let port: Arc<dyn EventLog> = log.clone();
    append(&port, CAMERA, 0, values("before", 100)).await;
    let mut reader = log.read(&[from(CAMERA, 0, Offset(0))]).await.unwrap();
    let mut seen = reader.next(30).await.unwrap();
    engine.signal("-KILL");
    let mut told = false;
    while !told {
        match in_time(reader.next(100)).await {
            Ok(records) => seen.extend(records),
            Err(error) => {
                assert!(matches!(error, LogError::Unavailable(_)), "{error}");
                told = true;
            }
        }
    }
    engine.restart();
    append(&port, CAMERA, 0, values("after", 100)).await;
    while seen.len() < 200 {
        if let Ok(records) = in_time(reader.next(100)).await {
            seen.extend(records);
        }
    }
    let expected: Vec<_> = values("before", 100).chain(values("after", 100)).collect();
    assert_eq!(seen.iter().map(value_of).collect::<Vec<_>>(), expected);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_call_none_is_appended_after_one_that_failed_though_the_broker_stalls() {
    let engine = engine::to_be_harmed().await;
    let mut config = config(&engine.brokers);
    // Longer than a new producer takes to get its number, which it asks for each half second.
    config.append_timeout = Duration::from_millis(1_500);
    // A request for each few records: many are on their way when the broker stalls.
    config.extra.insert("batch.num.messages".into(), "3".into());
    let log = KafkaLog::open(config).unwrap();
    log.ensure_topics().await.unwrap();
    let mut calls = Vec::new();
    let mut failed = 0;
    for round in 0..6 {
        let call = |call| {
            let log = log.clone();
            tokio::spawn(async move {
                let value = |i| format!("{round}.{call}/{i}");
                let records = (0..300).map(|i| record(0, value(i))).collect();
                let answers = log.append(CAMERA, records).await;
                (format!("{round}.{call}"), answers)
            })
        };
        let running: Vec<_> = (0..3).map(call).collect();
        engine.signal("-STOP");
        for call in running {
            calls.push(in_time(call).await.unwrap());
        }
        engine.signal("-CONT");
        // It takes records again.
        let until =
            async { while log.append(CAMERA, vec![record(1, "well?")]).await[0].is_err() {} };
        in_time(until).await;
    }
    let found = everything(&log, 0).await;
    for (name, answers) in calls {
        let mut there = vec![false; answers.len()];
        for value in found.values().filter_map(|v| v.strip_prefix(&format!("{name}/"))) {
            there[value.parse::<usize>().unwrap()] = true;
        }
        let appended = there.iter().filter(|t| **t).count();
        assert!(
            there.is_sorted_by(|a, b| a >= b),
            "{name}: of the first {appended} one is missing"
        );
        for (i, answer) in answers.iter().enumerate() {
            match answer {
                Ok(offset) => assert_eq!(found[&offset.0], format!("{name}/{i}")),
                Err(AppendError::Unavailable(_)) => assert!(!there[i], "{name}/{i}"),
                Err(AppendError::Unknown(_)) => failed += 1,
                Err(other) => panic!("{other}"),
            }
        }
    }
    assert!(failed > 0, "the broker never stalled");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn more_than_the_queue_holds_waits_while_the_broker_stalls_and_then_gets_through() {
    let engine = engine::to_be_harmed().await;
    let mut config = config(&engine.brokers);
    (config.append_timeout, config.queue_bytes) = (Duration::from_secs(60), 100 << 10);
    let log = KafkaLog::open(config).unwrap();
    log.ensure_topics().await.unwrap();
    engine.signal("-STOP");
    let answered = Arc::new(AtomicUsize::new(0));
    let appends: Vec<_> = (0..40)
        .map(|i| {
            let (log, answered) = (log.clone(), answered.clone());
            tokio::spawn(async move {
                let value = format!("{i}/{}", "x".repeat(10 << 10));
                let answer = log.append(CAMERA, vec![record(0, value)]).await.remove(0);
                answered.fetch_add(1, Ordering::SeqCst);
                answer.unwrap()
            })
        })
        .collect();
    tokio::task::yield_now().await;
    assert_eq!(answered.load(Ordering::SeqCst), 0);
    engine.signal("-CONT");
    for append in appends {
        in_time(append).await.unwrap();
    }
    assert_eq!(everything(&log, 0).await.len(), 40);
}
