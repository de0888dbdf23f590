//! A registry file into the store: whole, or not at all.

mod boundaries;
mod devices;
mod header;
mod line;
mod merge;
mod notes;
mod problems;
mod sites;
mod table;
mod units;
mod values;

use std::sync::Arc;

use jiff::civil::Date;
use kinhbac_api::refusal::FieldError;
use kinhbac_domain::ports::{RegistryStore, StoreError, Upserted};
use kinhbac_domain::registry::{Registry, RegistryRows};

use crate::RegistryCache;
use boundaries::Boundaries;
use header::Kind;
pub use table::MAX_FILE_BYTES;
use table::Table;
pub(crate) use values::date;

/// How often it may happen that another process imports between a file's check and its write.
const TRIES: u32 = 5;

/// A file was not imported.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ImportError {
    /// It is refused: why, row by row.
    #[error("{} rows or columns are refused", .0.len())]
    Refused(Vec<FieldError>),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The check died.
    #[error("the check of the file ended early: {0}")]
    Died(#[from] tokio::task::JoinError),
}

/// What an import did.
#[derive(Debug)]
pub(crate) struct Imported {
    pub(crate) kind: &'static str,
    pub(crate) rows: u32,
    pub(crate) upserted: Upserted,
    pub(crate) notes: Vec<String>,
}

/// A file that was read.
#[derive(Debug)]
enum File {
    Rows(Table),
    Boundaries(Boundaries),
}

/// What a file that agrees with the registry changes in it.
#[derive(Debug, Default)]
struct Plan {
    changes: RegistryRows,
    notes: Vec<String>,
}

/// Imports a file; `today`: the local day of the import. The cache has it afterwards.
pub(crate) async fn import(
    cache: &RegistryCache,
    store: &dyn RegistryStore,
    today: Date,
    file: String,
    content: impl AsRef<[u8]> + Send + 'static,
) -> Result<Imported, ImportError> {
    let read = move || File::read(&file, content.as_ref());
    let file = Arc::new(blocking(read).await?.map_err(ImportError::Refused)?);
    let mut tries = 1;
    let (upserted, notes) = loop {
        let registry = cache.refresh().await?;
        let Plan { changes, notes } = {
            let (file, registry) = (Arc::clone(&file), Arc::clone(&registry));
            blocking(move || file.plan(&registry, today)).await?.map_err(ImportError::Refused)?
        };
        if changes == RegistryRows::default() {
            break (Upserted { changed: 0, revision: registry.revision() }, notes);
        }
        match store.upsert(&changes, registry.revision()).await {
            Ok(upserted) => break (upserted, notes),
            Err(StoreError::Unavailable(_)) if tries < TRIES => tries += 1,
            Err(error) => return Err(error.into()),
        }
    };
    cache.refresh().await?;
    Ok(Imported { kind: file.kind(), rows: file.len(), upserted, notes })
}

impl File {
    /// Reads a file in UTF-8: boundaries are GeoJSON, all else is CSV.
    fn read(name: &str, content: &[u8]) -> Result<Self, Vec<FieldError>> {
        let text = table::text(name, content)?;
        if text.trim_start().starts_with('{') {
            return Ok(Self::Boundaries(Boundaries::read(name, text)?));
        }
        Ok(Self::Rows(Table::read(name, text)?))
    }

    fn kind(&self) -> &'static str {
        match self {
            Self::Rows(table) => table.kind().name(),
            Self::Boundaries(_) => "boundaries",
        }
    }

    fn len(&self) -> u32 {
        match self {
            Self::Rows(table) => table.len(),
            Self::Boundaries(boundaries) => boundaries.len(),
        }
    }

    /// Checks a file's rows against each other and the registry.
    fn plan(&self, registry: &Registry, today: Date) -> Result<Plan, Vec<FieldError>> {
        match self {
            Self::Boundaries(boundaries) => boundaries.plan(registry, today),
            Self::Rows(table) => match table.kind() {
                Kind::Units => units::plan(table, registry),
                Kind::Sites => sites::plan(table, registry, today),
                Kind::Devices => devices::plan(table, registry),
            },
        }
    }
}

/// A large file takes a second or so of computing.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, tokio::task::JoinError> {
    tokio::task::spawn_blocking(work).await
}
