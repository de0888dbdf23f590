//! The log's folder: a fjall database, with a keyspace for each segment and one for [`meta`].

use std::collections::BTreeSet;
use std::fmt::Display;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use fjall::compaction::Leveled;
use fjall::config::{BlockSizePolicy, CompressionPolicy, FilterPolicy, PartitioningPolicy};
use fjall::{
    CompressionType, Database, Keyspace, KeyspaceCreateOptions, OwnedWriteBatch, PersistMode,
};
use kinhbac_domain::ports::LogError;
use kinhbac_domain::position::Topic;
use kinhbac_domain::time::Timestamp;

use super::config::EmbeddedLogConfig;
use super::meta::{self, Layout, SegmentEntry};
use super::segment::Segment;
use super::state::Topics;
use super::{OpenError, recovery, versions};

/// Blocks of a table on disk hold at least so many bytes.
const TABLE_BLOCK_BYTES: u32 = 16 << 10;
/// So many tables in a segment are merged. (At 20 fjall slows writers down.)
const TABLES_TO_MERGE: u8 = 16;
/// About the bytes of a merged table.
const MERGED_TABLE_BYTES: u64 = 8 << 20;
/// Whether the index of a table of a level, from the first on, is in parts. The keys in the index
/// of one that is being merged hold the blocks that they are of in memory, uncompressed, until
/// their part is written: without parts all blocks of the table, which were 40 MB.
const INDEX_IN_PARTS: [bool; 2] = [false, true];
/// Threads that write and merge tables. fjall's first one does not merge: it hands what is to be
/// merged to the others, again and again without a pause while they are busy. Two were busy at
/// each merge; of three seldom all are.
const WORKERS: usize = 3;
/// The most bytes of fjall's own journal, which also bounds what stands in its memory.
const JOURNAL_BYTES: u64 = 256 << 20;
/// How long the flush of what was recovered may take.
const FLUSH_PATIENCE: Duration = Duration::from_secs(60);

/// Where fjall's database stands in the folder.
const LOG_DIR: &str = "log";
/// Where it is made, to be renamed when it is whole: a half-made one could not be opened.
const DRAFT_DIR: &str = "log.new";
/// The file that is locked while a process has the folder.
const LOCK_FILE: &str = "lock";

/// The open folder.
pub(super) struct Folder {
    dir: PathBuf,
    database: Database,
    meta: Keyspace,
    memtable_bytes: u64,
    next_number: u64,
    #[cfg(test)]
    faults: Arc<super::faults::Faults>,
}

impl Folder {
    /// Opens it, creating it if it is not there, and reads the entries of its segments, oldest
    /// first.
    pub(super) fn open(
        config: &EmbeddedLogConfig,
    ) -> Result<(Self, Vec<(SegmentEntry, Keyspace)>), OpenError> {
        let dir = config.dir.join(LOG_DIR);
        if dir.exists() {
            versions::check(&dir).map_err(|what| OpenError::damaged(&config.dir, what))?;
        } else {
            create(config).map_err(|e| OpenError::of(&config.dir, e))?;
        }
        let mut folder = Self::attach(config, dir).map_err(|e| OpenError::of(&config.dir, e))?;
        folder.check_layout(config)?;
        folder.flush()?;
        let segments = folder.segments()?;
        folder.next_number = segments.last().map_or(0, |(entry, _)| entry.number + 1);
        Ok((folder, segments))
    }

    fn attach(config: &EmbeddedLogConfig, dir: PathBuf) -> fjall::Result<Self> {
        #[cfg(test)]
        config.faults.open()?;
        let database = Database::builder(dir)
            .cache_size(config.cache_bytes)
            .max_journaling_size(JOURNAL_BYTES)
            .worker_threads(WORKERS)
            .open()?;
        let meta = database.keyspace(meta::KEYSPACE, KeyspaceCreateOptions::default)?;
        Ok(Self {
            dir: config.dir.clone(),
            database,
            meta,
            memtable_bytes: config.memtable_bytes,
            next_number: 0,
            #[cfg(test)]
            faults: config.faults.clone(),
        })
    }

