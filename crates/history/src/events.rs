//! The events behind a place's cells, read from the log.
//!
//! The log is read from where a record of the range can stand at the earliest (`question`) to its
//! end, for an event may be late by any time. What a record is to the fold, counted or not, is
//! decided as the fold does (`verdict`).

mod outbox;
mod question;
mod verdict;

use kinhbac_api::event::{decode_logged, tell_logged};
use kinhbac_api::v1::EventsResponse;
use kinhbac_domain::ports::{EventLog, LogError, ReadFrom, Record};
use kinhbac_domain::position::{Offset, PartitionIndex, Position, Stream, Topic};
use kinhbac_domain::time::{Timestamp, Zone};

use crate::answer::Client;
use crate::config::Config;
use crate::error::QueryError;
use outbox::Outbox;
use verdict::Verdicts;

pub(crate) use question::EventsQuestion;

/// Records that are read at a time.
const READ_BATCH: usize = 512;

/// An answer in the making.
pub(crate) struct Reading<'a> {
    question: &'a EventsQuestion,
    log: &'a dyn EventLog,
    zone: &'a Zone,
    config: &'a Config,
    outbox: Outbox,
    /// Since when the log has everything, where it does not reach back far enough.
    kept_since: Option<Timestamp>,
}

/// What is to be read of a partition.
struct Part {
    stream: Stream,
    partition: PartitionIndex,
    next: Offset,
    end: Offset,
    /// Records before `next` are gone.
    is_cut: bool,
    verdicts: Verdicts,
}

impl<'a> Reading<'a> {
    /// Of a question, to a client.
    pub(crate) fn new(
        question: &'a EventsQuestion,
        log: &'a dyn EventLog,
        zone: &'a Zone,
        config: &'a Config,
        client: Client<EventsResponse>,
    ) -> Self {
        let outbox = Outbox::new(client, config);
        Self { question, log, zone, config, outbox, kept_since: None }
    }

    /// Sends the whole answer.
    ///
    /// # Errors
    /// When there are too many events, the log fails, or the client goes away.
    pub(crate) async fn answer(mut self) -> Result<(), QueryError> {
        let partitions = self.question.partitions(self.log.partitions());
        for stream in self.question.streams() {
            for partition in &partitions {
                self.partition(stream, *partition).await?;
            }
        }
        self.outbox.finish(self.kept_since).await
    }

    async fn partition(
        &mut self,
        stream: Stream,
        partition: PartitionIndex,
    ) -> Result<(), QueryError> {
        let mut part = self.find(stream, partition).await?;
        loop {
            match self.read(&mut part).await {
                // Trimmed while it was read.
                Err(QueryError::Log(LogError::Gone { first, .. })) if first > part.next => {
                    part.next = first;
                    part.is_cut = true;
                }
                done => {
                    if part.is_cut {
                        self.kept_only_since(Timestamp::MAX);
                    }
                    return done;
                }
            }
        }
    }

    /// Where to begin, and where the partition ends now.
    async fn find(&self, stream: Stream, partition: PartitionIndex) -> Result<Part, QueryError> {
        let topic = Topic::Input(stream);
        let bounds = self.log.bounds(topic, partition).await?;
        let next = match stream {
            // A figure may be published of a period to come.
            Stream::Indicator => bounds.start,
            _ => {
                let since = self.question.appended_since(self.config.max_future);
                self.log.offset_at(topic, partition, since).await?.max(bounds.start)
            }
        };
        Ok(Part {
            stream,
            partition,
            next,
            end: bounds.end,
            is_cut: bounds.start > Offset(0) && next == bounds.start,
            verdicts: Verdicts::new(stream, self.config),
        })
    }

    async fn read(&mut self, part: &mut Part) -> Result<(), QueryError> {
        let (topic, partition) = (Topic::Input(part.stream), part.partition);
        if part.next >= part.end {
            return Ok(());
        }
        let from = [ReadFrom { topic, partition, offset: part.next }];
        let mut reader = self.log.read(&from).await?;
        while part.next < part.end {
            for record in reader.next(READ_BATCH).await? {
                if (part.next..part.end).contains(&record.offset) {
                    self.record(part, record).await?;
                }
            }
        }
        Ok(())
    }

    async fn record(&mut self, part: &mut Part, record: Record) -> Result<(), QueryError> {
        part.next = record.offset.next();
        let log_time = part.verdicts.log_time_with(record.appended_at);
        if std::mem::take(&mut part.is_cut) {
            self.kept_only_since(log_time);
        }
        if !self.question.may_be_of(&record.key) {
            return Ok(());
        }
        // What can't be read was counted nowhere: it is in the dead-letter topic.
        let Ok(event) = decode_logged(&record.value, self.zone) else { return Ok(()) };
        if !self.question.asks_for(&event) {
            return Ok(());
        }
        let not_counted = part.verdicts.of(&event, log_time);
        let Part { stream, partition, .. } = *part;
        let position = Position { stream, partition, offset: record.offset };
        match tell_logged(&record, position, &event.site, not_counted) {
            Some(told) => self.outbox.push(told).await,
            None => Ok(()),
        }
    }

    /// The first record that is kept of a partition was appended then; those before it are gone.
    fn kept_only_since(&mut self, first: Timestamp) {
        let since = first.min(self.question.kept_since(self.config.log_retention));
        if since > self.question.appended_since(self.config.max_future) {
            self.kept_since = self.kept_since.max(Some(since));
        }
    }
}
