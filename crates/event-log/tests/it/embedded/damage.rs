//! What is on disk is not what was written.

use super::*;

#[tokio::test]
async fn a_flipped_byte_of_a_table_is_never_read_as_a_record() {
    let mut h = Embedded::open().await;
    let expected: Vec<_> = values("value ", 400).collect();
    append(&h.log(), CAMERA, 0, expected.iter().cloned()).await;
    h.reopen().await;
    h.log = None;
    let mut damaged = 0;
    for (path, at) in places(&files(&h.config.dir, "tables"), 30) {
        flip(&path, at);
        damaged += usize::from(is_seen(&h, &expected).await);
        flip(&path, at);
    }
    assert!(damaged > 5, "{damaged} of 30 were seen to be damaged");
    assert!(!is_seen(&h, &expected).await, "whole again");
}

#[tokio::test]
async fn a_flipped_byte_of_the_journal_never_loses_a_record_silently() {
    let h = Embedded::open().await;
    let expected: Vec<_> = values("value ", 400).collect();
    append(&h.log(), CAMERA, 0, expected.iter().cloned()).await;
    let Embedded { config, clock, log, _dir } = h;
    drop(log);
    let journals: Vec<_> = files(&config.dir, "log")
        .into_iter()
        .filter(|p| p.extension().is_some_and(|e| e == "jnl"))
        .collect();
    let written = journals[0].metadata().unwrap().len();
    let mut damaged = 0;
    for step in 0..20 {
        let copy = tempfile::tempdir().unwrap();
        copy_dir(&config.dir, copy.path());
        let journal = copy.path().join(journals[0].strip_prefix(&config.dir).unwrap());
        flip(&journal, step * written / 20);
        let config = EmbeddedLogConfig { dir: copy.path().into(), ..config.clone() };
        let copy = Embedded { config, clock: clock.clone(), log: None, _dir: copy };
        damaged += usize::from(is_seen(&copy, &expected).await);
    }
    assert!(damaged > 5, "{damaged} of 20 were seen to be damaged");
}

/// Opens the log and reads it: either a damage is told, or the records are the expected ones.
async fn is_seen(h: &Embedded, expected: &[String]) -> bool {
    let log = match h.open_again() {
        Ok(log) => log,
        Err(OpenError::Damaged { .. }) => return true,
        Err(other) => panic!("{other}"),
    };
    let mut reader = match log.read(&[from(CAMERA, 0, Offset(0))]).await {
        Ok(reader) => reader,
        Err(error) => panic!("{error}"),
    };
    let mut found = Vec::new();
    while found.len() < expected.len() {
        match in_time(reader.next(100)).await {
            Ok(records) => found.extend(records.iter().map(value_of)),
            Err(LogError::Damaged { .. }) => return true,
            Err(other) => panic!("{other}"),
        }
        assert_eq!(found, expected[..found.len()]);
    }
    false
}

/// `n` places spread over the bytes of files.
fn places(files: &[PathBuf], n: u64) -> Vec<(PathBuf, u64)> {
    let sizes: Vec<_> = files.iter().map(|f| f.metadata().unwrap().len()).collect();
    let total: u64 = sizes.iter().sum();
    let place = |i: u64| {
        let mut at = i * total / n + 3;
        for (file, size) in files.iter().zip(&sizes) {
            if at < *size {
                return (file.clone(), at);
            }
            at -= size;
        }
        (files[0].clone(), 0)
    };
    (0..n).map(place).collect()
}

fn flip(path: &Path, at: u64) {
    let mut bytes = std::fs::read(path).unwrap();
    bytes[at as usize] ^= 0x10;
    std::fs::write(path, bytes).unwrap();
}

fn copy_dir(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            std::fs::create_dir(&target).unwrap();
            copy_dir(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
