//! Copying files so that they are on disk for good, and their digests.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use indicatif::{ProgressBar, ProgressStyle};

/// Bytes that are read at a time.
const BUFFER: usize = 1 << 20;
/// What is copied is its owner's alone: there are keys in it, and what citizens wrote.
const FILE_MODE: u32 = 0o600;
const FOLDER_MODE: u32 = 0o700;

/// Shows how far it is, on a terminal.
pub struct Progress(ProgressBar);

impl Default for Progress {
    fn default() -> Self {
        let bar = ProgressBar::new(0);
        let form = "{msg} {bar:40} {bytes}/{total_bytes} {binary_bytes_per_sec} eta {eta}";
        if let Ok(style) = ProgressStyle::with_template(form) {
            bar.set_style(style);
        }
        Self(bar)
    }
}

impl Progress {
    /// So much is to be done next.
    pub(super) fn expect(&self, what: &'static str, bytes: u64) {
        self.0.reset();
        self.0.set_length(bytes);
        self.0.set_message(what);
    }

    fn done(&self, bytes: usize) {
        self.0.inc(bytes as u64);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

/// A file's length and what is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Digest {
    pub(super) bytes: u64,
    /// In hexadecimal digits.
    pub(super) blake3: String,
}

/// The digest of a file.
pub(super) fn digest(path: &Path, progress: &Progress) -> Result<Digest> {
    pour(path, &mut std::io::sink(), progress)
        .with_context(|| format!("can't read {}", path.display()))
}

/// Copies a file to where none is, with the folders above it, and syncs it; the digest is of what
/// was read.
pub(super) fn copy(from: &Path, to: &Path, progress: &Progress) -> Result<Digest> {
    if let Some(folder) = to.parent() {
        make_folder(folder)?;
    }
    let copied = || -> std::io::Result<Digest> {
        let mut file = OpenOptions::new().create_new(true).write(true).mode(FILE_MODE).open(to)?;
        let digest = pour(from, &mut file, progress)?;
        file.sync_all()?;
        Ok(digest)
    };
    copied().with_context(|| format!("can't copy {} to {}", from.display(), to.display()))
}

/// Makes a folder, with those above it, if it is not there.
pub(super) fn make_folder(folder: &Path) -> Result<()> {
    DirBuilder::new()
        .recursive(true)
        .mode(FOLDER_MODE)
        .create(folder)
        .with_context(|| format!("can't make the folder {}", folder.display()))
}

fn pour(from: &Path, to: &mut impl Write, progress: &Progress) -> std::io::Result<Digest> {
    let mut file = File::open(from)?;
    let (mut hasher, mut bytes, mut buffer) = (blake3::Hasher::new(), 0, vec![0; BUFFER]);
    loop {
        let count = match file.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => count,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        hasher.update(&buffer[..count]);
        to.write_all(&buffer[..count])?;
        bytes += count as u64;
        progress.done(count);
    }
    Ok(Digest { bytes, blake3: hasher.finalize().to_hex().to_string() })
}

/// What is in a folder, at any depth, by name.
#[derive(Debug, Default)]
pub(super) struct Contents {
    /// The paths of the folders in a backup; a log needs its empty ones too.
    pub(super) folders: Vec<String>,
    /// Each file, and its path in a backup.
    pub(super) files: Vec<(PathBuf, String)>,
}

impl Contents {
    /// Takes a folder in, at a path.
    pub(super) fn add(&mut self, folder: &Path, path: &str) -> Result<()> {
        let failed = || format!("can't read the folder {}", folder.display());
        let entries = std::fs::read_dir(folder).with_context(failed)?;
        let mut entries: Vec<_> = entries.collect::<Result<_, _>>().with_context(failed)?;
        entries.sort_by_key(std::fs::DirEntry::file_name);
        self.folders.push(path.to_owned());
        for entry in entries {
            let name = entry.file_name();
            let name = name.to_str().with_context(|| format!("{name:?} is not UTF-8"))?;
            let (from, path) = (entry.path(), format!("{path}/{name}"));
            let what = std::fs::metadata(&from).with_context(failed)?;
            if what.is_dir() {
                self.add(&from, &path)?;
            } else if what.is_file() {
                self.files.push((from, path));
            } else {
                bail!("{} is neither a file nor a folder", from.display());
            }
        }
        Ok(())
    }
}

/// Syncs a folder, those in it, and the one above it, so that the names of the files are on disk
/// as well.
pub(super) fn sync_folders(dir: &Path) -> Result<()> {
    fn sync(folder: &Path) -> std::io::Result<()> {
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                sync(&entry.path())?;
            }
        }
        File::open(folder)?.sync_all()
    }
    let above = dir.canonicalize().ok().and_then(|dir| dir.parent().map(Path::to_owned));
    sync(dir)
        .and_then(|()| above.map_or(Ok(()), |above| File::open(above)?.sync_all()))
        .with_context(|| format!("can't write {} to disk", dir.display()))
}
