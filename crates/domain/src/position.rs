//! Streams, topics, partitions, offsets: where things stand in the log.

use std::collections::BTreeMap;
use std::fmt;

use crate::time::Timestamp;

/// A stream of events; each has a topic of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Stream {
    /// Counts, incidents and health of cameras.
    Camera,
    /// Usage, sessions and health of Wi-Fi hotspots.
    Wifi,
    /// Citizens' field reports.
    Report,
    /// Published figures.
    Indicator,
    /// Alerts of the information-security monitoring.
    Security,
    /// Health of video-conference points.
    Conference,
}

impl Stream {
    /// All streams.
    pub const ALL: [Self; 6] =
        [Self::Camera, Self::Wifi, Self::Report, Self::Indicator, Self::Security, Self::Conference];

    /// The name in records, tables and answers.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Camera => "camera",
            Self::Wifi => "wifi",
            Self::Report => "report",
            Self::Indicator => "indicator",
            Self::Security => "security",
            Self::Conference => "conference",
        }
    }

    /// The stream of a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.name() == name)
    }

    /// Whether its events are told by devices, which then are part of the series.
    #[must_use]
    pub fn is_of_devices(self) -> bool {
        matches!(self, Self::Camera | Self::Wifi | Self::Conference)
    }

    /// Whether an event can be too late to be folded (promise 3).
    #[must_use]
    pub fn has_lateness_limit(self) -> bool {
        matches!(self, Self::Camera | Self::Wifi)
    }
}

/// A topic of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Topic {
    /// A stream's events as they came in.
    Input(Stream),
    /// Changed cells and marks.
    Cells,
    /// Incidents, alerts and changes of reports.
    Alerts,
    /// Events too late to be folded.
    Late,
    /// Records that could not be folded.
    DeadLetter,
}

impl Topic {
    /// All topics.
    pub const ALL: [Self; 10] = [
        Self::Input(Stream::Camera),
        Self::Input(Stream::Wifi),
        Self::Input(Stream::Report),
        Self::Input(Stream::Indicator),
        Self::Input(Stream::Security),
        Self::Input(Stream::Conference),
        Self::Cells,
        Self::Alerts,
        Self::Late,
        Self::DeadLetter,
    ];

    /// The topic's name in the log.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Input(Stream::Camera) => "kinhbac.camera.v1",
            Self::Input(Stream::Wifi) => "kinhbac.wifi.v1",
            Self::Input(Stream::Report) => "kinhbac.report.v1",
            Self::Input(Stream::Indicator) => "kinhbac.indicator.v1",
            Self::Input(Stream::Security) => "kinhbac.security.v1",
            Self::Input(Stream::Conference) => "kinhbac.conference.v1",
            Self::Cells => "kinhbac.cells.v1",
            Self::Alerts => "kinhbac.alerts.v1",
            Self::Late => "kinhbac.late.v1",
            Self::DeadLetter => "kinhbac.dead-letter.v1",
        }
    }
}

/// Which partition; the same index of all input topics has one owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartitionIndex(pub u32);

impl PartitionIndex {
    /// The partition of a key among `count` (at least 1), as Kafka's own clients choose it
    /// (murmur2), so that a record of theirs with the same key goes to the same owner.
    #[must_use]
    pub fn of_key(key: &[u8], count: u32) -> Self {
        Self((murmur2(key) & 0x7fff_ffff) % count.max(1))
    }
}

impl fmt::Display for PartitionIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// MurmurHash2, 32 bit, with the seed of Kafka's clients.
fn murmur2(data: &[u8]) -> u32 {
    const M: u32 = 0x5bd1_e995;
    // Lengths of keys are bounded far below 4 GiB; the hash takes the length modulo 2^32.
    let mut hash = 0x9747_b28c_u32 ^ (data.len() as u32);
    let (words, rest) = data.as_chunks::<4>();
    for word in words {
        let mut k = u32::from_le_bytes(*word).wrapping_mul(M);
        k ^= k >> 24;
        hash = hash.wrapping_mul(M) ^ k.wrapping_mul(M);
    }
    for (i, byte) in rest.iter().enumerate() {
        hash ^= u32::from(*byte) << (8 * i);
    }
    if !rest.is_empty() {
        hash = hash.wrapping_mul(M);
    }
    hash ^= hash >> 13;
    hash = hash.wrapping_mul(M);
    hash ^ (hash >> 15)
}

/// Where in a partition, from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Offset(pub i64);

impl Offset {
    /// The next one.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

impl fmt::Display for Offset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Where in the log an event stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The stream.
    pub stream: Stream,
    /// The partition.
    pub partition: PartitionIndex,
    /// The offset.
    pub offset: Offset,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}@{}", self.stream.name(), self.partition, self.offset)
    }
}

/// A number that grows with each change of a partition's owner; what a former owner writes is
/// refused by it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Epoch(pub i64);

/// A partition index in the hands of one owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Ownership {
    /// Which.
    pub partition: PartitionIndex,
    /// The owner's epoch.
    pub epoch: Epoch,
}

/// How far a stream of a partition is folded and stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StreamProgress {
    /// The next offset whose effects are not in the store.
    pub next: Offset,
    /// Log time: the greatest log-append timestamp of the records before `next`.
    pub log_time: Timestamp,
}

impl Default for StreamProgress {
    fn default() -> Self {
        Self { next: Offset(0), log_time: Timestamp::MIN }
    }
}

/// How far a partition index is folded and stored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// By stream; a stream that is absent stands at its beginning.
    pub streams: BTreeMap<Stream, StreamProgress>,
    /// From which offset of the partition's `cells` topic on there can be cells that are newer
    /// than the store's.
    pub cells_offset: Offset,
}

impl Progress {
    /// Of one stream.
    #[must_use]
    pub fn of(&self, stream: Stream) -> StreamProgress {
        self.streams.get(&stream).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_goes_where_kafkas_own_clients_send_it() {
        // Values of org.apache.kafka.common.utils.Utils.murmur2, from Kafka's UtilsTest.
        for (key, hash) in [
            ("21", -973_932_308),
            ("foobar", -790_332_482),
            ("a-little-bit-long-string", -985_981_536),
            ("a-little-bit-longer-string", -1_486_304_829),
            ("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58_897_971),
        ] {
            assert_eq!(murmur2(key.as_bytes()), hash as u32, "{key}");
        }
    }
}
