//! Instants, resolutions, buckets and the installation's zone.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use jiff::tz::TimeZone;

/// An instant: milliseconds since 1970-01-01T00:00:00Z, in the years 1 to 9999.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// 0001-01-01T00:00:00Z.
    pub const MIN: Self = Self(-62_135_596_800_000);
    /// 9999-12-30T22:00:00Z, the last instant that every zone can print.
    pub const MAX: Self = Self(253_402_207_200_000);

    /// The instant `millis` milliseconds after 1970-01-01T00:00:00Z, held within `MIN..=MAX`.
    #[must_use]
    pub fn from_millis(millis: i64) -> Self {
        Self(millis.clamp(Self::MIN.0, Self::MAX.0))
    }

    /// The instant `seconds` seconds after 1970-01-01T00:00:00Z, held within `MIN..=MAX`.
    #[must_use]
    pub fn from_seconds(seconds: i64) -> Self {
        Self::from_millis(seconds.saturating_mul(1000))
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub fn millis(self) -> i64 {
        self.0
    }

    /// Whole seconds since 1970-01-01T00:00:00Z, rounded down.
    #[must_use]
    pub fn seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// The instant `millis` milliseconds later (earlier, if negative), held within `MIN..=MAX`.
    #[must_use]
    pub fn plus_millis(self, millis: i64) -> Self {
        Self::from_millis(self.0.saturating_add(millis))
    }

    /// Milliseconds from `earlier` to this.
    #[must_use]
    pub fn millis_since(self, earlier: Self) -> i64 {
        self.0 - earlier.0
    }

    fn jiff(self) -> jiff::Timestamp {
        // Every value of this type is within jiff's range, which is wider.
        jiff::Timestamp::from_millisecond(self.0).unwrap_or_default()
    }
}

/// RFC 3339 in UTC, e.g. `2026-11-22T01:02:03Z`.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.jiff().fmt(f)
    }
}

/// A text is no instant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is no {wanted}")]
pub struct NotATime {
    text: String,
    wanted: &'static str,
}

/// RFC 3339 with any offset.
impl FromStr for Timestamp {
    type Err = NotATime;

    fn from_str(text: &str) -> Result<Self, NotATime> {
        let wrong =
            || NotATime { text: text.into(), wanted: "time of the form 2026-11-22T08:02:03+07:00" };
        let at: jiff::Timestamp = text.parse().map_err(|_| wrong())?;
        let millis = at.as_millisecond();
        if (Self::MIN.0..=Self::MAX.0).contains(&millis) { Ok(Self(millis)) } else { Err(wrong()) }
    }
}

/// The length of a bucket. Minutes, hours and local days are folded; months, quarters and years
/// are the periods of published indicators.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Resolution {
    /// A UTC minute.
    Minute = 1,
    /// A UTC hour.
    Hour = 2,
    /// A day of the installation's zone.
    Day = 3,
    /// A month of the installation's zone.
    Month = 4,
    /// A quarter of the installation's zone.
    Quarter = 5,
    /// A year of the installation's zone.
    Year = 6,
}

impl Resolution {
    /// The resolutions that every event is folded into, finest first.
    pub const FOLDED: [Self; 3] = [Self::Minute, Self::Hour, Self::Day];
    /// All resolutions, finest first.
    pub const ALL: [Self; 6] =
        [Self::Minute, Self::Hour, Self::Day, Self::Month, Self::Quarter, Self::Year];

    /// The number that stands for it in records and tables.
    #[must_use]
    pub fn number(self) -> u8 {
        self as u8
    }

    /// The resolution of a number that stands for it in records and tables.
    #[must_use]
    pub fn from_number(number: u32) -> Option<Self> {
        Self::ALL.into_iter().find(|r| u32::from(r.number()) == number)
    }

    /// The name on command lines and in answers.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Minute => "minute",
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }

    /// The resolution of a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|r| r.name() == name)
    }
}

/// A bucket: its resolution and its beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bucket {
    /// The resolution.
    pub resolution: Resolution,
    /// The beginning, seconds since 1970-01-01T00:00:00Z.
    pub start: i64,
}

impl Bucket {
    /// The beginning.
    #[must_use]
    pub fn start_time(self) -> Timestamp {
        Timestamp::from_seconds(self.start)
    }
}

/// The installation's time zone: says where local days, months and years begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone(TimeZone);

impl Zone {
    /// The zone of an IANA name, e.g. `Asia/Ho_Chi_Minh`.
    ///
    /// # Errors
    /// When there is no such zone.
    pub fn named(name: &str) -> Result<Self, NotATime> {
        TimeZone::get(name)
            .map(Self)
            .map_err(|_| NotATime { text: name.into(), wanted: "time zone of the IANA database" })
    }

    /// UTC.
    #[must_use]
    pub fn utc() -> Self {
        Self(TimeZone::UTC)
    }

    /// The IANA name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }

    /// The local date at an instant.
    #[must_use]
    pub fn date(&self, at: Timestamp) -> Date {
        self.0.to_datetime(at.jiff()).date()
    }

