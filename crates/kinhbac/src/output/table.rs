//! Tables for people: columns as wide as what is in them, rows as they come.

use std::io::{Result, Write};

use unicode_width::UnicodeWidthStr;

/// Rows that the widths are taken from before the first one is written.
const MEASURED: usize = 500;

/// How a column stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Texts.
    Left,
    /// Numbers.
    Right,
}

/// Writes rows below a header.
pub struct Table<W> {
    out: W,
    sides: Vec<Side>,
    widths: Vec<usize>,
    /// Rows that wait for the widths; none once these are settled.
    waiting: Option<Vec<Vec<String>>>,
}

impl<W: Write> Table<W> {
    /// With a header, if there are columns' names.
    pub fn new(out: W, columns: &[(&str, Side)]) -> Self {
        let header: Vec<String> = columns.iter().map(|(name, _)| (*name).to_owned()).collect();
        Self {
            out,
            sides: columns.iter().map(|(_, side)| *side).collect(),
            widths: vec![0; columns.len()],
            waiting: Some(if header.iter().all(String::is_empty) { vec![] } else { vec![header] }),
        }
    }

    /// Adds a row.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn row(&mut self, cells: Vec<String>) -> Result<()> {
        match &mut self.waiting {
            Some(rows) => {
                rows.push(cells);
                if rows.len() > MEASURED { self.settle() } else { Ok(()) }
            }
            None => self.write(&cells),
        }
    }

    /// Writes what waits.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn finish(mut self) -> Result<()> {
        self.settle()?;
        self.out.flush()
    }

    fn settle(&mut self) -> Result<()> {
        let rows = self.waiting.take().unwrap_or_default();
        for row in &rows {
            for (width, cell) in self.widths.iter_mut().zip(row) {
                *width = (*width).max(cell.width());
            }
        }
        rows.iter().try_for_each(|row| self.write(row))
    }

    fn write(&mut self, cells: &[String]) -> Result<()> {
        let mut line = String::new();
        for ((cell, width), side) in cells.iter().zip(&self.widths).zip(&self.sides) {
            if !line.is_empty() {
                line.push_str("  ");
            }
            line.push_str(&padded(cell, *width, *side));
        }
        writeln!(self.out, "{}", line.trim_end())
    }
}

/// A text in a column.
#[must_use]
pub fn padded(text: &str, width: usize, side: Side) -> String {
    let space = " ".repeat(width.saturating_sub(text.width()));
    match side {
        Side::Left => format!("{text}{space}"),
        Side::Right => format!("{space}{text}"),
    }
}

/// A whole number with its thousands apart.
#[must_use]
pub fn thousands(number: f64) -> String {
    let digits = format!("{:.0}", number.abs());
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if number < 0.0 && text != "0" { format!("-{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_what_stands_in_them() {
        let mut out = Vec::new();
        let mut table = Table::new(&mut out, &[("place", Side::Left), ("value", Side::Right)]);
        table.row(vec!["Phường Kinh Bắc".into(), "7".into()]).unwrap();
        table.row(vec!["x".into(), "1234567".into()]).unwrap();
        table.finish().unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(
            text,
            "place              value\nPhường Kinh Bắc        7\nx                1234567\n"
        );
    }

    #[test]
    fn thousands_stand_apart() {
        assert_eq!(thousands(0.0), "0");
        assert_eq!(thousands(1_234.6), "1,235");
        assert_eq!(thousands(-1_234_567.0), "-1,234,567");
    }
}
