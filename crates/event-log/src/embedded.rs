//! The embedded log: topics and partitions in one folder of this machine, on fjall.
//!
//! One thread writes (`writer`): appends that wait share one sync to disk, are answered after
//! it, and are seen by readers after it. Records of one append and partition make a block
//! (`block`); blocks stand in segments (`segment`), which are trimmed whole (`trim`).

mod block;
mod config;
mod error;
#[cfg(test)]
mod faults;
mod folder;
mod group;
mod membership;
mod meta;
mod reader;
mod recent;
mod recovery;
mod request;
mod room;
mod segment;
mod state;
mod trim;
mod trimmer;
mod versions;
mod waiting;
mod watermark;
mod writer;

use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Instant;

use async_trait::async_trait;
use kinhbac_domain::clock::Clock;
use kinhbac_domain::ports::{
    AppendError, EventLog, LogError, LogReader, Membership, NewRecord, ReadFrom,
};
use kinhbac_domain::position::{Offset, PartitionIndex, Topic};
use kinhbac_domain::time::Timestamp;
use tokio::sync::{Semaphore, mpsc, oneshot};
use tokio::task::AbortHandle;

use self::membership::Member;
use self::reader::Reader;
use self::request::Sorted;
use self::state::Shared;
use self::watermark::Watermark;
use self::writer::{Append, Command, Engine, Release, Writer};
use crate::metrics;

pub use self::config::EmbeddedLogConfig;
pub use self::error::OpenError;

/// The most requests that wait for the writer; beyond it `append` waits.
const QUEUE_REQUESTS: usize = 4096;
/// Room in the queue is given out by so many bytes.
const ROOM_UNIT: usize = 1 << 10;

/// The event log of one machine.
pub struct EmbeddedLog {
    shared: Arc<Shared>,
    max_record_bytes: usize,
    /// None only while it is dropped.
    commands: Option<mpsc::Sender<Command>>,
    room: Arc<Semaphore>,
    room_units: usize,
    group: Arc<Semaphore>,
    writer: Mutex<Option<JoinHandle<()>>>,
    trimmer: AbortHandle,
}

impl EmbeddedLog {
    /// Opens the log in a folder, or creates it. Append times come from the clock. Blocks while
    /// what a killed process left is recovered. Needs a tokio runtime, on which a task trims.
    ///
    /// # Errors
    /// When another has it open, when it has another number of partitions, or when it can't be
    /// read.
    pub fn open(config: EmbeddedLogConfig, clock: Arc<dyn Clock>) -> Result<Arc<Self>, OpenError> {
        if let Some(fault) = config.fault() {
            return Err(OpenError::Config(fault));
        }
        let lock = folder::lock(&config.dir)?;
        let (folder, topics) = writer::open(&config, None)?;
        let floor = folder.floor()?;
        let shared = Arc::new(Shared::new(config.partitions, topics));
        let (commands, receiver) = mpsc::channel(QUEUE_REQUESTS);
        let thread = Writer {
            config: config.clone(),
            clock,
            shared: shared.clone(),
            commands: receiver,
            engine: Engine::Open(folder),
            watermark: Watermark::new(&config.dir),
            floor,
            told_of_room: false,
            _lock: lock,
        };
        let writer = std::thread::Builder::new()
            .name("event-log".into())
            .spawn(|| thread.run())
            .map_err(|e| OpenError::Io { dir: config.dir.clone(), what: e.to_string() })?;
        let room_units = config.queue_bytes.div_ceil(ROOM_UNIT).clamp(1, 1 << 20);
        let trimmer = trimmer::run(commands.downgrade(), config.trim_every);
        Ok(Arc::new(Self {
            shared,
            max_record_bytes: config.max_record_bytes,
            commands: Some(commands),
            room: Arc::new(Semaphore::new(room_units)),
            room_units,
            group: Arc::new(Semaphore::new(1)),
            writer: Mutex::new(Some(writer)),
            trimmer: tokio::spawn(trimmer).abort_handle(),
        }))
    }

    /// Drops the records that are older than they are kept and, of the input topics, released. The
    /// log does so by itself now and then, and makes room so whenever it has none.
    ///
    /// # Errors
    /// When the log is not available.
    pub async fn trim(&self) -> Result<(), LogError> {
        self.ask(Command::Trim).await
    }

