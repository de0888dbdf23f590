//! Why an input is refused: a field, a reason for machines, words for people.

use std::fmt;

use strsim::damerau_levenshtein;

use crate::v1;

/// The reasons of refusals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    /// It must be given.
    Required,
    /// It is not of the form wanted.
    Malformed,
    /// It is beyond its bounds.
    OutOfRange,
    /// The time is too far ahead of the clock.
    InFuture,
    /// It has too many bytes or characters.
    TooLong,
    /// There are too many of them.
    TooMany,
    /// The source is not registered, and the event names no place.
    UnknownSource,
    /// There is no such place.
    UnknownPlace,
    /// There is no such measure.
    UnknownMeasure,
    /// There is no such field.
    UnknownField,
    /// It may not be given here, or not together with another.
    NotAllowed,
}

impl Reason {
    /// The name on the wire and on command lines, e.g. `OUT_OF_RANGE`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Required => "REQUIRED",
            Self::Malformed => "MALFORMED",
            Self::OutOfRange => "OUT_OF_RANGE",
            Self::InFuture => "IN_FUTURE",
            Self::TooLong => "TOO_LONG",
            Self::TooMany => "TOO_MANY",
            Self::UnknownSource => "UNKNOWN_SOURCE",
            Self::UnknownPlace => "UNKNOWN_PLACE",
            Self::UnknownMeasure => "UNKNOWN_MEASURE",
            Self::UnknownField => "UNKNOWN_FIELD",
            Self::NotAllowed => "NOT_ALLOWED",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A field is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {reason}: {words}")]
pub struct FieldError {
    /// The path of the field in the JSON mapping, e.g. `cameraCount.vehicles[0].count`; `event`
    /// for the whole of it.
    pub field: String,
    /// Why.
    pub reason: Reason,
    /// In words: the value, the bound and the way out. Never with the word that counts rows of a
    /// file: see [`shown`].
    pub words: String,
}

impl FieldError {
    /// Of a field, for a reason, in words.
    #[must_use]
    pub fn new(field: impl Into<String>, reason: Reason, words: impl Into<String>) -> Self {
        Self { field: field.into(), reason, words: words.into() }
    }
}

impl From<FieldError> for v1::FieldViolation {
    fn from(error: FieldError) -> Self {
        Self { field: error.field, reason: error.reason.name().into(), description: error.words }
    }
}

/// The most characters of somebody's text that are shown back.
const SHOWN_CHARACTERS: usize = 40;

/// Somebody's text as it may stand in words: quoted, without control characters, cut short, and
/// left out where it has the word by which people search for rows in our own output.
#[must_use]
pub fn shown(text: &str) -> String {
    let mut start: String = text.chars().take(SHOWN_CHARACTERS).collect();
    if start.to_ascii_lowercase().contains("line") {
        return "the text".into();
    }
    if start.len() < text.len() {
        start.push('…');
    }
    format!("{start:?}")
}

/// The most characters of an unknown name that are compared with those that are known.
const COMPARED_CHARACTERS: usize = 32;

/// The one of the known names that was probably meant by another: by the Damerau-Levenshtein
/// distance the nearest, where that is at most half of its length.
#[must_use]
pub fn meant<'a>(given: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let given: String = given.chars().take(COMPARED_CHARACTERS).collect();
    let (far, nearest) = known.map(|known| (damerau_levenshtein(known, &given), known)).min()?;
    (far <= nearest.len() / 2).then_some(nearest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_shown_short_quoted_and_harmless() {
        assert_eq!(shown("yesterday"), "\"yesterday\"");
        assert_eq!(shown("a\0b\n"), "\"a\\0b\\n\"");
        assert_eq!(shown("Line 7: ok"), "the text");
        assert!(shown(&"ă".repeat(1_000_000)).chars().count() < 50);
    }

    #[test]
    fn the_nearest_name_is_meant_unless_it_is_too_far() {
        let meant = |given| meant(given, ["id", "site", "cameraCount"].into_iter());
        assert_eq!(meant("camera.count"), Some("cameraCount"));
        assert_eq!(meant("stie"), Some("site"));
        assert_eq!(meant("altitude"), None);
        assert_eq!(meant(&"a".repeat(1_000_000)), None);
    }
}
