//! Backups of an embedded installation: log, store and key, copied together while no server has
//! them, with a manifest that says what must be there.
//!
//! A backup is laid out like a data folder. Its manifest is written last: without one it did not
//! come to its end.

mod copy;
mod manifest;

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use kinhbac_domain::clock::Clock;

use crate::config::{Config, LogEngine, StoreEngine};
use crate::server::{self, DataDir, Engines, Prepare};

use copy::Contents;

pub use copy::Progress;
pub use manifest::Manifest;

/// The key's path in a backup, wherever the installation has it.
const KEY: &str = "privacy.key";

/// Copies an installation into a folder that is empty or not there. Log and store are opened
/// before, and compared as at a server's start, so that what is copied is whole.
///
/// # Errors
/// When a server has the data folder, there is nothing in it, it is damaged, or the copy can't be
/// written.
pub async fn back_up(
    config: &Config,
    dir: &Path,
    clock: Arc<dyn Clock>,
    progress: &Progress,
) -> Result<Manifest> {
    refuse_apart(config)?;
    let data = &config.data_dir;
    ensure!(
        data.join("store.sqlite").exists(),
        "there is no installation in {}: name its folder with --data-dir",
        data.display()
    );
    refuse_unless_empty(dir)?;
    refuse_inside(dir, data)?;
    let folder = DataDir::take(data)?;
    let folder = Engines::open(config, folder, &clock, Prepare::Check).await?.close().await;
    let contents = contents(&folder, config.privacy.key_file.as_deref())?;
    let installation = server::mark_of(&folder)?.context("the log has no mark")?;
    let manifest = Manifest::new(installation, clock.now());
    tokio::task::block_in_place(|| copy_out(contents, dir, manifest, progress))
}

/// Log and store are copied together only where both are embedded.
fn refuse_apart(config: &Config) -> Result<()> {
    ensure!(
        config.log.engine == LogEngine::Embedded && config.store.engine == StoreEngine::Sqlite,
        "`log.url` or `store.url` names an engine that stands apart: back Kafka and PostgreSQL up \
         with their own tools, the store first, so that it is never ahead of the log"
    );
    Ok(())
}

/// Puts a backup into a data folder that is empty or not there. All of it is checked before
/// anything is written.
///
/// # Errors
/// When the backup is not whole, the data folder or the key file is another's, or the copy can't
/// be written.
pub fn restore(config: &Config, dir: &Path, progress: &Progress) -> Result<Manifest> {
    refuse_apart(config)?;
    let manifest = Manifest::read(dir)?;
    let data = &config.data_dir;
    refuse_unless_empty(data)?;
    progress.expect("checking", manifest.bytes());
    for file in &manifest.files {
        let found = copy::digest(&dir.join(&file.path), progress)?;
        file.compare(&found).with_context(|| format!("the backup in {}", dir.display()))?;
    }
    let key_file = config.privacy.key_file.as_deref();
    let has_key = key_file.map_or(Ok(false), |key_file| is_there(key_file, &dir.join(KEY)))?;
    let folder = DataDir::take(data)?;
    folder.set_restoring(true).context("can't write in the data folder")?;
    progress.expect("copying", manifest.bytes());
    copy_folders(&manifest.folders, data)?;
    for file in manifest.files.iter().filter(|file| !has_key || file.path != KEY) {
        let target = match key_file {
            Some(key_file) if file.path == KEY => key_file.to_owned(),
            _ => data.join(&file.path),
        };
        file.compare(&copy::copy(&dir.join(&file.path), &target, progress)?)?;
    }
    copy::sync_folders(data)?;
    folder.set_restoring(false).context("can't write in the data folder")?;
    Ok(manifest)
}

fn copy_out(
    contents: Contents,
    dir: &Path,
    mut manifest: Manifest,
    progress: &Progress,
) -> Result<Manifest> {
    let mut bytes = 0;
    for (from, _) in &contents.files {
        bytes += std::fs::metadata(from)
            .with_context(|| format!("can't read {}", from.display()))?
            .len();
    }
    progress.expect("copying", bytes);
    copy_folders(&contents.folders, dir)?;
    manifest.folders = contents.folders;
    for (from, path) in contents.files {
        let digest = copy::copy(&from, &dir.join(&path), progress)?;
        manifest.add(path, digest);
    }
    copy::sync_folders(dir)?;
    manifest.write(dir)?;
    Ok(manifest)
}

fn copy_folders(folders: &[String], dir: &Path) -> Result<()> {
    folders.iter().try_for_each(|folder| copy::make_folder(&dir.join(folder)))
}

/// What belongs to a backup.
fn contents(folder: &DataDir, key_file: Option<&Path>) -> Result<Contents> {
    let mut contents = Contents::default();
    contents.add(&folder.log(), "log")?;
    contents.files.push((folder.store(), "store.sqlite".into()));
    let key_file = key_file.map_or_else(|| folder.key(), Path::to_owned);
    contents.files.push((key_file, KEY.into()));
    Ok(contents)
}

fn refuse_unless_empty(dir: &Path) -> Result<()> {
    ensure!(
        DataDir::is_empty(dir)?,
        "the folder {} is not empty, and nothing in it is overwritten: name an empty one, or one \
         that is not there yet",
        dir.display()
    );
    Ok(())
}

fn refuse_inside(dir: &Path, data: &Path) -> Result<()> {
    let data = data.canonicalize()?;
    // The folder may not be there yet.
    let absolute = std::path::absolute(dir)?;
    let nearest = absolute.ancestors().find_map(|above| above.canonicalize().ok());
    ensure!(
        nearest.is_none_or(|nearest| !nearest.starts_with(&data)),
        "{} is inside of the data folder {} and would be lost with it: name a folder elsewhere, \
         best on another disk",
        dir.display(),
        data.display()
    );
    Ok(())
}

/// Whether the key stands there already, outside of the data folder.
///
/// # Errors
/// When another one does: nothing is overwritten.
fn is_there(key_file: &Path, key: &Path) -> Result<bool> {
    let read = |path: &Path| {
        std::fs::read(path).with_context(|| format!("can't read the key file {}", path.display()))
    };
    if !key_file.exists() {
        return Ok(false);
    }
    ensure!(
        read(key_file)? == read(key)?,
        "the key file {} (key `privacy.key_file`) is another than the backup's: move it away, or \
         name another",
        key_file.display()
    );
    Ok(true)
}

#[cfg(test)]
mod tests;
