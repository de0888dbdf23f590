//! Rows of a file into rows of the registry.

use jiff::civil::Date;
use kinhbac_api::refusal::{FieldError, Reason};
use kinhbac_domain::event::DeviceKind;
use kinhbac_domain::id::{InvalidText, SiteId, Source, UnitCode};
use kinhbac_domain::registry::{DeviceRow, Level, SiteRow, UnitRow};
use kinhbac_domain::time::{Timestamp, Zone};

use crate::table::Row;

/// Seconds between two signs of life, where a file does not say.
const EXPECTED_INTERVAL: u32 = 60;
const SECONDS_OF_A_DAY: u32 = 86_400;
/// The longest name, bytes.
const MAX_NAME_BYTES: usize = 256;
/// What a site of the registry may not begin with.
const RESERVED: [&str; 2] = ["h3:", "unit:"];

/// A unit of a file.
pub(crate) fn unit(row: &Row<'_>) -> Result<UnitRow, FieldError> {
    let level = Level::from_name(row.text("level")).filter(|level| level.is_of_units());
    let valid_from = needed(row, "valid_from", date(row, "valid_from")?)?;
    Ok(UnitRow {
        valid_from,
        valid_to: end(row, Some(valid_from), date(row, "valid_to")?)?,
        code: id(row, "code", UnitCode::new)?,
        level: level.ok_or_else(|| {
            row.problem("level", Reason::Malformed, "write province, district, commune or agency")
        })?,
        kind: name(row, "type")?,
        name: name(row, "name")?,
        parent: optional_id(row, "parent_code", UnitCode::new)?,
        centre: match (row.text("lat"), row.text("lon")) {
            ("", "") => None,
            _ => Some((latitude(row)?, longitude(row)?)),
        },
        area_km2: match row.text("area_km2") {
            "" => None,
            _ => Some(number(row, "area_km2", 0.0..=20_000_000.0)?),
        },
        succeeded_by: row
            .text("succeeded_by")
            .split('|')
            .filter(|code| !code.is_empty())
            .map(|code| {
                UnitCode::new(code)
                    .map_err(|e| row.problem("succeeded_by", Reason::Malformed, &e.to_string()))
            })
            .collect::<Result<_, _>>()?,
    })
}

/// A site of a file; `today`: the day of the import.
pub(crate) fn site(row: &Row<'_>, today: Date) -> Result<SiteRow, FieldError> {
    let site = id(row, "site_id", SiteId::new)?;
    if RESERVED.iter().any(|prefix| site.as_str().starts_with(prefix)) {
        let words = "ids that begin with h3: or unit: are those of bare points and units";
        return Err(row.problem("site_id", Reason::NotAllowed, words));
    }
    let valid_from = date(row, "valid_from")?;
    Ok(SiteRow {
        site,
        name: name(row, "name")?,
        latitude: latitude(row)?,
        longitude: longitude(row)?,
        unit: id(row, "unit_code", UnitCode::new)?,
        unit_as_of: valid_from.unwrap_or(today),
        valid_from,
        valid_to: end(row, valid_from, date(row, "valid_to")?)?,
    })
}

/// A device's stay of a file.
pub(crate) fn device(row: &Row<'_>, zone: &Zone) -> Result<DeviceRow, FieldError> {
    let kind = DeviceKind::from_name(row.text("kind"));
    let valid_from = instant(row, "valid_from", zone)?;
    Ok(DeviceRow {
        source: id(row, "source", Source::new)?,
        kind: kind.ok_or_else(|| {
            row.problem("kind", Reason::Malformed, "write camera, wifi or conference")
        })?,
        name: name(row, "name")?,
        site: id(row, "site_id", SiteId::new)?,
        valid_from,
        valid_to: end(row, valid_from, instant(row, "valid_to", zone)?)?,
        expected_interval: interval(row)?,
    })
}

fn needed<T>(row: &Row<'_>, column: &str, found: Option<T>) -> Result<T, FieldError> {
    found.ok_or_else(|| row.problem(column, Reason::Required, "it is empty"))
}

