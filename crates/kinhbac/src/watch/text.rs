//! Texts of a frame: numbers that fit into columns, names that do not grow out of them.

use unicode_width::UnicodeWidthStr;

use super::board::Shown;
use crate::output::table::thousands;

/// What great numbers are shortened by.
const UNITS: [(&str, f64); 5] = [("", 1.0), ("k", 1e3), ("M", 1e6), ("G", 1e9), ("T", 1e12)];

/// A number in so many columns, if it can be: with one decimal where it is small and not whole, in
/// thousands or millions where it is great.
pub(super) fn number(value: f64, room: usize) -> String {
    if value.fract() != 0.0 && value.abs() < 1_000.0 {
        return format!("{value:.1}");
    }
    let shortened = UNITS.map(|(unit, size)| thousands(value / size) + unit);
    let fits = shortened.iter().find(|text| text.len() <= room);
    fits.or(shortened.last()).cloned().unwrap_or_default()
}

/// `+3`; empty where nothing changed.
pub(super) fn change(shown: Shown, room: usize) -> String {
    match shown.change {
        0.0 => String::new(),
        change if change > 0.0 => format!("+{}", number(change, room - 1)),
        change => number(change, room),
    }
}

/// Rows of a terminal that a line takes: a long one is broken by the terminal.
pub(super) fn rows_taken(line: &str, width: usize) -> usize {
    let mut shown = 0;
    for (i, part) in line.split('\x1b').enumerate() {
        // What follows an escape up to its `m` is a colour.
        let text = if i == 0 { part } else { part.split_once('m').map_or("", |(_, text)| text) };
        shown += text.width();
    }
    shown.div_ceil(width.max(1)).max(1)
}

/// At most so many characters.
pub(super) fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.into();
    }
    text.chars().take(most.saturating_sub(1)).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_takes_several_rows_and_colours_take_none() {
        assert_eq!(rows_taken("", 10), 1);
        assert_eq!(rows_taken("0123456789", 10), 1);
        assert_eq!(rows_taken("0123456789a", 10), 2);
        assert_eq!(rows_taken("\x1b[1m01234\x1b[0m56789", 10), 1);
    }

    #[test]
    fn great_numbers_are_shortened_to_their_room() {
        assert_eq!(number(0.25, 9), "0.2");
        assert_eq!(number(1_234_567.0, 9), "1,234,567");
        assert_eq!(number(12_345_678.0, 9), "12,346k");
        assert_eq!(number(-9_876_543_210_123.0, 9), "-9,877G");
        let shown = |change| Shown { value: 0.0, change };
        assert_eq!(change(shown(0.0), 7), "");
        assert_eq!(change(shown(12_345.0), 7), "+12,345");
        assert_eq!(change(shown(123_456.0), 7), "+123k");
        assert_eq!(change(shown(-3.5), 7), "-3.5");
    }

    #[test]
    fn a_long_name_is_cut() {
        assert_eq!(cut("Phường Kinh Bắc", 15), "Phường Kinh Bắc");
        assert_eq!(cut("Phường Kinh Bắc", 8), "Phường …");
    }
}