    fn check_layout(&self, config: &EmbeddedLogConfig) -> Result<(), OpenError> {
        let value = self.meta.get(meta::LAYOUT_KEY).map_err(|e| self.failed(e))?;
        match value.and_then(|v| Layout::decode(&v)) {
            Some(found) if found.partitions == config.partitions => Ok(()),
            Some(found) => Err(OpenError::OtherPartitions {
                dir: self.dir.clone(),
                found: found.partitions,
                asked: config.partitions,
            }),
            None => Err(self.damaged("its layout is not one of this version")),
        }
    }

    /// Writes what was recovered from fjall's journal to tables, before anybody reads it: after a
    /// sync that failed the journal can be whole in the system's memory and not on disk, and no
    /// later sync would tell.
    fn flush(&self) -> Result<(), OpenError> {
        let keyspaces = self.keyspaces().map_err(|e| self.failed(e))?;
        for keyspace in &keyspaces {
            keyspace.rotate_memtable().map_err(|e| self.failed(e))?;
        }
        let begun = Instant::now();
        while keyspaces.iter().any(|k| k.sealed_memtable_count() > 0) {
            // An error where a flush has failed: then none comes to an end any more.
            self.database.persist(PersistMode::Buffer).map_err(|e| self.failed(e))?;
            if begun.elapsed() > FLUSH_PATIENCE {
                let what = "what was recovered is not written in time".into();
                return Err(OpenError::Io { dir: self.dir.clone(), what });
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        Ok(())
    }

    fn keyspaces(&self) -> fjall::Result<Vec<Keyspace>> {
        let names = self.database.list_keyspace_names();
        names.iter().map(|n| self.database.keyspace(n, KeyspaceCreateOptions::default)).collect()
    }

    fn segments(&self) -> Result<Vec<(SegmentEntry, Keyspace)>, OpenError> {
        let mut segments = Vec::new();
        for guard in self.meta.prefix(meta::SEGMENT_PREFIX) {
            let (key, value) = guard.into_inner().map_err(|e| self.failed(e))?;
            let entry = SegmentEntry::decode(&key, &value)
                .ok_or_else(|| self.damaged("a segment's entry can't be read"))?;
            let name = keyspace_name(entry.topic, entry.number);
            if !self.database.keyspace_exists(&name) {
                return Err(self.damaged(format!("the segment {name} is missing")));
            }
            let keyspace = self
                .database
                .keyspace(&name, KeyspaceCreateOptions::default)
                .map_err(|e| self.failed(e))?;
            segments.push((entry, keyspace));
        }
        Ok(segments)
    }

    /// Drops keyspaces that no entry names: begun and never written to, or trimmed and not yet
    /// unlinked when the process ended. Only once it is known that no entry is lost.
    pub(super) fn drop_strays(&self, topics: &Topics) -> Result<(), OpenError> {
        let segments = topics.values().flat_map(|state| &state.segments);
        let known: BTreeSet<_> =
            segments.map(|kept| keyspace_name(kept.segment.topic, kept.segment.number)).collect();
        for name in self.database.list_keyspace_names() {
            let name: &str = &name;
            if name != meta::KEYSPACE && !known.contains(name) {
                let stray = self.database.keyspace(name, KeyspaceCreateOptions::default);
                let dropped = stray.and_then(|stray| self.database.delete_keyspace(stray));
                dropped.map_err(|e| self.failed(e))?;
            }
        }
        Ok(())
    }

    /// What was released, as it stands on disk.
    pub(super) fn released(&self) -> Result<Vec<recovery::Released>, OpenError> {
        let mut released = Vec::new();
        for guard in self.meta.prefix(meta::RELEASED_PREFIX) {
            let (key, value) = guard.into_inner().map_err(|e| self.failed(e))?;
            let entry = meta::decode_released(&key, &value)
                .ok_or_else(|| self.damaged("a released offset can't be read"))?;
            released.push(entry);
        }
        Ok(released)
    }

    /// The time before which nothing more is appended.
    pub(super) fn floor(&self) -> Result<Timestamp, OpenError> {
        match self.meta.get(meta::FLOOR_KEY).map_err(|e| self.failed(e))? {
            None => Ok(Timestamp::MIN),
            Some(value) => meta::decode_floor(&value)
                .ok_or_else(|| self.damaged("the time of the last release can't be read")),
        }
    }

    /// A damage of this folder.
    pub(super) fn damaged(&self, what: impl Display) -> OpenError {
        OpenError::damaged(&self.dir, what)
    }

    /// Something of this folder that can't be read.
    pub(super) fn unreadable(&self, error: &LogError) -> OpenError {
        OpenError::unreadable(&self.dir, error)
    }

    /// A failure of this folder.
    pub(super) fn failed(&self, error: fjall::Error) -> OpenError {
        OpenError::of(&self.dir, error)
    }

    pub(super) fn batch(&self) -> OwnedWriteBatch {
        self.database.batch().durability(Some(PersistMode::SyncData))
    }

    /// Writes a batch and syncs it. Nothing of it can be read before it is on disk: fjall puts it
    /// in its memory after the sync.
    pub(super) fn commit(&self, batch: OwnedWriteBatch) -> fjall::Result<()> {
        #[cfg(test)]
        return self.faults.commit(batch);
        #[cfg(not(test))]
        batch.commit()
    }

    pub(super) fn meta(&self) -> &Keyspace {
        &self.meta
    }

    /// Begins a segment; its entry goes into the batch.
    pub(super) fn begin_segment(
        &mut self,
        batch: &mut OwnedWriteBatch,
        entry: SegmentEntry,
    ) -> fjall::Result<Arc<Segment>> {
        let keyspace = self
            .database
            .keyspace(&keyspace_name(entry.topic, entry.number), || self.segment_options())?;
        self.next_number = entry.number + 1;
        batch.insert(&self.meta, SegmentEntry::key(entry.number), entry.encode());
        Ok(Arc::new(Segment::new(entry, keyspace)))
    }

    /// The number of the next segment.
    pub(super) fn next_number(&self) -> u64 {
        self.next_number
    }

    fn segment_options(&self) -> KeyspaceCreateOptions {
        let merging = Leveled::default()
            .with_l0_threshold(TABLES_TO_MERGE)
            .with_table_target_size(MERGED_TABLE_BYTES);
        KeyspaceCreateOptions::default()
            .max_memtable_size(self.memtable_bytes)
            .data_block_size_policy(BlockSizePolicy::all(TABLE_BLOCK_BYTES))
            .data_block_compression_policy(CompressionPolicy::all(CompressionType::Lz4))
            // Records are read in ranges: no key is looked up by itself.
            .filter_policy(FilterPolicy::disabled())
            .index_block_partitioning_policy(PartitioningPolicy::new(INDEX_IN_PARTS))
            .compaction_strategy(Arc::new(merging))
    }

    /// Unlinks a segment's files, once its last reader has let it go.
    pub(super) fn unlink(&self, segment: &Segment) -> fjall::Result<()> {
        self.database.delete_keyspace(segment.keyspace.clone())
    }

    /// Bytes that the disk has left.
    pub(super) fn free_bytes(&self) -> std::io::Result<u64> {
        let disk = rustix::fs::statvfs(&self.dir)?;
        Ok(disk.f_bavail.saturating_mul(disk.f_frsize))
    }
}

/// Makes the folder, if need be, and keeps others out of it.
pub(super) fn lock(dir: &Path) -> Result<File, OpenError> {
    let failed = |e: std::io::Error| OpenError::of(dir, e.into());
    std::fs::create_dir_all(dir).map_err(failed)?;
    let file = File::create(dir.join(LOCK_FILE)).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(OpenError::InUse { dir: dir.to_owned() }),
        Err(TryLockError::Error(error)) => Err(failed(error)),
    }
}

/// Makes the database.
fn create(config: &EmbeddedLogConfig) -> fjall::Result<()> {
    let draft = config.dir.join(DRAFT_DIR);
    if draft.exists() {
        std::fs::remove_dir_all(&draft)?;
    }
    let folder = Folder::attach(config, draft.clone())?;
    let mut batch = folder.batch();
    let layout = Layout { partitions: config.partitions };
    batch.insert(&folder.meta, meta::LAYOUT_KEY, layout.encode());
    folder.commit(batch)?;
    drop(folder);
    std::fs::rename(&draft, config.dir.join(LOG_DIR))?;
    File::open(&config.dir)?.sync_all()?;
    Ok(())
}

fn keyspace_name(topic: Topic, number: u64) -> String {
    format!("{}.{number:016x}", topic.name())
}
