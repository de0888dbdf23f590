//! A registry file into the store: whole, or not at all.

use std::sync::Arc;

use jiff::civil::Date;
use kinhbac_api::refusal::FieldError;
use kinhbac_domain::ports::{RegistryStore, StoreError, Upserted};
use kinhbac_domain::registry::{Registry, RegistryRows};
use kinhbac_domain::time::Zone;

use crate::table::{Kind, MAX_PROBLEMS, Row, Table};
use crate::{check, parse};

/// The most notes that are told.
const MAX_NOTES: usize = 20;
/// How often another's import may come between.
const TRIES: u32 = 5;

/// A file was not imported.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ImportError {
    /// It is refused: why, row by row.
    #[error("the file is refused")]
    Refused(Vec<FieldError>),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What an import did.
#[derive(Debug)]
pub(crate) struct Imported {
    pub(crate) kind: &'static str,
    pub(crate) rows: usize,
    pub(crate) upserted: Upserted,
    pub(crate) notes: Vec<String>,
}

/// Imports a file; `today`: the local day of the import.
pub(crate) async fn import(
    store: &Arc<dyn RegistryStore>,
    zone: &Zone,
    today: Date,
    file: &str,
    content: &[u8],
) -> Result<Imported, ImportError> {
    let table = Table::read(file, content).map_err(ImportError::Refused)?;
    let mut tries = 0;
    loop {
        tries += 1;
        let (revision, known) = store.load().await?;
        let (rows, notes) = checked(&table, known, zone, today).map_err(ImportError::Refused)?;
        match store.upsert(&rows, revision).await {
            // Another import came between: its rows must be checked against, too.
            Err(StoreError::Unavailable(_)) if tries < TRIES => {}
            Err(error) => return Err(error.into()),
            Ok(upserted) => {
                let kind = table.kind.name();
                return Ok(Imported { kind, rows: table.len(), upserted, notes });
            }
        }
    }
}

/// A file's rows, if all of them are right, and what is worth knowing of them.
fn checked(
    table: &Table,
    known: RegistryRows,
    zone: &Zone,
    today: Date,
) -> Result<(RegistryRows, Vec<String>), Vec<FieldError>> {
    match table.kind {
        Kind::Units => units(table, known, zone),
        Kind::Sites => sites(table, known, zone, today),
        Kind::Devices => devices(table, known, zone),
    }
}

fn units(
    table: &Table,
    known: RegistryRows,
    zone: &Zone,
) -> Result<(RegistryRows, Vec<String>), Vec<FieldError>> {
    let parsed = parsed(table, parse::unit)?;
    let file = RegistryRows { units: rows_of(&parsed), ..RegistryRows::default() };
    let all = check::merged(known, &file);
    let mut problems = check::overlaps(
        &parsed,
        "code",
        &all.units,
        |row| row.code.clone(),
        |row| (Some(row.valid_from), row.valid_to),
    );
    let registry = Registry::build(0, all, zone.clone());
    problems.extend(parsed.iter().filter_map(|(at, row)| check::unit(at, row, &registry)));
    let notes = file.units.iter().filter_map(|row| check::missing_successors(row, &registry));
    let notes = some_of(notes.collect());
    refuse_or(problems, file, notes)
}

fn sites(
    table: &Table,
    known: RegistryRows,
    zone: &Zone,
    today: Date,
) -> Result<(RegistryRows, Vec<String>), Vec<FieldError>> {
    let mut parsed = parsed(table, |row| parse::site(row, today))?;
    let before: std::collections::BTreeMap<_, _> =
        known.sites.iter().map(|row| ((&row.site, row.valid_from), row.unit_as_of)).collect();
    for (_, row) in &mut parsed {
        // The unit meant at the first import stays the one meant.
        if row.valid_from.is_none()
            && let Some(day) = before.get(&(&row.site, None))
        {
            row.unit_as_of = *day;
        }
    }
    drop(before);
    let file = RegistryRows { sites: rows_of(&parsed), ..RegistryRows::default() };
    let all = check::merged(known, &file);
    let mut problems = check::overlaps(
        &parsed,
        "site_id",
        &all.sites,
        |row| row.site.clone(),
        |row| (row.valid_from, row.valid_to),
    );
    let registry = Registry::build(0, all, zone.clone());
    problems.extend(parsed.iter().filter_map(|(at, row)| check::site(at, row, &registry)));
    let notes = some_of(file.sites.iter().filter_map(|row| check::far(row, &registry)).collect());
    refuse_or(problems, file, notes)
}

fn devices(
    table: &Table,
    known: RegistryRows,
    zone: &Zone,
) -> Result<(RegistryRows, Vec<String>), Vec<FieldError>> {
    let parsed = parsed(table, |row| parse::device(row, zone))?;
    let file = RegistryRows { devices: rows_of(&parsed), ..RegistryRows::default() };
    let all = check::merged(known, &file);
    let mut problems = check::overlaps(
        &parsed,
        "source",
        &all.devices,
        |row| row.source.clone(),
        |row| (row.valid_from, row.valid_to),
    );
    let registry = Registry::build(0, all, zone.clone());
    problems.extend(parsed.iter().filter_map(|(at, row)| check::device(at, row, &registry)));
    refuse_or(problems, file, Vec::new())
}

/// All rows, or what is wrong with those that can't be read.
fn parsed<'a, T>(
    table: &'a Table,
    parse: impl Fn(&Row<'a>) -> Result<T, FieldError>,
) -> Result<Vec<(Row<'a>, T)>, Vec<FieldError>> {
    let (mut rows, mut problems) = (Vec::with_capacity(table.len()), Vec::new());
    for row in table.rows() {
        match parse(&row) {
            Ok(parsed) => rows.push((row, parsed)),
            Err(problem) => problems.push(problem),
        }
        if problems.len() >= MAX_PROBLEMS {
            break;
        }
    }
    if problems.is_empty() { Ok(rows) } else { Err(problems) }
}

fn rows_of<T: Clone>(parsed: &[(Row<'_>, T)]) -> Vec<T> {
    parsed.iter().map(|(_, row)| row.clone()).collect()
}

fn refuse_or(
    mut problems: Vec<FieldError>,
    file: RegistryRows,
    notes: Vec<String>,
) -> Result<(RegistryRows, Vec<String>), Vec<FieldError>> {
    problems.truncate(MAX_PROBLEMS);
    if problems.is_empty() { Ok((file, notes)) } else { Err(problems) }
}

fn some_of(mut notes: Vec<String>) -> Vec<String> {
    let more = notes.len().saturating_sub(MAX_NOTES);
    notes.truncate(MAX_NOTES);
    if more > 0 {
        notes.push(format!("and {more} more"));
    }
    notes
}
