//! What a backup must hold.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Component, Path};

use anyhow::{Context, Result, bail, ensure};
use kinhbac_domain::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::KEY;
use super::copy::Digest;

const FILE: &str = "manifest.json";
const FORMAT: u32 = 1;

/// What a backup holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    format: u32,
    /// The version of the program that made it.
    version: String,
    /// Which installation it is of.
    pub installation: String,
    /// When it was made, RFC 3339 in UTC.
    pub made_at: String,
    /// The paths of its folders.
    pub(super) folders: Vec<String>,
    /// Its files.
    pub files: Vec<Entry>,
}

/// A file of a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its path, below the backup's folder and the data folder alike.
    pub path: String,
    /// Its length.
    pub bytes: u64,
    blake3: String,
}

impl Manifest {
    pub(super) fn new(installation: String, made_at: Timestamp) -> Self {
        Self {
            format: FORMAT,
            version: env!("CARGO_PKG_VERSION").into(),
            installation,
            made_at: made_at.to_string(),
            folders: Vec::new(),
            files: Vec::new(),
        }
    }

    /// Bytes of all files.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.files.iter().map(|file| file.bytes).sum()
    }

    pub(super) fn add(&mut self, path: String, digest: Digest) {
        self.files.push(Entry { path, bytes: digest.bytes, blake3: digest.blake3 });
    }

    /// Writes it; then the backup has come to its end.
    pub(super) fn write(&self, dir: &Path) -> Result<()> {
        let path = dir.join(FILE);
        let text = serde_json::to_string_pretty(self)?;
        let written = || -> std::io::Result<()> {
            let mut file =
                OpenOptions::new().create_new(true).write(true).mode(0o600).open(&path)?;
            writeln!(file, "{text}")?;
            file.sync_all()?;
            std::fs::File::open(dir)?.sync_all()
        };
        written().with_context(|| format!("can't write {}", path.display()))
    }

    /// Reads the one of a backup.
    pub(super) fn read(dir: &Path) -> Result<Self> {
        let path = dir.join(FILE);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => bail!(
                "there is no whole backup in {}: the file {FILE} is missing, which is written last",
                dir.display()
            ),
            Err(error) => return Err(error).context(format!("can't read {}", path.display())),
        };
        let manifest: Self = serde_json::from_str(&text)
            .with_context(|| format!("{} is damaged or no manifest", path.display()))?;
        let format = manifest.format;
        ensure!(format == FORMAT, "{} has the format {format}, not {FORMAT}", path.display());
        for needed in ["store.sqlite", KEY] {
            let is_there = manifest.files.iter().any(|file| file.path == needed);
            ensure!(is_there, "{} is damaged: it does not name {needed}", path.display());
        }
        for named in manifest.files.iter().map(|file| &file.path).chain(&manifest.folders) {
            let mut parts = Path::new(named).components();
            let is_within = parts.all(|part| matches!(part, Component::Normal(_)));
            ensure!(is_within, "{} is damaged: it names {named:?}", path.display());
        }
        Ok(manifest)
    }
}

impl Entry {
    /// Refuses a file that is not what was backed up.
    pub(super) fn compare(&self, found: &Digest) -> Result<()> {
        let Self { path, bytes, blake3 } = self;
        ensure!(
            *bytes == found.bytes,
            "{path} is damaged: it has {} bytes, and had {bytes}: take another backup",
            found.bytes
        );
        ensure!(
            *blake3 == found.blake3,
            "{path} is damaged: its content has changed: take another backup"
        );
        Ok(())
    }
}
