//! The well-known types that events use, with their proto3 JSON mapping: RFC 3339 in UTC with
//! `Z`, and seconds with an `s`.

use std::fmt;

use serde::de::{self, Deserializer, Visitor};
use serde::ser::Serializer;
use serde::{Deserialize, Serialize};

/// `google.protobuf.Timestamp`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, prost::Message)]
pub struct Timestamp {
    /// Seconds since 1970-01-01T00:00:00Z.
    #[prost(int64, tag = "1")]
    pub seconds: i64,
    /// Nanoseconds within the second, 0 to 999,999,999.
    #[prost(int32, tag = "2")]
    pub nanos: i32,
}

impl Timestamp {
    /// Milliseconds since 1970-01-01T00:00:00Z, rounded down; none when it is outside of the
    /// years 1 to 9999 or its nanoseconds are out of range.
    #[must_use]
    pub fn millis(&self) -> Option<i64> {
        if !(0..1_000_000_000).contains(&self.nanos) {
            return None;
        }
        let millis = self.seconds.checked_mul(1000)? + i64::from(self.nanos / 1_000_000);
        let known = kinhbac_domain::time::Timestamp::from_millis(millis);
        (known.millis() == millis).then_some(millis)
    }
}

impl From<kinhbac_domain::time::Timestamp> for Timestamp {
    fn from(at: kinhbac_domain::time::Timestamp) -> Self {
        let nanos = at.millis().rem_euclid(1000) * 1_000_000;
        // Below 1,000,000,000.
        Self { seconds: at.seconds(), nanos: nanos as i32 }
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let at = jiff::Timestamp::new(self.seconds, self.nanos)
            .map_err(|_| serde::ser::Error::custom("the time is out of range"))?;
        serializer.collect_str(&at)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Rfc3339;
        impl Visitor<'_> for Rfc3339 {
            type Value = Timestamp;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a time of the form \"2026-11-22T01:02:03Z\"")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Timestamp, E> {
                let at: jiff::Timestamp =
                    text.parse().map_err(|_| E::invalid_value(de::Unexpected::Str(text), &self))?;
                let (mut seconds, mut nanos) = (at.as_second(), at.subsec_nanosecond());
                if nanos < 0 {
                    seconds -= 1;
                    nanos += 1_000_000_000;
                }
                Ok(Timestamp { seconds, nanos })
            }
        }
        deserializer.deserialize_str(Rfc3339)
    }
}

/// `google.protobuf.Duration`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, prost::Message)]
pub struct Duration {
    /// Whole seconds.
    #[prost(int64, tag = "1")]
    pub seconds: i64,
    /// Nanoseconds, of the same sign.
    #[prost(int32, tag = "2")]
    pub nanos: i32,
}

impl Duration {
    /// Of whole seconds.
    #[must_use]
    pub fn of_seconds(seconds: i64) -> Self {
        Self { seconds, nanos: 0 }
    }
}

impl Serialize for Duration {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let sign = if self.seconds < 0 || self.nanos < 0 { "-" } else { "" };
        let seconds = self.seconds.unsigned_abs();
        if self.nanos == 0 {
            return serializer.collect_str(&format_args!("{sign}{seconds}s"));
        }
        let nanos = format!("{:09}", self.nanos.unsigned_abs());
        serializer.collect_str(&format_args!("{sign}{seconds}.{}s", nanos.trim_end_matches('0')))
    }
}

impl<'de> Deserialize<'de> for Duration {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Seconds;
        impl Visitor<'_> for Seconds {
            type Value = Duration;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a duration of the form \"60s\"")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Duration, E> {
                parse_seconds(text)
                    .ok_or_else(|| E::invalid_value(de::Unexpected::Str(text), &self))
            }
        }
        deserializer.deserialize_str(Seconds)
    }
}

fn parse_seconds(text: &str) -> Option<Duration> {
    let number = text.strip_suffix('s')?;
    let (negative, number) = match number.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, number),
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(fraction) || fraction.len() > 9 {
        return None;
    }
    let seconds: i64 = whole.parse().ok()?;
    let nanos: i32 = format!("{fraction:0<9}").parse().ok()?;
    Some(if negative {
        Duration { seconds: -seconds, nanos: -nanos }
    } else {
        Duration { seconds, nanos }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_durations_are_written_as_they_are_read() {
        for text in ["\"2026-11-22T01:02:03Z\"", "\"1969-12-31T23:59:59.5Z\""] {
            let at: Timestamp = serde_json::from_str(text).unwrap();
            assert_eq!(serde_json::to_string(&at).unwrap(), text);
        }
        for text in ["\"60s\"", "\"-0.5s\"", "\"0.000000001s\""] {
            let span: Duration = serde_json::from_str(text).unwrap();
            assert_eq!(serde_json::to_string(&span).unwrap(), text);
        }
        for text in ["\"yesterday\"", "\"60\"", "\"1.s.s\"", "60", "\"s\""] {
            assert!(serde_json::from_str::<Timestamp>(text).is_err(), "{text}");
            assert!(serde_json::from_str::<Duration>(text).is_err(), "{text}");
        }
    }
}
