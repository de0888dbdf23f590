//! Why a file is refused.

use kinhbac_api::refusal::{FieldError, Reason};

use super::table::BadCell;

/// The most problems that are told.
const MAX_TOLD: usize = 100;
/// The most bytes of all problems told: they travel in trailers, which clients bound (hyper's at
/// 16 KiB, in base64).
const MAX_BYTES: usize = 7_000;
/// The longest file name that is told, characters.
const MAX_NAME: usize = 64;

/// What is wrong with a file, as `FILE:LINE:COLUMN`, bounded.
#[derive(Debug)]
pub(super) struct Problems {
    file: String,
    told: Vec<FieldError>,
    bytes: usize,
    more: usize,
}

impl Problems {
    /// None yet, of a file of this name.
    pub(super) fn of(file: &str) -> Self {
        let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
        let mut name: String = name.chars().filter(|c| !c.is_control()).take(MAX_NAME).collect();
        if name.is_empty() {
            name.push_str("file");
        }
        Self { file: name, told: Vec::new(), bytes: 0, more: 0 }
    }

    /// The file as a whole can't be taken.
    pub(super) fn file(&mut self, reason: Reason, words: impl Into<String>) {
        self.add(self.file.clone(), reason, words.into());
    }

    /// The row that begins in a line can't be taken.
    pub(super) fn row(&mut self, line: u64, reason: Reason, words: impl Into<String>) {
        self.add(self.place(line), reason, words.into());
    }

    /// What a row has in a column can't be taken.
    pub(super) fn cell(
        &mut self,
        line: u64,
        column: &str,
        reason: Reason,
        words: impl Into<String>,
    ) {
        self.add(format!("{}:{column}", self.place(line)), reason, words.into());
    }

    /// Takes a bad cell of a row in, if it is one.
    pub(super) fn check(&mut self, line: u64, checked: Result<(), BadCell>) {
        if let Err(BadCell { column, reason, words }) = checked {
            self.cell(line, column, reason, words);
        }
    }

    /// Where a row stands, for the words of another.
    pub(super) fn place(&self, line: u64) -> String {
        format!("{}:{line}", self.file)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.told.is_empty()
    }

    /// What was made of the file, if nothing is wrong.
    pub(super) fn unless<T>(self, made: T) -> Result<T, Vec<FieldError>> {
        if self.is_empty() { Ok(made) } else { Err(self.into_errors()) }
    }

    pub(super) fn into_errors(mut self) -> Vec<FieldError> {
        if self.more > 0 {
            let words = format!("{} more are wrong", self.more);
            self.told.push(FieldError::new(self.file, Reason::TooMany, words));
        }
        self.told
    }

    fn add(&mut self, field: String, reason: Reason, words: String) {
        self.bytes += field.len() + reason.name().len() + words.len();
        let full = self.told.len() >= MAX_TOLD || self.bytes > MAX_BYTES;
        if full && !self.told.is_empty() {
            self.more += 1;
        } else {
            self.told.push(FieldError { field, reason, words });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hundred_short_problems_are_told_and_the_rest_counted() {
        let mut problems = Problems::of("data/units.csv");
        (2..300)
            .for_each(|line| problems.cell(line, "lat", Reason::OutOfRange, "\"95\": -90 to 90"));
        let told = problems.into_errors();
        assert_eq!(told[0].to_string(), "units.csv:2:lat: OUT_OF_RANGE: \"95\": -90 to 90");
        assert_eq!(told.len(), 101);
        assert_eq!(told[100].to_string(), "units.csv: TOO_MANY: 198 more are wrong");
    }

    #[test]
    fn long_problems_are_bounded_by_their_bytes() {
        let mut problems = Problems::of("");
        (2..300).for_each(|line| problems.row(line, Reason::Malformed, "ă".repeat(200)));
        let told = problems.into_errors();
        assert!(told.iter().map(|e| e.to_string().len()).sum::<usize>() < MAX_BYTES + 100);
        assert_eq!(told[0].field, "file:2");
    }
}
