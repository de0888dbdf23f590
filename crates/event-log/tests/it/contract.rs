//! What every adapter of the event log promises. Offsets need not go by one, and the log may be
//! shared with other processes.

mod reading;
mod sharing;
mod trimming;
mod writing;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use kinhbac_domain::ports::{EventLog, Header, Headers, NewRecord, ReadFrom, Record};
use kinhbac_domain::position::{Offset, PartitionIndex, Stream, Topic};

pub(crate) use reading::*;
pub(crate) use sharing::*;
pub(crate) use trimming::*;
pub(crate) use writing::*;

/// An empty log under test, with at least three partitions.
#[async_trait]
pub(crate) trait Harness: Send {
    /// The log.
    fn log(&self) -> Arc<dyn EventLog>;
    /// Closes it (nobody else holds it then) and opens it again.
    async fn reopen(&mut self);
    /// Lets the log's clock go on a little, so that what follows is appended later.
    async fn tick(&self);
    /// Lets so much time go by that all records so far are older than the log keeps them, and has
    /// it trim.
    async fn expire(&self);
    /// Whether input topics are kept until they are released.
    fn keeps_the_unreleased(&self) -> bool;
    /// The most bytes of a record.
    fn max_record_bytes(&self) -> usize;
}

/// Runs the whole contract on what an expression makes.
macro_rules! suite {
    ($open:expr; $($promise:ident),* $(,)?) => {
        $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $promise() {
                let mut harness = $open.await;
                $crate::contract::in_time($crate::contract::$promise(&mut harness)).await;
            }
        )*
    };
    ($open:expr) => {
        $crate::contract::suite!($open;
            acked_is_kept_after_reopen,
            records_of_a_partition_keep_their_order,
            concurrent_appenders_get_positions_of_their_own,
            a_record_comes_back_as_it_was_given,
            a_record_that_is_too_large_is_refused_and_none_after_it_is_appended,
            topics_are_apart,
            an_append_of_nothing_answers_nothing,
            the_end_lies_beyond_the_last_record,
            a_reader_at_the_end_wakes_up,
            a_reader_beyond_the_end_waits_for_it,
            a_wait_that_is_dropped_loses_no_record,
            several_partitions_are_read_together_each_in_order,
            no_partition_starves_another,
            at_most_so_many_records_are_read,
            append_times_do_not_step_back_while_the_clock_does_not,
            the_offset_of_an_instant_is_found,
            what_is_trimmed_is_gone_by_name,
            what_is_young_is_kept,
            release_and_age_together_trim,
            cells_are_trimmed_by_age_alone,
            what_was_released_is_remembered,
            all_partitions_have_an_owner,
            another_member_takes_over_when_one_leaves,
        );
    };
}
pub(crate) use suite;

pub(crate) const CAMERA: Topic = Topic::Input(Stream::Camera);
pub(crate) const WIFI: Topic = Topic::Input(Stream::Wifi);

/// Fails instead of hanging.
pub(crate) async fn in_time<T>(work: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(60), work).await.expect("it takes too long")
}

/// A record whose value says what it is.
pub(crate) fn record(partition: u32, value: impl Into<String>) -> NewRecord {
    NewRecord {
        partition: PartitionIndex(partition),
        key: Bytes::from_static(b"site"),
        value: value.into().into(),
        headers: Headers::default(),
    }
}

/// Appends values to a partition in one call; answers their offsets.
pub(crate) async fn append(
    log: &Arc<dyn EventLog>,
    topic: Topic,
    partition: u32,
    values: impl IntoIterator<Item = String>,
) -> Vec<Offset> {
    let records = values.into_iter().map(|v| record(partition, v)).collect();
    log.append(topic, records).await.into_iter().map(|a| a.expect("appended")).collect()
}

/// `n` values with a prefix.
pub(crate) fn values(prefix: &str, n: usize) -> impl Iterator<Item = String> {
    (0..n).map(move |i| format!("{prefix}{i}"))
}

pub(crate) fn header((name, value): (&'static str, &'static str)) -> Header<'static> {
    Header { name, value: value.as_bytes() }
}

pub(crate) fn from(topic: Topic, partition: u32, offset: Offset) -> ReadFrom {
    ReadFrom { topic, partition: PartitionIndex(partition), offset }
}

/// Reads `count` records of a partition.
pub(crate) async fn read(
    log: &Arc<dyn EventLog>,
    topic: Topic,
    partition: u32,
    offset: Offset,
    count: usize,
) -> Vec<Record> {
    read_all(log, &[from(topic, partition, offset)], count).await
}

/// Reads `count` records of several partitions.
pub(crate) async fn read_all(
    log: &Arc<dyn EventLog>,
    from: &[ReadFrom],
    count: usize,
) -> Vec<Record> {
    let mut reader = log.read(from).await.expect("can be read");
    let mut records = Vec::new();
    while records.len() < count {
        records.extend(reader.next(count - records.len()).await.expect("more"));
    }
    records
}

pub(crate) fn value_of(record: &Record) -> String {
    String::from_utf8(record.value.to_vec()).unwrap()
}

/// The values by partition, as they came.
pub(crate) fn by_partition(records: &[Record]) -> BTreeMap<u32, Vec<String>> {
    let mut map = BTreeMap::<_, Vec<_>>::new();
    for record in records {
        map.entry(record.partition.0).or_default().push(value_of(record));
    }
    map
}
