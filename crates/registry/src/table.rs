//! A registry file as a table: its kind by its header, its rows by the names of their columns.

use kinhbac_api::refusal::{FieldError, Reason, shown};

/// The largest file, bytes.
pub(crate) const MAX_BYTES: usize = 32 << 20;
/// The most rows of a file.
const MAX_ROWS: usize = 1_000_000;
/// The most problems of a file that are told.
pub(crate) const MAX_PROBLEMS: usize = 100;

/// What a file is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Units,
    Sites,
    Devices,
}

impl Kind {
    const ALL: [Self; 3] = [Self::Units, Self::Sites, Self::Devices];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Units => "units",
            Self::Sites => "sites",
            Self::Devices => "devices",
        }
    }

    /// The columns that must be there, and those that may.
    fn columns(self) -> (&'static [&'static str], &'static [&'static str]) {
        match self {
            Self::Units => (
                &[
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
                ],
                &[],
            ),
            Self::Sites => {
                (&["site_id", "name", "lat", "lon", "unit_code"], &["valid_from", "valid_to"])
            }
            Self::Devices => (
                &["source", "kind", "name", "site_id", "valid_from", "valid_to"],
                &["expected_interval"],
            ),
        }
    }

    /// The column that no other kind has.
    fn mark(self) -> &'static str {
        match self {
            Self::Units => "level",
            Self::Sites => "unit_code",
            Self::Devices => "source",
        }
    }
}

/// A file's rows.
#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) kind: Kind,
    file: String,
    columns: Vec<String>,
    rows: Vec<csv::StringRecord>,
}

/// A row, and where it stands.
#[derive(Clone, Copy)]
pub(crate) struct Row<'a> {
    table: &'a Table,
    record: &'a csv::StringRecord,
}

impl Table {
    /// Reads a file.
    pub(crate) fn read(file: &str, content: &[u8]) -> Result<Self, Vec<FieldError>> {
        let refused = |reason, words: String| vec![FieldError::new(file, reason, words)];
        if content.len() > MAX_BYTES {
            let words = format!("the file has {} bytes, at most {MAX_BYTES}", content.len());
            return Err(refused(Reason::TooLong, words));
        }
        let text = std::str::from_utf8(content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(content))
            .map_err(|e| {
                let words = format!("the file is no UTF-8 text: see byte {}", e.valid_up_to());
                refused(Reason::Malformed, words)
            })?;
        if text.trim_start().starts_with('{') {
            let words =
                "GeoJSON boundaries can't be imported yet: units, sites and devices are CSV";
            return Err(refused(Reason::NotAllowed, words.into()));
        }
        let mut reader =
            csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
        let malformed = |e: csv::Error| refused(Reason::Malformed, format!("no CSV: {e}"));
        let columns: Vec<String> =
            reader.headers().map_err(malformed)?.iter().map(str::to_owned).collect();
        let kind = kind_of(file, &columns)?;
        check_columns(file, kind, &columns)?;
        let rows: Vec<_> =
            reader.records().take(MAX_ROWS + 1).collect::<Result<_, _>>().map_err(malformed)?;
        if rows.len() > MAX_ROWS {
            return Err(refused(Reason::TooMany, format!("more than {MAX_ROWS} rows")));
        }
        Ok(Self { kind, file: file.into(), columns, rows })
    }

    pub(crate) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|record| Row { table: self, record })
    }

    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }
}

impl<'a> Row<'a> {
    /// The text in a column; empty where the column is not there.
    pub(crate) fn text(&self, column: &str) -> &'a str {
        let at = self.table.columns.iter().position(|name| name == column);
        at.and_then(|at| self.record.get(at)).unwrap_or("")
    }

    /// A problem with what stands in a column.
    pub(crate) fn problem(&self, column: &str, reason: Reason, words: &str) -> FieldError {
        let number = self.record.position().map_or(0, csv::Position::line);
        let field = format!("{}:{number}:{column}", self.table.file);
        let value = self.text(column);
        if value.is_empty() {
            return FieldError::new(field, reason, words);
        }
        FieldError::new(field, reason, format!("{}: {words}", shown(value)))
    }
}

fn kind_of(file: &str, columns: &[String]) -> Result<Kind, Vec<FieldError>> {
    let found = Kind::ALL.into_iter().find(|kind| columns.iter().any(|c| c == kind.mark()));
    found.ok_or_else(|| {
        let known: Vec<_> = Kind::ALL
            .iter()
            .map(|kind| format!("{}: {}", kind.name(), kind.columns().0.join(",")))
            .collect();
        let words = format!(
            "the first row is no header of a registry file; known are {}",
            known.join("; ")
        );
        vec![FieldError::new(file, Reason::Malformed, words)]
    })
}

fn check_columns(file: &str, kind: Kind, columns: &[String]) -> Result<(), Vec<FieldError>> {
    let (required, optional) = kind.columns();
    let known: Vec<_> = required.iter().chain(optional).copied().collect();
    let field = |column: &str| format!("{file}:1:{column}");
    let missing = required.iter().filter(|name| !columns.iter().any(|c| c == *name));
    let mut problems: Vec<_> = missing
        .map(|name| {
            let words = format!("a file of {} needs this column", kind.name());
            FieldError::new(field(name), Reason::Required, words)
        })
        .collect();
    for (at, column) in columns.iter().enumerate() {
        if !known.contains(&column.as_str()) {
            let words = format!("no such column; known are {}", known.join(", "));
            problems.push(FieldError::new(field(column), Reason::UnknownField, words));
        } else if columns[..at].contains(column) {
            problems.push(FieldError::new(field(column), Reason::NotAllowed, "it is there twice"));
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}
