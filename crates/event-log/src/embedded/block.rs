//! How records stand on disk: blocks of neighbours of one partition, each behind one checksum.
//!
//! A block is written once and never changed. Its key says where it belongs, and goes into its
//! checksum, so a block that turns up in another's place is seen as well as a flipped bit.

use bytes::{Buf, Bytes};
use kinhbac_domain::ports::{Headers, NewRecord, Record};
use kinhbac_domain::position::{Offset, PartitionIndex, Topic};
use kinhbac_domain::time::Timestamp;
use xxhash_rust::xxh3::{Xxh3Default, xxh3_64};

const FORMAT: u8 = 1;
/// Format, count, append time, log time, bytes of the segment, hash of the records, hash of all.
const HEAD_BYTES: usize = 1 + 4 + 8 + 8 + 8 + 8 + 8;
const HASHED_HEAD_BYTES: usize = HEAD_BYTES - 8;

/// Records of one partition of one request, on their way to the writer.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) partition: PartitionIndex,
    /// How many records, at least 1.
    pub(super) count: u32,
    /// Room for the head, then the records.
    bytes: Vec<u8>,
}

/// What the writer adds to a draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Head {
    /// How many records.
    pub(super) count: u32,
    /// When they were appended, all at once.
    pub(super) appended_at: Timestamp,
    /// The greatest append time up to here in the partition.
    pub(super) log_time: Timestamp,
    /// Bytes of the segment, this block's included.
    pub(super) segment_bytes: u64,
}

/// Why a block can't be read.
pub(super) type Damage = &'static str;

impl Draft {
    pub(super) fn new(partition: PartitionIndex) -> Self {
        Self { partition, count: 0, bytes: vec![0; HEAD_BYTES] }
    }

    /// Adds a record.
    pub(super) fn push(&mut self, record: &NewRecord) {
        self.count += 1;
        self.put(&record.key);
        self.put(&record.value);
        self.bytes.extend_from_slice(record.headers.packed());
    }

    /// Bytes on disk.
    pub(super) fn len(&self) -> usize {
        self.bytes.len()
    }

    fn put(&mut self, bytes: &[u8]) {
        // A record is at most `max_record_bytes`, which is checked to be below 2^31.
        self.bytes.extend_from_slice(&(bytes.len() as u32).to_le_bytes());
        self.bytes.extend_from_slice(bytes);
    }

    /// Fills in the hash of the records: work that need not wait for the writer. Blocks stay in
    /// memory until their table is written, so what they were given too much of goes back.
    pub(super) fn finish(mut self) -> Self {
        self.bytes.shrink_to_fit();
        let hash = xxh3_64(&self.bytes[HEAD_BYTES..]);
        self.bytes[HASHED_HEAD_BYTES - 8..HASHED_HEAD_BYTES].copy_from_slice(&hash.to_le_bytes());
        self
    }

    /// The block under its key.
    pub(super) fn seal(mut self, key: &[u8], head: Head) -> Vec<u8> {
        self.bytes[0] = FORMAT;
        self.bytes[1..5].copy_from_slice(&head.count.to_le_bytes());
        self.bytes[5..13].copy_from_slice(&head.appended_at.millis().to_le_bytes());
        self.bytes[13..21].copy_from_slice(&head.log_time.millis().to_le_bytes());
        self.bytes[21..29].copy_from_slice(&head.segment_bytes.to_le_bytes());
        let hash = hash_of(key, &self.bytes[..HASHED_HEAD_BYTES]);
        self.bytes[HASHED_HEAD_BYTES..HEAD_BYTES].copy_from_slice(&hash.to_le_bytes());
        self.bytes
    }
}

fn hash_of(key: &[u8], head: &[u8]) -> u64 {
    let mut hasher = Xxh3Default::new();
    hasher.update(key);
    hasher.update(head);
    hasher.digest()
}

impl Head {
    /// Reads a block's head.
    pub(super) fn read(key: &[u8], block: &[u8]) -> Result<Self, Damage> {
        let (hashed, rest) =
            block.split_at_checked(HASHED_HEAD_BYTES).ok_or("the block is cut off")?;
        let hash = rest.first_chunk::<8>().ok_or("the block is cut off")?;
        if hash_of(key, hashed) != u64::from_le_bytes(*hash) {
            return Err("the checksum of a block's head is wrong");
        }
        let mut fields = hashed;
        if fields.get_u8() != FORMAT {
            return Err("the block has another format");
        }
        Ok(Self {
            count: fields.get_u32_le(),
            appended_at: Timestamp::from_millis(fields.get_i64_le()),
            log_time: Timestamp::from_millis(fields.get_i64_le()),
            segment_bytes: fields.get_u64_le(),
        })
    }
}

