//! Records that go to other topics: too late, not to be folded, or to be heard of at once. They are
//! written before the progress that passes over them is committed, so after a replay they may be
//! there twice.

use bytes::Bytes;
use kinhbac_api::Poison;
use kinhbac_domain::ports::{AppendError, EventLog, Header, Headers, NewRecord, Record};
use kinhbac_domain::position::{Offset, PartitionIndex, Topic};

use crate::retry::Patience;

/// Records waiting to be written.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    alerts: Vec<NewRecord>,
    late: Vec<NewRecord>,
    dead: Vec<NewRecord>,
}

impl Outbox {
    /// An event that people must hear of.
    pub(crate) fn alert(&mut self, record: Record) {
        let headers = with_position(&record, &[]);
        self.alerts.push(same(record, headers));
    }

    /// Whether there is something that people must hear of.
    pub(crate) fn has_alerts(&self) -> bool {
        !self.alerts.is_empty()
    }

    /// An event that is too late.
    pub(crate) fn late(&mut self, record: Record) {
        let headers = with_position(&record, &[]);
        self.late.push(same(record, headers));
    }

    /// A record that can't be folded, and why.
    pub(crate) fn dead(&mut self, record: Record, why: &Poison) {
        let reason = format!("{}: {}", why.reason, why.words);
        let headers = with_position(&record, &[("dl_reason", &reason), ("dl_attempts", "1")]);
        self.dead.push(same(record, headers));
    }

    pub(crate) fn len(&self) -> usize {
        self.alerts.len() + self.late.len() + self.dead.len()
    }

    /// Writes what waits; when stopped meanwhile, it waits on.
    pub(crate) async fn flush(&mut self, log: &dyn EventLog, patience: &Patience) -> bool {
        for (topic, waiting) in [
            (Topic::Alerts, &mut self.alerts),
            (Topic::Late, &mut self.late),
            (Topic::DeadLetter, &mut self.dead),
        ] {
            let records = std::mem::take(waiting);
            if let Err(unwritten) = append(log, topic, records, patience).await {
                *waiting = unwritten;
                return false;
            }
        }
        true
    }
}

/// Appends records to a partition, trying until the log has them all; those that are not in it
/// when stopped meanwhile are given back. Tells the last one's offset.
pub(crate) async fn append(
    log: &dyn EventLog,
    topic: Topic,
    mut records: Vec<NewRecord>,
    patience: &Patience,
) -> Result<Option<Offset>, Vec<NewRecord>> {
    let mut last = None;
    let mut wait = patience.wait(waiting_to_append(topic));
    while !records.is_empty() {
        let results = log.append(topic, records.clone()).await;
        let mut failed = Vec::new();
        let mut why = None;
        for (record, result) in records.into_iter().zip(results) {
            match result {
                Ok(offset) => last = last.max(Some(offset)),
                Err(error @ AppendError::TooLarge { .. }) => {
                    tracing::error!(%error, topic = topic.name(), "a record was left out");
                }
                Err(error) => {
                    why.get_or_insert(error);
                    failed.push(record);
                }
            }
        }
        records = failed;
        if let Some(error) = why
            && !wait.pause(&error).await
        {
            return Err(records);
        }
    }
    Ok(last)
}

fn waiting_to_append(topic: Topic) -> &'static str {
    match topic {
        Topic::Cells => "publish cells",
        Topic::Alerts => "pass alerts on",
        Topic::Late => "set late events aside",
        _ => "set dead letters aside",
    }
}

/// A record of a partition without key and headers.
pub(crate) fn plain(partition: PartitionIndex, value: Bytes) -> NewRecord {
    NewRecord { partition, key: Bytes::new(), value, headers: Headers::default() }
}

fn same(record: Record, headers: Headers) -> NewRecord {
    NewRecord { partition: record.partition, key: record.key, value: record.value, headers }
}

fn with_position(record: &Record, more: &[(&str, &str)]) -> Headers {
    let (partition, offset) = (record.partition.to_string(), record.offset.to_string());
    let position = [
        ("dl_topic", record.topic.name()),
        ("dl_partition", partition.as_str()),
        ("dl_offset", offset.as_str()),
    ];
    let ours = more.iter().chain(&position);
    let ours = ours.map(|(name, value)| Header { name, value: value.as_bytes() });
    record.headers.iter().chain(ours).collect()
}
