//! The one thread that writes: it puts all that waits into one batch, syncs once, and only then
//! answers and lets readers see it.
//!
//! After a write or sync that failed nothing is taken for granted: the system may have dropped
//! what it could not write and still show it ("fsyncgate"). The thread closes the database, opens
//! it again from what is on disk, writes anew what it recovers, takes away what was never
//! acknowledged, and goes on; until that succeeds the log is not available.

use std::fs::File;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Arc;
use std::time::{Duration, Instant};

use kinhbac_domain::clock::Clock;
use kinhbac_domain::ports::{AppendError, LogError};
use kinhbac_domain::position::{Offset, PartitionIndex, Topic};
use kinhbac_domain::time::Timestamp;
use tokio::sync::mpsc::Receiver;
use tokio::sync::mpsc::error::TryRecvError;
use tokio::sync::{OwnedSemaphorePermit, oneshot};

use super::block::Draft;
use super::config::EmbeddedLogConfig;
use super::folder::Folder;
use super::group::Group;
use super::room::Room;
use super::state::{Shared, Topics};
use super::watermark::{self, Watermark};
use super::{OpenError, recovery, trim};
use crate::metrics;

/// One sync takes at most about so many bytes.
const GROUP_BYTES: u64 = 8 << 20;
/// One sync answers at most so many requests.
const GROUP_REQUESTS: usize = 4096;
/// The pause between two tries to open the folder again.
const RETRY_PAUSE: Duration = Duration::from_millis(500);
/// How long requests wait for their refusal while the log is not available.
const REFUSE_PAUSE: Duration = Duration::from_millis(20);

/// What the writer is asked to do.
pub(super) enum Command {
    Append(Append),
    Release(Release),
    /// Drop what is too old.
    Trim(oneshot::Sender<Result<(), LogError>>),
}

/// Records to append to a topic, all or none.
pub(super) struct Append {
    pub(super) topic: Topic,
    pub(super) drafts: Vec<Draft>,
    pub(super) bytes: u64,
    /// The offset of the first record of each draft.
    pub(super) answer: oneshot::Sender<Result<Vec<Offset>, AppendError>>,
    /// Room in the queue; given back when this is answered.
    pub(super) _room: OwnedSemaphorePermit,
}

/// An offset to remember as released.
pub(super) struct Release {
    pub(super) topic: Topic,
    pub(super) partition: PartitionIndex,
    pub(super) before: Offset,
    pub(super) answer: oneshot::Sender<Result<(), LogError>>,
}

/// The thread's own.
pub(super) struct Writer {
    pub(super) config: EmbeddedLogConfig,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) shared: Arc<Shared>,
    pub(super) commands: Receiver<Command>,
    pub(super) engine: Engine,
    pub(super) watermark: Watermark,
    /// Nothing is appended with an earlier time, wherever the clock goes.
    pub(super) floor: Timestamp,
    /// Whether it was said that records go before their age.
    pub(super) told_of_room: bool,
    /// Keeps others out of the folder, also while it is closed for a moment.
    pub(super) _lock: File,
}

/// The open folder, or what it must hold when it is opened again.
pub(super) enum Engine {
    Open(Folder),
    Closed { acked: Topics, why: String },
}

/// What one turn of the thread does.
#[derive(Default)]
struct Turn {
    appends: Vec<Append>,
    releases: Vec<Release>,
    trims: Vec<oneshot::Sender<Result<(), LogError>>>,
    bytes: u64,
}

impl Turn {
    fn add(&mut self, command: Command) {
        match command {
            Command::Append(append) => {
                self.bytes += append.bytes;
                self.appends.push(append);
            }
            Command::Release(release) => self.releases.push(release),
            Command::Trim(answer) => self.trims.push(answer),
        }
    }

    fn is_full(&self) -> bool {
        self.bytes >= GROUP_BYTES || self.appends.len() + self.releases.len() >= GROUP_REQUESTS
    }

    /// Refuses everything.
    fn refuse(self, error: &AppendError) {
        let unavailable = || Err(LogError::Unavailable(error.to_string()));
        // Who does not wait for the answer any more does not need it.
        self.appends.into_iter().for_each(|a| drop(a.answer.send(Err(error.clone()))));
        self.releases.into_iter().for_each(|r| drop(r.answer.send(unavailable())));
        self.trims.into_iter().for_each(|t| drop(t.send(unavailable())));
    }
}

impl Writer {
    /// Works until the log is dropped.
    pub(super) fn run(mut self) {
        metrics::available(true);
        while self.turn() {}
        self.watermark.note(&self.shared);
        // Readers that still wait are told; the folder is free when the last has let go of it.
        drop(self.shared.replace(Err("the log is closed".into())));
    }

    /// One turn; false when nobody can ask for anything any more.
    fn turn(&mut self) -> bool {
        if let Engine::Closed { why, .. } = &self.engine {
            let why = why.clone();
            return self.sit_out(&why);
        }
        let Some(turn) = self.wait() else { return false };
        self.work(turn);
        true
    }

    /// Waits for something to do, and takes what else is there.
    fn wait(&mut self) -> Option<Turn> {
        let mut turn = Turn::default();
        turn.add(self.commands.blocking_recv()?);
        while !turn.is_full()
            && let Ok(command) = self.commands.try_recv()
        {
            turn.add(command);
        }
        Some(turn)
    }

    fn work(&mut self, mut turn: Turn) {
        let trims = std::mem::take(&mut turn.trims);
        if !turn.appends.is_empty() || !turn.releases.is_empty() {
            self.write(turn);
        }
        for answer in trims {
            let trimmed = self.trim();
            let _ = answer.send(trimmed);
        }
    }

