//! The process is killed while it writes, again and again.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use kinhbac_domain::clock::SystemClock;
use kinhbac_domain::ports::EventLog;
use kinhbac_domain::position::{Offset, Topic};
use kinhbac_event_log::embedded::{EmbeddedLog, EmbeddedLogConfig, OpenError};

use crate::contract::{CAMERA, from, in_time, record, value_of};
use crate::embedded::config;

const DIR: &str = "KINHBAC_TEST_LOG_DIR";
const ROUND: &str = "KINHBAC_TEST_ROUND";
const PREFIX: &str = "acked ";

fn open(dir: &Path) -> Result<Arc<EmbeddedLog>, OpenError> {
    // Segments and tables come and go while the process is killed.
    let config =
        EmbeddedLogConfig { segment_bytes: 64 << 10, memtable_bytes: 32 << 10, ..config(dir) };
    EmbeddedLog::open(config, Arc::new(SystemClock))
}

/// Not a test by itself: the process that is killed. Prints what was acknowledged.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_process_that_is_killed() {
    let Ok(dir) = std::env::var(DIR) else { return };
    let round = std::env::var(ROUND).unwrap();
    let log = open(Path::new(&dir)).unwrap();
    println!("{PREFIX}open");
    let writers =
        (0..4).map(|writer| tokio::spawn(write(log.clone(), format!("{round}/{writer}"))));
    for writer in writers.collect::<Vec<_>>() {
        writer.await.unwrap();
    }
}

async fn write(log: Arc<EmbeddedLog>, name: String) {
    for call in 0.. {
        let topic = if call % 5 == 0 { Topic::Cells } else { CAMERA };
        let value = |i| format!("{name}/{call}/{i}/{}", "x".repeat(call % 300));
        let records = (0..6).map(|i| record(i % 3, value(i))).collect();
        let answers = log.append(topic, records).await;
        let mut lines = String::new();
        for (i, offset) in (0..6).zip(answers) {
            let (partition, offset, value) = (i % 3, offset.unwrap(), value(i));
            lines += &format!("{PREFIX}{} {partition} {offset} {value}\n", topic.name());
        }
        std::io::stdout().write_all(lines.as_bytes()).unwrap();
    }
}

type Acked = BTreeMap<(String, u32, i64), String>;

fn spawn(dir: &Path, round: usize) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["killed::the_process_that_is_killed", "--exact", "--nocapture"])
        .env(DIR, dir)
        .env(ROUND, round.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Lets a process write until it has acknowledged so many records, kills it, and notes all that it
/// told.
fn run_and_kill(dir: &Path, round: usize, count: usize, acked: &mut Acked) {
    let mut child = spawn(dir, round);
    let mut seen = 0;
    for line in BufReader::new(child.stdout.take().unwrap()).lines() {
        let Ok(line) = line else { break };
        let Some(words) = line.split_once(PREFIX).map(|(_, words)| words) else { continue };
        if let [topic, partition, offset, value] = words.split(' ').collect::<Vec<_>>()[..] {
            let position = (topic.to_owned(), partition.parse().unwrap(), offset.parse().unwrap());
            // The last line may be cut off: its value is not compared.
            acked.insert(position, value.to_owned());
        }
        seen += 1;
        if seen == count {
            child.kill().unwrap();
        }
    }
    assert!(seen >= count, "the process ended by itself");
    child.wait().unwrap();
}

async fn all_records(log: &EmbeddedLog) -> Acked {
    let mut found = Acked::new();
    for topic in [CAMERA, Topic::Cells] {
        for partition in 0..3 {
            let index = kinhbac_domain::position::PartitionIndex(partition);
            let bounds = log.bounds(topic, index).await.unwrap();
            let mut reader = log.read(&[from(topic, partition, Offset(0))]).await.unwrap();
            let mut next = bounds.start;
            while next < bounds.end {
                for record in in_time(reader.next(1000)).await.unwrap() {
                    assert_eq!(record.offset, next);
                    next = next.next();
                    let position = (topic.name().to_owned(), partition, record.offset.0);
                    found.insert(position, value_of(&record));
                }
            }
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_acked_record_is_there_after_each_of_ten_kills() {
    let dir = tempfile::tempdir().unwrap();
    let mut acked = Acked::new();
    let mut seed = 0x9e37_79b9_u64;
    for round in 0..10 {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        run_and_kill(dir.path(), round, 1 + (seed >> 33) as usize % 4000, &mut acked);
        let log = open(dir.path()).unwrap();
        let found = all_records(&log).await;
        for (position, value) in &acked {
            let there = found.get(position);
            assert!(there.is_some_and(|v| v.starts_with(value)), "{position:?}: {there:?}");
        }
    }
    assert!(acked.len() > 1000, "{}", acked.len());
}

#[tokio::test]
async fn another_process_is_refused_naming_the_folder() {
    let dir = tempfile::tempdir().unwrap();
    let mut child = spawn(dir.path(), 0);
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    while !lines.next().unwrap().unwrap().contains("acked open") {}
    let error = open(dir.path()).err().unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(matches!(error, OpenError::InUse { .. }), "{error}");
    assert!(error.to_string().contains(dir.path().to_str().unwrap()), "{error}");
}
