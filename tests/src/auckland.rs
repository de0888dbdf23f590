//! Real input: Auckland's pedestrian counters, hour by hour (`tests/data/auckland/README.md` says
//! what the published file looks like and how its local stamps are read).

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::{AmbiguousOffset, TimeZone};

/// Hours of a raw day that belong to the next calendar day: it runs from 06:00 to 05:59.
const BELONG_TO_THE_NEXT_DAY: std::ops::Range<i8> = 0..6;
/// Columns before the counters' own.
const LEADING_COLUMNS: usize = 3;

/// The folder of the slice.
#[must_use]
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/auckland")
}

/// The slice's readings, an event a line, in the order of the file.
///
/// # Errors
/// When the file is not of the published form.
pub fn events() -> Result<Vec<String>> {
    let zone = TimeZone::get("Pacific/Auckland")?;
    let mut rows = csv::Reader::from_path(folder().join("readings.csv"))?;
    let counters: Vec<String> =
        rows.headers()?.iter().skip(LEADING_COLUMNS).map(source_of).collect::<Result<_>>()?;
    let mut events = Vec::new();
    for row in rows.records() {
        let row = row?;
        let (date, hour) = stamp(&row)?;
        let local = date.at(hour, 0, 0, 0);
        let ambiguous = zone.to_ambiguous_timestamp(local);
        for (source, count) in counters.iter().zip(row.iter().skip(LEADING_COLUMNS)) {
            let Some(people) = reading(count)? else { continue };
            // An hour that the clock skipped is a filler of zeros.
            if matches!(ambiguous.offset(), AmbiguousOffset::Gap { .. }) && people == 0 {
                continue;
            }
            let at = ambiguous.earlier()?;
            let id =
                format!("{}-{}", source.trim_start_matches("camera/"), local.strftime("%Y%m%d%H"));
            events.push(format!(
                r#"{{"id":"{id}","source":"{source}","time":"{at}","cameraCount":{{"period":"3600s","people":{people}}}}}"#
            ));
        }
    }
    Ok(events)
}

/// The `source` of a counter.
fn source_of(counter: &str) -> Result<String> {
    let mut devices = csv::Reader::from_path(folder().join("devices.csv"))?;
    let rows: Vec<csv::StringRecord> = devices.records().collect::<Result<_, _>>()?;
    let row = rows.iter().find(|row| row.get(2) == Some(counter));
    let source = row.and_then(|row| row.get(0)).with_context(|| format!("no device {counter}"))?;
    Ok(source.to_owned())
}

fn stamp(row: &csv::StringRecord) -> Result<(Date, i8)> {
    let date: Date = row.get(0).context("a row without a date")?.parse()?;
    let hours = row.get(1).context("a row without an hour")?;
    let hour: i8 = hours.split(':').next().context("an hour")?.parse()?;
    let days = i64::from(BELONG_TO_THE_NEXT_DAY.contains(&hour));
    Ok((date.checked_add(days.days())?, hour))
}

/// A count; none for a gap.
fn reading(cell: &str) -> Result<Option<u64>> {
    if cell.is_empty() {
        return Ok(None);
    }
    let count = cell.strip_suffix(".0").unwrap_or(cell);
    Ok(Some(count.parse().with_context(|| format!("a count: {cell:?}"))?))
}
