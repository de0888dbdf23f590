//! Whether the file is ours and whole.
//!
//! SQLite trusts its file: a byte that changed on disk is not seen by itself. So the length is
//! compared with the header at each start; the structure of every page is checked where the file
//! is small or was not closed in order; and what is counted (cells, their series, progress) carries
//! digests that are compared at each reading.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use kinhbac_domain::ports::StoreError;
use sqlx::SqlitePool;

use super::fault::Fault;

/// "kbac": marks a file as ours.
const APPLICATION_ID: i64 = 0x6b62_6163;
const MAGIC: &[u8; 16] = b"SQLite format 3\0";
const HEADER_BYTES: usize = 100;
/// A file up to this many bytes is checked at each start, a larger one up to
/// `CHECKED_AFTER_CRASH_BYTES` where it was not closed in order: a start stays short.
const ALWAYS_CHECKED_BYTES: u64 = 64 << 20;
const CHECKED_AFTER_CRASH_BYTES: u64 = 2 << 30;

/// What stands there before it is opened.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    bytes: u64,
    /// No write-ahead log was left behind.
    closed: bool,
}

impl Found {
    pub(super) fn needs_check(self) -> bool {
        let up_to = if self.closed { ALWAYS_CHECKED_BYTES } else { CHECKED_AFTER_CRASH_BYTES };
        (1..=up_to).contains(&self.bytes)
    }
}

/// Looks at the file's header and length; makes its folder if it is not there.
pub(super) fn look_at(path: &Path) -> Result<Found, Fault> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(sqlx::Error::Io)?;
    }
    let mut wal = path.as_os_str().to_owned();
    wal.push("-wal");
    let closed = std::fs::metadata(wal).map_or(true, |wal| wal.len() == 0);
    let bytes = match std::fs::metadata(path) {
        Ok(file) => file.len(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => 0,
        Err(error) => return Err(sqlx::Error::Io(error).into()),
    };
    // With a write-ahead log the header may stand there, and an empty file is a new one.
    if closed && bytes > 0 {
        compare_length(path, bytes)?;
    }
    Ok(Found { bytes, closed })
}

fn compare_length(path: &Path, bytes: u64) -> Result<(), Fault> {
    let mut header = [0; HEADER_BYTES];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut header));
    match read {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
            return Err(damaged("it ends within its header"));
        }
        other => other.map_err(sqlx::Error::Io)?,
    }
    if !header.starts_with(MAGIC) {
        return Err(damaged("it is no SQLite file"));
    }
    let expected = page_size(&header) * u64::from(be32(&header, 28));
    if expected == bytes {
        return Ok(());
    }
    Err(damaged(&format!("it has {bytes} bytes, and its header tells of {expected}")))
}

/// By the file format: two bytes, where 1 stands for 65,536.
fn page_size(header: &[u8; HEADER_BYTES]) -> u64 {
    match u16::from_be_bytes([header[16], header[17]]) {
        1 => 65_536,
        size => size.into(),
    }
}

fn be32(header: &[u8; HEADER_BYTES], at: usize) -> u32 {
    u32::from_be_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]])
}

fn damaged(what: &str) -> Fault {
    StoreError::Damaged(what.into()).into()
}

/// Marks a new file as ours; refuses another program's.
pub(super) async fn claim(writer: &SqlitePool) -> Result<(), Fault> {
    let id: i64 = sqlx::query_scalar("PRAGMA application_id").fetch_one(writer).await?;
    if id == APPLICATION_ID {
        return Ok(());
    }
    let tables: i64 =
        sqlx::query_scalar("SELECT count(*) FROM sqlite_schema").fetch_one(writer).await?;
    if id != 0 || tables != 0 {
        return Err(StoreError::Refused("the file is another program's".into()).into());
    }
    sqlx::query("PRAGMA application_id = 1801609571").execute(writer).await?;
    Ok(())
}

/// Checks the structure of every page; tells the first thing that is wrong.
pub(super) async fn check(pool: &SqlitePool) -> Result<(), Fault> {
    let verdict: String = sqlx::query_scalar("PRAGMA quick_check(1)").fetch_one(pool).await?;
    if verdict == "ok" { Ok(()) } else { Err(damaged(&verdict)) }
}