    /// The beginning of a local day. Where midnight is skipped by a clock change, the first
    /// instant after.
    #[must_use]
    pub fn day_start(&self, date: Date) -> Timestamp {
        let midnight = date.at(0, 0, 0, 0);
        match self.0.to_ambiguous_timestamp(midnight).compatible() {
            Ok(at) => Timestamp::from_millis(at.as_millisecond()),
            // Only dates at the very edge of jiff's range have no instant.
            Err(_) if date.year() > 0 => Timestamp::MAX,
            Err(_) => Timestamp::MIN,
        }
    }

    /// RFC 3339 with this zone's offset, e.g. `2026-11-22T08:02:03+07:00`.
    #[must_use]
    pub fn print(&self, at: Timestamp) -> String {
        at.jiff().to_zoned(self.0.clone()).strftime("%Y-%m-%dT%H:%M:%S%.f%:z").to_string()
    }

    /// Reads an instant: RFC 3339, or a bare date: the beginning of that local day.
    ///
    /// # Errors
    /// When the text is neither.
    pub fn parse(&self, text: &str) -> Result<Timestamp, NotATime> {
        if let Ok(date) = text.parse::<Date>()
            && text.len() == 10
        {
            return Ok(self.day_start(date));
        }
        text.parse().map_err(|_| NotATime {
            text: text.into(),
            wanted: "time: write 2026-11-22, or 2026-11-22T08:02:03+07:00",
        })
    }

    /// The bucket of a resolution that holds an instant.
    #[must_use]
    pub fn bucket(&self, resolution: Resolution, at: Timestamp) -> Bucket {
        let seconds = at.seconds();
        let start = match resolution {
            Resolution::Minute => seconds - seconds.rem_euclid(60),
            Resolution::Hour => seconds - seconds.rem_euclid(3600),
            _ => self.day_start(period_start(resolution, self.date(at))).seconds(),
        };
        Bucket { resolution, start }
    }

    /// The end of a bucket, exclusive: the beginning of the next one; seconds since 1970.
    #[must_use]
    pub fn bucket_end(&self, bucket: Bucket) -> i64 {
        match bucket.resolution {
            Resolution::Minute => bucket.start + 60,
            Resolution::Hour => bucket.start + 3600,
            resolution => {
                let first = self.date(bucket.start_time());
                self.day_start(next_period(resolution, first)).seconds()
            }
        }
    }

    /// The bucket `count` buckets before (after, if negative).
    #[must_use]
    pub fn bucket_back(&self, bucket: Bucket, count: u32) -> Bucket {
        let start = match bucket.resolution {
            Resolution::Minute => bucket.start - 60 * i64::from(count),
            Resolution::Hour => bucket.start - 3600 * i64::from(count),
            _ => {
                let mut at = bucket;
                for _ in 0..count {
                    at = self.bucket(at.resolution, Timestamp::from_seconds(at.start - 1));
                }
                at.start
            }
        };
        Bucket { start, ..bucket }
    }
}

/// The first day of the period (of a day, month, quarter or year) that holds a date.
fn period_start(resolution: Resolution, date: Date) -> Date {
    let (year, month) = (date.year(), date.month());
    let first = match resolution {
        Resolution::Month => Date::new(year, month, 1),
        Resolution::Quarter => Date::new(year, month - (month - 1) % 3, 1),
        Resolution::Year => Date::new(year, 1, 1),
        Resolution::Minute | Resolution::Hour | Resolution::Day => Ok(date),
    };
    // The first of a month that exists exists.
    first.unwrap_or(date)
}

/// The first day of the period after the one that begins on `first`.
fn next_period(resolution: Resolution, first: Date) -> Date {
    let span = jiff::Span::new();
    let span = match resolution {
        Resolution::Month => span.months(1),
        Resolution::Quarter => span.months(3),
        Resolution::Year => span.years(1),
        Resolution::Minute | Resolution::Hour | Resolution::Day => span.days(1),
    };
    first.checked_add(span).unwrap_or(Date::MAX)
}

/// Finds buckets fast: remembers the local days that it met last, for events come in order of time.
#[derive(Clone, Debug)]
pub struct BucketFinder {
    zone: Zone,
    day: (i64, i64),
}

impl BucketFinder {
    /// For a zone.
    #[must_use]
    pub fn new(zone: Zone) -> Self {
        Self { zone, day: (0, 0) }
    }

    /// The zone.
    #[must_use]
    pub fn zone(&self) -> &Zone {
        &self.zone
    }

    /// The bucket of a resolution that holds an instant, and its end, exclusive.
    pub fn find(&mut self, resolution: Resolution, at: Timestamp) -> (Bucket, i64) {
        let seconds = at.seconds();
        if resolution != Resolution::Day {
            let bucket = self.zone.bucket(resolution, at);
            return (bucket, self.zone.bucket_end(bucket));
        }
        if !(self.day.0..self.day.1).contains(&seconds) {
            let bucket = self.zone.bucket(resolution, at);
            self.day = (bucket.start, self.zone.bucket_end(bucket));
        }
        (Bucket { resolution, start: self.day.0 }, self.day.1)
    }
}
