//! The embedded store: the contract, and what is only its own.

mod crowd;
mod damage;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use kinhbac_store::sqlite::{SqliteConfig, SqliteStore};
use tempfile::TempDir;

use crate::contract::{Harness, contract};

/// A folder of its own.
struct Folder(TempDir);

impl Harness for Folder {
    type Store = SqliteStore;

    fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    async fn open(&self) -> Arc<SqliteStore> {
        SqliteStore::open(at(&self.file())).await.unwrap()
    }

    async fn reopen(&self, store: Arc<SqliteStore>) -> Arc<SqliteStore> {
        store.close().await;
        self.open().await
    }
}

impl Folder {
    fn file(&self) -> PathBuf {
        self.0.path().join("new/store.sqlite")
    }
}

fn at(path: &Path) -> SqliteConfig {
    SqliteConfig { path: path.into(), ..SqliteConfig::default() }
}

contract!(Folder);
