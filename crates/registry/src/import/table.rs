//! A registry file as a table: its kind, and its rows by the names of their columns.

use csv::{ReaderBuilder, StringRecord, Trim};
use kinhbac_api::refusal::{FieldError, Reason, shown};

use super::header::{self, Kind};
use super::line::LineCounter;
use super::problems::Problems;

/// The largest registry file, bytes.
pub const MAX_FILE_BYTES: usize = 32 << 20;
/// The most rows of a file.
const MAX_ROWS: u32 = 1_000_000;

/// A file's rows.
#[derive(Debug)]
pub(super) struct Table {
    file: String,
    kind: Kind,
    columns: Vec<String>,
    rows: Vec<(u64, StringRecord)>,
}

/// A row.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row<'a> {
    columns: &'a [String],
    record: &'a StringRecord,
}

/// What is wrong with what a row has in a column.
#[derive(Debug)]
pub(super) struct BadCell {
    pub(super) column: &'static str,
    pub(super) reason: Reason,
    pub(super) words: String,
}

impl Table {
    /// Reads a file: CSV with a header, or it is refused.
    pub(super) fn read(file: &str, text: &str) -> Result<Self, Vec<FieldError>> {
        let mut problems = Problems::of(file);
        match Self::of_text(file, text, &mut problems) {
            Some(table) => problems.unless(table),
            None => Err(problems.into_errors()),
        }
    }

    fn of_text(file: &str, text: &str, problems: &mut Problems) -> Option<Self> {
        let mut lines = LineCounter::new(text);
        let mut reader = ReaderBuilder::new();
        let reader = reader.has_headers(false).flexible(true).trim(Trim::All);
        let mut records = reader.from_reader(text.as_bytes()).into_records().map(|record| {
            // Only a text that is not UTF-8 has records that can't be read.
            let record = record.unwrap_or_default();
            (lines.line_at(record.position().map_or(0, csv::Position::byte)), record)
        });
        let (line, header) = records.next().unwrap_or_default();
        let columns: Vec<String> = header.iter().map(str::to_owned).collect();
        let kind = header::read(&columns, line, problems).filter(|_| problems.is_empty())?;
        let mut rows = Vec::new();
        for (line, record) in records {
            if rows.len() == MAX_ROWS as usize {
                problems.file(Reason::TooMany, format!("more than {MAX_ROWS} rows; part the file"));
                break;
            }
            if record.len() != columns.len() {
                let words = format!("it has {} values, the header {}", record.len(), columns.len());
                problems.row(line, Reason::Malformed, words);
            }
            rows.push((line, record));
        }
        Some(Self { file: file.into(), kind, columns, rows })
    }

    pub(super) fn kind(&self) -> Kind {
        self.kind
    }

    /// How many rows there are, at most `MAX_ROWS`.
    pub(super) fn len(&self) -> u32 {
        self.rows.len() as u32
    }

    /// No problems yet, of this file.
    pub(super) fn problems(&self) -> Problems {
        Problems::of(&self.file)
    }

    /// Makes something of each row, with the line that it begins in; what is wrong goes to the
    /// problems.
    pub(super) fn parse<R>(
        &self,
        problems: &mut Problems,
        parse: impl Fn(Row<'_>) -> Result<R, BadCell>,
    ) -> Vec<(u64, R)> {
        let mut parsed = Vec::with_capacity(self.rows.len());
        for (line, record) in &self.rows {
            match parse(Row { columns: &self.columns, record }) {
                Ok(row) => parsed.push((*line, row)),
                Err(bad) => problems.check(*line, Err(bad)),
            }
        }
        parsed
    }
}

impl<'a> Row<'a> {
    /// The text in a column; empty where the file has no such column.
    pub(super) fn text(&self, column: &str) -> &'a str {
        let at = self.columns.iter().position(|name| name == column);
        at.and_then(|at| self.record.get(at)).unwrap_or_default()
    }

    /// Something is wrong with what stands in a column.
    pub(super) fn bad(&self, column: &'static str, reason: Reason, words: &str) -> BadCell {
        BadCell::of(column, self.text(column), reason, words)
    }
}

impl BadCell {
    /// Something is wrong with a value.
    pub(super) fn of(column: &'static str, value: &str, reason: Reason, words: &str) -> Self {
        let words = match value {
            "" => words.to_owned(),
            _ => format!("{}: {words}", shown(value)),
        };
        Self { column, reason, words }
    }
}

/// The text of a file, without a byte-order mark; refused where it is none or too long.
pub(super) fn text<'a>(file: &str, content: &'a [u8]) -> Result<&'a str, Vec<FieldError>> {
    let refused = |reason, words: String| {
        let mut problems = Problems::of(file);
        problems.file(reason, words);
        problems.into_errors()
    };
    if content.len() > MAX_FILE_BYTES {
        let words = format!("it has {} bytes, at most {MAX_FILE_BYTES}", content.len());
        return Err(refused(Reason::TooLong, words));
    }
    let content = content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(content);
    std::str::from_utf8(content).map_err(|error| {
        let row = content[..error.valid_up_to()].split(|b| *b == b'\n').count();
        let words = format!("it is no UTF-8 text, see its row {row}: save it as UTF-8");
        refused(Reason::Malformed, words)
    })
}
