//! What the log writes about itself, in a keyspace of its own: its layout, its segments, and what
//! was released.

use bytes::{Buf, BufMut};
use kinhbac_domain::position::{Offset, PartitionIndex, Topic};
use kinhbac_domain::time::Timestamp;

use super::segment::Edge;

pub(super) const KEYSPACE: &str = "meta";
pub(super) const LAYOUT_KEY: &[u8] = b"layout";
pub(super) const SEGMENT_PREFIX: &[u8] = b"segment/";
/// Under it stands the time before which nothing more is appended.
pub(super) const FLOOR_KEY: &[u8] = b"append-floor";
pub(super) const RELEASED_PREFIX: &[u8] = b"released/";

const FORMAT: u32 = 1;

/// How the log is laid out; never changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    pub(super) partitions: u32,
}

impl Layout {
    pub(super) fn encode(self) -> Vec<u8> {
        let mut out = Vec::with_capacity(8);
        out.put_u32_le(FORMAT);
        out.put_u32_le(self.partitions);
        out
    }

    pub(super) fn decode(mut value: &[u8]) -> Option<Self> {
        let format = value.try_get_u32_le().ok()?;
        let partitions = value.try_get_u32_le().ok()?;
        (format == FORMAT).then_some(Self { partitions })
    }
}

/// A segment's entry, written with its first records. Of the segment before it says what stood
/// only in memory until that one was closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SegmentEntry {
    pub(super) number: u64,
    pub(super) topic: Topic,
    pub(super) created_at: Timestamp,
    /// Bytes of records in the segment before.
    pub(super) bytes_before: u64,
    /// When the segment before was last appended to.
    pub(super) newest_before: Timestamp,
    pub(super) starts: Vec<Edge>,
}

impl SegmentEntry {
    pub(super) fn key(number: u64) -> Vec<u8> {
        [SEGMENT_PREFIX, &number.to_be_bytes()].concat()
    }

    pub(super) fn encode(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(64 + 16 * self.starts.len());
        put_topic(&mut out, self.topic);
        out.put_i64_le(self.created_at.millis());
        out.put_u64_le(self.bytes_before);
        out.put_i64_le(self.newest_before.millis());
        for start in &self.starts {
            out.put_i64_le(start.offset.0);
            out.put_i64_le(start.log_time.millis());
        }
        out
    }

    pub(super) fn decode(key: &[u8], mut value: &[u8]) -> Option<Self> {
        let number = key.strip_prefix(SEGMENT_PREFIX)?.try_into().ok().map(u64::from_be_bytes)?;
        let topic = take_topic(&mut value)?;
        let created_at = take_time(&mut value)?;
        let bytes_before = value.try_get_u64_le().ok()?;
        let newest_before = take_time(&mut value)?;
        let mut starts = Vec::new();
        while !value.is_empty() {
            let offset = Offset(value.try_get_i64_le().ok()?);
            starts.push(Edge { offset, log_time: take_time(&mut value)? });
        }
        Some(Self { number, topic, created_at, bytes_before, newest_before, starts })
    }
}

/// The key under which the released offset of a partition stands.
pub(super) fn released_key(topic: Topic, partition: PartitionIndex) -> Vec<u8> {
    let mut key = RELEASED_PREFIX.to_vec();
    put_topic(&mut key, topic);
    key.put_u32(partition.0);
    key
}

/// What is released.
pub(super) fn decode_released(key: &[u8], value: &[u8]) -> Option<(Topic, PartitionIndex, Offset)> {
    let mut key = key.strip_prefix(RELEASED_PREFIX)?;
    let topic = take_topic(&mut key)?;
    let partition = PartitionIndex(key.try_get_u32().ok()?);
    let offset = value.try_into().ok().map(i64::from_le_bytes)?;
    Some((topic, partition, Offset(offset)))
}

/// The time before which nothing more is appended.
pub(super) fn encode_floor(floor: Timestamp) -> [u8; 8] {
    floor.millis().to_le_bytes()
}

pub(super) fn decode_floor(mut value: &[u8]) -> Option<Timestamp> {
    take_time(&mut value).filter(|_| value.is_empty())
}

fn put_topic(out: &mut Vec<u8>, topic: Topic) {
    // The names of topics are far below 256 bytes.
    out.put_u8(topic.name().len() as u8);
    out.put_slice(topic.name().as_bytes());
}

fn take_topic(rest: &mut &[u8]) -> Option<Topic> {
    let length = rest.try_get_u8().ok()?.into();
    let (name, after) = rest.split_at_checked(length)?;
    *rest = after;
    Topic::ALL.into_iter().find(|t| t.name().as_bytes() == name)
}

fn take_time(rest: &mut &[u8]) -> Option<Timestamp> {
    rest.try_get_i64_le().ok().map(Timestamp::from_millis)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_read_as_they_were_written() {
        let entry = SegmentEntry {
            number: 300,
            topic: Topic::DeadLetter,
            created_at: Timestamp::from_seconds(-5),
            bytes_before: 77,
            newest_before: Timestamp::MIN,
            starts: vec![Edge::ZERO, Edge { offset: Offset(9), log_time: Timestamp::MAX }],
        };
        let key = SegmentEntry::key(entry.number);
        assert_eq!(SegmentEntry::decode(&key, &entry.encode()), Some(entry));
        let key = released_key(Topic::Cells, PartitionIndex(258));
        assert_eq!(
            decode_released(&key, &7_i64.to_le_bytes()),
            Some((Topic::Cells, PartitionIndex(258), Offset(7)))
        );
        let floor = Timestamp::from_millis(1_700_000_000_001);
        assert_eq!(decode_floor(&encode_floor(floor)), Some(floor));
        let layout = Layout { partitions: 12 };
        assert_eq!(Layout::decode(&layout.encode()), Some(layout));
    }
}
