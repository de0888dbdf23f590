//! The event log.

mod headers;

use std::collections::BTreeSet;
use std::ops::Range;

use async_trait::async_trait;
use bytes::Bytes;

use crate::position::{Offset, PartitionIndex, Topic};
use crate::time::Timestamp;

pub use headers::{Header, Headers};

/// A record to append.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRecord {
    /// Where to.
    pub partition: PartitionIndex,
    /// The key; may be empty.
    pub key: Bytes,
    /// The value.
    pub value: Bytes,
    /// The headers.
    pub headers: Headers,
}

impl NewRecord {
    /// Bytes of its key, its value and its headers' names and values.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let headers = self.headers.iter().map(|header| header.name.len() + header.value.len());
        self.key.len() + self.value.len() + headers.sum::<usize>()
    }
}

/// A record of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The topic.
    pub topic: Topic,
    /// The partition.
    pub partition: PartitionIndex,
    /// Its offset; greater than that of the record before, not always by one.
    pub offset: Offset,
    /// When the log took it, by the log's clock; may step back.
    pub appended_at: Timestamp,
    /// The key.
    pub key: Bytes,
    /// The value.
    pub value: Bytes,
    /// The headers.
    pub headers: Headers,
}

/// A record was not appended (or, for `Unknown`, may have been).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AppendError {
    /// There is no room now: wait and send again.
    #[error("the log is full: {0}")]
    Full(String),
    /// The log is not there now: wait and send again.
    #[error("the log is not available: {0}")]
    Unavailable(String),
    /// The record is larger than the log takes: it never will be.
    #[error("the record has {bytes} bytes, more than the {limit} that the log takes")]
    TooLarge {
        /// Its size.
        bytes: usize,
        /// The most.
        limit: usize,
    },
    /// It is not known whether it was appended: sending it again may append it twice.
    #[error("it is not known whether the log took the record: {0}")]
    Unknown(String),
}

/// A log operation failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LogError {
    /// The log is not there now: wait and try again.
    #[error("the log is not available: {0}")]
    Unavailable(String),
    /// The records wanted are gone.
    #[error("{topic} partition {partition} begins at offset {first}: {wanted} is no longer kept", topic = .topic.name())]
    Gone {
        /// The topic.
        topic: Topic,
        /// The partition.
        partition: PartitionIndex,
        /// The offset wanted.
        wanted: Offset,
        /// The first that is kept.
        first: Offset,
    },
    /// What is on disk is not what was written.
    #[error("{topic} partition {partition} is damaged at offset {offset}: {what}", topic = .topic.name())]
    Damaged {
        /// The topic.
        topic: Topic,
        /// The partition.
        partition: PartitionIndex,
        /// Where.
        offset: Offset,
        /// How.
        what: String,
    },
}

/// From where to read a partition of a topic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadFrom {
    /// The topic.
    pub topic: Topic,
    /// The partition.
    pub partition: PartitionIndex,
    /// The first offset wanted.
    pub offset: Offset,
}

/// An ordered, durable log of records in topics and partitions.
#[async_trait]
pub trait EventLog: Send + Sync + 'static {
    /// How many partitions each topic has; fixed at creation.
    fn partitions(&self) -> u32;

    /// Appends records to a topic; those of one partition in their order. Answers when each is on
    /// disk for good, or with the reason why not, item by item in the order of the request.
    /// Of the records of one partition in one call, none is appended after one that failed.
    async fn append(
        &self,
        topic: Topic,
        records: Vec<NewRecord>,
    ) -> Vec<Result<Offset, AppendError>>;

    /// Reads several partitions together, each in order. Only what is on disk for good is read.
    ///
    /// # Errors
    /// [`LogError::Gone`] where an offset before the first kept one is wanted (an offset 0 of a
    /// log that was trimmed too). An offset beyond the end waits for it.
    async fn read(&self, from: &[ReadFrom]) -> Result<Box<dyn LogReader>, LogError>;

    /// The first offset kept, and the one that the next record will get or a lesser one that is
    /// greater than the last record's.
    ///
    /// # Errors
    /// When the log is not available.
    async fn bounds(
        &self,
        topic: Topic,
        partition: PartitionIndex,
    ) -> Result<Range<Offset>, LogError>;

    /// The offset of the first kept record that was appended at or after an instant; the end
    /// where there is none. Where append times step back, of the first such record at or after
    /// which *no* record is older than that, or an earlier one.
    ///
    /// # Errors
    /// When the log is not available.
    async fn offset_at(
        &self,
        topic: Topic,
        partition: PartitionIndex,
        at: Timestamp,
    ) -> Result<Offset, LogError>;

    /// Joins those who share the partition indexes of the input topics among them.
    ///
    /// # Errors
    /// When the log is not available.
    async fn join(&self, member: &str) -> Result<Box<dyn Membership>, LogError>;

    /// Says that nobody will read the records before an offset again, so that they may go when
    /// they are older than the log keeps them. A log that keeps by age alone (Kafka) does nothing.
    ///
    /// # Errors
    /// When the log is not available.
    async fn release(
        &self,
        topic: Topic,
        partition: PartitionIndex,
        before: Offset,
    ) -> Result<(), LogError>;
}

/// Reads on and on.
#[async_trait]
pub trait LogReader: Send {
    /// The next records, at most `max`, at least one: waits for it. Safe to drop while it waits:
    /// no record is lost.
    ///
    /// # Errors
    /// When the log is not available (calling again goes on where it was), damaged, or when what
    /// comes next is gone.
    async fn next(&mut self, max: usize) -> Result<Vec<Record>, LogError>;
}

/// Membership among those who share the partition indexes.
#[async_trait]
pub trait Membership: Send {
    /// Waits until what is assigned to this member changes and tells all of it; the first call
    /// tells the first assignment. Partitions that are missing from it were taken away: flush,
    /// commit and let go, then say so with [`Membership::released`]. Safe to drop while it waits.
    ///
    /// # Errors
    /// When the log is not available (calling again goes on).
    async fn assigned(&mut self) -> Result<BTreeSet<PartitionIndex>, LogError>;

    /// Says that the partitions that were taken away have been let go.
    async fn released(&mut self);

    /// Tells tools that watch the group how far its members are: the next offset to be stored of
    /// partitions that are assigned to this one. Nothing is read from it, so nothing is lost where
    /// it fails; a log without such tools does nothing.
    fn tell(&self, stored: &[(Topic, PartitionIndex, Offset)]);

    /// Leaves, so that others take over at once.
    async fn leave(self: Box<Self>);
}
