//! A folder of the embedded log that is not as it was written.

use std::panic::catch_unwind;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, Once};
use std::time::Duration;

use bytes::Bytes;
use kinhbac_domain::ports::{EventLog, Headers, LogError, NewRecord, ReadFrom};
use kinhbac_domain::position::{Offset, PartitionIndex, Stream, Topic};
use kinhbac_event_log::embedded::{EmbeddedLog, EmbeddedLogConfig, OpenError};

use crate::runtime::block_on;
use crate::world::StandingClock;

const TOPIC: Topic = Topic::Input(Stream::Camera);
const PARTITION: PartitionIndex = PartitionIndex(0);
/// Records that are acknowledged before the damage.
const RECORDS: i64 = 60;

/// What a table of contents of fjall's files begins with; the number of its entries follows. `sfa`
/// 1.0.0 takes memory for so many before it looks at the checksum, and the process ends: known,
/// and spared here.
const TABLE: &[u8] = b"TOC!";

/// The first byte chooses a file of the folder, the next four a place in it, and the rest is
/// written there; nothing: the file ends there. Whatever it is, the folder is refused as damaged,
/// or every record that is read is the one that was written, and none is missing unsaid.
pub fn disk(data: &[u8]) {
    let Some((at, bytes)) = data.split_first_chunk::<5>() else { return };
    let [file, place @ ..] = *at;
    let mut files = FILES.clone();
    let mut damaged: Vec<_> = files.iter_mut().filter(|(name, _)| !is_spared(name)).collect();
    let count = damaged.len();
    damage(&mut damaged[usize::from(file) % count].1, u32::from_le_bytes(place), bytes);
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &files);
    pass_fjall_over();
    block_on(async {
        let open = || EmbeddedLog::open(config(folder.path()), Arc::new(StandingClock));
        match catch_unwind(open) {
            Ok(Ok(log)) => read(&log).await,
            Ok(Err(OpenError::Damaged { .. } | OpenError::Io { .. })) | Err(_) => {}
            Ok(Err(OpenError::OtherPartitions { .. })) => {}
            Ok(Err(other)) => panic!("{other}"),
        }
    });
}

/// `lsm-tree` 3.1.10 reads its lists of tables (`v1`, …) without a checksum, and takes memory for
/// as many as they say: the process ends, known too.
fn is_spared(name: &Path) -> bool {
    let name = name.file_name().unwrap().to_string_lossy();
    name.strip_prefix('v').is_some_and(|number| number.parse::<u64>().is_ok())
}

/// fjall reads some of its files without a checksum, and panics where they are not as it wrote
/// them: known, and told from what our own code does.
fn pass_fjall_over() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let told = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            let file = panic.location().map_or("", |at| at.file());
            if !["/fjall-", "/lsm-tree-"].iter().any(|theirs| file.contains(theirs)) {
                told(panic);
            }
        }));
    });
}

fn damage(content: &mut Vec<u8>, place: u32, bytes: &[u8]) {
    let start = (place as usize) % (content.len() + 1);
    if bytes.is_empty() {
        return content.truncate(start);
    }
    let tables: Vec<usize> = positions(content, TABLE).collect();
    let before = content.clone();
    let end = content.len().min(start + bytes.len());
    content[start..end].copy_from_slice(&bytes[..end - start]);
    for table in tables {
        let count = table + TABLE.len()..(table + TABLE.len() + 4).min(content.len());
        content[count.clone()].copy_from_slice(&before[count]);
    }
}

fn positions(content: &[u8], of: &[u8]) -> impl Iterator<Item = usize> {
    content.windows(of.len()).enumerate().filter(move |(_, at)| *at == of).map(|(at, _)| at)
}

async fn read(log: &EmbeddedLog) {
    let end = log.bounds(TOPIC, PARTITION).await.unwrap().end;
    assert_eq!(end, Offset(RECORDS), "what was acknowledged is gone");
    let from = ReadFrom { topic: TOPIC, partition: PARTITION, offset: Offset(0) };
    let mut reader = log.read(&[from]).await.unwrap();
    let mut next = 0;
    while next < RECORDS {
        match reader.next(100).await {
            Ok(records) => {
                for record in records {
                    assert_eq!((record.offset, &record.value), (Offset(next), &value(next)));
                    next += 1;
                }
            }
            Err(LogError::Damaged { .. } | LogError::Unavailable(_)) => return,
            Err(other) => panic!("{other}"),
        }
    }
}

/// Small, so that a folder has all that a large one has.
fn config(dir: &Path) -> EmbeddedLogConfig {
    EmbeddedLogConfig {
        partitions: 1,
        min_free_bytes: 0,
        segment_bytes: 4 << 10,
        memtable_bytes: 2 << 10,
        cache_bytes: 64 << 10,
        trim_every: Duration::from_secs(3_600),
        ..EmbeddedLogConfig::new(dir)
    }
}

fn value(number: i64) -> Bytes {
    format!("record {number} {}", "x".repeat(100)).into()
}

/// A folder with some segments, as it was left.
static FILES: LazyLock<Vec<(PathBuf, Vec<u8>)>> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    block_on(async {
        let log = EmbeddedLog::open(config(folder.path()), Arc::new(StandingClock)).unwrap();
        for number in 0..RECORDS {
            let (key, headers) = (Bytes::from_static(b"s-1"), Headers::default());
            let record = NewRecord { partition: PARTITION, key, value: value(number), headers };
            log.append(TOPIC, vec![record]).await.remove(0).unwrap();
        }
    });
    let mut files = Vec::new();
    collect(folder.path(), folder.path(), &mut files);
    files.sort();
    files
});

fn collect(root: &Path, folder: &Path, into: &mut Vec<(PathBuf, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(root, &path, into);
        } else {
            let name = path.strip_prefix(root).unwrap().to_owned();
            into.push((name, std::fs::read(&path).unwrap()));
        }
    }
}

fn write(root: &Path, files: &[(PathBuf, Vec<u8>)]) {
    for (name, content) in files {
        let path = root.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }
}
