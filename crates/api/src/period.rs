//! The period of a published figure: `2023-11`, `2023-Q4` or `2023`.

use jiff::civil::Date;
use kinhbac_domain::time::{Bucket, Resolution, Zone};

/// A month, a quarter or a year of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Period {
    resolution: Resolution,
    first: Date,
}

impl Period {
    /// Reads `2023-11`, `2023-Q4` or `2023`, of the years 1970 to 9998; none when the text is
    /// none of these.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (year, rest) = text.split_at_checked(4)?;
        let (resolution, month) = match rest.as_bytes() {
            [] => (Resolution::Year, 1),
            [b'-', b'Q', quarter @ b'1'..=b'4'] => {
                (Resolution::Quarter, (quarter - b'1').cast_signed() * 3 + 1)
            }
            [b'-', tens @ b'0'..=b'1', ones @ b'0'..=b'9'] => {
                (Resolution::Month, ((tens - b'0') * 10 + (ones - b'0')).cast_signed())
            }
            _ => return None,
        };
        if !year.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let year = year.parse().ok().filter(|year| (1970..9999).contains(year))?;
        Some(Self { resolution, first: Date::new(year, month, 1).ok()? })
    }

    /// The period of a month's, quarter's or year's bucket; none of a finer one.
    #[must_use]
    pub fn of_bucket(bucket: Bucket, zone: &Zone) -> Option<Self> {
        let first = zone.date(bucket.start_time());
        (bucket.resolution >= Resolution::Month)
            .then_some(Self { resolution: bucket.resolution, first })
    }

    /// The bucket, in a zone.
    #[must_use]
    pub fn bucket(self, zone: &Zone) -> Bucket {
        Bucket { resolution: self.resolution, start: zone.day_start(self.first).seconds() }
    }

    /// The last day.
    #[must_use]
    pub fn last_day(self) -> Date {
        let months = match self.resolution {
            Resolution::Year => 12,
            Resolution::Quarter => 3,
            _ => 1,
        };
        // Years end at 9998, so the day after is a date.
        let after = self.first.saturating_add(jiff::Span::new().months(months));
        after.yesterday().unwrap_or(after)
    }
}

impl std::fmt::Display for Period {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (year, month) = (self.first.year(), self.first.month());
        match self.resolution {
            Resolution::Year => write!(f, "{year:04}"),
            Resolution::Quarter => write!(f, "{year:04}-Q{}", (month - 1) / 3 + 1),
            _ => write!(f, "{year:04}-{month:02}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_a_month_a_quarter_or_a_year() {
        for (text, last) in [
            ("2023-11", "2023-11-30"),
            ("2024-02", "2024-02-29"),
            ("2023-Q4", "2023-12-31"),
            ("2023", "2023-12-31"),
        ] {
            let period = Period::parse(text).unwrap();
            assert_eq!(period.to_string(), text);
            assert_eq!(period.last_day().to_string(), last);
            let zone = Zone::named("Asia/Ho_Chi_Minh").unwrap();
            assert_eq!(Period::of_bucket(period.bucket(&zone), &zone), Some(period));
        }
        for text in ["", "23", "2023-13", "2023-00", "2023-Q5", "2023-1", "+023", "9999", "năm"] {
            assert_eq!(Period::parse(text), None, "{text}");
        }
    }
}
