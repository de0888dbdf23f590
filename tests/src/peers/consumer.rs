//! The bare library, reading.

use std::collections::HashMap;
use std::time::Duration;

use anyhow::{Result, ensure};
use kinhbac_api::v1::Event;
use kinhbac_api::v1::event::Payload;
use prost::Message as _;
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::message::BorrowedMessage;
use rdkafka::{ClientConfig, Message, Offset, TopicPartitionList};

use super::cost::measured;
use super::ground::KafkaTopic;
use super::report::Row;

/// How long it waits for a record at a time, and how often for nothing.
const WAIT: (Duration, u32) = (Duration::from_secs(1), 60);

/// Events and people by site and minute.
type Cells = HashMap<(String, i64), Totals>;

/// What is counted: of a cell, or of all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Totals {
    pub(super) events: u64,
    pub(super) people: i64,
}

impl Totals {
    fn add(&mut self, other: Self) {
        self.events += other.events;
        self.people += other.people;
    }
}

/// Reads so many records of a topic from its beginning.
pub(super) fn read(
    from: &KafkaTopic,
    count: u64,
    mut take: impl FnMut(&BorrowedMessage<'_>) -> Result<()>,
) -> Result<()> {
    let consumer: BaseConsumer = ClientConfig::new()
        .set("bootstrap.servers", &from.brokers)
        .set("group.id", "bare")
        .set("enable.auto.commit", "false")
        .set("fetch.queue.backoff.ms", "2")
        .create()?;
    // Otherwise the first record takes half a second.
    consumer.fetch_metadata(Some(from.name.as_str()), WAIT.0 * 10)?;
    let mut all = TopicPartitionList::new();
    for partition in (0..).take(from.ends.len()) {
        all.add_partition_offset(&from.name, partition, Offset::Beginning)?;
    }
    consumer.assign(&all)?;
    let (mut read, mut silent) = (0, 0);
    while read < count {
        match consumer.poll(WAIT.0) {
            Some(message) => {
                take(&message?)?;
                (read, silent) = (read + 1, 0);
            }
            None => silent += 1,
        }
        ensure!(silent < WAIT.1, "no more records after {read} of {count}");
    }
    Ok(())
}

/// Counts all of a topic in memory: nothing is stored, and no duplicate is seen.
pub(super) fn measure(from: &KafkaTopic) -> Result<(Row, Totals)> {
    let (cells, took, cpu) = measured(|| {
        let mut cells = Cells::new();
        read(from, from.records(), |message| {
            add(&mut cells, Event::decode(message.payload().unwrap_or_default())?);
            Ok(())
        })?;
        Ok(cells)
    })?;
    let mut totals = Totals::default();
    cells.into_values().for_each(|cell| totals.add(cell));
    let records = from.records();
    ensure!(totals.events == records, "{} counts in {records} records", totals.events);
    Ok((Row { who: "bare consumer", records, took, cpu, memory: None }, totals))
}

/// Adds a camera's count to its cell.
fn add(cells: &mut Cells, event: Event) {
    let Event { resolved: Some(place), time: Some(time), payload: Some(payload), .. } = event
    else {
        return;
    };
    if let Payload::CameraCount(count) = payload {
        let cell = cells.entry((place.site, time.seconds.div_euclid(60))).or_default();
        cell.add(Totals { events: 1, people: count.people.unwrap_or_default() });
    }
}
