//! Measures by name, as a request gives them.

use kinhbac_domain::measure::{Fixed, IndicatorCode, Measure};
use strsim::damerau_levenshtein;

use crate::refusal::{FieldError, Reason, shown};

/// How many of the nearest are named.
const NAMED: usize = 3;
/// The longest text that is compared, characters: no measure's name is as long.
const LONGEST: usize = 64;

/// The measure of a name that a request gives in `field`.
///
/// # Errors
/// With `UNKNOWN_MEASURE` and the names that are nearest to it.
pub fn named(field: &str, name: &str) -> Result<Measure, FieldError> {
    Measure::from_name(name).ok_or_else(|| {
        let words = if name.starts_with("indicator.") {
            format!(
                "{} is no indicator: its code has 1 to {} lower-case letters, digits and _",
                shown(name),
                IndicatorCode::MAX_BYTES
            )
        } else {
            format!("there is no measure {}; nearest: {}", shown(name), nearest(name).join(", "))
        };
        FieldError::new(field, Reason::UnknownMeasure, words)
    })
}

/// The names of the catalogue that are nearest to a text, nearest first.
fn nearest(text: &str) -> Vec<&'static str> {
    let text: String = text.chars().take(LONGEST).collect();
    let mut names: Vec<_> = Fixed::ALL.iter().map(|m| m.declared().name).collect();
    names.sort_by_cached_key(|name| damerau_levenshtein(&text, name));
    names.truncate(NAMED);
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_measure_is_named_first() {
        assert_eq!(nearest("camera.vehicle")[0], "camera.vehicles");
        assert_eq!(nearest("wifi.cleints")[0], "wifi.clients");
        assert_eq!(nearest(&"é".repeat(1_000_000)).len(), NAMED);
    }

    #[test]
    fn an_unknown_measure_is_refused_with_what_may_be_meant() {
        assert_eq!(named("measure", "camera.people").unwrap(), Fixed::CameraPeople.into());
        let refused = named("measures[1]", "camera.peeple").unwrap_err();
        assert_eq!(
            (refused.field.as_str(), refused.reason),
            ("measures[1]", Reason::UnknownMeasure)
        );
        assert!(refused.words.contains("camera.people"), "{refused}");
        assert!(named("measure", "indicator.Online").unwrap_err().words.contains("lower-case"));
    }
}