fn id<T>(
    row: &Row<'_>,
    column: &str,
    new: impl FnOnce(String) -> Result<T, InvalidText>,
) -> Result<T, FieldError> {
    new(row.text(column).to_owned()).map_err(|error| {
        let reason = match error {
            InvalidText::Empty => Reason::Required,
            InvalidText::TooLong { .. } => Reason::TooLong,
            InvalidText::Control { .. } => Reason::Malformed,
        };
        row.problem(column, reason, &format!("it {error}"))
    })
}

fn optional_id<T>(
    row: &Row<'_>,
    column: &str,
    new: impl FnOnce(String) -> Result<T, InvalidText>,
) -> Result<Option<T>, FieldError> {
    if row.text(column).is_empty() { Ok(None) } else { id(row, column, new).map(Some) }
}

fn name(row: &Row<'_>, column: &str) -> Result<String, FieldError> {
    let text = row.text(column);
    if text.len() > MAX_NAME_BYTES {
        let words = format!("it has {} bytes, at most {MAX_NAME_BYTES}", text.len());
        return Err(row.problem(column, Reason::TooLong, &words));
    }
    if text.chars().any(char::is_control) {
        return Err(row.problem(column, Reason::Malformed, "it has a control character"));
    }
    Ok(text.to_owned())
}

fn date(row: &Row<'_>, column: &str) -> Result<Option<Date>, FieldError> {
    match row.text(column) {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| {
            row.problem(column, Reason::Malformed, "write a date of the form 2025-07-01")
        }),
    }
}

fn instant(row: &Row<'_>, column: &str, zone: &Zone) -> Result<Option<Timestamp>, FieldError> {
    match row.text(column) {
        "" => Ok(None),
        text => zone.parse(text).map(Some).map_err(|_| {
            let words = "write 2025-07-01, or 2025-07-01T08:00:00+07:00";
            row.problem(column, Reason::Malformed, words)
        }),
    }
}

/// The end of a validity; after its beginning.
fn end<T: PartialOrd>(
    row: &Row<'_>,
    from: Option<T>,
    to: Option<T>,
) -> Result<Option<T>, FieldError> {
    match (&from, &to) {
        (Some(from), Some(to)) if to <= from => {
            let words = format!("it must be after valid_from, {}", row.text("valid_from"));
            Err(row.problem("valid_to", Reason::OutOfRange, &words))
        }
        _ => Ok(to),
    }
}

fn latitude(row: &Row<'_>) -> Result<f64, FieldError> {
    number(row, "lat", -90.0..=90.0)
}

fn longitude(row: &Row<'_>) -> Result<f64, FieldError> {
    number(row, "lon", -180.0..=180.0)
}

fn number(
    row: &Row<'_>,
    column: &str,
    range: std::ops::RangeInclusive<f64>,
) -> Result<f64, FieldError> {
    let number: f64 = row
        .text(column)
        .parse()
        .map_err(|_| row.problem(column, Reason::Malformed, "write a number"))?;
    if range.contains(&number) {
        return Ok(number);
    }
    let words = format!("it must be {} to {}", range.start(), range.end());
    Err(row.problem(column, Reason::OutOfRange, &words))
}

fn interval(row: &Row<'_>) -> Result<u32, FieldError> {
    let column = "expected_interval";
    let text = row.text(column);
    if text.is_empty() {
        return Ok(EXPECTED_INTERVAL);
    }
    let unit = |suffix: char, seconds: u32| {
        text.strip_suffix(suffix)?.parse::<u32>().ok()?.checked_mul(seconds)
    };
    let seconds = unit('s', 1).or_else(|| unit('m', 60)).or_else(|| unit('h', 3_600));
    let seconds =
        seconds.ok_or_else(|| row.problem(column, Reason::Malformed, "write 60s, 5m or 1h"))?;
    if (1..=SECONDS_OF_A_DAY).contains(&seconds) {
        return Ok(seconds);
    }
    Err(row.problem(column, Reason::OutOfRange, "it must be 1s to 24h"))
}
