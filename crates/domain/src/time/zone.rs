//! The installation's zone, and the buckets that it makes.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::{Bucket, NotATime, Resolution, Timestamp};

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