/// Reads a block's records, of which the first has the offset `first`; they share its memory.
pub(super) fn read_records(
    topic: Topic,
    partition: PartitionIndex,
    first: Offset,
    head: Head,
    block: &Bytes,
) -> Result<Vec<Record>, Damage> {
    let hash = block[HASHED_HEAD_BYTES - 8..].first_chunk::<8>().ok_or("the block is cut off")?;
    let mut rest = block.slice(HEAD_BYTES..);
    if xxh3_64(&rest) != u64::from_le_bytes(*hash) {
        return Err("the checksum of a block's records is wrong");
    }
    let mut records = Vec::with_capacity(head.count.min(1 << 16) as usize);
    for offset in (first.0..).take(head.count as usize) {
        records.push(Record {
            topic,
            partition,
            offset: Offset(offset),
            appended_at: head.appended_at,
            key: take(&mut rest)?,
            value: take(&mut rest)?,
            headers: Headers::unpack(&mut rest).ok_or("a record's headers are cut off")?,
        });
    }
    if rest.is_empty() { Ok(records) } else { Err("the block is longer than its records") }
}

fn take(rest: &mut Bytes) -> Result<Bytes, Damage> {
    let length = rest.try_get_u32_le().map_err(|_| "a record is cut off")? as usize;
    if length > rest.len() {
        return Err("a record is cut off");
    }
    Ok(rest.split_to(length))
}

#[cfg(test)]
mod tests {
    use kinhbac_domain::ports::Header;
    use proptest::prelude::*;

    use super::*;

    const KEY: &[u8] = b"segment 7, partition 2, last offset 11";

    fn head(count: u32) -> Head {
        Head {
            count,
            appended_at: Timestamp::from_seconds(1_700_000_000),
            log_time: Timestamp::from_seconds(1_700_000_001),
            segment_bytes: 4711,
        }
    }

    fn record() -> impl Strategy<Value = NewRecord> {
        let bytes = || proptest::collection::vec(any::<u8>(), 0..40).prop_map(Bytes::from);
        let header = ("[a-z_]{1,12}", bytes());
        (bytes(), bytes(), proptest::collection::vec(header, 0..3)).prop_map(
            |(key, value, headers)| {
                let headers = headers.iter().map(|(name, value)| Header { name, value }).collect();
                NewRecord { partition: PartitionIndex(2), key, value, headers }
            },
        )
    }

    fn block(records: &[NewRecord]) -> Vec<u8> {
        let mut draft = Draft::new(PartitionIndex(2));
        records.iter().for_each(|r| draft.push(r));
        let count = draft.count;
        draft.finish().seal(KEY, head(count))
    }

    fn read(key: &[u8], block: Vec<u8>) -> Result<Vec<Record>, Damage> {
        let block = Bytes::from(block);
        let head = Head::read(key, &block)?;
        read_records(Topic::Cells, PartitionIndex(2), Offset(10), head, &block)
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(records in proptest::collection::vec(record(), 1..6)) {
            let back = read(KEY, block(&records)).unwrap();
            prop_assert_eq!(back.len(), records.len());
            for (i, (new, old)) in records.iter().zip(&back).enumerate() {
                prop_assert_eq!(old.offset, Offset(10 + i as i64));
                prop_assert_eq!(old.appended_at, head(1).appended_at);
                prop_assert_eq!((&new.key, &new.value), (&old.key, &old.value));
                prop_assert_eq!(&new.headers, &old.headers);
            }
        }

        #[test]
        fn any_flipped_bit_is_seen(
            records in proptest::collection::vec(record(), 1..4),
            at in any::<prop::sample::Index>(),
            bit in 0..8_u8,
        ) {
            let mut block = block(&records);
            let at = at.index(block.len());
            block[at] ^= 1_u8 << bit;
            prop_assert!(read(KEY, block).is_err());
        }

        #[test]
        fn a_block_that_is_cut_off_is_seen(
            records in proptest::collection::vec(record(), 1..4),
            at in any::<prop::sample::Index>(),
        ) {
            let mut block = block(&records);
            block.truncate(at.index(block.len()));
            prop_assert!(read(KEY, block).is_err());
        }
    }

    #[test]
    fn a_block_in_anothers_place_is_seen() {
        let record = NewRecord {
            partition: PartitionIndex(2),
            key: Bytes::new(),
            value: Bytes::from_static(b"value"),
            headers: Headers::default(),
        };
        assert!(read(b"another key", block(&[record])).is_err());
    }
}
