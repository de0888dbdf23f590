//! The files in which fjall names a keyspace's tables. Beside each stands its checksum, which fjall
//! writes and never compares: it asserts what it finds, or goes on with other tables. So it is
//! compared here, before fjall reads it.

use std::io;
use std::path::Path;

use xxhash_rust::xxh3::xxh3_128;

/// Where the keyspaces are in the database.
const KEYSPACES: &str = "keyspaces";
/// Says which version file is in use: its number and its checksum (16 bytes, XXH3), little-endian,
/// and the kind of checksum.
const CURRENT: &str = "current";
const CURRENT_BYTES: usize = 8 + 16 + 1;

/// Compares the version file of each keyspace of a database with its checksum.
///
/// # Errors
/// Says which file is not what was written.
pub(super) fn check(database: &Path) -> Result<(), String> {
    let folder = database.join(KEYSPACES);
    // What can't be read here fjall will not read either, and it says why.
    let Ok(keyspaces) = std::fs::read_dir(&folder) else { return Ok(()) };
    for keyspace in keyspaces.filter_map(Result::ok) {
        if let Ok(false) = is_whole(&keyspace.path()) {
            let folder = keyspace.path();
            return Err(format!(
                "the list of tables in {} is not what was written",
                folder.display()
            ));
        }
    }
    Ok(())
}

/// Whether a keyspace's version file is what was written.
fn is_whole(keyspace: &Path) -> io::Result<bool> {
    let current = std::fs::read(keyspace.join(CURRENT))?;
    let Ok(current) = <[u8; CURRENT_BYTES]>::try_from(current) else { return Ok(false) };
    let (number, rest) = current.split_at(8);
    let number = number.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte));
    let version = std::fs::read(keyspace.join(format!("v{number}")))?;
    Ok(rest[..16] == xxh3_128(&version).to_le_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_flipped_byte_of_a_list_of_tables_is_seen() {
        let dir = tempfile::tempdir().unwrap();
        let database = fjall::Database::builder(dir.path()).open().unwrap();
        let keyspace = database.keyspace("a", fjall::KeyspaceCreateOptions::default).unwrap();
        keyspace.insert("key", "value").unwrap();
        keyspace.rotate_memtable_and_wait().unwrap();
        let folder = keyspace.path().to_owned();
        drop((keyspace, database));
        assert_eq!(check(dir.path()), Ok(()));
        let files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|f| f.unwrap().path()).collect();
        let mut seen = 0;
        for file in files.iter().filter(|file| file.is_file()) {
            let whole = std::fs::read(file).unwrap();
            for at in 0..whole.len() {
                let mut flipped = whole.clone();
                flipped[at] ^= 0x10;
                std::fs::write(file, flipped).unwrap();
                seen += usize::from(check(dir.path()).is_err());
            }
            std::fs::write(file, whole).unwrap();
        }
        assert!(seen > 300, "{seen}");
        assert_eq!(check(dir.path()), Ok(()));
    }
}