    async fn ask<T>(
        &self,
        command: impl FnOnce(oneshot::Sender<Result<T, LogError>>) -> Command,
    ) -> Result<T, LogError> {
        let closed = || LogError::Unavailable("the log is closed".into());
        let (answer, answered) = oneshot::channel();
        let commands = self.commands.as_ref().ok_or_else(closed)?;
        commands.send(command(answer)).await.map_err(|_| closed())?;
        answered.await.map_err(|_| closed())?
    }

    /// Hands records to the writer; answers with the first offset of each draft.
    async fn write(&self, topic: Topic, sorted: &mut Sorted) -> Result<Vec<Offset>, AppendError> {
        let closed = || AppendError::Unavailable("the log is closed".into());
        if sorted.drafts.is_empty() {
            return Ok(vec![]);
        }
        let bytes = sorted.bytes();
        let units = usize::try_from(bytes).unwrap_or(usize::MAX).div_ceil(ROOM_UNIT);
        // At most 2^20, so it is a u32; what is larger than the queue has it for itself.
        let units = units.min(self.room_units) as u32;
        let room = self.room.clone().acquire_many_owned(units).await.map_err(|_| closed())?;
        let (answer, answered) = oneshot::channel();
        let drafts = std::mem::take(&mut sorted.drafts);
        let append = Append { topic, drafts, bytes, answer, _room: room };
        let commands = self.commands.as_ref().ok_or_else(closed)?;
        commands.send(Command::Append(append)).await.map_err(|_| closed())?;
        let lost = || AppendError::Unknown("the log was closed while it wrote".into());
        answered.await.unwrap_or_else(|_| Err(lost()))
    }

    fn check(&self, topic: Topic, partition: PartitionIndex) -> Result<(), LogError> {
        if partition.0 < self.shared.partitions() {
            return Ok(());
        }
        Err(LogError::Unavailable(self.shared.no_partition(topic, partition)))
    }
}

impl Drop for EmbeddedLog {
    /// Waits until what was asked for is written and the folder is free.
    fn drop(&mut self) {
        self.trimmer.abort();
        self.commands = None;
        let writer = self.writer.get_mut().unwrap_or_else(PoisonError::into_inner).take();
        if writer.is_some_and(|w| w.join().is_err()) {
            tracing::error!("the event log's writer has panicked");
        }
    }
}

/// Runs what waits for the disk off the async threads.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, LogError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|e| LogError::Unavailable(format!("a read was given up: {e}")))
}

#[async_trait]
impl EventLog for EmbeddedLog {
    fn partitions(&self) -> u32 {
        self.shared.partitions()
    }

    async fn append(
        &self,
        topic: Topic,
        records: Vec<NewRecord>,
    ) -> Vec<Result<Offset, AppendError>> {
        let begun = Instant::now();
        let mut sorted = Sorted::new(&records, self.shared.partitions(), self.max_record_bytes);
        drop(records);
        let firsts = self.write(topic, &mut sorted).await;
        let answers = sorted.answers.give(&firsts);
        answers.iter().filter_map(|a| a.as_ref().err()).for_each(metrics::append_failed);
        metrics::append_answered(topic, begun.elapsed());
        answers
    }

    async fn read(&self, from: &[ReadFrom]) -> Result<Box<dyn LogReader>, LogError> {
        Ok(Box::new(Reader::new(self.shared.clone(), from)?))
    }

    async fn bounds(
        &self,
        topic: Topic,
        partition: PartitionIndex,
    ) -> Result<Range<Offset>, LogError> {
        self.check(topic, partition)?;
        self.shared.look(topic, |state| state.first(partition)..state.end(partition).offset)
    }

    async fn offset_at(
        &self,
        topic: Topic,
        partition: PartitionIndex,
        at: Timestamp,
    ) -> Result<Offset, LogError> {
        self.check(topic, partition)?;
        let shared = self.shared.clone();
        blocking(move || reader::offset_at(&shared, topic, partition, at)).await?
    }

    async fn join(&self, member: &str) -> Result<Box<dyn Membership>, LogError> {
        Ok(Box::new(Member::new(member, self.shared.partitions(), self.group.clone())))
    }

    async fn release(
        &self,
        topic: Topic,
        partition: PartitionIndex,
        before: Offset,
    ) -> Result<(), LogError> {
        self.check(topic, partition)?;
        self.ask(|answer| Command::Release(Release { topic, partition, before, answer })).await
    }
}
