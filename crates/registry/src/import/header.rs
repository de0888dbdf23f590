//! The header of a registry file: it tells which kind of file it is.

use kinhbac_api::refusal::{Reason, meant, shown};

use super::problems::Problems;

/// What a file is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Units,
    Sites,
    Devices,
}

impl Kind {
    const ALL: [Self; 3] = [Self::Units, Self::Sites, Self::Devices];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Units => "units",
            Self::Sites => "sites",
            Self::Devices => "devices",
        }
    }

    fn required(self) -> &'static [&'static str] {
        match self {
            Self::Units => &UNITS,
            Self::Sites => &["site_id", "name", "lat", "lon", "unit_code"],
            Self::Devices => &["source", "kind", "name", "site_id", "valid_from", "valid_to"],
        }
    }

    fn optional(self) -> &'static [&'static str] {
        match self {
            Self::Units => &[],
            Self::Sites => &["valid_from", "valid_to"],
            Self::Devices => &["expected_interval"],
        }
    }

    fn columns(self) -> impl Iterator<Item = &'static str> {
        self.required().iter().chain(self.optional()).copied()
    }

    /// The kind whose columns a header has most of.
    fn of(header: &[String]) -> Option<Self> {
        let has = |kind: &Self| kind.columns().filter(|c| header.iter().any(|h| h == c)).count();
        Self::ALL.into_iter().filter(|kind| has(kind) > 0).max_by_key(has)
    }
}

const UNITS: [&str; 11] = [
    "valid_from",
    "valid_to",
    "code",
    "level",
    "type",
    "name",
    "parent_code",
    "lat",
    "lon",
    "area_km2",
    "succeeded_by",
];

/// Finds out what a file is about. What is wrong with its header, which begins in `line`, goes to
/// the problems.
pub(super) fn read(header: &[String], line: u64, problems: &mut Problems) -> Option<Kind> {
    let Some(kind) = Kind::of(header) else {
        problems.file(Reason::Malformed, no_kind(header));
        return None;
    };
    for (at, column) in header.iter().enumerate() {
        if !kind.columns().any(|known| known == column) {
            let words = format!("{} have no such column{}", kind.name(), instead(kind, column));
            problems.cell(line, &short(column), Reason::UnknownField, words);
        } else if header[..at].contains(column) {
            problems.cell(line, column, Reason::NotAllowed, "it stands twice");
        }
    }
    for column in kind.required().iter().filter(|c| !header.iter().any(|h| h == *c)) {
        let words = format!("a file of {} needs this column", kind.name());
        problems.cell(line, column, Reason::Required, words);
    }
    Some(kind)
}

fn no_kind(header: &[String]) -> String {
    let hint = match header {
        [] => "the file is empty".to_owned(),
        [one] if one.contains([';', '\t']) => "columns are parted by commas".to_owned(),
        _ => format!("{} is no header of a registry file", shown(&header.join(","))),
    };
    let known = Kind::ALL.map(|kind| format!("{}: {}", kind.name(), kind.required().join(",")));
    format!("{hint}; known are {}", known.join("; "))
}

fn instead(kind: Kind, column: &str) -> String {
    match meant(&column.to_lowercase(), kind.columns()) {
        Some(known) => format!("; is it {known}?"),
        None => format!("; known are {}", kind.columns().collect::<Vec<_>>().join(",")),
    }
}

fn short(column: &str) -> String {
    column.chars().filter(|c| !c.is_control()).take(24).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_told() {
        assert_eq!(instead(Kind::Sites, "valid_form"), "; is it valid_from?");
        assert_eq!(instead(Kind::Sites, "Unit_Codes"), "; is it unit_code?");
        assert!(instead(Kind::Sites, "altitude_in_metres").starts_with("; known are site_id,name"));
    }
}