    fn write(&mut self, turn: Turn) {
        let (begun, now) = (Instant::now(), self.clock.now().max(self.floor));
        let room = match self.make_room(turn.bytes, now) {
            Ok(room) => room,
            Err(error) => {
                let refused = self.start_over(&error);
                return turn.refuse(&refused);
            }
        };
        let Engine::Open(folder) = &mut self.engine else { return };
        let mut group = Group::new(folder, &self.shared, &self.config, now, room);
        let releases = !turn.releases.is_empty();
        turn.releases.into_iter().for_each(|release| group.release(release));
        let added = group.append_all(turn.appends);
        let (written, waiting) = group.commit(added);
        match written {
            Ok(()) => {
                metrics::synced(waiting.records, begun.elapsed());
                waiting.apply(&self.shared);
                if releases {
                    self.floor = now;
                }
                self.watermark.note_now_and_then(&self.shared);
            }
            Err(error) => {
                let refusable = waiting.give_up();
                refusable.refuse(&self.start_over(&error));
            }
        }
    }

    /// Tells the room that there is, made for so many bytes where that is possible.
    fn make_room(&mut self, bytes: u64, now: Timestamp) -> fjall::Result<Room> {
        let Engine::Open(folder) = &mut self.engine else { return Ok(Room::default()) };
        let room = Room::now(folder, &self.shared, &self.config);
        let lacks = room.lacks(bytes);
        if lacks == 0 || trim::make_room(folder, &self.shared, lacks, now)? == 0 {
            return Ok(room);
        }
        if !self.told_of_room {
            self.told_of_room = true;
            tracing::warn!(
                max_bytes = self.config.max_bytes,
                min_free = self.config.min_free_bytes,
                "the log is as large as it may be: records that are counted and stored go before \
                 they are as old as `log.retention` says"
            );
        }
        Ok(Room::now(folder, &self.shared, &self.config))
    }

    fn trim(&mut self) -> Result<(), LogError> {
        let Engine::Open(folder) = &mut self.engine else {
            return Err(LogError::Unavailable("the log is closed".into()));
        };
        trim::run(folder, &self.shared, &self.config, self.clock.now()).map_err(|error| {
            self.start_over(&error);
            LogError::Unavailable(error.to_string())
        })
    }

    /// Closes the folder after an error, and tries once to open it again. What was written with
    /// the error was not appended, if that succeeds; else it is not known.
    fn start_over(&mut self, error: &fjall::Error) -> AppendError {
        let why = error.to_string();
        tracing::error!(error = why, "the event log could not write; opening it again");
        metrics::available(false);
        let Ok(acked) = self.shared.replace(Err(why.clone())) else {
            return AppendError::Unknown(why);
        };
        self.engine = Engine::Closed { acked, why: why.clone() };
        match self.reopen() {
            Ok(()) if is_full(error) => AppendError::Full(why),
            Ok(()) => AppendError::Unavailable(why),
            Err(_) => AppendError::Unknown(why),
        }
    }

    fn reopen(&mut self) -> Result<(), OpenError> {
        let Engine::Closed { acked, .. } = &mut self.engine else { return Ok(()) };
        // Lets go of the keyspaces, which hold the folder's lock.
        acked.values_mut().for_each(|state| state.segments.clear());
        let (folder, topics) = open(&self.config, Some(acked))?;
        self.engine = Engine::Open(folder);
        drop(self.shared.replace(Ok(topics)));
        metrics::available(true);
        tracing::info!("the event log is open again");
        Ok(())
    }

    /// Refuses what is asked for a while, then tries to open the folder again; false when nobody
    /// can ask for anything any more.
    fn sit_out(&mut self, why: &str) -> bool {
        let until = Instant::now() + RETRY_PAUSE;
        while Instant::now() < until {
            let mut turn = Turn::default();
            match self.commands.try_recv() {
                Ok(command) => turn.add(command),
                Err(TryRecvError::Empty) => std::thread::sleep(REFUSE_PAUSE),
                Err(TryRecvError::Disconnected) => return false,
            }
            turn.refuse(&AppendError::Unavailable(why.to_owned()));
        }
        if let Err(error) = self.reopen() {
            tracing::error!(%error, "the event log can't be opened again yet");
        }
        true
    }
}

/// Opens the folder; where it is opened again, it must hold what was acknowledged, and no more.
pub(super) fn open(
    config: &EmbeddedLogConfig,
    acked: Option<&Topics>,
) -> Result<(Folder, Topics), OpenError> {
    // In places fjall asserts what a damaged file does not have. What it had opened is dropped.
    panic::catch_unwind(AssertUnwindSafe(|| recover(config, acked)))
        .unwrap_or_else(|_| Err(OpenError::damaged(&config.dir, "a file can't be read")))
}

fn recover(
    config: &EmbeddedLogConfig,
    acked: Option<&Topics>,
) -> Result<(Folder, Topics), OpenError> {
    let (folder, entries) = Folder::open(config)?;
    let mut topics = recovery::topics(&folder, config.partitions, entries)?;
    let loss = watermark::loss(&config.dir, &topics).map_err(|e| folder.failed(e.into()))?;
    if let Some(what) = loss {
        return Err(OpenError::Damaged { dir: config.dir.clone(), what });
    }
    folder.drop_strays(&topics)?;
    if let Some(acked) = acked {
        recovery::cut_back(&folder, &mut topics, acked)?;
    }
    Ok((folder, topics))
}

/// Whether the disk has no room left.
pub(super) fn is_full(error: &fjall::Error) -> bool {
    match error {
        fjall::Error::Io(e) | fjall::Error::Storage(fjall::LsmError::Io(e)) => {
            matches!(e.kind(), std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded)
        }
        _ => false,
    }
}
