//! Buckets and their lengths.

use super::Timestamp;

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
