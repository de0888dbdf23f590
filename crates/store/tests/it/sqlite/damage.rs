//! What is in the file: damage, foreign files, crashes, and what is to be gone.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use futures::{StreamExt, TryStreamExt};
use jiff::civil::date;
use kinhbac_domain::cell::CellEntry;
use kinhbac_domain::ports::{CellStore, HistoryStore, SeriesScan, SettingsStore, StoreError};
use kinhbac_domain::time::Resolution;
use kinhbac_store::sqlite::{SqliteConfig, SqliteStore};

use super::{Folder, at};
use crate::contract::Harness;
use crate::contract::sample::{self, MINUTE, P, commit, entry, minute, own, people, put, sorted};

fn cells(count: u64) -> Vec<CellEntry> {
    let cell = |n: u32| {
        let bucket = minute(MINUTE + i64::from(n / 100) * 60);
        entry(people(n % 100), bucket, count)
    };
    (0..1000).map(cell).collect()
}

fn all_minutes() -> SeriesScan {
    SeriesScan {
        measures: Vec::new(),
        label: None,
        sites: None,
        device: None,
        resolution: Resolution::Minute,
        starts: 0..i64::MAX,
    }
}

async fn scanned(store: &SqliteStore) -> Result<Vec<CellEntry>, StoreError> {
    let rows: Vec<_> = store.scan(all_minutes()).try_collect().await?;
    Ok(sorted(rows.into_iter().map(|(_, entry)| entry).collect()))
}

/// A file with cells, closed in order.
async fn written() -> (Folder, PathBuf) {
    let folder = Folder::new();
    let store = folder.open().await;
    put(&*store, P, cells(1)).await;
    store.close().await;
    let file = folder.file();
    (folder, file)
}

fn assert_names(error: &StoreError, file: &Path) {
    // Where the mark of a file or of a migration was hit, it is taken for another program's.
    let (StoreError::Damaged(what) | StoreError::Refused(what)) = error else {
        panic!("{error:?}")
    };
    assert!(what.contains(file.to_str().unwrap()), "{what}");
}

#[tokio::test]
async fn a_truncated_file_is_named_at_start() {
    let (_folder, file) = written().await;
    let whole = fs::read(&file).unwrap();
    for length in [whole.len() - 1, whole.len() - 4096, whole.len() / 2, 4096, 99, 1] {
        fs::write(&file, &whole[..length]).unwrap();
        let error = SqliteStore::open(at(&file)).await.unwrap_err();
        assert_names(&error, &file);
    }
}

#[tokio::test]
async fn a_flipped_byte_is_named_at_start_or_at_read_and_never_silently_wrong() {
    let (_folder, file) = written().await;
    let whole = fs::read(&file).unwrap();
    let truth = sorted(cells(1));
    let mut named = 0;
    // A stride that is prime to the page's size comes to all kinds of places within pages.
    for place in (0..whole.len()).step_by((whole.len() / 256) | 1) {
        let mut flipped = whole.clone();
        flipped[place] ^= 0x10;
        fs::write(&file, &flipped).unwrap();
        match read_all(&file).await {
            Ok(found) => assert_eq!(found, truth, "byte {place}"),
            Err(error) => {
                assert_names(&error, &file);
                named += 1;
            }
        }
    }
    assert!(named > 64, "{named} of 256");
}

async fn read_all(file: &Path) -> Result<Vec<CellEntry>, StoreError> {
    let store = SqliteStore::open(at(file)).await?;
    let found = scanned(&store).await;
    let progress = store.progress().await;
    store.close().await;
    assert_eq!(progress?, [(P, sample::progress(1))]);
    found
}

#[tokio::test]
async fn another_programs_file_is_left_alone() {
    let (_folder, file) = written().await;
    fs::write(&file, b"not a database, but somebody's letter, long enough to be a header of one, and then some more of it").unwrap();
    assert_names(&SqliteStore::open(at(&file)).await.unwrap_err(), &file);
}

/// What a crash leaves: the file as it was last folded, and a write-ahead log that may end
/// anywhere.
#[tokio::test]
async fn a_crash_leaves_a_prefix_of_the_commits() {
    let folder = Folder::new();
    let store = folder.open().await;
    let owner = own(&*store, P).await;
    for n in 1..=5_u64 {
        store.commit(&commit(owner, n.cast_signed(), cells(n))).await.unwrap();
    }
    let (db, wal) = (fs::read(folder.file()).unwrap(), fs::read(wal_of(&folder.file())).unwrap());
    let crashed = Folder::new();
    fs::create_dir_all(crashed.file().parent().unwrap()).unwrap();
    let mut seen = Vec::new();
    for part in 0..=16 {
        fs::write(crashed.file(), &db).unwrap();
        fs::write(wal_of(&crashed.file()), &wal[..wal.len() * part / 16]).unwrap();
        seen.push(commits_in(&crashed.file()).await);
    }
    assert!(seen.is_sorted(), "{seen:?}");
    assert_eq!(seen.last(), Some(&5));
}

fn wal_of(file: &Path) -> PathBuf {
    file.with_extension("sqlite-wal")
}

/// How many commits are there, whole; 0 also where the tables are not.
async fn commits_in(file: &Path) -> u64 {
    let store = SqliteStore::open(at(file)).await.unwrap();
    let progress = store.progress().await.unwrap();
    let found = scanned(&store).await.unwrap();
    store.close().await;
    let Some((_, progress)) = progress.first() else {
        assert_eq!(found, []);
        return 0;
    };
    let n = progress.cells_offset.0 / 10;
    assert_eq!(*progress, sample::progress(n));
    assert_eq!(found, sorted(cells(n.cast_unsigned())));
    n.cast_unsigned()
}

#[tokio::test]
async fn a_forgotten_day_key_is_not_in_the_files_any_more() {
    let folder = Folder::new();
    let store = folder.open().await;
    let key = *b"the key of the day of the moment";
    store.day_key(date(2026, 11, 22), key).await.unwrap();
    let is_there = || {
        let files = [folder.file(), wal_of(&folder.file())].map(|file| fs::read(file).unwrap());
        files.iter().any(|bytes| bytes.windows(key.len()).any(|part| part == key))
    };
    assert!(is_there());
    store.forget_day_keys(date(2026, 11, 23)).await.unwrap();
    assert!(!is_there());
}

#[tokio::test]
async fn a_scan_that_nothing_is_taken_from_is_given_up_and_says_so() {
    let folder = Folder::new();
    let stall_timeout = Duration::from_millis(20);
    let config = SqliteConfig { stall_timeout, max_readers: 1, ..at(&folder.file()) };
    let store = SqliteStore::open(config).await.unwrap();
    let many = (0..8000_u32).map(|n| entry(people(n), minute(MINUTE), 1)).collect();
    put(&*store, P, many).await;
    let mut scan = store.scan(all_minutes());
    scan.next().await.unwrap().unwrap();
    // The only reader is free again once the scan is given up.
    assert_eq!(store.progress().await.unwrap().len(), 1);
    let error = scan.try_collect::<Vec<_>>().await.unwrap_err();
    assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");
}
