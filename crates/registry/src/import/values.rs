//! What stands in a row's columns, as values.

use std::ops::RangeInclusive;

use jiff::civil::Date;
use kinhbac_api::refusal::Reason;
use kinhbac_domain::id::InvalidText;
use kinhbac_domain::time::{Timestamp, Zone};

use super::table::{BadCell, Row};

/// The longest name, bytes.
const MAX_NAME_BYTES: usize = 256;
/// The longest interval between two signs of life, seconds.
const MAX_INTERVAL: u32 = 86_400;

/// A date of the form 2025-07-01, and no other.
pub(crate) fn date(text: &str) -> Option<Date> {
    let date: Date = text.parse().ok()?;
    (date.year() > 0 && text.len() == "2025-07-01".len()).then_some(date)
}

impl Row<'_> {
    /// An id or a code.
    pub(super) fn id<T>(
        &self,
        column: &'static str,
        new: impl FnOnce(String) -> Result<T, InvalidText>,
    ) -> Result<T, BadCell> {
        self.id_of(column, self.text(column), new)
    }

    /// An id or a code; none where nothing stands.
    pub(super) fn optional_id<T>(
        &self,
        column: &'static str,
        new: impl FnOnce(String) -> Result<T, InvalidText>,
    ) -> Result<Option<T>, BadCell> {
        self.optional(column, |text| self.id_of(column, text, new))
    }

    /// Ids or codes parted by `|`.
    pub(super) fn ids<T>(
        &self,
        column: &'static str,
        new: impl Fn(String) -> Result<T, InvalidText>,
    ) -> Result<Vec<T>, BadCell> {
        let ids = self.text(column).split('|').map(str::trim).filter(|text| !text.is_empty());
        ids.map(|text| self.id_of(column, text, &new)).collect()
    }

    fn id_of<T>(
        &self,
        column: &'static str,
        text: &str,
        new: impl FnOnce(String) -> Result<T, InvalidText>,
    ) -> Result<T, BadCell> {
        new(text.to_owned()).map_err(|error| {
            let reason = match error {
                InvalidText::Empty => Reason::Required,
                InvalidText::TooLong { .. } => Reason::TooLong,
                InvalidText::Control { .. } => Reason::Malformed,
            };
            BadCell::of(column, text, reason, &format!("it {error}"))
        })
    }

    /// A name; it may be empty.
    pub(super) fn name(&self, column: &'static str) -> Result<String, BadCell> {
        let text = self.text(column);
        if text.len() > MAX_NAME_BYTES {
            let words = format!("it has {} bytes, more than {MAX_NAME_BYTES}", text.len());
            return Err(self.bad(column, Reason::TooLong, &words));
        }
        if text.chars().any(char::is_control) {
            return Err(self.bad(column, Reason::Malformed, "it has a control character"));
        }
        Ok(text.to_owned())
    }

    /// A value of a list, by its name.
    pub(super) fn one_of<T>(
        &self,
        column: &'static str,
        from_name: impl FnOnce(&str) -> Option<T>,
        known: &str,
    ) -> Result<T, BadCell> {
        let missing =
            if self.text(column).is_empty() { Reason::Required } else { Reason::Malformed };
        from_name(self.text(column)).ok_or_else(|| self.bad(column, missing, known))
    }

    /// A number in a range.
    pub(super) fn number(
        &self,
        column: &'static str,
        range: RangeInclusive<f64>,
    ) -> Result<f64, BadCell> {
        if self.text(column).is_empty() {
            return Err(self.bad(column, Reason::Required, "it is empty"));
        }
        let number = self.text(column).parse::<f64>().ok().filter(|number| number.is_finite());
        match number {
            Some(number) if range.contains(&number) => Ok(number),
            Some(_) => {
                let words = format!("must be {} to {}", range.start(), range.end());
                Err(self.bad(column, Reason::OutOfRange, &words))
            }
            None => Err(self.bad(column, Reason::Malformed, "no number, e.g. 21.18")),
        }
    }

    /// Degrees north and east.
    pub(super) fn point(&self) -> Result<(f64, f64), BadCell> {
        Ok((self.number("lat", -90.0..=90.0)?, self.number("lon", -180.0..=180.0)?))
    }

    /// A date; none where nothing stands.
    pub(super) fn date(&self, column: &'static str) -> Result<Option<Date>, BadCell> {
        self.optional(column, |text| {
            date(text)
                .ok_or_else(|| self.bad(column, Reason::Malformed, "no date, e.g. 2025-07-01"))
        })
    }

    /// An instant, or a date: its beginning; none where nothing stands.
    pub(super) fn instant(
        &self,
        column: &'static str,
        zone: &Zone,
    ) -> Result<Option<Timestamp>, BadCell> {
        self.optional(column, |text| {
            zone.parse(text).map_err(|_| {
                let words = "no date or time, e.g. 2025-07-01 or 2025-07-01T08:00:00+07:00";
                self.bad(column, Reason::Malformed, words)
            })
        })
    }

    /// The column `valid_to`, which must be after `valid_from`.
    pub(super) fn after<T: PartialOrd>(
        &self,
        from: Option<T>,
        to: Option<T>,
    ) -> Result<Option<T>, BadCell> {
        if from.is_some() && to.is_some() && to <= from {
            let words = format!("must be after valid_from, {}", self.text("valid_from"));
            return Err(self.bad("valid_to", Reason::OutOfRange, &words));
        }
        Ok(to)
    }

    /// A length of time of whole seconds, 1 s to a day; `default` where nothing stands.
    pub(super) fn seconds(&self, column: &'static str, default: u32) -> Result<u32, BadCell> {
        let seconds = self.optional(column, |text| {
            seconds(text).ok_or_else(|| self.bad(column, Reason::Malformed, "no time, e.g. 60s"))
        })?;
        let seconds = seconds.unwrap_or(default);
        if (1..=MAX_INTERVAL).contains(&seconds) {
            return Ok(seconds);
        }
        Err(self.bad(column, Reason::OutOfRange, "must be 1s to 1d"))
    }

    fn optional<T>(
        &self,
        column: &'static str,
        read: impl FnOnce(&str) -> Result<T, BadCell>,
    ) -> Result<Option<T>, BadCell> {
        match self.text(column) {
            "" => Ok(None),
            text => read(text).map(Some),
        }
    }
}

/// The seconds of `60s`, `5m`, `1h` or `1d`.
fn seconds(text: &str) -> Option<u32> {
    let (number, each) = [('s', 1), ('m', 60), ('h', 3_600), ('d', 86_400)]
        .into_iter()
        .find_map(|(unit, each)| Some((text.strip_suffix(unit)?, each)))?;
    if !number.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    Some(number.parse::<u32>().ok()?.saturating_mul(each))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time_have_a_number_and_a_unit() {
        let read = ["60s", "5m", "1h", "1d", "4294967295d"].map(seconds);
        assert_eq!(read, [Some(60), Some(300), Some(3_600), Some(86_400), Some(u32::MAX)]);
        assert_eq!(["", "60", "s", "+1s", "1.5h", "60 s", "99999999999s"].map(seconds), [None; 7]);
    }

    #[test]
    fn dates_have_one_form() {
        assert_eq!(date("2025-07-01"), Some(jiff::civil::date(2025, 7, 1)));
        let wrong = ["", "20250701", "2025-7-1", "2025-02-30", "2025-07-01T00", "01/07/2025"];
        assert_eq!(wrong.map(date), [None; 6]);
    }
}
