//! The place that a question is about, and the level of its rows.

use jiff::civil::Date;
use kinhbac_api::refusal::{FieldError, Reason, shown};
use kinhbac_domain::id::{Device, SiteId};
use kinhbac_domain::measure::Measure;
use kinhbac_domain::registry::{Level, Registry};

use super::Within;
use super::check::{Checked, names, reason, refuse};

/// The unit, site or device that a text means on a day.
pub(crate) fn within(place: &str, registry: &Registry, as_of: Date) -> Checked<Within> {
    if place.is_empty() {
        return Ok(Within::Everything);
    }
    if let Some(unit) = registry.unit(place, as_of) {
        return Ok(Within::Unit(unit));
    }
    let site = SiteId::new(place)
        .or_else(|wrong| refuse("place", reason(&wrong), format!("the code {wrong}")))?;
    let of_no_registry = place.starts_with("h3:") || place.starts_with("unit:");
    if of_no_registry || !registry.site_rows(place).is_empty() {
        return Ok(Within::Site(site));
    }
    if !registry.stays(place).is_empty() {
        return Ok(Within::Device(Device::stored(place)));
    }
    refuse("place", Reason::UnknownPlace, unknown_place(place, registry, as_of))
}

fn unknown_place(place: &str, registry: &Registry, as_of: Date) -> String {
    let place_shown = shown(place);
    let Some(last) = registry.lives(place).last() else {
        return format!("there is no unit, site or device {place_shown}");
    };
    let row = registry.unit_row(*last);
    let until = row.valid_to.map_or(String::new(), |to| format!(" to {to}"));
    format!(
        "there is no unit {place_shown} on {as_of}; it was one from {}{until}: ask as of one of \
         its days",
        row.valid_from
    )
}

/// The level of the rows: the place's own where none is named; of everything, provinces.
pub(super) fn by(
    name: &str,
    within: &Within,
    registry: &Registry,
    measure: &Measure,
) -> Checked<Level> {
    let own = match within {
        Within::Everything => None,
        Within::Unit(unit) => Some(registry.unit_row(*unit).level),
        Within::Site(_) => Some(Level::Site),
        Within::Device(_) => Some(Level::Device),
    };
    let level = match name {
        "" => own.unwrap_or(Level::Province),
        _ => Level::from_name(name).ok_or_else(|| {
            let words = format!("{} is no level: {}", shown(name), names(Level::ALL, Level::name));
            FieldError::new("by", Reason::Malformed, words)
        })?,
    };
    if level == Level::Device && !measure.stream().is_of_devices() {
        let words = format!("{} is told of places, not of devices", measure.name());
        return refuse(if name.is_empty() { "place" } else { "by" }, Reason::NotAllowed, words);
    }
    match own {
        Some(own) if level != own && height(level) >= height(own) => {
            let words = format!("no {} is inside of a {}", level.name(), own.name());
            refuse("by", Reason::NotAllowed, words)
        }
        _ => Ok(level),
    }
}

/// How high a level stands: a place holds only places of lesser ones.
fn height(level: Level) -> u8 {
    match level {
        Level::Device => 0,
        Level::Site => 1,
        Level::Commune | Level::Agency => 2,
        Level::District => 3,
        Level::Province => 4,
    }
}
