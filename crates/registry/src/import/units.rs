//! A file of units.

use std::collections::BTreeSet;

use kinhbac_api::refusal::{FieldError, Reason};
use kinhbac_domain::id::UnitCode;
use kinhbac_domain::registry::{Level, Registry, RegistryRows, UnitRow};

use super::Plan;
use super::merge::{Merged, merge};
use super::notes::{Notes, first_of};
use super::problems::Problems;
use super::table::{BadCell, Row, Table};

/// The most lives of units.
const MAX_UNITS: usize = 100_000;
/// The most days on which units begin or end: what holds between two of them is kept in memory.
const MAX_DAYS: usize = 1_000;
/// The most successors of a unit.
const MAX_SUCCESSORS: usize = 64;
/// The largest area, km²: that of the whole earth, and some.
const MAX_AREA: f64 = 600e6;

pub(super) fn plan(table: &Table, registry: &Registry) -> Result<Plan, Vec<FieldError>> {
    let mut problems = table.problems();
    let file = table.parse(&mut problems, read);
    if !problems.is_empty() {
        return Err(problems.into_errors());
    }
    let known = registry.units().map(|(_, row)| row);
    let Merged { rows, changed } = merge(known, &file, &mut problems);
    check_size(&rows, &mut problems);
    if !problems.is_empty() {
        return Err(problems.into_errors());
    }
    let rows = RegistryRows { units: rows, ..RegistryRows::default() };
    let after = Registry::build(registry.revision(), rows, registry.zone().clone());
    for (line, row) in &file {
        problems.check(*line, check_parent(row, &after));
    }
    let mut notes = Notes::default();
    note_ends(&file, &mut notes);
    note_missing(&file, &after, &mut notes);
    note_lost(registry, &after, &mut notes);
    let changes = RegistryRows { units: changed, ..RegistryRows::default() };
    problems.unless(Plan { changes, notes: notes.into_told() })
}

fn read(row: Row<'_>) -> Result<UnitRow, BadCell> {
    let level = |name: &str| Level::from_name(name).filter(|level| level.is_of_units());
    let empty = || row.bad("valid_from", Reason::Required, "it is empty");
    let valid_from = row.date("valid_from")?.ok_or_else(empty)?;
    let unit = UnitRow {
        valid_from,
        valid_to: row.after(Some(valid_from), row.date("valid_to")?)?,
        code: row.id("code", UnitCode::new)?,
        level: row.one_of("level", level, "write province, district, commune or agency")?,
        kind: row.name("type")?,
        name: row.name("name")?,
        parent: row.optional_id("parent_code", UnitCode::new)?,
        centre: match (row.text("lat"), row.text("lon")) {
            ("", "") => None,
            _ => Some(row.point()?),
        },
        area_km2: match row.text("area_km2") {
            "" => None,
            _ => Some(row.number("area_km2", 0.0..=MAX_AREA)?),
        },
        succeeded_by: row.ids("succeeded_by", UnitCode::new)?,
    };
    check_succession(&unit, row)?;
    Ok(unit)
}

fn check_succession(unit: &UnitRow, row: Row<'_>) -> Result<(), BadCell> {
    let bad = |reason, words: &str| Err(row.bad("succeeded_by", reason, words));
    match unit.succeeded_by.len() {
        0 => Ok(()),
        _ if unit.valid_to.is_none() => bad(Reason::NotAllowed, "only a unit that ends has any"),
        n if n > MAX_SUCCESSORS => bad(Reason::TooMany, "at most 64"),
        _ => Ok(()),
    }
}

fn check_size(rows: &[UnitRow], problems: &mut Problems) {
    if rows.len() > MAX_UNITS {
        let words = format!("there would be {} rows of units, at most {MAX_UNITS}", rows.len());
        problems.file(Reason::TooMany, words);
    }
    let days: BTreeSet<_> =
        rows.iter().flat_map(|row| [Some(row.valid_from), row.valid_to]).flatten().collect();
    if days.len() > MAX_DAYS {
        let words = format!("units would change on {} days, at most {MAX_DAYS}", days.len());
        problems.file(Reason::TooMany, words);
    }
}

/// The parent is there on the unit's first day, and can hold it.
fn check_parent(row: &UnitRow, after: &Registry) -> Result<(), BadCell> {
    let Some(code) = &row.parent else { return Ok(()) };
    let bad = |reason, words: String| BadCell::of("parent_code", code.as_str(), reason, &words);
    let unknown = || {
        let words = format!("no unit on {}; import it first, or with this", row.valid_from);
        bad(Reason::UnknownPlace, words)
    };
    let parent = after.unit(code.as_str(), row.valid_from).ok_or_else(unknown)?;
    let level = after.unit_row(parent).level;
    if level.can_hold(row.level) {
        return Ok(());
    }
    let words = format!("a {} is in no {}", row.level.name(), level.name());
    Err(bad(Reason::NotAllowed, words))
}

fn note_ends(file: &[(u64, UnitRow)], notes: &mut Notes) {
    let ends = |row: &&UnitRow| row.valid_to.is_some() && row.succeeded_by.is_empty();
    let codes: Vec<_> =
        file.iter().map(|(_, row)| row).filter(ends).map(|row| row.code.as_str()).collect();
    if !codes.is_empty() {
        notes.add(|| {
            let which = first_of(&codes);
            format!("ended without a successor, counted at the unit above from then on: {which}")
        });
    }
}

/// Successors that are not there on the day after a unit's last: they may come in a later file.
fn note_missing(file: &[(u64, UnitRow)], after: &Registry, notes: &mut Notes) {
    for (_, row) in file {
        let Some(end) = row.valid_to else { continue };
        let codes = row.succeeded_by.iter().map(UnitCode::as_str);
        let missing: Vec<_> = codes.filter(|code| after.unit(code, end).is_none()).collect();
        if !missing.is_empty() {
            notes.add(|| {
                let (code, missing) = (&row.code, first_of(&missing));
                format!(
                    "unit {code} counts at the unit above from {end} on, until its successors \
                     are imported: {missing}"
                )
            });
        }
    }
}

/// What found its unit before, and finds it no more.
fn note_lost(before: &Registry, after: &Registry, notes: &mut Notes) {
    let is_lost = |code: &UnitCode, day| {
        before.unit(code.as_str(), day).is_some() && after.unit(code.as_str(), day).is_none()
    };
    for site in before.sites().filter(|site| is_lost(&site.unit, site.unit_as_of)) {
        let (unit, day) = (&site.unit, site.unit_as_of);
        notes.add(|| format!("site {} is in unit {unit}, which is not there on {day}", site.site));
    }
    for (_, row) in before.units() {
        let (code, day) = (&row.code, row.valid_from);
        if let Some(parent) = row.parent.as_ref().filter(|parent| is_lost(parent, day)) {
            notes.add(|| format!("unit {code} is in {parent}, which is not there on {day}"));
        }
    }
}
