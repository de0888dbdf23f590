//! Disks that fail, and what the log makes of it.

use std::io::{Error, ErrorKind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};

use fjall::OwnedWriteBatch;

/// How a commit fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    /// It is written, and the sync reports an error.
    SyncFails,
    /// There is no room for it.
    NoRoom,
}

/// What fails next.
#[derive(Debug, Default)]
pub(super) struct Faults {
    commit: Mutex<Option<Fault>>,
    opens: AtomicU32,
}

impl Faults {
    pub(super) fn commit(&self, batch: OwnedWriteBatch) -> fjall::Result<()> {
        let fault = self.commit.lock().unwrap().take();
        match fault {
            None => batch.commit(),
            Some(Fault::SyncFails) => {
                batch.commit()?;
                Err(fjall::Error::Io(Error::other("the disk is gone")))
            }
            Some(Fault::NoRoom) => Err(fjall::Error::Io(ErrorKind::StorageFull.into())),
        }
    }

    pub(super) fn open(&self) -> fjall::Result<()> {
        let more = |n: u32| n.checked_sub(1);
        match self.opens.fetch_update(Ordering::SeqCst, Ordering::SeqCst, more) {
            Ok(_) => Err(fjall::Error::Io(Error::other("the disk is still gone"))),
            Err(_) => Ok(()),
        }
    }
}

mod tests {
    use std::sync::Arc;

    use bytes::Bytes;
    use kinhbac_domain::clock::SystemClock;
    use kinhbac_domain::ports::{
        AppendError, EventLog, Headers, LogError, LogReader, NewRecord, ReadFrom, Record,
    };
    use kinhbac_domain::position::{Offset, PartitionIndex, Topic};

    use super::*;
    use crate::embedded::{EmbeddedLog, EmbeddedLogConfig};

    fn config(dir: &tempfile::TempDir) -> EmbeddedLogConfig {
        EmbeddedLogConfig { partitions: 2, min_free_bytes: 0, ..EmbeddedLogConfig::new(dir.path()) }
    }

    fn open(config: &EmbeddedLogConfig) -> Arc<EmbeddedLog> {
        EmbeddedLog::open(config.clone(), Arc::new(SystemClock)).unwrap()
    }

    async fn append(log: &EmbeddedLog, value: &'static str) -> Result<Offset, AppendError> {
        let record = NewRecord {
            partition: PartitionIndex(1),
            key: Bytes::new(),
            value: Bytes::from_static(value.as_bytes()),
            headers: Headers::default(),
        };
        log.append(Topic::Cells, vec![record]).await.remove(0)
    }

    async fn reader(log: &EmbeddedLog) -> Box<dyn LogReader> {
        let partition = PartitionIndex(1);
        let from = ReadFrom { topic: Topic::Cells, partition, offset: Offset(0) };
        log.read(&[from]).await.unwrap()
    }

    fn values(records: &[Record]) -> Vec<&[u8]> {
        records.iter().map(|r| &*r.value).collect()
    }

    async fn end(log: &EmbeddedLog) -> Offset {
        log.bounds(Topic::Cells, PartitionIndex(1)).await.unwrap().end
    }

    #[tokio::test]
    async fn a_sync_that_failed_acknowledges_nobody_and_the_log_goes_on() {
        let dir = tempfile::tempdir().unwrap();
        let config = config(&dir);
        let log = open(&config);
        assert_eq!(append(&log, "first").await, Ok(Offset(0)));
        *config.faults.commit.lock().unwrap() = Some(Fault::SyncFails);
        let failed = append(&log, "written, not synced").await.unwrap_err();
        assert!(matches!(failed, AppendError::Unavailable(_)), "{failed}");
        assert_eq!(end(&log).await, Offset(1));
        assert_eq!(append(&log, "second").await, Ok(Offset(1)));
        let records = reader(&log).await.next(10).await.unwrap();
        assert_eq!(values(&records), [b"first".as_slice(), b"second"]);
        drop(log);
        let records = reader(&open(&config)).await.next(10).await.unwrap();
        assert_eq!(values(&records), [b"first".as_slice(), b"second"]);
    }

    #[tokio::test]
    async fn the_first_write_of_a_topic_can_fail_too() {
        let dir = tempfile::tempdir().unwrap();
        let config = config(&dir);
        let log = open(&config);
        *config.faults.commit.lock().unwrap() = Some(Fault::SyncFails);
        append(&log, "written, not synced").await.unwrap_err();
        assert_eq!(end(&log).await, Offset(0));
        *config.faults.commit.lock().unwrap() = Some(Fault::NoRoom);
        append(&log, "not written").await.unwrap_err();
        assert_eq!(append(&log, "first").await, Ok(Offset(0)));
        assert_eq!(values(&reader(&log).await.next(10).await.unwrap()), [b"first"]);
    }

    #[tokio::test]
    async fn a_disk_without_room_is_told_as_full() {
        let dir = tempfile::tempdir().unwrap();
        let config = config(&dir);
        let log = open(&config);
        *config.faults.commit.lock().unwrap() = Some(Fault::NoRoom);
        let failed = append(&log, "first").await.unwrap_err();
        assert!(matches!(failed, AppendError::Full(_)), "{failed}");
        assert_eq!(append(&log, "first").await, Ok(Offset(0)));
    }

    #[tokio::test]
    async fn what_may_have_been_written_is_not_known_while_the_disk_is_gone() {
        let dir = tempfile::tempdir().unwrap();
        let config = config(&dir);
        let log = open(&config);
        let mut waits = reader(&log).await;
        config.faults.opens.store(2, Ordering::SeqCst);
        *config.faults.commit.lock().unwrap() = Some(Fault::SyncFails);
        let failed = append(&log, "written, not synced").await.unwrap_err();
        assert!(matches!(failed, AppendError::Unknown(_)), "{failed}");
        let told = waits.next(1).await.unwrap_err();
        assert!(matches!(told, LogError::Unavailable(_)), "{told}");
        // Until the folder is open again.
        let offset = loop {
            match append(&log, "first").await {
                Ok(offset) => break offset,
                Err(error) => assert!(matches!(error, AppendError::Unavailable(_)), "{error}"),
            }
        };
        assert_eq!(offset, Offset(0));
        assert_eq!(values(&waits.next(10).await.unwrap()), [b"first"]);
    }
}
