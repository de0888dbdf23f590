//! Durations and sizes as they are written in configuration and on command lines.

use std::time::Duration;

/// The units of durations, longest first, in milliseconds.
const SPANS: [(&str, u64); 5] =
    [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)];
/// The units of sizes, largest first, in bytes.
const SIZES: [(&str, u64); 4] = [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10), ("B", 1)];

/// A text is no duration or no size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotAValue {
    text: String,
    wanted: &'static str,
}

impl std::fmt::Display for NotAValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} is no {}", self.text, self.wanted)
    }
}

impl std::error::Error for NotAValue {}

/// Reads a duration of whole milliseconds: `200ms`, `2s`, `15m`, `12h`, `30d`, or parts of it
/// in a row: `1h30m`.
///
/// # Errors
/// When the text is not so, or longer than 292 million years.
pub fn duration(text: &str) -> Result<Duration, NotAValue> {
    sum_of_parts(text, &SPANS).map(Duration::from_millis).ok_or_else(|| NotAValue {
        text: text.into(),
        wanted: "duration: write 200ms, 2s, 15m, 12h or 30d",
    })
}

/// Reads a size in bytes: `64KiB`, `4MiB`, `1GiB`, `512B`.
///
/// # Errors
/// When the text is not so, or beyond the machine's addresses.
pub fn size(text: &str) -> Result<usize, NotAValue> {
    sum_of_parts(text, &SIZES).and_then(|bytes| usize::try_from(bytes).ok()).ok_or_else(|| {
        NotAValue { text: text.into(), wanted: "size: write 512B, 64KiB, 4MiB or 1GiB" }
    })
}

/// Writes a duration as [`duration`] reads it, in the longest unit that holds it exactly.
#[must_use]
pub fn print_duration(duration: Duration) -> String {
    // Durations are read in whole milliseconds of 64 bits.
    let millis = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
    let (unit, length) = SPANS
        .into_iter()
        .find(|(_, length)| millis >= *length && millis % length == 0)
        .unwrap_or(("s", 1_000));
    format!("{}{unit}", millis / length)
}

/// Numbers with units in a row, added up.
fn sum_of_parts(text: &str, units: &[(&str, u64)]) -> Option<u64> {
    let mut rest = text.trim();
    let mut sum = 0_u64;
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let number: u64 = rest[..digits].parse().ok()?;
        rest = &rest[digits..];
        let letters = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
        let (_, length) = units.iter().find(|(unit, _)| *unit == &rest[..letters])?;
        rest = &rest[letters..];
        sum = sum.checked_add(number.checked_mul(*length)?)?;
    }
    Some(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_and_written_in_their_units() {
        for (text, millis) in [
            ("200ms", 200),
            ("2s", 2_000),
            ("15m", 900_000),
            ("30d", 2_592_000_000),
            ("12h", 43_200_000),
        ] {
            assert_eq!(duration(text), Ok(Duration::from_millis(millis)));
            assert_eq!(print_duration(Duration::from_millis(millis)), text);
        }
        assert_eq!(duration("1h30m"), Ok(Duration::from_secs(5_400)));
        assert_eq!(print_duration(Duration::ZERO), "0s");
    }

    #[test]
    fn what_is_no_duration_is_refused_with_the_way_out() {
        for text in [
            "",
            "5",
            "s",
            "5 s",
            "-1s",
            "1.5s",
            "5parsecs",
            "99999999999999999999s",
            "999999999999999d",
        ] {
            let refused = duration(text).unwrap_err().to_string();
            assert!(
                refused.ends_with("is no duration: write 200ms, 2s, 15m, 12h or 30d"),
                "{refused}"
            );
        }
    }

    #[test]
    fn sizes_are_read_in_their_units() {
        assert_eq!(size("64KiB"), Ok(65_536));
        assert_eq!(size("4MiB"), Ok(4 << 20));
        assert_eq!(size("512B"), Ok(512));
        assert!(size("64KB").is_err());
        assert!(size("64").is_err());
    }
}
